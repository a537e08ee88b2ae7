"""What is free when: each scooter on each daypart of some days, for the week view and the list of days."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from buurtservice.scooters.models import CHARGING_MOST, Scooter, SlotKind
from buurtservice.scooters.queries import Fleet, load_fleet
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span, number_of, slot_of


class Cell(StrEnum):
    """How a scooter stands on a daypart."""

    FREE = "free"  # It can be reserved for this daypart, and charge behind it.
    TAKEN = "taken"
    CHARGING = "charging"
    MAINTENANCE = "maintenance"
    TOO_SHORT = "too_short"  # Nothing holds it, but it could not charge before somebody else has it.
    CLOSED = "closed"  # Nobody is at the site.
    OVER = "over"
    UNAVAILABLE = "unavailable"  # Overdue, in maintenance until further notice, or retired.


HELD_AS: Final = {
    SlotKind.USE: Cell.TAKEN,
    SlotKind.CHARGING: Cell.CHARGING,
    SlotKind.MAINTENANCE: Cell.MAINTENANCE,
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One scooter and its cells, one for each daypart from the first day on."""

    scooter: Scooter
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Availability:
    """All scooters that are lent, over some days."""

    first: date
    days: int
    rows: list[Row]

    def free_at(self, site_id: int, day: date, daypart: int) -> int:
        """Return how many scooters are free at a site on a daypart."""
        position = number_of(day, daypart) - number_of(self.first, 0)
        mine = (row for row in self.rows if row.scooter.site_id == site_id)
        return sum(row.cells[position] == Cell.FREE for row in mine)


def read_availability(first: date, days: int, *, now: datetime, site_id: int | None = None) -> Availability:
    """Return how each scooter stands on each daypart of so many local days; always six queries."""
    begin = number_of(first, 0)
    span = Span(begin, begin + days * DAYPARTS_A_DAY - 1)
    fleet = load_fleet(span.with_after(CHARGING_MOST), now=now)
    closed = {one: _closed(fleet, one, span, now=now) for one in fleet.sites if site_id in (None, one)}
    rows = [
        Row(scooter=scooter, cells=_cells(fleet, scooter, span, closed[scooter.site_id]))
        for scooter in fleet.scooters.values()
        if scooter.site_id in closed
    ]
    return Availability(first=first, days=days, rows=rows)


def _closed(fleet: Fleet, site_id: int, span: Span, *, now: datetime) -> dict[int, Cell]:
    """Return the dayparts on which nobody can come, and why."""
    opening = fleet.openings[site_id]
    found = {}
    for number in span.numbers:
        day, daypart = slot_of(number)
        if opening.ends(day, daypart) <= now:
            found[number] = Cell.OVER
        elif not opening.is_open(day, daypart):
            found[number] = Cell.CLOSED
    return found


def _cells(fleet: Fleet, scooter: Scooter, span: Span, closed: dict[int, Cell]) -> tuple[Cell, ...]:
    held, charging = fleet.taken[scooter.id], scooter.charging_dayparts
    free = Cell.FREE if fleet.why_not_at_all(scooter) is None else Cell.UNAVAILABLE
    return tuple(closed.get(number) or _cell(held, number, charging, free) for number in span.numbers)


def _cell(held: dict[int, SlotKind], number: int, charging: int, free: Cell) -> Cell:
    if number in held:
        return HELD_AS[held[number]]
    fits = held.keys().isdisjoint(range(number + 1, number + 1 + charging))
    return free if fits else Cell.TOO_SHORT
