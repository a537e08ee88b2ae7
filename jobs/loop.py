"""The loop of the jobs process: does what people ask for and what is due, one by one, until told to stop."""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.job_runs.due import Due, list_due
from buurtservice.job_runs.requests import Claim, claim_next_request, give_back
from jobs.once import scheduled
from jobs.running import run_due, run_request

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
STOP_WITHIN_S = 8.0  # `serve` waits ten seconds for this process.


def run_jobs(
    app: Flask,
    stop: threading.Event,
    *,
    alarm: threading.Event | None = None,
    since: datetime | None = None,
    look_every_s: float = LOOK_EVERY_S,
) -> None:
    """Do wishes, and what is due each time `alarm` rings, until `stop` is set.

    A wish goes first: somebody waits for it. One that is not done soon after `stop` goes back to waiting;
    what was due is done by the next process. What was due before `since` is left alone.
    """
    while not stop.is_set():
        claim = _claim(app)
        if claim is not None:
            _work(stop, partial(run_request, app, claim), leave=partial(_leave, app, claim))
        elif alarm is None or not alarm.is_set() or not _do_due(app, stop, alarm, since):
            stop.wait(look_every_s)


@contextmanager
def stopping_on_signals() -> Iterator[threading.Event]:
    """Give an event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, lambda _number, _frame: stop.set())
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _do_due(app: Flask, stop: threading.Event, alarm: threading.Event, since: datetime | None) -> bool:
    """Do the first thing that is due; tell whether there may be more."""
    alarm.clear()  # Before looking, so that no ring is lost.
    due = _find_due(app, since)
    if due is None:
        return False
    noted: list[bool] = []
    _work(stop, lambda: noted.append(run_due(app, due)), leave=lambda: _end(f"{due.job} for {due.period}"))
    if noted == [True]:  # Else the database does not answer: look again at the next ring.
        alarm.set()
    return True


def _work(stop: threading.Event, work: Callable[[], object], *, leave: Callable[[], None]) -> None:
    """Do the work in a thread that can be left behind when the process must stop."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive() and not stop.is_set():
        thread.join(0.1)
    thread.join(STOP_WITHIN_S if stop.is_set() else None)
    if thread.is_alive():
        leave()


def _claim(app: Flask) -> Claim | None:
    with app.app_context():
        try:
            return claim_next_request(now=utc_now())
        except SQLAlchemyError as fault:  # The database is away for a while: look again.
            logger.warning("jobs: the database does not answer: %s", type(fault).__name__)
            return None
        finally:
            db.session.remove()


def _find_due(app: Flask, since: datetime | None) -> Due | None:
    with app.app_context():
        try:
            due = list_due(now=utc_now(), jobs=scheduled(), since=since)
        except SQLAlchemyError as fault:
            logger.warning("jobs: the database does not answer: %s", type(fault).__name__)
            return None
        finally:
            db.session.remove()
    return due[0] if due else None


def _leave(app: Flask, claim: Claim) -> None:
    """Give the wish back and end the process."""
    with app.app_context():
        give_back(claim)
        db.session.remove()
        db.engine.dispose()
    _end(f"request {claim.request_id}")


def _end(what: str) -> None:
    """End the process: what it was doing cannot be interrupted, only left behind.

    Whatever it had not committed is rolled back by the database.
    """
    logger.warning("jobs: stopped in the middle of %s; it is for the next process", what)
    logging.shutdown()
    os._exit(0)
