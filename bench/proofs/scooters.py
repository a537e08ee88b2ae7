"""No scooter is ever booked twice: many threads in several processes want few scooters.

usage: python -m bench.proofs.scooters [--database sqlite|postgresql|both] [--attempts N] [--processes N]
                                       [--threads N] [--minutes M]

Reservations, moves, cancellations, handing out, late returns, no-shows, maintenance, the waiting list mixed.
Each refusal is checked in its own transaction by a query of its own: was every scooter really held? In the
end no slot is held twice, each accepted reservation is there and holds slots without a gap, and nothing was
cancelled that nobody cancelled. Beside it the naive way, looking first and inserting afterwards, which must
go wrong. With --minutes each database stops then, and says how many attempts were made.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Barrier, local
from typing import Any, Final

from flask import Flask
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import OperationalError

from bench.proofs.databases import new_app
from buurtservice.app import create_app
from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.scooters import fleet, lending, services, waiting
from buurtservice.scooters.errors import NothingFree
from buurtservice.scooters.lending import Checked
from buurtservice.scooters.models import NextAction, Reservation, ReservationState, ScooterPolicy, ScooterSlot
from buurtservice.scooters.queries import Fleet, Wish
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span, number_of, slot_of
from buurtservice.settings import Settings
from buurtservice.transactions import transaction
from tests.integration.scooters import NOW, driver, scooters, site, wrong_slots

ATTEMPTS: Final = 20_000
PROCESSES: Final = 4
THREADS: Final = 13
DAYS: Final = 40
DRIVERS: Final = 40
WAIT_S: Final = 120
NAIVE_MOST: Final = 60  # Of each thread; it is wrong long before.
NAIVE_TABLE: Final = "CREATE TABLE naive_slot (scooter_id integer, number integer)"
LINE: Final = "{:<12}{:>9}{:>9}{:>9}{:>10}{:>9}{:>7}{:>7}{:>14}{:>9}"
_mine = local()  # The reservation that this thread is moving: its own slots do not stand in its way.


@dataclass
class Tally:
    """What one process saw."""

    attempts: int = 0
    refused: int = 0
    checked: int = 0
    busy: int = 0  # SQLite gave up waiting for another writer: nothing was changed, the person gets an error.
    wrong: list[str] = field(default_factory=list)
    accepted: set[int] = field(default_factory=set)
    cancelled: set[int] = field(default_factory=set)
    steps: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Add what another saw."""
        self.attempts += other.attempts
        self.refused += other.refused
        self.checked += other.checked
        self.busy += other.busy
        self.wrong += other.wrong
        self.accepted |= other.accepted
        self.cancelled |= other.cancelled
        self.steps += other.steps


@dataclass(frozen=True, kw_only=True)
class Place:
    """What there is to be had, and who wants it."""

    sites: tuple[int, ...]
    scooters: tuple[int, ...]
    drivers: tuple[int, ...]


def main(arguments: list[str] | None = None) -> int:
    """Run; return 1 when a guarantee did not hold, or the naive way did not fail."""
    parser = argparse.ArgumentParser(prog="python -m bench.proofs.scooters", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--attempts", type=int, default=ATTEMPTS)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--threads", type=int, default=THREADS, help="of each process, at most 15")
    parser.add_argument("--minutes", type=float, default=0, help="stop racing after this time; 0 is never")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    head = ("database", "threads", "attempts", "refused", "checked", "accepted", "slots", "wrong")
    print(LINE.format(*head, "naively wrong", "seconds"), flush=True)
    kinds = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    held = [prove(kind, options) for kind in kinds]
    return 0 if all(held) else 1


def prove(kind: str, options: argparse.Namespace) -> bool:
    """Race on one database; tell whether the guarantee held and the naive way did not."""
    started = time.monotonic()
    try:
        with new_app(kind) as app:
            place = prepare()
            tally = in_processes(app, place, options)
            naive = naively(app, options)
            wrong = tally.wrong + wrong_slots() + wrong_books(tally)
            slots = db.session.scalar(select(func.count()).select_from(ScooterSlot))
    except OperationalError as fault:
        if kind == "sqlite" or "connection" not in str(fault.orig):
            raise
        print(f"{kind:<12}no such database answers; left out")
        return True
    threads, seconds = options.processes * options.threads, f"{time.monotonic() - started:.0f}"
    counts = (tally.attempts, tally.refused, tally.checked, len(tally.accepted), slots, len(wrong))
    print(LINE.format(kind, threads, *counts, naive, seconds), flush=True)
    if tally.busy:
        print(f"    {tally.busy} gave up waiting for another writer")
    print("    " + ", ".join(f"{name} {n}" for name, n in sorted(tally.steps.items())))
    for line in wrong[:5]:
        print(f"    {line}")
    return not wrong and not tally.busy and naive > 0


