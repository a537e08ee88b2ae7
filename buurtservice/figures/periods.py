"""The periods that figures are given for: a month, a quarter, a year, or from one day to another."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from buurtservice.errors import InvalidInput

EARLIEST_YEAR, LATEST_YEAR = 1990, 9998
_MONTH = re.compile(r"^(\d{4})-(\d{2})$")
_QUARTER = re.compile(r"^(\d{4})-[QqKk]([1-4])$")
_YEAR = re.compile(r"^(\d{4})$")


class PeriodKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DAYS = "days"


@dataclass(frozen=True, kw_only=True)
class Period:
    """Local days from `start` to `end`, both included."""

    kind: PeriodKind
    start: date
    end: date

    @property
    def key(self) -> str:
        """Return its name in addresses: 2026-03, 2026-Q1, 2026 or 2026-03-01--2026-03-09."""
        if self.kind == PeriodKind.MONTH:
            return f"{self.start:%Y-%m}"
        if self.kind == PeriodKind.QUARTER:
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        if self.kind == PeriodKind.YEAR:
            return f"{self.start.year}"
        return f"{self.start}--{self.end}"

    @property
    def last_month(self) -> date:
        """Return the first day of its last month."""
        return self.end.replace(day=1)


def month_of(day: date) -> Period:
    """Return the local month of a day."""
    return _months(PeriodKind.MONTH, day.replace(day=1), 1)


def quarter_of(day: date) -> Period:
    """Return the quarter of a day."""
    return _months(PeriodKind.QUARTER, date(day.year, 3 * ((day.month - 1) // 3) + 1, 1), 3)


def year_of(day: date) -> Period:
    """Return the calendar year of a day."""
    return _months(PeriodKind.YEAR, date(day.year, 1, 1), 12)


def ending_with(month: date) -> list[Period]:
    """Return the month, and the quarter and the year that end with it."""
    return [made for made in (month_of(month), quarter_of(month), year_of(month)) if made.last_month == month]


def parts_of(period: Period) -> list[Period]:
    """Return the months of a quarter, or the quarters of a year; of others nothing."""
    if period.kind == PeriodKind.QUARTER:
        return [month_of(date(period.start.year, period.start.month + n, 1)) for n in range(3)]
    if period.kind == PeriodKind.YEAR:
        return [quarter_of(date(period.start.year, month, 1)) for month in (1, 4, 7, 10)]
    return []


def months_between(first: date, last: date) -> list[date]:
    """Return the first days of the months from that of `first` to that of `last`."""
    numbers = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def read_period(text: str) -> Period:
    """Return the period that a key names. Raises InvalidInput."""
    if found := _MONTH.match(text):
        year, month = int(found[1]), int(found[2])
        if _known(year) and 1 <= month <= 12:
            return month_of(date(year, month, 1))
    elif found := _QUARTER.match(text):
        if _known(year := int(found[1])):
            return quarter_of(date(year, 3 * int(found[2]), 1))
    elif (found := _YEAR.match(text)) and _known(year := int(found[1])):
        return year_of(date(year, 1, 1))
    raise InvalidInput(field="periode", value=text[:40])


def days_between(start: date, end: date) -> Period:
    """Return the period from one day to another; a whole month, quarter or year by that name."""
    for whole in (month_of(start), quarter_of(start), year_of(start)):
        if (whole.start, whole.end) == (start, end):
            return whole
    return Period(kind=PeriodKind.DAYS, start=start, end=end)


def _known(year: int) -> bool:
    return EARLIEST_YEAR <= year <= LATEST_YEAR


def _months(kind: PeriodKind, start: date, months: int) -> Period:
    last = months_between(start, start + timedelta(days=31 * months))[months - 1]
    return Period(kind=kind, start=start, end=last.replace(day=monthrange(last.year, last.month)[1]))
