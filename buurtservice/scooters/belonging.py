"""What of the scooters is somebody's when they leave, or when two records turn out to be one person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from buurtservice.errors import Conflict
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.scooters.models import Loan, Reservation, Scooter, ScooterWaiting, WaitingState
from buurtservice.scooters.slots import lock_pool
from buurtservice.scooters.waiting import stop_waiting
from buurtservice.transactions import transaction


class ScooterStillOut(Conflict):
    """Whoever has a scooter is known until it is back."""

    code = "scooter_still_out"
    text = N_(
        "Scootmobiel %(scooter)s is nog mee. Breng hem eerst terug bij de locatie. Daarna kunnen wij alle "
        "gegevens wissen."
    )


def check_nothing_out(resident_ids: Sequence[int]) -> None:
    """Refuse to let go of people who have a scooter. Raises ScooterStillOut.

    Part of the transaction in which they leave: no scooter goes out to them in the meantime.
    """
    lock_pool()
    out = (
        select(Scooter.name)
        .join(Loan, Loan.scooter_id == Scooter.id)
        .join(Reservation, Reservation.id == Loan.reservation_id)
        .where(Loan.in_at.is_(None), Reservation.resident_id.in_(resident_ids))
    )
    name = db.session.scalars(out.order_by(Scooter.id)).first()
    if name is not None:
        raise ScooterStillOut(scooter=name)


def keep_one_place_in_line(resident_ids: Sequence[int], *, now: datetime) -> list[int]:
    """End the later of two places on the waiting list for the same daypart: these records are one person.

    An offer is worth more than a place. Returns the places that ended.
    """
    with transaction():
        lock_pool()
        standing = select(ScooterWaiting).where(
            ScooterWaiting.resident_id.in_(resident_ids),
            ScooterWaiting.state.in_((WaitingState.WAITING, WaitingState.OFFERED)),
        )
        line = db.session.scalars(standing.execution_options(populate_existing=True)).all()
        kept, ended = set(), []
        for one in sorted(line, key=lambda one: (one.state != WaitingState.OFFERED, one.added_at, one.id)):
            wish = (one.from_date, one.from_daypart)
            if wish in kept:
                ended.append(one.id)
            kept.add(wish)
        for waiting_id in ended:
            stop_waiting(waiting_id, now=now)
        return ended
