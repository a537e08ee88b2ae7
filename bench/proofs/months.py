"""Counts the months of random histories again, by another way, and looks for the same figures and hashes.

usage: python -m bench.proofs.months [--histories N] [--database KIND] [--attacked EVERY]

Each history is lived month by month: facts, a month frozen, facts that come late, a further revision. Then
- a recount that shares nothing with the application (tests/integration/recount.py) must give the same,
- hashes made here from the table itself must be those that were stored,
- freezing all months at once must give the same figures as freezing them one by one,
- counting every revision again (`buurtservice figures --verify`) must give its hashes,
- of every N-th history an attacker with a solver must find no hidden count in what was published.
Naively, a month is counted again from the facts there are now; how often that is another number is printed.
"""

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bench.proofs.databases import new_app
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind, ReciprocityKind
from buurtservice.figures.canonical import COLUMNS
from buurtservice.figures.counting import count_months
from buurtservice.figures.freezing import freeze_months
from buurtservice.figures.ledger import read_facts
from buurtservice.figures.months import list_latest_months, list_revisions
from buurtservice.figures.periods import month_of
from buurtservice.figures.publishing import ADDING_UP
from buurtservice.figures.verifying import verify_months
from buurtservice.transactions import transaction
from tests.integration.recount import recount
from tests.unit.figures.attacker import Printed, ranges

FIRST = date(2025, 1, 1)
MONTHS = 7
PLACES = ("Caberg", "Malberg", "Malpertuis", "Oud-Caberg")
KINDS = ("pet", "garden", "ironing")


class _Undone(Exception):
    """Ends the transaction of a history, so that the next one begins with an empty ledger."""


class _Life:
    """Writes the facts of a neighbourhood as they could have happened, some of them late."""

    def __init__(self, seed: int) -> None:
        self.chance, self.number = Random(seed), 0
        self.offers: list[str] = []  # Those of earlier months, which a match may be with.
        self.new_offers: list[str] = []
        self.late: list[dict[str, Any]] = []

    def month(self, first: date, busy: float) -> None:
        """Write what happens in a month, about `busy` things."""
        for _ in range(int(self.chance.expovariate(1 / busy))):
            day = first + timedelta(days=self.chance.randrange(month_of(first).end.day))
            for fact in self._request(day) if self.chance.random() < 0.6 else self._offer(day):
                self._happen(fact)
        self.offers += self.new_offers
        self.new_offers = []

    def come_late(self) -> None:
        """Write what happened in earlier months and was not entered then."""
        for fact in sorted(self.late, key=lambda one: one["occurred_on"]):
            db.session.add(Fact(**fact))
        self.late = []
        db.session.flush()

    def _happen(self, fact: dict[str, Any]) -> None:
        """Write a fact now, or late; those of a request that is entered late are all late."""
        if fact.pop("is_late"):
            self.late.append(fact)
        else:
            db.session.add(Fact(**fact))

    def _request(self, day: date) -> Iterator[dict[str, Any]]:
        self.number += 1
        about = {
            "request_key": f"r{self.number}",
            "neighbourhood": self.chance.choices(PLACES, [8, 4, 6, 1])[0],
            "category": self.chance.choice(KINDS),
            "is_late": self.chance.random() < 0.08,
        }
        asks = self.chance.random() < 0.5
        yield {"kind": FactKind.REQUEST_RECEIVED, "occurred_on": day, "asker_offers": asks, **about}
        end = month_of(day).end
        for kind, extra in self.chance.choice([self._match, self._team, self._leave, self._gather])():
            day = min(end, day + timedelta(days=self.chance.randrange(6)))
            yield {"kind": kind, "occurred_on": day, **about, **extra}

    def _offer(self, day: date) -> Iterator[dict[str, Any]]:
        self.number += 1
        self.new_offers.append(f"o{self.number}")
        about = {"offer_key": self.new_offers[-1], "category": self.chance.choice(KINDS), "is_late": False}
        yield {
            "kind": FactKind.OFFER_RECEIVED,
            "occurred_on": day,
            "capacity": self.chance.choice([1, 2]),
            **about,
        }
        fate = self.chance.choice([(), ("paused",), ("paused", "resumed"), ("withdrawn",)])
        for step in fate:
            yield {"kind": FactKind(f"offer_{step}"), "occurred_on": month_of(day).end, **about}

    def _match(self) -> Iterator[tuple[FactKind, dict[str, Any]]]:
        keys = {"match_key": f"m{self.number}", "offer_key": self.chance.choice([*self.offers, None])}
        mutual = self.chance.choice([None, *ReciprocityKind])
        steps = [FactKind.MATCH_APPROVED, FactKind.MATCH_AGREED, FactKind.MATCH_STARTED]
        steps += [self.chance.choice([FactKind.MATCH_COMPLETED, FactKind.MATCH_STOPPED])]
        for step in steps[: self.chance.randrange(1, 5)]:
            extra: dict[str, Any] = {"reciprocity": mutual} if step == FactKind.MATCH_AGREED else {}
            if step == FactKind.MATCH_COMPLETED:
                extra["hours"] = self.chance.choice([1, 1.5, 2.25])
            yield step, {**keys, **extra}

    def _team(self) -> Iterator[tuple[FactKind, dict[str, Any]]]:
        yield FactKind.TEAM_TASK_OPENED, {}
        ends = (FactKind.TEAM_TASK_DONE, FactKind.TEAM_TASK_HANDED_BACK, FactKind.TEAM_TASK_DROPPED)
        if self.chance.random() < 0.8:
            yield self.chance.choice(ends), {}

    def _leave(self) -> Iterator[tuple[FactKind, dict[str, Any]]]:
        if self.chance.random() < 0.5:
            yield FactKind.REQUEST_WITHDRAWN, {}

    def _gather(self) -> Iterator[tuple[FactKind, dict[str, Any]]]:
        yield FactKind.ACTIVITY_PLACE_TAKEN, {}
        yield self.chance.choice([FactKind.ACTIVITY_ATTENDED, FactKind.ACTIVITY_PLACE_FREED]), {}


