"""What is thrown away of scooters, and after how long: who had which when. Figures rest on facts, which stay.

In the order in which they are deleted: a reservation goes after all that points at it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Delete, Select, and_, delete, or_, select

from buurtservice.clock import LOCAL_ZONE
from buurtservice.scooters.models import (
    Driver,
    Loan,
    Reservation,
    ScooterLog,
    ScooterSlot,
    ScooterWaiting,
    WaitingState,
)

_A_YEAR = timedelta(days=365)
KEPT = {
    "scooter_waits": timedelta(days=90),
    "scooter_slots": _A_YEAR,
    "scooter_loans": _A_YEAR,
    "scooter_reservations": _A_YEAR,
    "riding_checks": _A_YEAR,
    "scooter_log": 3 * _A_YEAR,
}
_CAME_TO_NOTHING = (WaitingState.EXPIRED, WaitingState.WITHDRAWN)


def _ended(before: datetime) -> Select[int]:
    """Return the numbers of reservations that ended so long ago."""
    return select(Reservation.id).where(Reservation.ended_at < before)


def _waits(before: datetime) -> Delete:
    """Those that came to nothing; one that became a reservation goes with it, before it."""
    day = before.astimezone(LOCAL_ZONE).date()
    nothing = and_(ScooterWaiting.state.in_(_CAME_TO_NOTHING), ScooterWaiting.to_date < day)
    long_ago = before - (KEPT["scooter_reservations"] - KEPT["scooter_waits"])
    return delete(ScooterWaiting).where(or_(nothing, ScooterWaiting.reservation_id.in_(_ended(long_ago))))


def _slots(before: datetime) -> Delete:
    return delete(ScooterSlot).where(ScooterSlot.reservation_id.in_(_ended(before)))


def _loans(before: datetime) -> Delete:
    return delete(Loan).where(Loan.reservation_id.in_(_ended(before)))


def _reservations(before: datetime) -> Delete:
    return delete(Reservation).where(Reservation.ended_at < before)


def _checks(before: datetime) -> Delete:
    return delete(Driver).where(Driver.valid_until < before.astimezone(LOCAL_ZONE).date())


def _log(before: datetime) -> Delete:
    return delete(ScooterLog).where(ScooterLog.at < before)


STATEMENTS: dict[str, Callable[[datetime], Delete]] = {
    "scooter_waits": _waits,
    "scooter_slots": _slots,
    "scooter_loans": _loans,
    "scooter_reservations": _reservations,
    "riding_checks": _checks,
    "scooter_log": _log,
}
