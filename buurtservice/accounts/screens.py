"""The lock of a desk's screen: by hand or after five minutes, opened by the same person's PIN."""

from datetime import datetime

from sqlalchemy import select, update

from buurtservice.accounts.errors import ScreenSignedOut, WrongPin
from buurtservice.accounts.models import SignIn
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.second_factors import is_pin_of
from buurtservice.extensions import db
from buurtservice.transactions import changes_one, transaction

PIN_TRIES = 5


def lock_screen(sign_in_id: int, *, now: datetime) -> None:
    """Lock the screen of a member of staff."""
    with transaction():
        open_ = update(SignIn).where(
            SignIn.id == sign_in_id, SignIn.locked_at.is_(None), SignIn.staff_user_id.is_not(None)
        )
        changes_one(open_.values(locked_at=now, pin_tries=0))


def unlock_screen(sign_in_id: int, pin: str, *, now: datetime) -> None:
    """Open a locked screen. A try is counted before it is looked at, so that a race gains no sixth.

    Raises WrongPin, and ScreenSignedOut at the fifth wrong one: then the sign-in is over.
    """
    used = _count_try(sign_in_id, now=now)
    person = get_staff_user(_staff_of(sign_in_id))
    if is_pin_of(person, pin):
        with transaction():
            still_on = update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
            if changes_one(still_on.values(locked_at=None, pin_tries=0, last_seen_at=now)):
                return
        raise ScreenSignedOut
    if used >= PIN_TRIES:
        _end(sign_in_id, now=now)
        raise ScreenSignedOut
    raise WrongPin(left=PIN_TRIES - used)


def _count_try(sign_in_id: int, *, now: datetime) -> int:
    """Count one try and return how many that makes. Raises ScreenSignedOut when there were five."""
    with transaction() as session:
        counted = update(SignIn).where(
            SignIn.id == sign_in_id, SignIn.ended_at.is_(None), SignIn.pin_tries < PIN_TRIES
        )
        if changes_one(counted.values(pin_tries=SignIn.pin_tries + 1)):
            return session.scalars(select(SignIn.pin_tries).where(SignIn.id == sign_in_id)).one()
    _end(sign_in_id, now=now)
    raise ScreenSignedOut


def _end(sign_in_id: int, *, now: datetime) -> None:
    with transaction():
        live = update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
        changes_one(live.values(ended_at=now))


def _staff_of(sign_in_id: int) -> int:
    return db.session.get_one(SignIn, sign_in_id).staff_user_id or 0
