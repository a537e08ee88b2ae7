"""Reads who looked at somebody's data: when, in which role, and whether they looked or did something."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from buurtservice.accounts.models import AccessLog, StaffRole
from buurtservice.extensions import db
from buurtservice.residents.queries import list_record_ids

Row = tuple[datetime, list[str], str]


def list_looks(resident_id: int, *, offset: int, limit: int) -> tuple[Sequence[Row], int]:
    """Return (when, roles, code) of what the staff did with the data of somebody, the newest first."""
    about = (
        AccessLog.resident_id.in_(list_record_ids(resident_id)),
        AccessLog.staff_user_id.is_not(None),
    )
    total = db.session.scalar(select(func.count()).select_from(AccessLog).where(*about)) or 0
    rows = db.session.execute(
        select(AccessLog.at, AccessLog.staff_user_id, AccessLog.action)
        .where(*about)
        .order_by(AccessLog.at.desc(), AccessLog.id.desc())
        .offset(offset)
        .limit(limit)
    ).all()
    staff = {row.staff_user_id for row in rows}
    roles: dict[int, list[str]] = {}
    for staff_id, role in db.session.execute(
        select(StaffRole.staff_user_id, StaffRole.role).where(StaffRole.staff_user_id.in_(staff))
    ):
        roles.setdefault(staff_id, []).append(role.value)
    return [(row.at, roles.get(row.staff_user_id, []), row.action) for row in rows], total
