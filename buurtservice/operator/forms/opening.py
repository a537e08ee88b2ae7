"""Forms of when a site is open: a week of clock times, and a day on which it is closed."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from buurtservice.labels import DAYPARTS, WEEKDAYS
from buurtservice.sites.opening import Hours
from buurtservice.web.fields import Day, TextLine, TimeOfDay
from buurtservice.web.forms import BuurtForm

A_YEAR = 366
SLOTS = tuple((weekday, daypart) for weekday in range(len(WEEKDAYS)) for daypart in range(len(DAYPARTS)))


class WeekForm(BuurtForm):
    """From when to when, for each daypart of each weekday. Made by `week_form`."""

    def pair(self, weekday: int, daypart: int) -> tuple[Any, Any]:
        """Return the fields of from when and until when."""
        return self[_name("opens", weekday, daypart)], self[_name("closes", weekday, daypart)]

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse half a daypart: with a beginning and no end, or the other way round."""
        if not super().validate(extra_validators):
            return False
        for slot in SLOTS:
            opens, closes = self.pair(*slot)
            if opens.is_empty != closes.is_empty:
                lacks = opens if opens.is_empty else closes
                lacks.errors = [gettext("Vul allebei de tijden in, of laat ze allebei leeg.")]
        return not self.problems

    def hours(self) -> dict[tuple[int, int], Hours]:
        """Return the dayparts that were filled in."""
        pairs = {slot: self.pair(*slot) for slot in SLOTS}
        return {slot: (opens.data, closes.data) for slot, (opens, closes) in pairs.items() if opens.data}


def week_form(hours: Mapping[tuple[int, int], Hours]) -> WeekForm:
    """Return the form of a week, filled with the hours that hold now."""
    fields: dict[str, Any] = {}
    for weekday, daypart in SLOTS:
        opens, closes = hours.get((weekday, daypart), (None, None))
        when = " ".join((gettext(WEEKDAYS[weekday]), gettext(DAYPARTS[daypart])))
        fields[_name("opens", weekday, daypart)] = _clock(gettext("%(when)s, van", when=when), opens)
        fields[_name("closes", weekday, daypart)] = _clock(gettext("%(when)s, tot", when=when), closes)
    made: WeekForm = type("FilledWeekForm", (WeekForm,), fields)()
    return made


class ClosedDayForm(BuurtForm):
    """A day on which the site is closed."""

    day = Day(
        _("Op welke dag?"),
        latest=2 * A_YEAR,
        required=_("Kies een dag."),
        hint=_("Bijvoorbeeld: 5 december."),
    )
    reason = TextLine(
        _("Waarom?"),
        longest=120,
        required=_("Zeg waarom de locatie dan dicht is. Bezoekers lezen dit."),
        hint=_("Bijvoorbeeld: dag van de vrijwilligers."),
    )


def _clock(label: str, value: time | None) -> Any:
    return TimeOfDay(label, default=value)


def _name(what: str, weekday: int, daypart: int) -> str:
    return f"{what}_{weekday}_{daypart}"
