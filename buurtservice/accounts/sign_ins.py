"""Signing in and out: rows of `sign_in`. Who somebody is has been proved before one of these is called."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update

from buurtservice.accounts.errors import AccountClosed
from buurtservice.accounts.models import SignIn
from buurtservice.accounts.policies import SEEN_EVERY
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.tokens import hash_token, new_token
from buurtservice.residents.queries import get_resident
from buurtservice.transactions import changes_one, transaction

KEPT = timedelta(days=30)  # Who signed in when is in the log; these rows only open doors.


def sign_in_staff(staff_id: int, *, now: datetime, device_id: int | None = None) -> str:
    """Let a member of staff in, who has shown both factors; return the token for their browser.

    Raises NotFound and AccountClosed.
    """
    with transaction():
        if get_staff_user(staff_id).closed_at is not None:
            raise AccountClosed
        return _start(staff_user_id=staff_id, desk_device_id=device_id, second_factor_at=now, now=now)


def sign_in_resident(resident_id: int, *, now: datetime) -> str:
    """Let a resident in, who has shown the code; return the token for their browser. Raises NotFound."""
    with transaction():
        return _start(resident_id=get_resident(resident_id).id, now=now)


def start_halfway(staff_id: int, *, now: datetime) -> str:
    """Remember that somebody gave the right password; with the token they can show the second factor."""
    return _start(staff_user_id=staff_id, now=now)


def end_sign_in(token: str, *, now: datetime) -> None:
    """Sign out. The token is worth nothing any more, on any device that has it."""
    _end(SignIn.token_hash == hash_token(token), now=now)


def end_sign_ins_of_staff(staff_id: int, *, now: datetime) -> None:
    """Sign a member of staff out everywhere, at once."""
    _end(SignIn.staff_user_id == staff_id, now=now)


def end_sign_ins_on_device(device_id: int, *, now: datetime) -> None:
    """Sign out whoever is signed in on a registered device."""
    _end(SignIn.desk_device_id == device_id, now=now)


def end_sign_ins_on_devices_of(staff_id: int, *, now: datetime) -> None:
    """Sign a member of staff out on every registered device."""
    with transaction() as session:
        session.execute(
            update(SignIn)
            .where(
                SignIn.staff_user_id == staff_id,
                SignIn.desk_device_id.is_not(None),
                SignIn.ended_at.is_(None),
            )
            .values(ended_at=now)
            .execution_options(synchronize_session=False)
        )


def mark_seen(sign_in_id: int, *, now: datetime) -> None:
    """Note that somebody is here; at most twice a minute, so that reading pages hardly writes."""
    with transaction():
        changes_one(
            update(SignIn)
            .where(
                SignIn.id == sign_in_id,
                SignIn.ended_at.is_(None),
                SignIn.locked_at.is_(None),
                SignIn.last_seen_at <= now - SEEN_EVERY,
            )
            .values(last_seen_at=now)
        )


def _start(*, now: datetime, **columns: object) -> str:
    token = new_token()
    with transaction() as session:
        session.execute(delete(SignIn).where(SignIn.started_at < now - KEPT))
        session.add(SignIn(token_hash=hash_token(token), started_at=now, last_seen_at=now, **columns))
        session.flush()
    return token


def _end(which: object, *, now: datetime) -> None:
    with transaction() as session:
        session.execute(
            update(SignIn)
            .where(which, SignIn.ended_at.is_(None))  # type: ignore[arg-type]
            .values(ended_at=now)
            .execution_options(synchronize_session=False)
        )
