"""How long it takes to read what is free: 40 scooters × 30 days, at 100,000 past reservations.

usage: python -m bench scooters [--past N] [--database sqlite|postgresql|both]

Of the read, and of the page that everybody can open (`/scootmobielen/week?dagen=30`): the median of the
server's time in milliseconds, and the number of queries, for one scooter and for 40: these must be the same.
The status is 1 when the limit of 100 ms is passed, or the number of queries grows.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, TypeVar

from flask import Flask
from sqlalchemy import event, insert, text
from sqlalchemy.exc import OperationalError

from bench.proofs.databases import new_app
from buurtservice.clock import moved_clock
from buurtservice.extensions import db
from buurtservice.scooters.availability import read_availability
from buurtservice.scooters.models import (
    Reservation,
    ReservationState,
    Scooter,
    ScooterSlot,
    ScooterState,
    SlotKind,
)
from buurtservice.scooters.spans import DAYPARTS_A_DAY, number_of, slot_of
from buurtservice.transactions import transaction
from tests.integration.scooters import MONDAY, NOW, driver, scooters, site

SCOOTERS: Final = 40
DAYS: Final = 30
PAST: Final = 100_000
RUNS: Final = 15
LIMIT_MS: Final = 100.0
CHUNK: Final = 5_000
SHOWN: Final = 200
T = TypeVar("T")


def main(arguments: list[str]) -> int:
    """Measure and print; the status is 1 when a limit is passed."""
    parser = argparse.ArgumentParser(prog="python -m bench scooters", description=__doc__)
    parser.add_argument("--past", type=int, default=PAST)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    options = parser.parse_args(arguments)
    kinds = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    print("database    what    scooters  past reservations  queries  median ms")
    within = [measure(kind, options.past) for kind in kinds]
    return 0 if all(within) else 1


def measure(kind: str, past: int) -> bool:
    """Measure on one database; tell whether it is within the limits."""
    try:
        with new_app(kind) as app:
            place = site()
            first = scooters(place, 1)[0]
            few = {name: apart(app, count_queries, what) for name, what in MEASURED.items()}
            for name, queries in few.items():
                print(f"{kind:<12}{name:<6}{1:>10}{0:>19}{queries:>9}")
            fill(place.id, first, driver().id, past)
            db.session.remove()
            within = True
            for name, what in MEASURED.items():
                queries, ms = apart(app, count_queries, what), apart(app, median_ms, what)
                print(f"{kind:<12}{name:<6}{SCOOTERS:>10}{past:>19,}{queries:>9}{ms:>11.1f}")
                within = within and queries == few[name] and ms < LIMIT_MS
            return within
    except OperationalError as fault:
        if kind == "sqlite" or "connection" not in str(fault.orig):
            raise
        print(f"{kind:<12}no such database answers; left out")
        return True


def read(app: Flask) -> None:
    """Read the page's days anew, as a new request would."""
    with app.app_context():
        found = read_availability(NOW.date(), DAYS, now=NOW)
        assert all(len(row.cells) == DAYS * DAYPARTS_A_DAY for row in found.rows)


def open_page(app: Flask) -> None:
    """Open the page itself, as a stranger."""
    answer = app.test_client().get(f"/scootmobielen/week?van={NOW.date()}&dagen={DAYS}")
    assert answer.status_code == SHOWN
    assert answer.text.count("<tr>") == DAYS + 1


MEASURED: Final[dict[str, Callable[[Flask], None]]] = {"read": read, "page": open_page}


def apart(app: Flask, measure: Callable[[Flask, Callable[[Flask], None]], T], what: Any) -> T:
    """Measure in a thread of its own, which no open application makes quicker, on the day of the fleet."""

    def on_the_day() -> T:
        with moved_clock(NOW - datetime.now(UTC)):
            return measure(app, what)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(on_the_day).result()


def count_queries(app: Flask, what: Callable[[Flask], None]) -> int:
    """Return how many queries it takes once."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.extend([] if statement.startswith("BEGIN") else [statement])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    what(app)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def median_ms(app: Flask, what: Callable[[Flask], None]) -> float:
    """Return the median of some runs."""
    what(app)
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        what(app)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def fill(site_id: int, first: Scooter, resident_id: int, past: int) -> None:
    """Add the fleet, its past, and a month ahead in which two of three dayparts are taken."""
    with transaction() as session:
        session.add_all(
            Scooter(site_id=site_id, name=f"more {number}", charging_dayparts=0, state=ScooterState.AVAILABLE)
            for number in range(1, SCOOTERS)
        )
        session.flush()
        ids = range(first.id, first.id + SCOOTERS)
        ahead = [
            (scooter_id, number_of(NOW.date(), 0) + step)
            for scooter_id in ids
            for step in range(DAYS * DAYPARTS_A_DAY)
            if (step + scooter_id) % 3
        ]
        begin = number_of(MONDAY, 0) - 1
        behind = [(first.id + n % SCOOTERS, begin - n // SCOOTERS) for n in range(past)]
        for offset in range(0, past, CHUNK):
            add(behind[offset : offset + CHUNK], offset + 1, resident_id, site_id, ReservationState.BACK)
        for offset in range(0, len(ahead), CHUNK):
            some = ahead[offset : offset + CHUNK]
            add(some, past + offset + 1, resident_id, site_id, ReservationState.RESERVED)
    if db.engine.dialect.name == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def add(
    held: list[tuple[int, int]], first_id: int, resident_id: int, site_id: int, state: ReservationState
) -> None:
    """Add reservations of one daypart each, by the thousands."""
    made: datetime = NOW - timedelta(days=1)
    ended = made if state == ReservationState.BACK else None
    reservations = [
        {
            "id": first_id + n,
            "reference": f"B{first_id + n}",
            "resident_id": resident_id,
            "site_id": site_id,
            "state": state,
            "walk_in": False,
            "created_at": made,
            "ended_at": ended,
        }
        for n in range(len(held))
    ]
    slots = [slot(scooter_id, *slot_of(number), first_id + n) for n, (scooter_id, number) in enumerate(held)]
    db.session.execute(insert(Reservation), reservations)
    db.session.execute(insert(ScooterSlot), slots)


def slot(scooter_id: int, day: date, daypart: int, reservation_id: int) -> dict[str, object]:
    """Return one row of the slots."""
    return {
        "scooter_id": scooter_id,
        "local_date": day,
        "daypart": daypart,
        "kind": SlotKind.USE,
        "reservation_id": reservation_id,
    }
