"""What can be refused about team tasks."""

from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_


class TaskNotOpen(Conflict):
    """The task was done before."""

    code = "task_not_open"
    text = N_("Teamtaak %(id)s is al klaar, op %(on)s. Er is niets veranderd.")


class TaskInOtherState(Conflict):
    """The task is not where this step begins."""

    code = "task_in_other_state"
    text = N_("Teamtaak %(id)s is nu: %(state)s. Er is niets veranderd. Kijk hoe de taak nu staat.")


class DoneTooLongAgo(Conflict):
    """So late nobody takes back that a task was done: the figures of that week are told by then."""

    code = "done_too_long_ago"
    text = N_(
        "Teamtaak %(id)s is klaar sinds %(on)s. Terugnemen kan %(days)s dagen lang. "
        "Is er opnieuw hulp nodig? Schrijf dan een nieuwe vraag op."
    )


class TaskNotToUndo(Conflict):
    """The request went another way since, or the asker left."""

    code = "task_not_to_undo"
    text = N_(
        "Teamtaak %(id)s kan niet terug: met de vraag is daarna iets anders gebeurd. Er is niets veranderd. "
        "Is er opnieuw hulp nodig? Schrijf dan een nieuwe vraag op."
    )


class TaskTaken(Conflict):
    """A colleague was faster, or the plan was changed since it was shown."""

    code = "task_taken"
    text = N_("Teamtaak %(id)s is al gepland door %(name)s, op %(on)s. Er is niets veranderd.")


class MemberFull(Conflict):
    """The member has as many tasks in that daypart as fit."""

    code = "member_full"
    text = N_(
        "%(name)s heeft op %(on)s in dat dagdeel al %(count)s van %(most)s taken. Kies een ander moment of "
        "iemand anders."
    )


class NotInTeam(InvalidInput):
    """Who should do it is not in the team, or not any more."""

    code = "not_in_team"
    text = N_("%(name)s hoort niet bij het buurtteam. Kies iemand anders.")


class PlanInPast(InvalidInput):
    """Nobody can do something on a day that is over."""

    code = "plan_in_past"
    text = N_("%(on)s is al voorbij. Kies vandaag of later.")


class PlanOutsideWeek(InvalidInput):
    """The task is for one week, and that day is in another."""

    code = "plan_outside_week"
    text = N_("Deze taak is voor de week van %(week)s. Kies een dag in die week.")


class PlanDoesNotSuit(InvalidInput):
    """The asker cannot then, and who plans did not say that it is meant."""

    code = "plan_does_not_suit"
    text = N_("Dit is niet wanneer de bewoner kan. Kies een ander moment, of zet onderaan een vinkje.")


class KindUnknown(InvalidInput):
    """A kind of help that does not exist."""

    code = "kind_unknown"
    text = N_("De soort hulp %(kind)s bestaat niet. Kies opnieuw.")


class NoMonday(InvalidInput):
    """A neighbour takes over at the beginning of a week, not before this one."""

    code = "no_monday"
    text = N_("%(on)s is geen maandag van deze week of later. Kies een maandag.")


class TakesOverTooLate(InvalidInput):
    """So late a day is no date to name."""

    code = "takes_over_too_late"
    text = N_("%(on)s is te ver weg. Kies een maandag binnen %(weeks)s weken.")
