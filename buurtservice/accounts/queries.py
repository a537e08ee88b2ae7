"""Reads about who signs in."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import InstrumentedAttribute

from buurtservice.accounts.models import DeskDevice, Role, SignIn, StaffRole, StaffUser
from buurtservice.accounts.policies import HALFWAY, is_locked, is_over
from buurtservice.accounts.signed_in import RESIDENT, STAFF, Visitor
from buurtservice.accounts.tokens import hash_token
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.residents.models import Resident


def get_staff_user(staff_id: int) -> StaffUser:
    """Return a member of staff as they are now. Raises NotFound."""
    found = db.session.get(StaffUser, staff_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Medewerker"), id=staff_id)
    return found


def find_staff_by_email(email: str) -> StaffUser | None:
    """Return whoever works here under this address, whether the account is closed or not."""
    return db.session.scalar(select(StaffUser).where(StaffUser.email == email.strip().lower()))


def find_visitor(token: str, *, now: datetime) -> Visitor | None:
    """Return who holds this token, or None when they are signed in no more.

    One statement, for it runs at every page: a row for each role.
    """
    rows = db.session.execute(
        select(*_COLUMNS)
        .select_from(SignIn)
        .outerjoin(StaffUser, StaffUser.id == SignIn.staff_user_id)
        .outerjoin(StaffRole, StaffRole.staff_user_id == SignIn.staff_user_id)
        .outerjoin(Resident, Resident.id == SignIn.resident_id)
        .outerjoin(DeskDevice, DeskDevice.id == SignIn.desk_device_id)
        .where(SignIn.token_hash == hash_token(token), SignIn.ended_at.is_(None))
    ).all()
    if not rows or _is_barred(rows[0], now=now):
        return None
    first = rows[0]
    is_staff = first.staff_user_id is not None
    return Visitor(
        kind=STAFF if is_staff else RESIDENT,
        staff_id=first.staff_user_id,
        resident_id=first.resident_id,
        roles=frozenset(Role(row.role).value for row in rows if row.role is not None),
        name=(first.staff_name if is_staff else first.resident_name) or "",
        locked=is_locked(
            on_desk_device=first.desk_device_id is not None,
            locked_at=first.locked_at,
            last_seen_at=first.last_seen_at,
            now=now,
        ),
        device_id=first.desk_device_id,
        sign_in_id=first.id,
        last_seen_at=first.last_seen_at,
        token=token,
    )


_COLUMNS: tuple[InstrumentedAttribute[object], ...] = (
    SignIn.id,
    SignIn.staff_user_id,
    SignIn.resident_id,
    SignIn.desk_device_id,
    SignIn.started_at,
    SignIn.last_seen_at,
    SignIn.second_factor_at,
    SignIn.locked_at,
    StaffUser.name.label("staff_name"),
    StaffUser.closed_at,
    StaffRole.role,
    Resident.name.label("resident_name"),
    Resident.left_on,
    Resident.merged_into_id,
    DeskDevice.revoked_at,
)  # type: ignore[assignment]


def _is_barred(row: Row[*tuple[Any, ...]], *, now: datetime) -> bool:
    """Tell whether a sign-in counts no more, though nobody ended it: the person left, or the time is over."""
    is_staff = row.staff_user_id is not None
    if is_staff and (row.closed_at is not None or row.second_factor_at is None):
        return True
    if row.revoked_at is not None or row.left_on is not None or row.merged_into_id is not None:
        return True
    return is_over(
        is_staff=is_staff,
        on_desk_device=row.desk_device_id is not None,
        started_at=row.started_at,
        last_seen_at=row.last_seen_at,
        now=now,
    )


def find_halfway(token: str, *, now: datetime) -> StaffUser | None:
    """Return who gave the right password with this browser, a short while ago, and no second factor yet."""
    return db.session.scalar(
        select(StaffUser)
        .join(SignIn, SignIn.staff_user_id == StaffUser.id)
        .where(
            SignIn.token_hash == hash_token(token),
            SignIn.second_factor_at.is_(None),
            SignIn.ended_at.is_(None),
            SignIn.started_at > now - HALFWAY,
            StaffUser.closed_at.is_(None),
        )
    )