def prepare(count: int = 2, drivers: int = DRIVERS) -> Place:
    """Make two sites with a few scooters, and people who may drive."""
    sites = site("Oost"), site("West")
    fleet_ids = [one.id for place in sites for one in scooters(place, count, charging=place.id % 2)]
    people = tuple(driver(f"driver {number}").id for number in range(drivers))
    with transaction() as session:
        session.add(ScooterPolicy(id=1, open_most=1000, days_ahead=DAYS + 14, hold_minutes=60))
    return Place(sites=tuple(one.id for one in sites), scooters=tuple(fleet_ids), drivers=people)


def in_processes(app: Flask, place: Place, options: argparse.Namespace) -> Tally:
    """Let the processes race; return what they all saw."""
    url = app.config["BUURTSERVICE"].database_url
    db.session.remove()
    total, share = Tally(), options.attempts // options.processes
    until = time.time() + 60 * options.minutes if options.minutes else float("inf")
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(options.processes, mp_context=context) as pool:
        jobs = [
            pool.submit(one_process, url, place, share, options.threads, options.seed * 100 + number, until)
            for number in range(options.processes)
        ]
        for job in jobs:
            total.add(job.result())
    return total


def one_process(url: str, place: Place, attempts: int, threads: int, seed: int, until: float) -> Tally:
    """Open the database as a server would, and let its threads race."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=url, instance=Path(folder)))
        tally = race_threads(app, place, attempts, threads, seed, until)
        with app.app_context():
            db.engine.dispose()
    return tally


def race_threads(
    app: Flask, place: Place, attempts: int, threads: int, seed: int, until: float = float("inf")
) -> Tally:
    """Let threads of this process race; return what they saw."""
    barrier, total = Barrier(threads), Tally()
    with checked_refusals(), ThreadPoolExecutor(threads) as pool:
        racers = [
            Racer(app, place, attempts // threads, Random(seed * 1000 + number), until)
            for number in range(threads)
        ]
        for done in [pool.submit(one.run, barrier) for one in racers]:
            total.add(done.result())
    return total


class checked_refusals:  # noqa: N801 - used as a context manager, like a function.
    """While it is open, each refusal for want of a scooter is checked in the transaction that refuses."""

    modules = (services, lending)

    def __enter__(self) -> None:
        self.choose = services.choose
        for module in self.modules:
            module.choose = self._checked  # type: ignore[attr-defined]

    def __exit__(self, *_: object) -> None:
        for module in self.modules:
            module.choose = self.choose  # type: ignore[attr-defined]

    def _checked(self, found: Fleet, wish: Wish, *, now: datetime) -> Any:
        try:
            return self.choose(found, wish, now=now)
        except NothingFree:
            _mine.checked = getattr(_mine, "checked", 0) + 1
            free = really_free(wish, now=now, own=getattr(_mine, "moving", 0))
            if free:
                _mine.wrong = [*getattr(_mine, "wrong", []), f"refused {wish}, but {free} were free"]
            raise


def really_free(wish: Wish, *, now: datetime, own: int) -> list[int]:
    """Return the scooters that nothing holds, asked of the tables in another way than the services ask."""
    rows = db.session.execute(
        text(
            "SELECT s.id, s.charging_dayparts FROM scooter s WHERE s.state = 'available' "
            "AND (s.site_id = :site OR :site = 0) AND (s.id = :scooter OR :scooter = 0) AND NOT EXISTS "
            "(SELECT 1 FROM loan l WHERE l.scooter_id = s.id AND l.in_at IS NULL AND l.due_at < :now)"
        ).bindparams(site=wish.site_id or 0, scooter=wish.scooter_id or 0, now=_as_stored(now))
    ).all()
    free = []
    for scooter_id, charging in rows:
        (day, daypart), (to_day, to_daypart) = slot_of(wish.span.first), slot_of(wish.span.last + charging)
        held = db.session.execute(
            text(
                "SELECT (SELECT count(*) FROM scooter_block "
                "WHERE scooter_id = :scooter AND lifted_at IS NULL "
                "AND (from_date < :to_day OR (from_date = :to_day AND from_daypart <= :to_daypart)) "
                "AND (to_date > :day OR (to_date = :day AND to_daypart >= :daypart))) + "
                "(SELECT count(*) FROM scooter_slot WHERE scooter_id = :scooter "
                "AND (reservation_id IS NULL OR reservation_id <> :own) "
                "AND (local_date > :day OR (local_date = :day AND daypart >= :daypart)) "
                "AND (local_date < :to_day OR (local_date = :to_day AND daypart <= :to_daypart)))"
            ),
            {
                "scooter": scooter_id,
                "own": own,
                "day": _as_stored(day),
                "daypart": daypart,
                "to_day": _as_stored(to_day),
                "to_daypart": to_daypart,
            },
        ).scalar_one()
        if not held:
            free.append(scooter_id)
    return free


def _as_stored(value: Any) -> Any:
    if db.session.get_bind().dialect.name == "postgresql":
        return value
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value.isoformat()


class Racer:
    """One thread: it does one thing after another, as the days go by."""

    def __init__(self, app: Flask, place: Place, attempts: int, chance: Random, until: float) -> None:
        self.app, self.place, self.attempts, self.chance = app, place, attempts, chance
        self.until, self.tally = until, Tally()
        self.reserved: list[int] = []
        self.out: list[int] = []
        self.waits: list[int] = []
        self.blocks: list[int] = []
        self.now = NOW
        steps: list[tuple[Callable[[], None], int]] = [
            (self.reserve, 40),
            (self.move, 15),
            (self.cancel, 12),
            (self.hand_out, 8),
            (self.take_back, 10),
            (self.wait, 5),
            (self.accept, 4),
            (self.block, 2),
            (self.lift, 2),
            (self.no_shows, 1),
            (self.walk_in, 1),
        ]
        self.steps = [step for step, weight in steps for _ in range(weight)]

    def run(self, barrier: Barrier) -> Tally:
        """Go through the days. A refusal is an answer; any other fault is wrong."""
        with self.app.app_context():
            db.session.connection()
            db.session.rollback()
            barrier.wait(WAIT_S)
            for number in range(self.attempts):
                if time.time() > self.until:
                    break
                self.now = NOW + timedelta(days=DAYS) * (number / self.attempts)
                self.attempt(self.chance.choice(self.steps))
            self.tally.checked = getattr(_mine, "checked", 0)
            self.tally.wrong += getattr(_mine, "wrong", [])
            _mine.checked, _mine.wrong = 0, []
            db.session.remove()
        return self.tally

    def attempt(self, step: Callable[[], None]) -> None:
        """Do one thing."""
        self.tally.attempts += 1
        try:
            step()
            self.tally.steps[step.__name__] += 1
        except BuurtserviceError:
            self.tally.refused += 1
        except OperationalError as fault:
            if "database is locked" in str(fault.orig):
                self.tally.busy += 1
            else:
                self.tally.wrong.append(f"{step.__name__}: {str(fault)[:200]}")
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is what the proof is looking for.
            self.tally.wrong.append(f"{step.__name__}: {type(fault).__name__}: {str(fault)[:200]}")
        finally:
            _mine.moving = 0

    def wish(self) -> Wish:
        """Want what all others want about now: a daypart or a few, in the next days."""
        chance = self.chance
        first = number_of(self.now.date(), 0) + chance.randrange(4 * DAYPARTS_A_DAY)
        span = Span(first, first + chance.choice([0, 0, 0, 1, 2, 4]))
        if chance.random() < 0.1:
            return Wish(span=span, site_id=None, scooter_id=chance.choice(self.place.scooters))
        return Wish(span=span, site_id=chance.choice(self.place.sites))

    def reserve(self) -> None:
        made = services.reserve(resident_id=self.person(), wish=self.wish(), now=self.now)
        self.accept_one(made.id)
        self.reserved.append(made.id)

    def move(self) -> None:
        if self.reserved:
            _mine.moving = self.chance.choice(self.reserved)
            services.move_reservation(_mine.moving, wish=self.wish(), now=self.now)

    def cancel(self) -> None:
        if self.reserved:
            chosen = self.reserved.pop(self.chance.randrange(len(self.reserved)))
            services.cancel_reservation(chosen, now=self.now)
            self.tally.cancelled.add(chosen)

    def hand_out(self) -> None:
        if self.reserved:
            chosen = self.chance.choice(self.reserved)
            lending.hand_out(chosen, checked=Checked(charge_pct=90), now=self.now)
            self.reserved.remove(chosen)
            self.out.append(chosen)

    def take_back(self) -> None:
        if self.out:
            ready = self.chance.choice([NextAction.READY, NextAction.CHARGE])
            lending.take_back(self.out.pop(0), checked=Checked(next_action=ready), now=self.now)

    def walk_in(self) -> None:
        wish = self.wish()
        loan = lending.walk_in(
            resident_id=self.person(), wish=wish, checked=Checked(charge_pct=90), now=self.now
        )
        self.accept_one(loan.reservation_id)
        self.out.append(loan.reservation_id)

    def wait(self) -> None:
        self.waits.append(
            waiting.wait_for_scooter(resident_id=self.person(), wish=self.wish(), now=self.now).id
        )

    def accept(self) -> None:
        if self.waits:
            made = waiting.accept_offer(self.waits.pop(0), now=self.now)
            self.accept_one(made.id)
            self.reserved.append(made.id)

    def block(self) -> None:
        found = fleet.block_scooter(self.chance.choice(self.place.scooters), self.wish().span, now=self.now)
        if found.block is not None:
            self.blocks.append(found.block.id)

    def lift(self) -> None:
        if self.blocks:
            fleet.lift_block(self.blocks.pop(0), now=self.now)

    def no_shows(self) -> None:
        lending.record_no_shows(now=self.now)

    def person(self) -> int:
        return self.chance.choice(self.place.drivers)

    def accept_one(self, reservation_id: int) -> None:
        self.tally.accepted.add(reservation_id)


def wrong_books(tally: Tally) -> list[str]:
    """Compare what was answered with what is in the books."""
    there = set(db.session.scalars(select(Reservation.id)))
    cancelled = set(
        db.session.scalars(select(Reservation.id).where(Reservation.state == ReservationState.CANCELLED))
    )
    wrong = [] if there == tally.accepted else [f"accepted, not there: {sorted(tally.accepted ^ there)[:5]}"]
    if cancelled != tally.cancelled:
        wrong.append(f"cancelled, or not: {sorted(cancelled ^ tally.cancelled)[:5]}")
    counted = db.session.scalar(
        select(func.count()).select_from(Fact).where(Fact.kind == FactKind.SCOOTER_CANCELLED)
    )
    return wrong if counted == len(cancelled) else [*wrong, f"{counted} facts of {len(cancelled)} cancelled"]


def naively(app: Flask, options: argparse.Namespace) -> int:
    """Let as many threads look first and insert afterwards; return how many slots are held twice."""
    run_on(db.engine, NAIVE_TABLE)
    url = app.config["BUURTSERVICE"].database_url
    context = multiprocessing.get_context("spawn")
    share = max(2000, options.attempts // 4) // options.processes // options.threads
    with ProcessPoolExecutor(options.processes, mp_context=context) as pool:
        jobs = [pool.submit(naive_process, url, share, options.threads) for _ in range(options.processes)]
        for job in jobs:
            job.result()
    return naively_twice(db.engine)


def naive_race(engine: Engine, *, attempts: int, threads: int) -> int:
    """Let the threads of this process do it; all look before anybody inserts. Return what is held twice."""
    run_on(engine, NAIVE_TABLE)
    naive_threads(engine, attempts, threads, between=Barrier(threads))
    return naively_twice(engine)


def naive_process(url: str, attempts: int, threads: int) -> None:
    """Open the database in this process and let its threads look first and insert afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(database_url=url, instance=Path(folder)))
        with app.app_context():
            engine = db.engine
        naive_threads(engine, min(attempts, NAIVE_MOST), threads)
        engine.dispose()


