"""The log of what was done and whose data was read. Rows are only added; they hold ids, no words."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.elements import ColumnElement

from buurtservice.accounts.models import AccessLog, StaffUser
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.transactions import aside

LARGEST_ID = 2**31 - 1
ACTION = re.compile(r"[a-z_]+(\.[a-z_]+)*")
SUBJECT = re.compile(r"[a-z_]+:[a-z0-9_.-]+")


@dataclass(frozen=True, kw_only=True)
class Access:
    """One line of the log as the operator reads it: a step, or a look at one page.

    It stands for a row for each of the `residents` whose data it is; `resident_id` is theirs when it is one.
    `id` is that of one of the rows.
    """

    id: int

    at: datetime
    staff_name: str | None  # None: the resident, or nobody who had signed in.
    action: str
    subject: str | None
    resident_id: int | None
    residents: int


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which rows to read: those that fit everything that is given. `until` itself is not among them.

    `line` is the id of a row: then each row of its line is a line of its own, which shows whose data it is.
    """

    staff_id: int | None = None
    resident_id: int | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    line: int | None = None


def write_access(
    action: str,
    *,
    staff_id: int | None,
    now: datetime,
    subject: str | None = None,
    resident_ids: Iterable[int | None] = (),
) -> None:
    """Write that somebody did something, or read somebody's data: a row for each whose data it is.

    `action` is a code such as `match.approve`, `subject` a kind and an id such as `match:12`. It is a short
    transaction of its own; inside `transaction()` it stands or falls with what it tells of.
    Raises NotFound when there is no such resident: then there is no such page either.
    """
    if not ACTION.fullmatch(action) or (subject is not None and not SUBJECT.fullmatch(subject)):
        raise ValueError("the log holds codes and ids only")
    ids = list(dict.fromkeys(resident_ids)) or [None]
    rows = [
        {"at": now, "staff_user_id": staff_id, "resident_id": one, "action": action, "subject": subject}
        for one in ids
    ]
    if any(one is not None and one > LARGEST_ID for one in ids):
        raise NotFound(what=N_("Bewoner"), id=max(one for one in ids if one is not None))
    try:
        with aside() as connection:
            connection.execute(insert(AccessLog), rows)
    except IntegrityError:  # Of somebody who is not there nothing can be read.
        raise NotFound(what=N_("Bewoner"), id=", ".join(str(one) for one in ids)) from None


def list_access(wanted: Wanted, *, offset: int, limit: int) -> tuple[Sequence[Access], int]:
    """Return lines of the log, the newest first, and how many there are in all.

    What shows many residents is one line. Lines are told apart by their moment, which an index keeps in
    order; those of the same moment come on one page.
    """
    conditions = _conditions(wanted)
    if wanted.line is not None:
        return _each_row(conditions, offset=offset, limit=limit)
    total = db.session.scalar(select(func.count(AccessLog.at.distinct())).where(*conditions)) or 0
    moments = select(AccessLog.at).where(*conditions).group_by(AccessLog.at)
    chosen = db.session.scalars(moments.order_by(AccessLog.at.desc()).offset(offset).limit(limit)).all()
    lines = (
        select(
            func.max(AccessLog.id).label("id"),
            AccessLog.at,
            StaffUser.name.label("staff_name"),
            AccessLog.action,
            AccessLog.subject,
            func.min(AccessLog.resident_id).label("resident_id"),
            func.count(AccessLog.resident_id).label("residents"),
        )
        .outerjoin(StaffUser, StaffUser.id == AccessLog.staff_user_id)
        .where(*conditions, AccessLog.at.in_(chosen))
        .group_by(AccessLog.at, AccessLog.staff_user_id, StaffUser.name, AccessLog.action, AccessLog.subject)
        .order_by(AccessLog.at.desc(), func.max(AccessLog.id).desc())
    )
    found = [_one_resident(row._mapping) for row in db.session.execute(lines)]
    return found, len(found) if offset == 0 and total <= limit else total


def _one_resident(row: Any) -> Access:
    several = row["residents"] > 1
    return Access(**{**row, "resident_id": None if several else row["resident_id"]})


def _each_row(
    conditions: list[ColumnElement[bool]], *, offset: int, limit: int
) -> tuple[Sequence[Access], int]:
    total = db.session.scalar(select(func.count()).select_from(AccessLog).where(*conditions)) or 0
    rows = db.session.execute(
        select(
            AccessLog.id,
            AccessLog.at,
            StaffUser.name.label("staff_name"),
            AccessLog.action,
            AccessLog.subject,
            AccessLog.resident_id,
            func.count(AccessLog.resident_id).over(partition_by=AccessLog.id).label("residents"),
        )
        .outerjoin(StaffUser, StaffUser.id == AccessLog.staff_user_id)
        .where(*conditions)
        .order_by(AccessLog.resident_id)
        .offset(offset)
        .limit(limit)
    )
    return [Access(**row._mapping) for row in rows], total


def list_actions() -> list[str]:
    """Return the codes that stand in the log."""
    return list(db.session.scalars(select(AccessLog.action).distinct().order_by(AccessLog.action)))


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    given: list[ColumnElement[bool] | None] = [
        None if wanted.staff_id is None else AccessLog.staff_user_id == wanted.staff_id,
        None if wanted.resident_id is None else AccessLog.resident_id == wanted.resident_id,
        None if wanted.action is None else AccessLog.action == wanted.action,
        None if wanted.since is None else AccessLog.at >= wanted.since,
        None if wanted.until is None else AccessLog.at < wanted.until,
    ]
    return [*(one for one in given if one is not None), *_same_line(wanted.line)]


def _same_line(row_id: int | None) -> list[ColumnElement[bool]]:
    if row_id is None:
        return []
    row = db.session.get(AccessLog, row_id)
    if row is None:
        return [false()]
    columns = (AccessLog.at, AccessLog.staff_user_id, AccessLog.action, AccessLog.subject)
    return [column.is_not_distinct_from(getattr(row, column.key)) for column in columns]
