"""What can be refused while two people are phoned, meet, and tell how it went."""

from buurtservice.errors import Conflict, InvalidInput
from buurtservice.i18n import N_


class NoYesToUndo(Conflict):
    """Nobody said yes on this side, or a colleague took it back."""

    code = "no_yes_to_undo"
    text = N_("Bij match %(id)s staat hier geen ja om terug te nemen. Er is niets veranderd.")


class CallBackNotSoon(InvalidInput):
    """Calling back on the day itself, before it, or when everybody has forgotten why."""

    code = "call_back_not_soon"
    text = N_("Terugbellen kan van %(first)s tot en met %(last)s. Kies een dag daartussen.")


class MeetingNotPossible(InvalidInput):
    """A meeting at a moment that was, that is too far off, or that the clock skips."""

    code = "meeting_not_possible"
    text = N_("Kies een dag en tijd van nu tot en met %(last)s.")


class NoSuchTime(InvalidInput):
    """The clock goes forward in that night, and the hour does not exist."""

    code = "no_such_time"
    text = N_("Op die dag gaat de klok vooruit: die tijd is er niet. Kies een andere tijd.")


class EndsBeforeItBegins(InvalidInput):
    """A meeting has to end after its beginning."""

    code = "ends_before_it_begins"
    text = N_("De kennismaking eindigt voordat zij begint. Kies een latere eindtijd.")


class NotOfTheWorkers(InvalidInput):
    """Who comes along is a worker whose account is open."""

    code = "not_of_the_workers"
    text = N_("Wie meegaat, moet een buurtwerker zijn. Kies iemand uit de lijst.")


class MeetingPlannedAlready(Conflict):
    """The two have a meeting before them."""

    code = "meeting_planned_already"
    text = N_("Bij match %(id)s is al een kennismaking gepland. Verander die, of zeg die eerst af.")


class MeetingChanged(Conflict):
    """A colleague changed or cancelled the meeting since it was shown."""

    code = "meeting_changed"
    text = N_("Deze kennismaking is net veranderd of afgezegd. Bekijk hoe het er nu voor staat.")


class NothingToReview(Conflict):
    """How it went can be told of help that was agreed."""

    code = "nothing_to_review"
    text = N_("Match %(id)s is nu '%(state)s'. Hoe het ging, noteert u als er hulp is afgesproken.")


class AskedAgainAlready(Conflict):
    """The same is asked once more already, perhaps by a colleague a moment ago."""

    code = "asked_again_already"
    text = N_("Deze hulp is al opnieuw gevraagd: vraag %(request)s. Er is niets veranderd.")
