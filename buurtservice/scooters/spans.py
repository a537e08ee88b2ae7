"""A stretch of dayparts. Each daypart of each local day has a number, so that the next one is one more."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from buurtservice.i18n import N_
from buurtservice.labels import DAYPARTS, MONTHS, WEEKDAYS

DAYPARTS_A_DAY = 3


def number_of(day: date, daypart: int) -> int:
    """Return the number of a daypart; the numbers of a scooter's slots follow each other."""
    return day.toordinal() * DAYPARTS_A_DAY + daypart


def slot_of(number: int) -> tuple[date, int]:
    """Return the local day and the daypart of a number."""
    ordinal, daypart = divmod(number, DAYPARTS_A_DAY)
    return date.fromordinal(ordinal), daypart


@dataclass(frozen=True, order=True)
class Span:
    """From a daypart to a daypart, both included, as numbers."""

    first: int
    last: int

    @classmethod
    def of(cls, day: date, daypart: int, to_day: date | None = None, to_daypart: int | None = None) -> "Span":
        """Return the span from one daypart to another; to the same one where no end is given."""
        end_day = day if to_day is None else to_day
        end_daypart = to_daypart if to_daypart is not None else daypart
        return cls(number_of(day, daypart), number_of(end_day, end_daypart))

    @property
    def numbers(self) -> range:
        """The numbers of its dayparts."""
        return range(self.first, self.last + 1)

    @property
    def from_slot(self) -> tuple[date, int]:
        """Its first local day and daypart."""
        return slot_of(self.first)

    @property
    def to_slot(self) -> tuple[date, int]:
        """Its last local day and daypart."""
        return slot_of(self.last)

    def later(self, dayparts: int) -> "Span":
        """Return the span as long, so many dayparts later; earlier when negative."""
        return Span(self.first + dayparts, self.last + dayparts)

    def with_after(self, dayparts: int) -> "Span":
        """Return the span with so many dayparts behind it, for charging."""
        return Span(self.first, self.last + dayparts)


def span_of(numbers: Iterable[int]) -> Span:
    """Return the span from the lowest to the highest number. Raises ValueError when there is none."""
    kept = sorted(numbers)
    return Span(kept[0], kept[-1])


def day_in_words(day: date, translate: Callable[[str], str]) -> str:
    """Say "maandag 23 november"."""
    return f"{translate(WEEKDAYS[day.weekday()])} {day.day} {translate(MONTHS[day.month - 1])}"


def span_in_words(span: Span, translate: Callable[[str], str]) -> str:
    """Say "maandag 23 november, ochtend", or from when to when."""
    (day, daypart), (to_day, to_daypart) = span.from_slot, span.to_slot
    begins = f"{day_in_words(day, translate)}, {translate(DAYPARTS[daypart])}"
    if span.first == span.last:
        return begins
    ends = translate(DAYPARTS[to_daypart])
    if to_day - day > timedelta(0):
        ends = f"{day_in_words(to_day, translate)}, {ends}"
    return translate(N_("%(begins)s tot en met %(ends)s")) % {"begins": begins, "ends": ends}
