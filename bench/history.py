"""Makes up years of facts: requests, offers, matches, the team, activities, scooters, as they might be.

Straight into the ledger, for figures read nothing else. The same seed gives the same facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from buurtservice.clock import utc_now
from buurtservice.facts.models import Fact, FactKind, ReciprocityKind
from buurtservice.transactions import transaction

NEIGHBOURHOODS = {"Malpertuis": 40, "Caberg": 30, "Malberg": 16, "Brusselse Poort-west": 10, "Oud-Caberg": 4}
CATEGORIES = {"shopping": 22, "odd_jobs": 16, "transport": 13, "ironing": 11, "garden": 10, "buddy": 9,
              "computer": 8, "pet": 4, "language": 4, "cooking": 2, "forms": 1}  # fmt: skip
SITES = ("De Poort", "Caberg")
FACTS_PER_REQUEST = 7.5
BATCH = 5000


@dataclass
class History:
    """Facts of a neighbourhood between two days, about as many as asked."""

    start: date
    end: date
    facts: int
    seed: int = 1
    rows: list[dict[str, Any]] = field(default_factory=list)

    def make(self) -> list[dict[str, Any]]:
        """Return the facts, by day."""
        chance = Random(self.seed)
        days = (self.end - self.start).days
        for number in range(max(1, round(self.facts / FACTS_PER_REQUEST))):
            share = chance.random() ** 0.8  # It grows as people hear of it.
            self._request(chance, number, self.start + timedelta(days=round(days * share)))
        for week in range(0, days, 7):
            self._week(chance, self.start + timedelta(days=week))
        return sorted(
            (row for row in self.rows if row["occurred_on"] <= self.end), key=lambda r: r["occurred_on"]
        )

    def _request(self, chance: Random, number: int, day: date) -> None:
        about = {
            "request_key": f"r{self.seed}-{number}",
            "category": _pick(chance, CATEGORIES),
            "neighbourhood": _pick(chance, NEIGHBOURHOODS),
        }
        self._add(FactKind.REQUEST_RECEIVED, day, **about, asker_offers=chance.random() < 0.4)
        for offer in range(chance.choice([0, 1, 1, 2])):
            self._offer(chance, f"{number}-{offer}", day - timedelta(days=chance.randrange(20)))
        fate = chance.random()
        if fate < 0.55:
            self._match(chance, number, day, about)
        elif fate < 0.75:
            self._team(chance, day, about)
        elif fate < 0.85:
            self._add(FactKind.REQUEST_WITHDRAWN, day + timedelta(days=chance.randrange(30)), **about)
        elif fate < 0.9:
            held = day + timedelta(days=chance.randrange(5, 25))
            self._add(FactKind.ACTIVITY_PLACE_TAKEN, held - timedelta(days=2), **about)
            self._add(FactKind.ACTIVITY_ATTENDED, held, **about)

    def _offer(self, chance: Random, number: str, day: date) -> None:
        about = {"offer_key": f"o{self.seed}-{number}", "category": _pick(chance, CATEGORIES)}
        self._add(
            FactKind.OFFER_RECEIVED, day, **about, neighbourhood=_pick(chance, NEIGHBOURHOODS), capacity=1
        )
        if chance.random() < 0.75:
            self._add(FactKind.OFFER_WITHDRAWN, day + timedelta(days=chance.randrange(20, 400)), **about)

    def _match(self, chance: Random, number: int, day: date, about: dict[str, Any]) -> None:
        offer = f"o{self.seed}-{max(0, number - chance.randrange(1, 30))}-0"
        keys = {**about, "match_key": f"m{self.seed}-{number}", "offer_key": offer}
        day += timedelta(days=chance.randrange(1, 9))
        mutual = chance.choices([None, *ReciprocityKind], [40, 20, 30, 10])[0]
        self._add(FactKind.MATCH_PROPOSED, day, **keys)
        self._add(FactKind.MATCH_APPROVED, day + timedelta(days=1), **keys)
        self._add(FactKind.MATCH_AGREED, day + timedelta(days=3), **keys, reciprocity=mutual)
        self._add(FactKind.MATCH_STARTED, day + timedelta(days=chance.randrange(4, 12)), **keys)
        done = day + timedelta(days=chance.randrange(14, 90))
        self._add(FactKind.MATCH_COMPLETED, done, **keys, hours=chance.choice([1, 1.5, 2, 6]))
        self._add(FactKind.MATCH_REVIEWED, done, **keys, reason="asker:well")
        self._add(FactKind.MATCH_REVIEWED, done, **keys, reason="helper:well")

    def _team(self, chance: Random, day: date, about: dict[str, Any]) -> None:
        self._add(FactKind.TEAM_TASK_OPENED, day + timedelta(days=7), **about)
        ended = FactKind.TEAM_TASK_DONE if chance.random() < 0.9 else FactKind.TEAM_TASK_HANDED_BACK
        self._add(ended, day + timedelta(days=chance.randrange(9, 20)), **about)

    def _week(self, chance: Random, day: date) -> None:
        for _ in range(chance.randrange(max(1, self.facts // 2000) + 2)):
            loan = day + timedelta(days=chance.randrange(7))
            self._add(FactKind.SCOOTER_LENT, loan, site=chance.choice(SITES))
        if chance.random() < 0.2:
            people = chance.randrange(5, 20)
            self._add(FactKind.ACTIVITY_HELD, day, category=_pick(chance, CATEGORIES), people=people)

    def _add(self, kind: FactKind, day: date, **columns: Any) -> None:
        self.rows.append({"kind": kind, "occurred_on": day, **columns})


def write_history(history: History) -> int:
    """Write the facts into the ledger; return how many."""
    rows = history.make()
    empty: dict[str, Any] = dict.fromkeys(name for row in rows for name in row)
    now = utc_now()
    with transaction() as session:
        for batch in _batches(rows):
            session.execute(insert(Fact), [{**empty, **row, "recorded_at": now} for row in batch])
    return len(rows)


def _batches(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for at in range(0, len(rows), BATCH):
        yield rows[at : at + BATCH]


def _pick(chance: Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]
