"""Races reserving, moving and cancelling over HTTP against running servers, as browsers would.

Two server processes on one database, many residents at once, each with a session of their own. Every form is
taken from its page, with its guard and its token. In the end: what was answered is what is in the books, each
reservation stands where it was told to stand, a form sent twice had one effect, and nothing answered 500.
"""

from __future__ import annotations

import http.client
import multiprocessing
import re
import secrets
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from socket import socket
from threading import Barrier
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import Flask
from waitress import serve

from bench.proofs.scooter_naive import WAIT_S
from bench.proofs.scooter_racers import DAYS_WANTED, Place, Tally
from buurtservice.accounts.sign_ins import sign_in_resident
from buurtservice.app import create_app
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.scooters.asking import write_wish
from buurtservice.scooters.models import LIVE_RESERVATIONS, Reservation, ReservationState
from buurtservice.scooters.queries import Wish, uses_of
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span, number_of
from buurtservice.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVERS: Final = 2
THREADS_OF_SERVER: Final = 12
HOST: Final = "127.0.0.1"
HOME: Final = "/mijn/scootmobielen"
ANSWERS: Final = (200, 303, 409, 422)
TWICE: Final = 0.1  # So often a form is sent a second time.
GUARD: Final = re.compile(r'name="(csrf_token|once)"[^>]*value="([^"]+)"')
NUMBER: Final = re.compile(HOME + r"/(\d+)$")


