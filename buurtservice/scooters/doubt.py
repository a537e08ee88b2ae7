"""Whether somebody's own reservations are sure: if a scooter may not be there, what is free instead."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, union_all

from buurtservice.extensions import db
from buurtservice.scooters.affected import Affected, list_affected
from buurtservice.scooters.models import Loan, ReservationState, ScooterBlock, ScooterState
from buurtservice.scooters.people import Booking


def find_doubtful(resident_id: int, bookings: Sequence[Booking], *, now: datetime) -> dict[int, Affected]:
    """Return, by reservation, what is free instead where the scooter may not be there.

    One query where all is well, as it nearly always is; the whole fleet is read only where something is not.
    """
    waiting = [one for one in bookings if one.reservation.state == ReservationState.RESERVED]
    if not waiting or not (any(_is_odd(one) for one in waiting) or _may_be_away(waiting, now=now)):
        return {}
    return {one.reservation.id: one for one in list_affected(now=now, resident_id=resident_id)}


def _is_odd(booking: Booking) -> bool:
    is_elsewhere = booking.scooter.site_id != booking.reservation.site_id
    return is_elsewhere or booking.scooter.state != ScooterState.AVAILABLE or not booking.is_open


def _may_be_away(bookings: Sequence[Booking], *, now: datetime) -> bool:
    """Tell whether one of their scooters is overdue, or in maintenance at about that time."""
    ids = {one.scooter.id for one in bookings}
    first, last = min(one.span for one in bookings).from_slot[0], max(one.span for one in bookings).to_slot[0]
    overdue = select(Loan.id).where(Loan.scooter_id.in_(ids), Loan.in_at.is_(None), Loan.due_at < now)
    blocked = select(ScooterBlock.id).where(
        ScooterBlock.scooter_id.in_(ids),
        ScooterBlock.lifted_at.is_(None),
        ScooterBlock.from_date <= last,
        ScooterBlock.to_date >= first,
    )
    return db.session.execute(union_all(overdue, blocked)).first() is not None
