"""One way of writing facts and figures down, so that their hashes can be computed again by anybody.

A fact is a JSON list of its columns, in the order of COLUMNS; facts stand one to a line, by day and then by
id, UTF-8, each line ended by a line feed. Days are ISO; hours have two decimals, as text; what is empty is
null. Figures are one JSON object with sorted keys. Neither has blanks between its parts.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from buurtservice.figures.ledger import FactRow

COLUMNS = (
    "id", "kind", "occurred_on", "request_key", "offer_key", "match_key", "category", "neighbourhood", "site",
    "reciprocity", "asker_offers", "reason", "hours", "capacity", "people",
)  # fmt: skip


class FactsHash:
    """The SHA-256 of facts, in the order in which they are added."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self.count = 0

    def add(self, facts: Iterable[FactRow]) -> None:
        """Add further facts."""
        for fact in facts:
            self._hash.update(_fact_line(fact))
            self.count += 1

    def hexdigest(self) -> str:
        """Return the hash of what was added so far."""
        return self._hash.hexdigest()


def figures_hash(figures: dict[str, Any]) -> str:
    """Return the SHA-256 of figures."""
    return hashlib.sha256(to_json(figures).encode()).hexdigest()


def to_json(value: Any) -> str:
    """Write a value down in the one way."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _fact_line(fact: FactRow) -> bytes:
    row = fact._asdict()
    row["occurred_on"] = fact.occurred_on.isoformat()
    row["hours"] = None if fact.hours is None else f"{fact.hours:.2f}"
    return (to_json([row[name] for name in COLUMNS]) + "\n").encode()
