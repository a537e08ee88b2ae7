"""Pairs of residents when one becomes another record: never-match pairs, and two who look alike."""

from datetime import date
from typing import Any

from sqlalchemy import delete, insert, or_, select

from buurtservice.extensions import db
from buurtservice.residents.models import DistinctPair, NeverMatch

Kind = type[NeverMatch] | type[DistinctPair]
KINDS: dict[str, Kind] = {"never_match": NeverMatch, "distinct_pair": DistinctPair}
_DAYS = ("since", "recorded_on")


def is_pair(kind: Kind, one_id: int, other_id: int) -> bool:
    """Tell whether these two are such a pair."""
    low, high = sorted((one_id, other_id))
    found = select(kind.resident_a_id).where(kind.resident_a_id == low, kind.resident_b_id == high)
    return db.session.scalar(found) is not None


def turn_pairs(*, from_id: int, to_id: int) -> dict[str, list[dict[str, Any]]]:
    """Let the kept record have the pairs of the merged one; return the pairs as they were.

    A pair that both have is kept once. What makes these two one person ends that they look alike and are two.
    """
    before: dict[str, list[dict[str, Any]]] = {}
    for name, kind in KINDS.items():
        before[name] = [_as_row(pair) for pair in _pairs_of(kind, from_id)]
        for row in before[name]:
            _remove(kind, row)
            other = _other(row, from_id)
            if other != to_id and not is_pair(kind, to_id, other):
                _add(kind, row, to_id, other)
    return before


def turn_back(before: dict[str, list[dict[str, Any]]], *, from_id: int, to_id: int) -> None:
    """Give the merged record its pairs back. The kept one keeps what came from them: better too careful."""
    for name, rows in before.items():
        for row in rows:
            other = _other(row, to_id)
            if other != from_id and not is_pair(KINDS[name], to_id, other):
                _add(KINDS[name], row, to_id, other)


def _pairs_of(kind: Kind, resident_id: int) -> list[Any]:
    mine = or_(kind.resident_a_id == resident_id, kind.resident_b_id == resident_id)
    return list(db.session.scalars(select(kind).where(mine)))


def _as_row(pair: Any) -> dict[str, Any]:
    """Return a pair as JSON keeps it, without its number."""
    values = {column.key: getattr(pair, column.key) for column in type(pair).__table__.columns}
    values.pop("id", None)
    return {key: value.isoformat() if key in _DAYS else value for key, value in values.items()}


def _other(row: dict[str, Any], resident_id: int) -> int:
    return int(row["resident_b_id"] if row["resident_a_id"] == resident_id else row["resident_a_id"])


def _remove(kind: Kind, row: dict[str, Any]) -> None:
    db.session.execute(
        delete(kind).where(
            kind.resident_a_id == row["resident_a_id"], kind.resident_b_id == row["resident_b_id"]
        )
    )


def _add(kind: Kind, row: dict[str, Any], one_id: int, other_id: int) -> None:
    low, high = sorted((one_id, other_id))
    days = {key: date.fromisoformat(row[key]) for key in _DAYS if key in row}
    db.session.execute(insert(kind).values(**{**row, **days, "resident_a_id": low, "resident_b_id": high}))
