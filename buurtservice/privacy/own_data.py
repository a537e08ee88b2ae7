"""Reads everything that is kept about one person, as kept.py says: to see it and to take it along.

Values stay what they are in the database; of the other of a match nothing is in it but what both agreed to.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select

from buurtservice.accounts.models import StaffRole
from buurtservice.extensions import Base, db
from buurtservice.help.services import dayparts_list
from buurtservice.matches.models import LIVE_STATES, MatchState
from buurtservice.privacy.kept import KEPT
from buurtservice.residents.queries import get_resident, list_record_ids

Row = dict[str, Any]
CODE_MAIL = "sign_in_code"
LOOKS = {"read", "list", "names", "search", "others", "slip", "letter", "look", "looked"}
TOLD_OF = (*LIVE_STATES, MatchState.COMPLETED, MatchState.STOPPED)
ENDED = "ended"  # Of a match: whoever said no, and whether somebody did, is not told.


@dataclass(frozen=True, kw_only=True)
class Section:
    """The rows of one table."""

    table: str
    rows: list[Row]


@dataclass(frozen=True, kw_only=True)
class _Reach:
    """The numbers of what is the person's."""

    records: list[int]
    requests: list[int]
    offers: list[int]
    matches: list[int]  # Of which they were told.
    asked: frozenset[int]  # Those among them in which they ask.
    calls: list[int]
    reservations: list[int]
    waits: list[int]


def read_own_data(resident_id: int) -> list[Section]:
    """Return everything that is kept about somebody, a section for each table. Raises NotFound."""
    get_resident(resident_id)
    reach, names = _reach(resident_id), _names()
    return [Section(table=name, rows=_rows(name, reach, names)) for name in KEPT]


def looked_or_did(action: str) -> str:
    """Return "looked" or "did" for a code of the log: more would tell what the staff thought about."""
    last = action.rpartition(".")[2]
    return "looked" if last in LOOKS else "did"


def _reach(resident_id: int) -> _Reach:
    tables = Base.metadata.tables
    records = sorted(list_record_ids(resident_id))
    requests = _ids(tables["help_request"], tables["help_request"].c.resident_id.in_(records))
    offers = _ids(tables["help_offer"], tables["help_offer"].c.resident_id.in_(records))
    match = tables["match"]
    told = match.c.state.in_(TOLD_OF)
    asked = _ids(match, match.c.help_request_id.in_(requests) & told)
    helped = _ids(match, match.c.help_offer_id.in_(offers) & told)
    return _Reach(
        records=records,
        requests=requests,
        offers=offers,
        matches=sorted({*asked, *helped}),
        asked=frozenset(asked),
        calls=_ids(tables["call"], tables["call"].c.resident_id.in_(records)),
        reservations=_ids(tables["reservation"], tables["reservation"].c.resident_id.in_(records)),
        waits=_ids(tables["scooter_waiting"], tables["scooter_waiting"].c.resident_id.in_(records)),
    )


def _ids(table: Table, which: ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(select(table.c.id).where(which).order_by(table.c.id)))


def _rows(name: str, reach: _Reach, names: "_Names") -> list[Row]:
    table = Base.metadata.tables[name]
    found = db.session.execute(
        select(table).where(_mine(table, reach)).order_by(*table.primary_key.columns)
    ).mappings()
    change = _CHANGES.get(name)
    rows = []
    for row in found:
        values = {column: names.of(column, _plain(column, row[column])) for column in KEPT[name].shown}
        theirs = change(values, row, reach, names) if change else values
        if theirs is not None:
            rows.append(theirs)
    return rows


