"""Taking a scooter back, early or late: what is not needed any more is free at once, and it charges."""

from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import update

from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.scooters.loans import Checked, close_loan
from buurtservice.scooters.models import (
    Loan,
    NextAction,
    Reservation,
    ReservationState,
    Scooter,
    ScooterSlot,
    ScooterState,
    SlotKind,
)
from buurtservice.scooters.placing import about, day_of
from buurtservice.scooters.queries import find_open_loan, get_scooter, load_fleet
from buurtservice.scooters.reserved import list_reserved
from buurtservice.scooters.services import elsewise, held_reservation, step
from buurtservice.scooters.slots import expire_offers, free_slots, lock_pool, take_slots, write_log
from buurtservice.scooters.spans import Span, number_of
from buurtservice.scooters.telling import tell_back
from buurtservice.scooters.waiting import offer_freed
from buurtservice.sites.opening import load_openings
from buurtservice.transactions import changes_one, transaction

_HALF_AN_HOUR = timedelta(minutes=30)


def take_back(reservation_id: int, *, checked: Checked, now: datetime, by: int | None = None) -> Loan:
    """Take a scooter back, early or late. What it is not needed for is free at once; it charges from now on.

    Raises ReservationUnknown or ReservationElsewise.
    """
    with transaction():
        lock_pool()
        reservation, scooter_id, span = held_reservation(reservation_id, ReservationState.OUT)
        loan = find_open_loan(scooter_id)
        if loan is None or loan.reservation_id != reservation_id:
            raise elsewise(reservation)
        close_loan(loan, checked, now=now, by=by)
        step(reservation, ReservationState.BACK, was=ReservationState.OUT, ended_at=now)
        scooter = get_scooter(scooter_id)
        if checked.next_action == NextAction.MAINTENANCE:
            _put_in_maintenance(scooter)
        freed = expire_offers(now=now)
        freed += _hold_until_charged(reservation, scooter, span, checked.next_action, now=now)
        hours = _to_half_an_hour(now - loan.out_at)
        record_fact(FactKind.SCOOTER_RETURNED, on=day_of(now), about=about(reservation.site), hours=hours)
        event = "returned_late" if now > loan.due_at else "returned"
        write_log(scooter_id, event, now=now, by=by, note=checked.damage_note)
        if scooter.state == ScooterState.AVAILABLE:
            _tell_it_is_back(scooter_id, loan.id, now=now)
        offer_freed(freed, now=now)
        return loan


def _to_half_an_hour(out: timedelta) -> Decimal:
    """Return the hours of a loan as the figures count them: halves add up without a rest."""
    return Decimal(round(max(out, timedelta()) / _HALF_AN_HOUR)) / 2


def _tell_it_is_back(scooter_id: int, loan_id: int, *, now: datetime) -> None:
    """Say to who heard that it was late that it is there."""
    for reservation, span in list_reserved(scooter_id):
        tell_back(reservation, span, loan_id=loan_id, now=now)


def _put_in_maintenance(scooter: Scooter) -> None:
    in_use = update(Scooter).where(Scooter.id == scooter.id, Scooter.state == ScooterState.AVAILABLE)
    changes_one(in_use.values(state=ScooterState.MAINTENANCE))
    db.session.refresh(scooter)


def _hold_until_charged(
    reservation: Reservation, scooter: Scooter, span: Span, action: NextAction, *, now: datetime
) -> list[tuple[int, int]]:
    """Free what comes after now, and charge from now on as far as nobody has it; later people keep theirs."""
    opening = load_openings([reservation.site_id])[reservation.site_id]
    current = max(span.first, number_of(*opening.daypart_at(now)))
    freed = free_slots(from_number=current + 1, reservation_id=reservation.id)
    db.session.execute(
        update(ScooterSlot)
        .where(ScooterSlot.reservation_id == reservation.id)
        .values(kind=SlotKind.USE)
        .execution_options(synchronize_session=False)
    )
    charging = 0 if action == NextAction.READY else scooter.charging_dayparts
    after = range(current + 1, current + 1 + charging)
    held = load_fleet(Span(current, current + 1 + charging), now=now).taken.get(scooter.id, {})
    free = {number: SlotKind.CHARGING for number in after if number not in held}
    take_slots(scooter.id, free, reservation_id=reservation.id)
    return freed
