"""Who reserved a scooter that will not be there, and what is free instead. It changes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.scooters.errors import Option
from buurtservice.scooters.models import Reservation, ReservationState, Scooter, ScooterBlock
from buurtservice.scooters.policies import last_number
from buurtservice.scooters.queries import (
    Fleet,
    Wish,
    block_span,
    get_policy,
    load_fleet,
    uses_of,
    window_around,
)
from buurtservice.scooters.spans import Span


@dataclass(frozen=True, kw_only=True)
class Affected:
    """Somebody whose scooter will not be there, when they need it, and what is free instead."""

    reservation: Reservation
    scooter_id: int
    span: Span
    options: list[Option]


def list_affected(*, now: datetime, resident_id: int | None = None) -> list[Affected]:
    """Return whose scooter is overdue, in maintenance, retired or elsewhere, or whose site is closed.

    Soonest first; of everybody, or of one resident.
    """
    query = select(Reservation).where(Reservation.state == ReservationState.RESERVED).order_by(Reservation.id)
    if resident_id is not None:
        query = query.where(Reservation.resident_id == resident_id)
    waiting = {one.id: one for one in db.session.scalars(query).unique()}
    uses = uses_of(list(waiting))
    if not uses:
        return []
    spans = [span for _, span in uses.values()]
    around = Span(min(span.first for span in spans), max(span.last for span in spans))
    fleet = load_fleet(window_around(around), now=now)
    blocked = _blocked_numbers(around)
    missing = {scooter_id for scooter_id, _ in uses.values()} - set(fleet.scooters)
    scooters = fleet.scooters | _scooters(missing)
    touched = [
        (waiting[reservation_id], scooter_id, span)
        for reservation_id, (scooter_id, span) in sorted(uses.items(), key=lambda item: item[1][1])
        if not _is_well(waiting[reservation_id], span, scooters[scooter_id], fleet, blocked)
    ]
    last = last_number(get_policy(), now=now) if touched else 0
    return [affected_by(*one, fleet, now=now, last=last) for one in touched]


def affected_by(
    reservation: Reservation, scooter_id: int, span: Span, fleet: Fleet, *, now: datetime, last: int
) -> Affected:
    """Return a reservation with what is free nearest to it, up to the daypart `last`."""
    wish = Wish(span=span, site_id=reservation.site_id)
    options = fleet.options(wish, now=now, last=last)
    return Affected(reservation=reservation, scooter_id=scooter_id, span=span, options=options)


def list_affected_at(site_id: int, *, now: datetime) -> list[Affected]:
    """Return who is affected among those who were told to come to one site."""
    return [one for one in list_affected(now=now) if one.reservation.site_id == site_id]


def _is_well(
    reservation: Reservation, span: Span, scooter: Scooter, fleet: Fleet, blocked: dict[int, set[int]]
) -> bool:
    """Tell whether the scooter will be there, and somebody to hand it out and take it back."""
    site_id = reservation.site_id
    return (
        fleet.why_not_at_all(scooter) is None
        and scooter.site_id == site_id
        and not _meets(blocked.get(scooter.id, ()), span)
        and site_id in fleet.openings
        and fleet.is_open(site_id, span)
    )


def _scooters(ids: set[int]) -> dict[int, Scooter]:
    """Return these scooters: they stand where none are lent any more."""
    query = select(Scooter).where(Scooter.id.in_(ids))
    return {one.id: one for one in db.session.scalars(query).unique()} if ids else {}


def _meets(numbers: Iterable[int], span: Span) -> bool:
    return any(span.first <= number <= span.last for number in numbers)


def _blocked_numbers(around: Span) -> dict[int, set[int]]:
    query = select(ScooterBlock).where(
        ScooterBlock.lifted_at.is_(None), ScooterBlock.to_date >= around.from_slot[0]
    )
    found: dict[int, set[int]] = {}
    for block in db.session.scalars(query):
        found.setdefault(block.scooter_id, set()).update(block_span(block).numbers)
    return found