def _mine(table: Table, reach: _Reach) -> ColumnElement[bool]:
    """Return which rows of a table are the person's."""
    columns = table.c
    match table.name:
        case "resident":
            return columns.id.in_(reach.records)
        case "activity":
            return columns.host_id.in_(reach.records)
        case "match":
            return columns.id.in_(reach.matches)
        case "match_review" | "appointment":
            return columns.match_id.in_(reach.matches)
        case "call_question":
            return columns.call_id.in_(reach.calls) & columns.answer.is_not(None)
        case "loan":
            return columns.reservation_id.in_(reach.reservations)
        case "scooter_slot":
            return or_(columns.reservation_id.in_(reach.reservations), columns.waiting_id.in_(reach.waits))
        case "referral":
            return or_(columns.resident_id.in_(reach.records), columns.help_request_id.in_(reach.requests))
        case "imported_card":
            return or_(columns.help_request_id.in_(reach.requests), columns.help_offer_id.in_(reach.offers))
        case _ if "resident_id" in columns:
            return columns.resident_id.in_(reach.records)
        case _:
            return columns.help_request_id.in_(reach.requests)


def _plain(column: str, value: Any) -> Any:
    """Return a value as JSON holds it."""
    if column == "dayparts":
        return None if value is None else list(dayparts_list(value) or ())
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


@dataclass(frozen=True, kw_only=True)
class _Names:
    """The names for numbers of kinds of help, neighbourhoods and activities; the roles of staff."""

    by_column: Mapping[str, Mapping[int, str]]
    roles: Mapping[int, list[str]]

    def of(self, column: str, value: Any) -> Any:
        """Return the name for a number, where the column has names."""
        return self.by_column[column].get(value) if column in self.by_column and value else value


def _names() -> _Names:
    tables = Base.metadata.tables
    by_column = {
        "category_id": _pairs(tables["category"].c.id, tables["category"].c.name_nl),
        "neighbourhood_id": _pairs(tables["neighbourhood"].c.id, tables["neighbourhood"].c.name),
        "activity_id": _pairs(tables["activity"].c.id, tables["activity"].c.title),
        "scooter_id": _pairs(tables["scooter"].c.id, tables["scooter"].c.name),
        "site_id": _pairs(tables["site"].c.id, tables["site"].c.name),
    }
    roles: dict[int, list[str]] = {}
    for staff_id, role in db.session.execute(select(StaffRole.staff_user_id, StaffRole.role)):
        roles.setdefault(staff_id, []).append(role.value)
    return _Names(by_column=by_column, roles=roles)


def _pairs(number: Any, name: Any) -> dict[int, str]:
    return dict(iter(db.session.execute(select(number, name))))


_ASKERS = ("help_request_id", "asker_said_yes_on", "asker_call_back_on")
_HELPERS = ("help_offer_id", "helper_said_yes_on", "helper_call_back_on")


def _match(values: Row, row: Mapping[Any, Any], reach: _Reach, _names: _Names) -> Row | None:
    """Leave out what is the other's. Of a match that ended before both agreed, nothing but that it ended."""
    asks = row["id"] in reach.asked
    for column in _HELPERS if asks else _ASKERS:
        values.pop(column)
    if row["state"] == MatchState.STOPPED:
        values["state"] = ENDED
    return values


def _review(values: Row, row: Mapping[Any, Any], reach: _Reach, _names: _Names) -> Row | None:
    return values if (row["side"] == "asker") == (row["match_id"] in reach.asked) else None


def _message(values: Row, row: Mapping[Any, Any], _reach: _Reach, _names: _Names) -> Row | None:
    if row["kind"] == CODE_MAIL:
        values["body"] = None  # A code opens a door, also from a file that lies about.
    return values


def _access(values: Row, row: Mapping[Any, Any], _reach: _Reach, names: _Names) -> Row | None:
    staff_id = row["staff_user_id"]
    values["staff_user_id"] = names.roles.get(staff_id, []) if staff_id else ["resident"]
    values["action"] = looked_or_did(row["action"])
    return values


_CHANGES: dict[str, Callable[[Row, Mapping[Any, Any], _Reach, _Names], Row | None]] = {
    "match": _match,
    "match_review": _review,
    "outbox_message": _message,
    "access_log": _access,
}
