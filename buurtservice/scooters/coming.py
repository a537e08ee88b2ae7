"""What is coming for one person, for a page that shows more than scooters: read in a single query."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union_all

from buurtservice.extensions import db
from buurtservice.scooters.models import (
    LIVE_RESERVATIONS,
    Reservation,
    Scooter,
    ScooterSlot,
    ScooterWaiting,
    SlotKind,
    WaitingState,
)
from buurtservice.scooters.spans import Span, number_of, span_of
from buurtservice.sites.models import Site


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A reservation, or without a number what is held until a moment; where, and when."""

    reservation_id: int | None
    site: str
    held_until: datetime | None
    span: Span


def list_coming(resident_id: int, *, now: datetime) -> list[Coming]:
    """Return what is reserved, and what is held for this resident from the waiting list; one query."""
    held = (
        (ScooterSlot.waiting_id == ScooterWaiting.id)
        & (ScooterWaiting.state == WaitingState.OFFERED)
        & (ScooterWaiting.held_until > now)
    )
    slots = (
        select(
            Reservation.id, Site.name, ScooterWaiting.held_until, ScooterSlot.local_date, ScooterSlot.daypart
        )
        .select_from(ScooterSlot)
        .where(ScooterSlot.kind == SlotKind.USE)
    )
    mine = (
        slots.join(Reservation, ScooterSlot.reservation_id == Reservation.id)
        .join(Site, Reservation.site_id == Site.id)
        .outerjoin(ScooterWaiting, ScooterSlot.waiting_id == ScooterWaiting.id)
        .where(Reservation.resident_id == resident_id, Reservation.state.in_(LIVE_RESERVATIONS))
    )
    offered = (
        slots.join(ScooterWaiting, held)
        .join(Scooter, ScooterSlot.scooter_id == Scooter.id)
        .join(Site, Scooter.site_id == Site.id)
        .outerjoin(Reservation, ScooterSlot.reservation_id == Reservation.id)
        .where(ScooterWaiting.resident_id == resident_id)
    )
    found: dict[tuple[int | None, str, datetime | None], list[int]] = {}
    for reservation_id, site, held_until, day, daypart in db.session.execute(union_all(mine, offered)):
        found.setdefault((reservation_id, site, held_until), []).append(number_of(day, daypart))
    coming = [
        Coming(reservation_id=one, site=site, held_until=held_until, span=span_of(numbers))
        for (one, site, held_until), numbers in found.items()
    ]
    return sorted(coming, key=lambda one: one.span)