def prove_history(seed: int, *, attacked: bool) -> tuple[list[str], int]:
    """Live one history and count it again; return what is wrong, and how often the naive way differs."""
    wrong, naive = [], 0
    try:
        with transaction():
            _live(seed)
            wrong = [*_wrong_figures(), *_wrong_hashes(), *_wrong_again()]
            wrong += _found_out() if attacked else []
            naive = _naively_different()
            raise _Undone
    except _Undone:
        return [f"history {seed}: {fault}" for fault in wrong], naive


def _live(seed: int) -> None:
    life = _Life(seed)
    busy = life.chance.choice([4, 15, 40])
    first = FIRST
    for _ in range(MONTHS):
        life.month(first, busy)
        db.session.flush()
        if life.chance.random() < 0.5:
            life.come_late()
        first = month_of(first).end + timedelta(days=1)
        freeze_months(today=first, now=_now(first))
    life.come_late()
    freeze_months(today=first, now=_now(first))


def _wrong_figures() -> Iterator[str]:
    for one in list_latest_months():
        period = month_of(one.month)
        ours = one.figures["periods"][period.key]["figures"]
        for name, value in recount(period.start, period.end).items():
            if ours[name] != value:
                yield f"{period.key} {name}: {ours[name]}, counted again {value}"


def _wrong_hashes() -> Iterator[str]:
    rows = [dict(row) for row in db.session.execute(text("SELECT * FROM fact")).mappings()]
    for row in rows:
        row["occurred_on"] = str(row["occurred_on"])[:10]
        row["hours"] = None if row["hours"] is None else f"{float(row['hours']):.2f}"
        row["asker_offers"] = None if row["asker_offers"] is None else bool(row["asker_offers"])
    rows.sort(key=lambda row: (row["occurred_on"], row["id"]))
    for one in list_revisions():
        end = month_of(one.month).end.isoformat()
        lines = [
            json.dumps([row[name] for name in COLUMNS], separators=(",", ":"), ensure_ascii=False) + "\n"
            for row in rows
            if row["occurred_on"] <= end and row["id"] <= one.last_fact_id
        ]
        if hashlib.sha256("".join(lines).encode()).hexdigest() != one.facts_hash:
            yield f"{one.month:%Y-%m} revision {one.revision}: another hash of the facts"
        kept = json.dumps(one.figures, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        if hashlib.sha256(kept.encode()).hexdigest() != one.figures_hash:
            yield f"{one.month:%Y-%m} revision {one.revision}: another hash of the figures"


def _wrong_again() -> Iterator[str]:
    for one in verify_months():
        if not one.agrees:
            yield f"{one.month:%Y-%m} revision {one.revision}: not the same when counted again"
    latest = {one.month: one.figures["periods"] for one in list_latest_months()}
    if latest:
        last = month_of(max(latest)).end
        for counted in count_months(read_facts(until=last), until=last):
            if latest[counted.month] != counted.periods:
                yield f"{counted.month:%Y-%m}: another figure when all are counted at once"


def _naively_different() -> int:
    """Return how many first revisions are another number now, counted from all the facts there are."""
    first = {one.month: one for one in list_revisions() if one.revision == 1}
    if not first:
        return 0
    last = month_of(max(first)).end
    now = count_months(read_facts(until=last), until=last)
    return sum(first[one.month].figures["periods"] != one.periods for one in now)


def _found_out() -> Iterator[str]:
    """Give the hidden counts that the attacker works out from all that was published."""
    printed: dict[str, Any] = {}
    for one in list_latest_months():
        printed |= one.figures["published"]
    for name in ADDING_UP:
        tables = [
            Printed(key, made["tables"][name]["rows"], made["tables"][name]["total"], tuple(made["parts"]))
            for key, made in printed.items()
        ]
        rows = sorted({row for table in tables for row in table.rows or {}} | set(_all_rows(name)))
        for (period, row), (least, most) in ranges(tables, rows).items():
            shown = next(table for table in tables if table.period == period).rows is not None
            if shown and most - least < 3:
                yield f"{name} {period} {row}: between {least} and {most}"


def _all_rows(name: str) -> list[str]:
    return [row for one in list_latest_months() for parts in one.figures["periods"].values()
            for row in parts["rows"].get(name) or parts["breakdown"][name]]  # fmt: skip


def _now(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


def main() -> int:
    """Run; return 1 when something was wrong, or the naive way was right."""
    parser = argparse.ArgumentParser(prog="python -m bench.proofs.months", description=__doc__)
    parser.add_argument("--histories", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--attacked", type=int, default=10, help="of every how many (default 10)")
    options = parser.parse_args()
    held = True
    for kind in ("sqlite", "postgresql") if options.database == "both" else (options.database,):
        started, faults, naive = time.monotonic(), [], 0
        try:
            with new_app(kind):
                for seed in range(options.histories):
                    wrong, differs = prove_history(seed, attacked=seed % options.attacked == 0)
                    faults, naive = faults + wrong, naive + differs
        except OperationalError as fault:
            if kind == "sqlite" or "connection" not in str(fault.orig):
                raise
            print(f"{kind}: no such database answers; left out")
            continue
        seconds = time.monotonic() - started
        print(f"{kind}: {options.histories} histories, {len(faults)} wrong, {naive} naively, {seconds:.0f} s")
        for line in faults[:5]:
            print(f"    {line}")
        held = held and not faults and naive > 0
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
