"""Every column of the database that refers to a resident, and what merging does with it.

A test fails when a table refers to residents and its column is not here. The tables belong to other features;
merging changes only whose a row is, never what it says, and so goes by the names of their columns.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Table, select, update

from buurtservice.extensions import Base, db

# The rows go to the record that is kept, and back when it is undone.
MOVES = (
    "activity.host_id",
    "activity_place.resident_id",
    "agreement.resident_id",
    "call.resident_id",
    "draft.resident_id",
    "driver.resident_id",
    "help_offer.resident_id",
    "help_request.resident_id",
    "message_opt_out.resident_id",
    "outbox_message.resident_id",
    "referral.resident_id",
    "reservation.resident_id",
    "scooter_waiting.resident_id",
    "signal.resident_id",
)
# A way in for somebody ends: were the two not one person after all, it would open a stranger's door.
ENDS = (
    "calendar_link.resident_id",
    "sign_in.resident_id",
    "sign_in_code.resident_id",
)
# Unordered pairs of residents: see pairs.py.
PAIRS = (
    "distinct_pair.resident_a_id",
    "distinct_pair.resident_b_id",
    "never_match.resident_a_id",
    "never_match.resident_b_id",
)
# What tells of the record itself. The log is never changed: who looked at this record looked at this record.
STAYS = (
    "access_log.resident_id",
    "resident.merged_into_id",
    "resident_merge.kept_id",
    "resident_merge.merged_id",
)


def all_columns() -> set[str]:
    """Return every column that refers to a resident, as "table.column"."""
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column.table.name == "resident" for key in column.foreign_keys)
    }


def move_rows(name: str, *, from_id: int, to_id: int, leave: Iterable[int] = ()) -> list[int]:
    """Give the rows of one record to another, but for those to leave; return the ids of what moved."""
    table, column = _table_and_column(name)
    mine = select(table.c.id).where(column == from_id, table.c.id.not_in(list(leave))).order_by(table.c.id)
    ids = list(db.session.scalars(mine))
    if ids:
        db.session.execute(update(table).where(table.c.id.in_(ids)).values({column.name: to_id}))
    return ids


def move_back(name: str, ids: list[int], *, from_id: int, to_id: int) -> int:
    """Give rows back, as far as they are still there and still that record's; return how many were."""
    table, column = _table_and_column(name)
    mine = select(table.c.id).where(table.c.id.in_(ids), column == from_id)
    still = list(db.session.scalars(mine))
    if still:
        db.session.execute(update(table).where(table.c.id.in_(still)).values({column.name: to_id}))
    return len(still)


def see_anew(moved: dict[str, list[int]]) -> None:
    """Read what was loaded of these rows again: they were moved in the database, past what was loaded."""
    tables = {name.partition(".")[0]: set(ids) for name, ids in moved.items()}
    loaded: Any
    for loaded in list(db.session):
        if getattr(loaded, "id", None) in tables.get(loaded.__tablename__, ()):
            db.session.refresh(loaded)


def _table_and_column(name: str) -> tuple[Table, ColumnElement[int]]:
    table_name, _, column_name = name.partition(".")
    table = Base.metadata.tables[table_name]
    return table, table.c[column_name]
