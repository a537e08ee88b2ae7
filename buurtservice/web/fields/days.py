"""Fields for when: a day, a time of day, the dayparts of a week."""

from datetime import date, time, timedelta
from typing import Any

from flask_babel import format_date, gettext

from buurtservice.clock import local_today
from buurtservice.web.dates import read_day, read_time
from buurtservice.web.fields.base import OurField

FIVE_YEARS_DAYS = 5 * 366
LONG_AGO_DAYS = -120 * 366
DAYPARTS_IN_WEEK = 21
ANY = "altijd"


class Day(OurField):
    """A day as people write it. Gives date, or None when left empty.

    It lies between `earliest` and `latest`, in days from today; by default not in the past. With `past=True`
    a day without a year is the last such day, not the next.
    """

    kind = "day"

    def __init__(
        self,
        label: Any = None,
        *,
        earliest: int = 0,
        latest: int = FIVE_YEARS_DAYS,
        past: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, **kwargs)
        self.past = past
        self.earliest = LONG_AGO_DAYS if past and earliest == 0 else earliest
        self.latest = 0 if past and latest == FIVE_YEARS_DAYS else latest

    def read(self, text: str) -> date:
        """Return the day. Raises ValueError for what is none, or one too early or too late."""
        today = local_today()
        try:
            day = read_day(text, today=today, past=self.past)
        except ValueError:
            raise ValueError(
                gettext("Dit is geen datum. Schrijf die als 23-11-2026 of als 23 november.")
            ) from None
        if day < today + timedelta(days=self.earliest):
            if self.earliest == 0:
                raise ValueError(gettext("%(day)s is al voorbij. Kies vandaag of later.", day=_full(day)))
            raise ValueError(gettext("%(day)s is te lang geleden. Kijk het jaar na.", day=_full(day)))
        if day > today + timedelta(days=self.latest):
            if self.latest == 0:
                raise ValueError(gettext("%(day)s moet nog komen. Kies vandaag of eerder.", day=_full(day)))
            latest = _full(today + timedelta(days=self.latest))
            raise ValueError(
                gettext("%(day)s is te ver weg. Kies uiterlijk %(latest)s.", day=_full(day), latest=latest)
            )
        return day

    def in_words(self, value: Any) -> str:
        """Return the day as 23-11-2026."""
        return value.strftime("%d-%m-%Y") if isinstance(value, date) else ""


class TimeOfDay(OurField):
    """A time of day: "14.30", "14:30", "9 uur". Gives time, or None when left empty."""

    kind = "short"

    def read(self, text: str) -> time:
        """Return the time. Raises ValueError for what is none."""
        try:
            return read_time(text)
        except ValueError:
            raise ValueError(gettext("Dit is geen tijd. Schrijf die als 14.30.")) from None

    def in_words(self, value: Any) -> str:
        """Return the time as 14.30."""
        return f"{value.hour}.{value.minute:02}" if isinstance(value, time) else ""


class Dayparts(OurField):
    """A week of 21 dayparts to tick. Gives a frozenset of 0…20; None means any time; empty, none.

    `any_text` is the text of the box for "any time"; without it there is no such box.
    """

    kind = "dayparts"
    many = True

    def __init__(self, label: Any = None, *, any_text: Any = None, **kwargs: Any) -> None:
        super().__init__(label, **{"default": frozenset(), **kwargs})
        self.any_text = any_text

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was ticked."""
        return self.data is not None and not self.data

    def first_id(self) -> str:
        """Return the id of Monday morning."""
        return f"{self.id}-0"

    def process_data(self, value: Any) -> None:
        """Take the dayparts as they stand now."""
        self.data = None if value is None else frozenset(value)
        self.typed = self.data

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was ticked; a number that is no daypart is none of ours."""
        if ANY in valuelist:
            self.data = self.typed = None
            return
        ticked = {int(one) for one in valuelist if one.isascii() and one.isdigit() and len(one) < 3}
        self.data = self.typed = frozenset(one for one in ticked if one < DAYPARTS_IN_WEEK)


def _full(day: date) -> str:
    return str(format_date(day, "d MMMM y"))
