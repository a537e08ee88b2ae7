"""Threads that do all that can be done with scooters, one thing after another, as the days go by."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from threading import Barrier
from typing import Final

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bench.proofs.scooter_naive import WAIT_S
from bench.proofs.scooter_refusals import checked_refusals, mine
from buurtservice.clock import LOCAL_ZONE
from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.scooters import extending, fleet, lending, maintenance, services, waiting
from buurtservice.scooters.lending import Checked
from buurtservice.scooters.models import NextAction, Scooter, ScooterState
from buurtservice.scooters.queries import Wish, use_of
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span, number_of
from tests.integration.scooters import NOW

A_STEP: Final = timedelta(hours=7)  # So much time goes by from one thing that a thread does to its next.
DAYS_WANTED: Final = 5
RETURNS: Final = 0.4  # Chance that who has a scooter brings it back before doing anything else.
FETCHES: Final = 0.6  # The same, of who reserved one that begins now.
BUSY: Final = "database is locked"


@dataclass
class Tally:
    """What one process saw."""

    attempts: int = 0
    refused: Counter[str] = field(default_factory=Counter)  # By the code of the refusal.
    checked: int = 0
    busy: int = 0  # SQLite gave up waiting for another writer: nothing was changed, the person gets an error.
    slowest_s: float = 0.0
    wrong: list[str] = field(default_factory=list)
    accepted: set[int] = field(default_factory=set)
    cancelled: set[int] = field(default_factory=set)
    steps: Counter[str] = field(default_factory=Counter)  # Those that were done.

    def add(self, other: Tally) -> None:
        """Add what another saw."""
        self.attempts += other.attempts
        self.refused += other.refused
        self.checked += other.checked
        self.busy += other.busy
        self.slowest_s = max(self.slowest_s, other.slowest_s)
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


def race_threads(
    app: Flask, place: Place, attempts: int, threads: int, seed: int, until: float = float("inf")
) -> Tally:
    """Let threads of this process race; return what they saw. `until` is a moment as `time.time()` has it."""
    barrier, total = Barrier(threads), Tally()
    with checked_refusals(), ThreadPoolExecutor(threads) as pool:
        racers = [
            Racer(app, place, -(-attempts // threads), Random(seed * 1000 + number), until)
            for number in range(threads)
        ]
        for done in [pool.submit(one.run, barrier) for one in racers]:
            total.add(done.result())
    return total


class Racer:
    """One thread. A step returns whether there was anything to do; if not, it reserves instead."""

    def __init__(self, app: Flask, place: Place, attempts: int, chance: Random, until: float) -> None:
        self.app, self.place, self.attempts, self.chance = app, place, attempts, chance
        self.until, self.tally = until, Tally()
        self.reserved: dict[int, int] = {}  # And the number of the daypart on which each begins.
        self.out: list[int] = []
        self.waits: list[tuple[int, Span]] = []
        self.blocks: list[int] = []
        self.repaired: list[int] = []
        self.now = NOW
        steps: list[tuple[Callable[[], bool], int]] = [
            (self.reserve, 60),
            (self.weekly, 4),
            (self.move, 36),
            (self.cancel, 28),
            (self.hand_out, 40),
            (self.take_back, 20),
            (self.extend, 10),
            (self.walk_in, 8),
            (self.wait, 12),
            (self.accept, 12),
            (self.no_shows, 4),
            (self.block, 3),
            (self.lift, 8),
            (self.repair, 2),
            (self.repair_done, 6),
            (self.move_scooter, 3),
            (self.replace_scooter, 1),
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
                self.now = NOW + number * A_STEP
                self.attempt(self.next_step())
            self.tally.checked = getattr(mine, "checked", 0)
            self.tally.wrong += getattr(mine, "wrong", [])
            mine.checked, mine.wrong = 0, []
            db.session.remove()
        return self.tally

    def next_step(self) -> Callable[[], bool]:
        """Choose what to do; most fetch what is theirs, and bring it back in time."""
        if self.out and self.chance.random() < RETURNS:
            return self.take_back
        if self.begun() and self.chance.random() < FETCHES:
            return self.hand_out
        return self.chance.choice(self.steps)

    def attempt(self, step: Callable[[], bool]) -> None:
        """Do one thing."""
        self.tally.attempts += 1
        begun = time.monotonic()
        try:
            if not step():
                step = self.reserve
                step()
            self.tally.steps[step.__name__] += 1
        except BuurtserviceError as refusal:
            self.tally.refused[refusal.code] += 1
        except OperationalError as fault:
            if BUSY in str(fault.orig):
                self.tally.busy += 1
            else:
                self.tally.wrong.append(f"{step.__name__}: {str(fault)[:200]}")
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is what the proof is looking for.
            self.tally.wrong.append(f"{step.__name__}: {type(fault).__name__}: {str(fault)[:200]}")
        finally:
            mine.moving = 0
            self.tally.slowest_s = max(self.tally.slowest_s, time.monotonic() - begun)

    def wish(self) -> Wish:
        """Want what all others want about now: a daypart or a few, in the next days."""
        chance = self.chance
        first = self.daypart() + chance.randrange(DAYS_WANTED * DAYPARTS_A_DAY)
        span = Span(first, first + chance.choice([0, 0, 0, 1, 2, 4]))
        if chance.random() < 0.1:
            return Wish(span=span, site_id=None, scooter_id=chance.choice(self.place.scooters))
        return Wish(span=span, site_id=chance.choice(self.place.sites))

    def reserve(self) -> bool:
        wish = self.wish()
        made = services.reserve(resident_id=self.person(), wish=wish, now=self.now)
        self.keep(made.id, wish.span)
        return True

    def weekly(self) -> bool:
        weeks = services.reserve_weekly(resident_id=self.person(), wish=self.wish(), weeks=2, now=self.now)
        for week in weeks:
            if week.reservation is not None:
                self.keep(week.reservation.id, week.span)
        return True

    def move(self) -> bool:
        if not self.reserved:
            return False
        mine.moving, wish = self.any_reserved(), self.wish()
        services.move_reservation(mine.moving, wish=wish, now=self.now)
        self.reserved[mine.moving] = wish.span.first
        return True

    def cancel(self) -> bool:
        if not self.reserved:
            return False
        chosen = self.any_reserved()
        del self.reserved[chosen]
        services.cancel_reservation(chosen, now=self.now)
        self.tally.cancelled.add(chosen)
        return True

    def hand_out(self) -> bool:
        """Fetch what begins about now, or began."""
        begun = self.begun()
        if not begun:
            return False
        chosen = self.chance.choice(begun)
        del self.reserved[chosen]
        lending.hand_out(chosen, checked=Checked(charge_pct=90), now=self.now)
        self.out.append(chosen)
        return True

    def take_back(self) -> bool:
        if not self.out:
            return False
        ready = self.chance.choice([NextAction.READY, NextAction.CHARGE])
        lending.take_back(self.out.pop(0), checked=Checked(next_action=ready), now=self.now)
        return True

    def extend(self) -> bool:
        """Keep a scooter longer, as far as nobody else has it."""
        if not self.out:
            return False
        chosen = self.out[0]
        use = use_of(chosen)
        last = use[1].last if use else self.daypart()
        extending.extend_loan(chosen, last=last + 1 + self.chance.randrange(2), now=self.now)
        return True

    def walk_in(self) -> bool:
        first = self.daypart()
        wish = Wish(
            span=Span(first, first + self.chance.randrange(3)), site_id=self.chance.choice(self.place.sites)
        )
        loan = lending.walk_in(resident_id=self.person(), wish=wish, checked=Checked(), now=self.now)
        self.tally.accepted.add(loan.reservation_id)
        self.out.append(loan.reservation_id)
        return True

    def wait(self) -> bool:
        wish = self.wish()
        place = waiting.wait_for_scooter(resident_id=self.person(), wish=wish, now=self.now)
        self.waits.append((place.id, wish.span))
        return True

    def accept(self) -> bool:
        if not self.waits:
            return False
        place_id, span = self.waits.pop(self.chance.randrange(len(self.waits)))
        made = waiting.accept_offer(place_id, now=self.now)
        self.keep(made.id, span)
        return True

    def no_shows(self) -> bool:
        lending.record_no_shows(now=self.now)
        return True

    def block(self) -> bool:
        found = maintenance.block_scooter(self.any_scooter(), self.wish().span, now=self.now)
        if found.block is not None:
            self.blocks.append(found.block.id)
        return True

    def lift(self) -> bool:
        if self.blocks:
            maintenance.lift_block(self.blocks.pop(0), now=self.now)
            return True
        return False

    def repair(self) -> bool:
        chosen = self.any_scooter()
        fleet.set_scooter_state(chosen, ScooterState.MAINTENANCE, now=self.now)
        self.repaired.append(chosen)
        return True

    def repair_done(self) -> bool:
        if self.repaired:
            fleet.set_scooter_state(self.repaired.pop(0), ScooterState.AVAILABLE, now=self.now)
            return True
        return False

    def move_scooter(self) -> bool:
        fleet.move_scooter(self.any_scooter(), self.chance.choice(self.place.sites), now=self.now)
        return True

    def replace_scooter(self) -> bool:
        """Retire a scooter and buy another, now and then."""
        if self.chance.random() > 0.2:
            return False
        old = self.any_scooter()
        fleet.set_scooter_state(old, ScooterState.RETIRED, now=self.now)
        name = f"new {self.chance.getrandbits(48):x}"
        fleet.add_scooter(site_id=self.chance.choice(self.place.sites), name=name, now=self.now)
        return True

    def any_scooter(self) -> int:
        """Return one that is in use, also one that was bought meanwhile."""
        there = select(Scooter.id).where(Scooter.state != ScooterState.RETIRED).order_by(Scooter.id)
        return self.chance.choice(list(db.session.scalars(there)))

    def daypart(self) -> int:
        """Return the number of the daypart that it is, or that comes first this morning."""
        local = self.now.astimezone(LOCAL_ZONE)
        return number_of(local.date(), sum(local.hour >= hour for hour in (13, 17)))

    def begun(self) -> list[int]:
        """Return the reservations that begin about now, or began."""
        return [one for one, first in self.reserved.items() if first <= self.daypart() + 1]

    def any_reserved(self) -> int:
        return self.chance.choice(list(self.reserved))

    def person(self) -> int:
        return self.chance.choice(self.place.drivers)

    def keep(self, reservation_id: int, span: Span) -> None:
        self.tally.accepted.add(reservation_id)
        self.reserved[reservation_id] = span.first
