"""What can be refused about activities."""

from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_


class ActivityAlreadyHeld(Conflict):
    """The activity was held before."""

    code = "activity_already_held"
    text = N_("Activiteit %(id)s is al gehouden, op %(on)s. Er is niets veranderd.")


class UnknownCategory(InvalidInput):
    """No kind of help has this code."""

    code = "unknown_category"
    text = N_("De soort hulp '%(code)s' is niet bekend. Kies uit: %(known)s.")


class TitleOutOfRange(InvalidInput):
    """An activity needs a title that fits on a poster."""

    code = "title_out_of_range"
    text = N_("Geef de activiteit een titel van 1 tot %(most)s tekens.")
