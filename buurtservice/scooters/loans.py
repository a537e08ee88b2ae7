"""The row of a loan: how a scooter goes out and how it comes in. Parts of a transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.scooters.models import Loan, NextAction, Reservation, ReservationState
from buurtservice.scooters.placing import about, day_of
from buurtservice.scooters.queries import get_reservation
from buurtservice.scooters.services import elsewise, step
from buurtservice.scooters.slots import write_log
from buurtservice.scooters.spans import Span
from buurtservice.sites.opening import load_openings
from buurtservice.transactions import changes_one


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What the host sees of a scooter that goes out or comes in."""

    charge_pct: int | None = None
    condition: str = ""
    accessories: str = ""
    damage: bool = False
    damage_note: str = ""
    next_action: NextAction = NextAction.CHARGE


def open_loan(
    reservation: Reservation, scooter_id: int, last: int, checked: Checked, *, now: datetime, by: int | None
) -> Loan:
    """Let the scooter of a reservation go out, until the end of daypart `last`, and tell that it was lent."""
    step(reservation, ReservationState.OUT, was=ReservationState.RESERVED)
    opening = load_openings([reservation.site_id])[reservation.site_id]
    loan = Loan(
        scooter_id=scooter_id,
        reservation_id=reservation.id,
        out_at=now,
        due_at=opening.ends(*Span(last, last).to_slot),
        out_by_id=by,
        out_charge_pct=checked.charge_pct,
        out_condition=checked.condition or None,
        out_accessories=checked.accessories or None,
    )
    db.session.add(loan)
    db.session.flush()
    record_fact(FactKind.SCOOTER_LENT, on=day_of(now), about=about(reservation.site))
    write_log(scooter_id, "handed_out", now=now, by=by, note=checked.condition)
    return loan


def close_loan(loan: Loan, checked: Checked, *, now: datetime, by: int | None) -> None:
    """Write how the scooter came in. Raises ReservationElsewise when it was taken back before."""
    change = update(Loan).where(Loan.id == loan.id, Loan.in_at.is_(None))
    values = {
        "in_at": max(now, loan.out_at),
        "in_by_id": by,
        "in_charge_pct": checked.charge_pct,
        "damage": checked.damage,
        "damage_note": checked.damage_note or None,
        "next_action": checked.next_action,
    }
    if not changes_one(change.values(**values)):
        raise elsewise(get_reservation(loan.reservation_id))
    db.session.refresh(loan)
