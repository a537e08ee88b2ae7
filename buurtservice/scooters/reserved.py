"""Who is to come for a scooter, and which scooters should be back and are not."""

from datetime import datetime

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.scooters.models import Loan, Reservation, ReservationState, ScooterSlot, SlotKind
from buurtservice.scooters.queries import uses_of
from buurtservice.scooters.spans import Span


def list_reserved(scooter_id: int) -> list[tuple[Reservation, Span]]:
    """Return who reserved a scooter and did not fetch it yet, and when; the soonest first."""
    held = select(ScooterSlot.reservation_id).where(
        ScooterSlot.scooter_id == scooter_id, ScooterSlot.kind == SlotKind.USE
    )
    query = select(Reservation).where(
        Reservation.state == ReservationState.RESERVED, Reservation.id.in_(held)
    )
    found = {one.id: one for one in db.session.scalars(query).unique()}
    uses = uses_of(list(found))
    return sorted(((found[key], span) for key, (_, span) in uses.items()), key=lambda one: one[1])


def list_reserved_between(span: Span) -> list[tuple[Reservation, Span]]:
    """Return the reservations that begin in a span and were not fetched yet, and when they are."""
    held = select(ScooterSlot.reservation_id).where(
        ScooterSlot.local_date.between(span.from_slot[0], span.to_slot[0]),
        ScooterSlot.kind == SlotKind.USE,
    )
    query = select(Reservation).where(
        Reservation.state == ReservationState.RESERVED, Reservation.id.in_(held)
    )
    found = {one.id: one for one in db.session.scalars(query.order_by(Reservation.id)).unique()}
    uses = uses_of(list(found))
    return [
        (one, uses[key][1])
        for key, one in found.items()
        if key in uses and span.first <= uses[key][1].first <= span.last
    ]


def list_overdue_loans(*, now: datetime) -> list[Loan]:
    """Return the loans of scooters that are not back although they should be; the longest late first."""
    late = select(Loan).where(Loan.in_at.is_(None), Loan.due_at < now).order_by(Loan.due_at, Loan.id)
    return list(db.session.scalars(late.execution_options(populate_existing=True)))
