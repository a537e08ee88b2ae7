"""Takes a hand-out back that was pressed in error: the scooter never left."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import CursorResult, delete

from buurtservice.errors import Conflict
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.i18n import N_
from buurtservice.scooters.models import Loan, Reservation, ReservationState
from buurtservice.scooters.placing import about, day_of
from buurtservice.scooters.queries import find_open_loan, get_scooter
from buurtservice.scooters.services import elsewise, held_reservation, step
from buurtservice.scooters.slots import expire_offers, free_slots, lock_pool, write_log
from buurtservice.scooters.waiting import offer_freed
from buurtservice.transactions import transaction

UNDONE = "undone"
UNDO_WITHIN = timedelta(minutes=15)


class TooLateToUndo(Conflict):
    """By now the scooter has left, or the loan began earlier than was reserved."""

    code = "too_late_to_undo_hand_out"
    text = N_("Dit is niet meer terug te draaien. Neem scootmobiel %(scooter)s terug met de knop daarvoor.")


def undo_hand_out(reservation_id: int, *, now: datetime, by: int | None = None) -> Reservation:
    """Make a scooter that was handed out in error reserved again; a walk-in that never was is cancelled.

    What was reserved stays reserved, until its end: also where the loan was made longer meanwhile.
    Raises ReservationElsewise, or TooLateToUndo.
    """
    with transaction():
        lock_pool()
        reservation, scooter_id, _span = held_reservation(reservation_id, ReservationState.OUT)
        loan = find_open_loan(scooter_id)
        if loan is None or loan.reservation_id != reservation_id:
            raise elsewise(reservation)
        if not can_undo(loan, reservation, now=now):
            raise TooLateToUndo(scooter=get_scooter(scooter_id).name)
        _drop(loan, reservation)
        freed = expire_offers(now=now)
        if reservation.walk_in:
            step(reservation, ReservationState.CANCELLED, was=ReservationState.OUT, ended_at=now)
            freed += free_slots(reservation_id=reservation_id)
        else:
            step(reservation, ReservationState.RESERVED, was=ReservationState.OUT)
        _tell(reservation, scooter_id, now=now, by=by)
        offer_freed(freed, now=now)
        return reservation


def can_undo(loan: Loan, reservation: Reservation, *, now: datetime) -> bool:
    """Tell whether a hand-out can be taken back: a quarter of an hour, and not where it began earlier.

    Whoever came early got more dayparts than were reserved, and which these were is not written anywhere.
    """
    is_fresh = loan.in_at is None and now - loan.out_at <= UNDO_WITHIN
    return is_fresh and (reservation.walk_in or reservation.moved_at != loan.out_at)


def _drop(loan: Loan, reservation: Reservation) -> None:
    still_out = delete(Loan).where(Loan.id == loan.id, Loan.in_at.is_(None))
    result = cast(
        "CursorResult[Any]", db.session.execute(still_out.execution_options(synchronize_session="fetch"))
    )
    if result.rowcount != 1:
        raise elsewise(reservation)


def _tell(reservation: Reservation, scooter_id: int, *, now: datetime, by: int | None) -> None:
    """Facts are never removed: what was told as lent is told as come back, at once, and why."""
    record_fact(
        FactKind.SCOOTER_RETURNED,
        on=day_of(now),
        about=about(reservation.site),
        hours=Decimal(0),
        reason=UNDONE,
    )
    write_log(scooter_id, "hand_out_undone", now=now, by=by, note=reservation.reference)
