"""What can be refused about activities."""

from buurtservice.errors import Conflict, InvalidInput, NotFound
from buurtservice.i18n import N_


class ActivityAlreadyHeld(Conflict):
    """The activity was held before."""

    code = "activity_already_held"
    text = N_("Activiteit %(id)s is al gehouden, op %(on)s. Er is niets veranderd.")


class ActivityCancelled(Conflict):
    """The activity was cancelled before."""

    code = "activity_cancelled"
    text = N_("Activiteit %(id)s is afgezegd, op %(on)s. Er is niets veranderd.")


class ActivityStillToCome(Conflict):
    """An activity is not held before its day."""

    code = "activity_still_to_come"
    text = N_("Activiteit %(id)s is pas op %(day)s. Was het eerder? Wijzig dan eerst de dag.")


class AlreadyWaiting(Conflict):
    """The person stands on the waiting list already."""

    code = "already_waiting"
    text = N_("Bewoner %(resident)s staat al op de wachtlijst van activiteit %(id)s. Er is niets veranderd.")


class CapacityBelowTaken(Conflict):
    """More people have a place than there would be places."""

    code = "capacity_below_taken"
    text = N_("Er komen al %(taken)s mensen. Kies %(taken)s plaatsen of meer, of bel eerst iemand af.")


class DayPast(InvalidInput):
    """An activity is planned for a day that is over."""

    code = "day_past"
    text = N_("%(day)s is al voorbij. Kies vandaag of later.")


class TimesOutOfOrder(InvalidInput):
    """An activity ends before it begins, or ends without beginning."""

    code = "times_out_of_order"
    text = N_("De eindtijd is niet later dan de begintijd. Kijk de tijden na.")


class TimeWithoutDay(InvalidInput):
    """A time of day belongs to a day."""

    code = "time_without_day"
    text = N_("Bij een tijd hoort een dag. Vul de dag in, of laat de tijd leeg.")


class HostCannotBe(InvalidInput):
    """Somebody without a name, or who left, cannot be the host."""

    code = "host_cannot_be"
    text = N_(
        "Bewoner %(resident)s kan geen gastvrouw of gastheer zijn. Kies iemand die met een naam meedoet."
    )


class PlaceAlreadyTaken(Conflict):
    """The person has a place at this activity already."""

    code = "place_already_taken"
    text = N_("Bewoner %(resident)s komt al bij activiteit %(id)s. Er is niets veranderd.")


class NoPlaceAtActivity(NotFound):
    """This person, or who asked this, has no place at the activity, or gave it up before."""

    code = "no_place_at_activity"
    text = N_("%(what)s %(number)s heeft geen plaats bij activiteit %(id)s. Kijk het nummer na.")


class FewerThanCame(InvalidInput):
    """Fewer people counted than are known to have come."""

    code = "fewer_than_came"
    text = N_("%(field)s klopt niet: er waren er volgens de lijst al %(came)s.")


class UnknownCategory(InvalidInput):
    """No kind of help has this code."""

    code = "unknown_category"
    text = N_("De soort hulp '%(code)s' is niet bekend. Kies uit: %(known)s.")


class TitleOutOfRange(InvalidInput):
    """An activity needs a title that fits on a poster."""

    code = "title_out_of_range"
    text = N_("Geef de activiteit een titel van 1 tot %(most)s tekens.")