def naive_threads(engine: Engine, attempts: int, threads: int, between: Barrier | None = None) -> None:
    """Look whether a slot is free, and take it if it was: without the primary key."""
    start = Barrier(threads)

    def run(_: int) -> None:
        start.wait(WAIT_S)
        for number in range(attempts):
            with engine.connect() as connection:
                look = text("SELECT count(*) FROM naive_slot WHERE scooter_id = 1 AND number = :n")
                held = connection.execute(look, {"n": number}).scalar_one()
            if between is not None:
                between.wait(WAIT_S)
            if not held:
                run_on(engine, f"INSERT INTO naive_slot (scooter_id, number) VALUES (1, {number})")

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


def naively_twice(engine: Engine) -> int:
    """Return how many slots are held twice, and throw the table away."""
    with engine.connect() as connection:
        twice = connection.execute(
            text(
                "SELECT count(*) FROM (SELECT 1 FROM naive_slot GROUP BY scooter_id, number "
                "HAVING count(*) > 1) AS twice"
            )
        ).scalar_one()
    run_on(engine, "DROP TABLE naive_slot")
    return int(twice)


def run_on(engine: Engine, statement: str) -> None:
    """Run one statement in a writing transaction of its own."""
    with engine.connect().execution_options(buurtservice_writing=True) as connection:
        connection.execute(text(statement))
        connection.commit()


if __name__ == "__main__":
    sys.exit(main())
