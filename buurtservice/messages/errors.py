"""What can go wrong with a message that people bring away."""

from buurtservice.errors import Conflict
from buurtservice.i18n import N_


class MessageDoneAlready(Conflict):
    """A colleague told it, or it is not needed any more."""

    code = "message_done_already"
    text = N_("Bericht %(id)s is al gedaan, of niet meer nodig. Er is niets veranderd.")


class MessageNotToUndo(Conflict):
    """It waits already, or was done too long ago."""

    code = "message_not_to_undo"
    text = N_("Bericht %(id)s is niet terug te nemen. Dat kan tot een dag nadat het is gedaan.")
