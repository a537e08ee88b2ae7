"""What can be refused about holding and hastening."""

from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_


class RoutedBefore(Conflict):
    """It went to the team or the worker already."""

    code = "routed_before"
    text = N_("Vraag %(id)s is op %(on)s al doorgegeven. Vasthouden kan niet meer.")


class NotHeld(Conflict):
    """There is nothing to take back: it was taken back before, or the request went on."""

    code = "not_held"
    text = N_("Vraag %(id)s wordt niet (meer) vastgehouden of eerder doorgegeven. Er is niets veranderd.")


class HoldTooShort(InvalidInput):
    """Until today is no holding."""

    code = "hold_too_short"
    text = N_("%(until)s is niet later dan vandaag. Kies morgen of later.")


class HoldTooLong(InvalidInput):
    """Somebody waits for an answer."""

    code = "hold_too_long"
    text = N_("Vasthouden kan tot uiterlijk %(latest)s: er wacht iemand. Kies een eerdere dag.")


class WithTeamAlready(Conflict):
    """The team has it, as a whole or week by week."""

    code = "with_team_already"
    text = N_("Vraag %(id)s is al bij het buurtteam. Er is niets veranderd.")