def race_over_http(app: Flask, place: Place, *, attempts: int, threads: int, seed: int) -> Tally:
    """Let so many residents do so many things; return what they were answered, and what was wrong."""
    secret = secrets.token_hex(32)
    settings = replace(app.config["BUURTSERVICE"], secret=secret)
    tally, barrier = Tally(), Barrier(threads)
    with _servers(settings) as ports:
        cookies = _sign_in(settings, place.drivers[:threads])
        visitors = [
            Visitor(ports[number % SERVERS], cookie, place, Random(seed * 1000 + number))
            for number, cookie in enumerate(cookies)
        ]
        with ThreadPoolExecutor(threads) as pool:
            for done in [pool.submit(one.visit, attempts // threads, barrier) for one in visitors]:
                tally.add(done.result())
    db.session.rollback()
    db.session.expire_all()
    told = {key: span for one in visitors for key, span in one.told.items()}
    tally.wrong += wrong_standing(told, tally)
    return tally


def wrong_standing(told: dict[int, Span], tally: Tally) -> list[str]:
    """Compare where each reservation stands with where its resident was told that it does."""
    live = {one.id for one in db.session.query(Reservation) if one.state in LIVE_RESERVATIONS}
    uses = uses_of(sorted(live))
    wrong = [
        f"{key} was told to be {told.get(key)}, is {uses[key][1]}"
        for key in uses
        if uses[key][1] != told.get(key)
    ]
    ended = {one.id for one in db.session.query(Reservation) if one.state == ReservationState.CANCELLED}
    if ended != tally.cancelled:
        wrong.append(f"cancelled, or not: {sorted(ended ^ tally.cancelled)[:5]}")
    return wrong


class Visitor:
    """One resident with a browser."""

    def __init__(self, port: int, cookie: str, place: Place, chance: Random) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=WAIT_S)
        self.cookies = dict([cookie.split("=", 1)])
        self.place, self.chance = place, chance
        self.told: dict[int, Span] = {}
        self.tally = Tally()

    def visit(self, times: int, barrier: Barrier) -> Tally:
        """Reserve, move and cancel, so many times."""
        barrier.wait(WAIT_S)
        for _ in range(times):
            begun = time.monotonic()
            self.tally.attempts += 1
            try:
                self.chance.choice([self.reserve, self.reserve, self.move, self.cancel])()
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is what the proof is looking for.
                self.tally.wrong.append(f"{type(fault).__name__}: {str(fault)[:200]}")
                self.connection.close()
            self.tally.slowest_s = max(self.tally.slowest_s, time.monotonic() - begun)
        self.connection.close()
        return self.tally

    def reserve(self) -> None:
        """Look what is free, and press a button, perhaps of what somebody else takes at this moment."""
        wish = self.wish()
        guard = self.guard(f"{HOME}/reserveren")
        number = self.send(f"{HOME}/reserveren", {**guard, **write_wish(wish)}, "reserve")
        if number is not None:
            self.tally.accepted.add(number)
            self.told[number] = wish.span

    def move(self) -> None:
        """Put a reservation elsewhere."""
        if not self.told:
            return self.reserve()
        chosen, wish = self.any_told(), self.wish()
        guard = self.guard(f"{HOME}/{chosen}/verzetten")
        if self.send(f"{HOME}/{chosen}/verzetten", {**guard, **write_wish(wish)}, "move") is not None:
            self.told[chosen] = wish.span
        return None

    def cancel(self) -> None:
        """Let a reservation go."""
        if not self.told:
            return self.reserve()
        chosen = self.any_told()
        before = self.tally.steps["cancel"]
        self.send(f"{HOME}/{chosen}/afzeggen", self.guard(f"{HOME}/{chosen}/afzeggen"), "cancel")
        if self.tally.steps["cancel"] > before:
            del self.told[chosen]
            self.tally.cancelled.add(chosen)
        return None

    def any_told(self) -> int:
        return self.chance.choice(list(self.told))

    def wish(self) -> Wish:
        """Want what all others want: a daypart or a few of the next days."""
        first = number_of(local_today(), 0) + DAYPARTS_A_DAY
        first += self.chance.randrange(DAYS_WANTED * DAYPARTS_A_DAY)
        span = Span(first, first + self.chance.choice([0, 0, 0, 1, 2]))
        return Wish(span=span, site_id=self.chance.choice(self.place.sites))

    def guard(self, path: str) -> dict[str, str]:
        """Return the guard and the token of a form on a page."""
        status, _, page = self.ask("GET", path)
        found = dict(GUARD.findall(page))
        if len(found) == len(("csrf_token", "once")):
            return found
        raise AssertionError(f"{path} answered {status} and has no form")

    def send(self, path: str, fields: dict[str, str], step: str) -> int | None:
        """Send a form, now and then twice; return the number of the reservation that it leads to."""
        status, where, _ = self.ask("POST", path, fields)
        if self.chance.random() < TWICE:
            again, where_again, _ = self.ask("POST", path, fields)
            if status == 303 and (again, where_again) != (status, where):
                self.tally.wrong.append(f"{step} led to {where}, sent again {again} to {where_again}")
            status, where = again, where_again  # What was refused may be free by now: it is another try.
        if status not in ANSWERS:
            self.tally.wrong.append(f"{step} answered {status}")
        if status != 303:
            self.tally.refused[f"{step} {status}"] += 1
            return None
        self.tally.steps[step] += 1
        found = NUMBER.search(where)
        return int(found[1]) if found else None

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, where it leads, and the page."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields)
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        for kept in answer.msg.get_all("Set-Cookie") or ():
            name, _, value = kept.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.getheader("Location", ""), page


def serve_here(settings: Settings, port: int) -> None:
    """Serve the pages in this process, until it is ended."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(replace(settings, instance=Path(folder)))
        serve(app, host=HOST, port=port, threads=THREADS_OF_SERVER, _quiet=True)


@contextmanager
def _servers(settings: Settings) -> Iterator[list[int]]:
    context = multiprocessing.get_context("spawn")
    ports = [_free_port() for _ in range(SERVERS)]
    running: list[BaseProcess] = [
        context.Process(target=serve_here, args=(settings, port), daemon=True) for port in ports
    ]
    for one in running:
        one.start()
    try:
        for port in ports:
            _wait_for(port)
        yield ports
    finally:
        for one in running:
            one.terminate()
            one.join(WAIT_S)


def _free_port() -> int:
    with socket() as one:
        one.bind((HOST, 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        try:
            with socket() as one:
                one.connect((HOST, port))
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"no server at {port}")


def _sign_in(settings: Settings, people: tuple[int, ...]) -> list[str]:
    """Sign these residents in; return the cookie of each."""
    app = create_app(settings)
    with app.app_context():
        tokens = [sign_in_resident(one, now=utc_now()) for one in people]
        db.session.remove()
    return [_cookie(app, token) for token in tokens]


def _cookie(app: Flask, token: str) -> str:
    client: Any = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    name = app.config["SESSION_COOKIE_NAME"]
    return f"{name}={client.get_cookie(name).value}"
