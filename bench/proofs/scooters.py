"""No scooter is ever booked twice: many threads in several processes want few scooters.

usage: python -m bench.proofs.scooters [--database sqlite|postgresql|both] [--attempts N] [--processes N]
                                       [--threads N] [--minutes M] [--http]

All that can be done with scooters, mixed: reserving, weekly too, moving, cancelling, handing out, walking in,
coming back late, not coming, waiting and taking an offer, maintenance, scooters that go to the other site or
are replaced. Each refusal is checked in its own transaction by a query of its own: was every scooter really
held? In the end no slot is held twice, each accepted reservation is there and holds slots without a gap, and
nothing was cancelled that nobody cancelled. Beside it the naive way, looking first and inserting afterwards,
which must go wrong. With --minutes each database stops then, and says how many attempts were made.

With --http residents reserve, move and cancel on the pages of two running servers instead (scooter_http.py).
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bench.proofs.databases import new_app
from bench.proofs.scooter_http import race_over_http
from bench.proofs.scooter_naive import naively
from bench.proofs.scooter_racers import DAYS_WANTED, Place, Tally, race_threads
from buurtservice.app import create_app
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.scooters.models import Reservation, ReservationState, ScooterPolicy, ScooterSlot
from buurtservice.settings import Settings
from buurtservice.transactions import transaction
from tests.integration.scooters import driver, scooters, site, wrong_slots

ATTEMPTS: Final = 20_000
PROCESSES: Final = 4
THREADS: Final = 13
DRIVERS: Final = 40
LINE: Final = "{:<12}{:>9}{:>9}{:>9}{:>9}{:>10}{:>9}{:>7}{:>7}{:>14}{:>9}"


def main(arguments: list[str] | None = None) -> int:
    """Run; return 1 when a guarantee did not hold, or the naive way did not fail."""
    parser = argparse.ArgumentParser(prog="python -m bench.proofs.scooters", description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--attempts", type=int, default=ATTEMPTS)
    parser.add_argument("--processes", type=int, default=PROCESSES)
    parser.add_argument("--threads", type=int, default=THREADS, help="of each process, at most 15")
    parser.add_argument("--minutes", type=float, default=0, help="stop racing after this time; 0 is never")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--http", action="store_true", help="race on the pages of running servers")
    options = parser.parse_args(arguments)
    head = ("database", "threads", "attempts", "done", "refused", "checked", "accepted", "slots", "wrong")
    print(LINE.format(*head, "naively wrong", "seconds"), flush=True)
    kinds = ("sqlite", "postgresql") if options.database == "both" else (options.database,)
    held = [prove(kind, options) for kind in kinds]
    return 0 if all(held) else 1


def prove(kind: str, options: argparse.Namespace) -> bool:
    """Race on one database; tell whether the guarantee held and the naive way did not."""
    started = time.monotonic()
    try:
        with new_app(kind) as app:
            place = prepare(count=3, drivers=options.processes * options.threads)
            tally = over_http(app, place, options) if options.http else in_processes(app, place, options)
            naive = naively(app, options)
            wrong = tally.wrong + wrong_slots() + wrong_books(tally)
            slots = db.session.scalar(select(func.count()).select_from(ScooterSlot))
    except OperationalError as fault:
        if kind == "sqlite" or "connection" not in str(fault.orig):
            raise
        print(f"{kind:<12}no such database answers; left out")
        return True
    threads, seconds = options.processes * options.threads, f"{time.monotonic() - started:.0f}"
    refused, accepted = sum(tally.refused.values()), len(tally.accepted)
    done = sum(tally.steps.values())
    counts = (tally.attempts, done, refused, tally.checked, accepted, slots, len(wrong))
    print(LINE.format(kind, threads, *counts, naive, seconds), flush=True)
    print(f"    {tally.busy} gave up waiting for another writer; the slowest took {tally.slowest_s:.1f} s")
    print("    done: " + ", ".join(f"{name} {n}" for name, n in sorted(tally.steps.items())))
    print("    refused: " + ", ".join(f"{name} {n}" for name, n in sorted(tally.refused.items())))
    for line in wrong[:5]:
        print(f"    {line}")
    return not wrong and not tally.busy and naive > 0


def prepare(count: int = 2, drivers: int = DRIVERS) -> Place:
    """Make two sites with a few scooters, and people who may drive."""
    sites = site("Oost"), site("West")
    fleet_ids = [one.id for place in sites for one in scooters(place, count, charging=place.id % 2)]
    people = tuple(driver(f"driver {number}").id for number in range(drivers))
    with transaction() as session:
        session.add(ScooterPolicy(id=1, open_most=1000, days_ahead=DAYS_WANTED + 14, hold_minutes=60))
    return Place(sites=tuple(one.id for one in sites), scooters=tuple(fleet_ids), drivers=people)


def over_http(app: Flask, place: Place, options: argparse.Namespace) -> Tally:
    """Let residents race on the pages; there are as many as there are drivers, at most."""
    db.session.remove()
    threads = min(options.processes * options.threads, len(place.drivers))
    return race_over_http(app, place, attempts=options.attempts, threads=threads, seed=options.seed)


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


if __name__ == "__main__":
    sys.exit(main())
