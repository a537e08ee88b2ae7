"""Runs the proofs and prints what came of them: `python -m bench.proofs -h`."""

import argparse
import sys
import time
from functools import partial
from random import Random

from flask import Flask
from sqlalchemy.exc import OperationalError

from bench.proofs.databases import new_app
from bench.proofs.kills import naively, route_and_kill
from bench.proofs.naive import NAIVE
from bench.proofs.races import RACES
from bench.proofs.routing import route_and_kill as route_nights
from bench.proofs.routing import route_naively

MOST_NAIVE = 200  # It goes wrong at once; more only takes longer.
KINDS = ("sqlite", "postgresql")
LINE = "{:<12}{:<12}{:>8}{:>9}{:>8}{:>8}{:>14}{:>9}"


def main() -> int:
    """Run; return 1 when a guarantee did not hold, or a naive way did not fail."""
    parser = argparse.ArgumentParser(prog="python -m bench.proofs", description=__doc__)
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--only", choices=[*RACES, *KILLING], help="run one proof")
    parser.add_argument("--rounds", type=int, default=20, help="rounds of each proof (default 20)")
    parser.add_argument("--threads", type=int, default=12, help="threads at once, 3 to 15 (default 12)")
    parser.add_argument("--requests", type=int, default=6000, help="of the routing proof (default 6000)")
    parser.add_argument("--seed", type=int, default=1, help="of the moments at which processes are killed")
    options = parser.parse_args()
    if not 3 <= options.threads <= 15:
        parser.error("--threads: 3 to 15, as many as the connections of one application")
    print(
        LINE.format("proof", "database", "rounds", "threads", "killed", "wrong", "naively wrong", "seconds")
    )
    held = [
        prove(name, kind, options)
        for name in ([options.only] if options.only else [*RACES, *KILLING])
        for kind in (KINDS if options.database == "both" else [options.database])
    ]
    return 0 if all(held) else 1


def prove(name: str, kind: str, options: argparse.Namespace) -> bool:
    """Run one proof on one database; tell whether the guarantee held and the naive way did not."""
    started = time.monotonic()
    try:
        with new_app(kind) as app:
            run = KILLING.get(name, partial(let_race, name=name))
            wrong, killed, naive = run(app, options=options)
    except OperationalError as fault:
        if kind == "sqlite" or "connection" not in str(fault.orig):
            raise
        print(f"{name:<12}{kind:<12}no such database answers; left out")
        return True
    seconds = time.monotonic() - started
    print(
        LINE.format(name, kind, options.rounds, options.threads, killed, len(wrong), naive, f"{seconds:.0f}")
    )
    for line in wrong[:5]:
        print(f"    {line}")
    return not wrong and naive > 0


def let_race(app: Flask, *, name: str, options: argparse.Namespace) -> tuple[list[str], int, int]:
    """Return what was wrong, how many were killed (none), and how often the naive way was wrong."""
    wrong = [fault for number in range(options.rounds) for fault in RACES[name](app, number, options.threads)]
    return wrong, 0, NAIVE[name](options.threads)


def kill(app: Flask, options: argparse.Namespace) -> tuple[list[str], int, int]:
    """Return what was wrong, how many were killed, and how often the naive way was wrong."""
    chance, wrong, killed = Random(options.seed), [], 0
    for number in range(options.rounds):
        faults, victims = route_and_kill(app, number, chance)
        wrong += faults
        killed += victims
    return wrong, killed, naively(app, chance)


def route(app: Flask, options: argparse.Namespace) -> tuple[list[str], int, int]:
    """Return the same of six processes that route many requests, night after night."""
    del app
    chance = Random(options.seed)
    wrong, killed = route_nights(options.requests, chance)
    naive, _ = route_naively(min(options.requests, MOST_NAIVE), chance)
    return wrong, killed, naive


KILLING = {"kills": kill, "routing": route}

if __name__ == "__main__":
    sys.exit(main())
