"""The values that reading a card box yields; they must not know how they were read or where they are kept."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal

from buurtservice.cards.reading.messages import Message

Kind = Literal["request", "offer"]
Salutation = Literal["mr", "mrs", "family"]

_NOT_CONTENT = {"row", "person_key"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One card as it was understood.

    `row` is the row that a spreadsheet shows (header = 1). `dayparts` holds 3 × weekday (Monday 0) +
    {morning 0, afternoon 1, evening 2}; None means any. `radius_m` is an offer's and None where unknown.
    Cards with the same `person_key` are of one resident.
    """

    row: int
    number: str
    received_on: date
    kind: Kind
    name: str
    salutation: Salutation | None
    address: str | None
    neighbourhood: str | None
    phone: str | None
    category: str
    dayparts: frozenset[int] | None
    radius_m: int | None
    needs: frozenset[str]
    can: frozenset[str]
    note: str | None
    lat: float | None
    lon: float | None
    person_key: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """SHA-256 over what was understood, so that another encoding, date form or row changes nothing."""
        content = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _NOT_CONTENT}
        text = json.dumps(content, sort_keys=True, default=_plain)
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a card holds no {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A row that was not taken in, and everything that is wrong with it."""

    row: int
    card: str | None
    message: Message


@dataclass(frozen=True, slots=True)
class Assumption:
    """Something that was taken in, but not without saying how it was read."""

    row: int
    card: str | None
    message: Message


@dataclass(frozen=True, slots=True)
class CardBox:
    """A whole box: each row that is not blank stands exactly once in `cards` or in `problems`."""

    rows: int
    cards: tuple[Card, ...]
    problems: tuple[RowProblem, ...]
    assumptions: tuple[Assumption, ...]
