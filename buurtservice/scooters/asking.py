"""Reads when and where somebody wants a scooter, from a form or an address: text in, a Wish out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from buurtservice.errors import InvalidInput
from buurtservice.i18n import N_
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span

_LARGEST_ID = 2**31 - 1  # An INTEGER of PostgreSQL.


@dataclass(frozen=True, kw_only=True)
class Names:
    """How the parts of a wish are called where they are read from."""

    day: str
    daypart: str
    to_day: str
    to_daypart: str
    site: str
    scooter: str


IN_FORM = Names(
    day="day",
    daypart="daypart",
    to_day="to_day",
    to_daypart="to_daypart",
    site="site",
    scooter="scooter",
)
IN_ADDRESS = Names(
    day="dag",
    daypart="dagdeel",
    to_day="tot",
    to_daypart="tot_dagdeel",
    site="plek",
    scooter="scootmobiel",
)


class DayMissing(InvalidInput):
    """Nobody said on which day."""

    code = "day_missing"
    text = N_("Kies een dag.")


class DayUnreadable(InvalidInput):
    """A day that is none."""

    code = "day_unreadable"
    text = N_("%(value)s is geen dag. Schrijf die als 2026-11-23, met eerst het jaar.")


class DaypartUnknown(InvalidInput):
    """A daypart that is none."""

    code = "daypart_unknown"
    text = N_("Kies een dagdeel: ochtend (0), middag (1) of avond (2).")


class NumberUnreadable(InvalidInput):
    """A site or a scooter that is no number."""

    code = "number_unreadable"
    text = N_("%(value)s is geen nummer van een locatie of een scootmobiel. Kies opnieuw.")


def read_wish(values: Mapping[str, str], names: Names = IN_FORM) -> Wish:
    """Return what somebody wants. Without an end it is one daypart; without a site, anywhere.

    Raises DayMissing, DayUnreadable, DaypartUnknown or NumberUnreadable. Whether it can be, reserving tells.
    """

    def text(name: str) -> str:
        return (values.get(name) or "").strip()

    if not text(names.day):
        raise DayMissing
    day, daypart = _day(text(names.day)), _daypart(text(names.daypart))
    to_day = _day(text(names.to_day)) if text(names.to_day) else day
    to_daypart = _daypart(text(names.to_daypart)) if text(names.to_daypart) else daypart
    return Wish(
        span=Span.of(day, daypart, to_day, to_daypart),
        site_id=_number(text(names.site)),
        scooter_id=_number(text(names.scooter)),
    )


def write_wish(wish: Wish, names: Names = IN_FORM) -> dict[str, str]:
    """Return a wish as text, so that `read_wish` gives it back."""
    (day, daypart), (to_day, to_daypart) = wish.span.from_slot, wish.span.to_slot
    found = {
        names.day: day.isoformat(),
        names.daypart: str(daypart),
        names.to_day: to_day.isoformat(),
        names.to_daypart: str(to_daypart),
    }
    if wish.site_id is not None:
        found[names.site] = str(wish.site_id)
    if wish.scooter_id is not None:
        found[names.scooter] = str(wish.scooter_id)
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DayUnreadable(value=text[:20]) from None


def _daypart(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) == 1 and int(text) < DAYPARTS_A_DAY:
        return int(text)
    raise DaypartUnknown


def _number(text: str) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= _LARGEST_ID:
        return int(text)
    raise NumberUnreadable(value=text[:20])
