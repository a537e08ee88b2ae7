"""Who may drive: the riding check, the agreement to the conditions, and stopping it in kind words."""

from datetime import date, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from buurtservice.days import check_not_future
from buurtservice.errors import Conflict, InvalidInput
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.residents.queries import get_resident
from buurtservice.scooters.models import Driver
from buurtservice.scooters.queries import get_policy
from buurtservice.transactions import transaction


class ReasonMissing(InvalidInput):
    """Whoever may not drive any more hears why."""

    code = "reason_missing"
    text = N_("Schrijf in vriendelijke woorden op waarom het even niet kan. De bewoner leest dit.")


class EndsBeforeCheck(InvalidInput):
    """A riding check cannot be over before it was."""

    code = "ends_before_check"
    text = N_("De proefrit kan niet eerder aflopen dan de dag waarop die was.")


class DriverHasLeft(Conflict):
    """Whoever left has no data with us, and no riding check."""

    code = "driver_has_left"
    text = N_("Deze bewoner doet niet meer mee. Een proefrit kan hier niet bij.")


def record_check(
    resident_id: int, *, on: date, today: date, by: int | None, valid_until: date | None = None
) -> Driver:
    """Record a riding check and the agreement to the conditions of now.

    Raises NotFound, DateInFuture, EndsBeforeCheck or DriverHasLeft.
    """
    check_not_future(on, today=today)
    if valid_until is not None and valid_until < on:
        raise EndsBeforeCheck
    with transaction() as session:
        if get_resident(resident_id).left_on is not None:
            raise DriverHasLeft
        policy = get_policy()
        driver = Driver(
            resident_id=resident_id,
            checked_on=on,
            checked_by_id=by,
            valid_until=valid_until or on + timedelta(policy.check_valid_days),
            conditions_version=policy.conditions_version,
            agreed_on=on,
            agreed_by_id=by,
        )
        session.add(driver)
        session.flush()
        return driver


def list_checks_that_end(*, today: date, until: date) -> list[Driver]:
    """Return the riding checks that end in these days, of who has no later one and was not stopped."""
    later = aliased(Driver)
    has_later = select(later.id).where(
        later.resident_id == Driver.resident_id,
        later.valid_until > Driver.valid_until,
        later.revoked_on.is_(None),
    )
    ending = select(Driver).where(
        Driver.valid_until.between(today, until), Driver.revoked_on.is_(None), ~has_later.exists()
    )
    return list(db.session.scalars(ending.order_by(Driver.id)))


def revoke_check(resident_id: int, *, on: date, reason: str) -> int:
    """Stop somebody's driving from today; return how many checks that ended. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    with transaction():
        standing = select(Driver.id).where(Driver.resident_id == resident_id, Driver.revoked_on.is_(None))
        ids = list(db.session.scalars(standing))
        change = (
            update(Driver)
            .where(Driver.id.in_(ids))
            .values(revoked_on=on, revoked_reason=reason.strip()[:300])
        )
        db.session.execute(change.execution_options(synchronize_session="fetch"))
        return len(ids)
