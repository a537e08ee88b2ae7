"""`python -m jobs run`: picks up what people ask for, stops when told to, and may be killed at any moment."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.job_runs import requests
from buurtservice.job_runs.models import JobRequest, JobRequestState
from buurtservice.job_runs.queries import find_latest_request
from buurtservice.job_runs.requests import ask_for_job, claim_next_request
from buurtservice.rounds.errors import RoundOvertaken
from jobs import running
from jobs.loop import run_jobs
from tests import factories
from tests.jobs.test_once import start

PATIENCE_S = 150.0  # On a busy machine a new process takes its time.


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until it is so; fail when it never is."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.05)


def wish(app: Flask, job: str = "round") -> JobRequest:
    with app.app_context():
        found = find_latest_request(job)
        assert found is not None
        db.session.expunge(found)
        db.session.remove()
        return found


def ask(app: Flask, job: str = "round") -> None:
    with app.app_context():
        ask_for_job(job, by=None, now=utc_now())
        db.session.remove()


@contextmanager
def the_loop(app: Flask) -> Iterator[threading.Event]:
    """Run the loop beside the test; stop it afterwards."""
    stop = threading.Event()
    loop = threading.Thread(target=run_jobs, args=(app, stop), kwargs={"look_every_s": 0.05})
    loop.start()
    try:
        yield stop
    finally:
        stop.set()
        loop.join(PATIENCE_S)
        assert not loop.is_alive()


def is_over(app: Flask, job: str = "round") -> bool:
    return wish(app, job).finished_at is not None


def test_the_process_runs_a_round_that_somebody_asked_for_and_stops_on_sigterm(
    bare_app: Flask, database_url: str
):
    with bare_app.app_context():
        factories.request(factories.resident("Mia"), received_on=factories.ASKED_ON)
        factories.offer(factories.resident("Sjef"))
        db.session.remove()
    ask(bare_app)

    process = start(database_url, "run")
    try:
        wait_until(lambda: is_over(bare_app))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) == 0
    finally:
        process.kill()
        process.communicate()

    done = wish(bare_app)
    assert (done.state, done.outcome) == (
        JobRequestState.DONE,
        {"round": 1, "status": "optimal", "matches": 1},
    )


def test_a_wish_of_a_process_that_was_killed_is_done_by_the_next(
    bare_app: Flask, database_url: str, monkeypatch: pytest.MonkeyPatch
):
    ask(bare_app)
    with bare_app.app_context():
        claim_next_request(now=utc_now() - 2 * requests.DEAD_AFTER)
        db.session.remove()

    with the_loop(bare_app):
        wait_until(lambda: is_over(bare_app))

    assert wish(bare_app).state == JobRequestState.DONE


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (RoundOvertaken(), "Er is net een andere matchronde bewaard"),
        (RuntimeError("Mia"), "Er ging iets mis bij ons"),
    ],
)
def test_what_goes_wrong_is_said_to_whoever_asked_and_the_loop_goes_on(
    fault: Exception, says: str, bare_app: Flask, monkeypatch: pytest.MonkeyPatch
):
    def fail(**_: object) -> dict[str, object]:
        raise fault

    monkeypatch.setitem(running.JOBS, "round", fail)
    ask(bare_app)

    with the_loop(bare_app):
        wait_until(lambda: is_over(bare_app))
        ask(bare_app, "route")
        wait_until(lambda: is_over(bare_app, "route"))

    failed = wish(bare_app)
    assert failed.state == JobRequestState.FAILED
    assert failed.error is not None
    assert failed.error.startswith(says)
    assert wish(bare_app, "route").state == JobRequestState.DONE


def test_a_slow_job_shows_that_it_lives(bare_app: Flask, monkeypatch: pytest.MonkeyPatch):
    may_end = threading.Event()

    def slow(**_: object) -> dict[str, object]:
        may_end.wait(PATIENCE_S)
        return {}

    monkeypatch.setitem(running.JOBS, "round", slow)
    monkeypatch.setattr(running, "SIGN_OF_LIFE_S", 0.05)
    ask(bare_app)

    with the_loop(bare_app):
        wait_until(lambda: wish(bare_app).started_at is not None)
        begun = wish(bare_app).seen_at
        wait_until(lambda: wish(bare_app).seen_at != begun)
        may_end.set()
        wait_until(lambda: is_over(bare_app))


def test_sigterm_in_the_middle_of_a_job_gives_the_wish_back(bare_app: Flask, database_url: str):
    ask(bare_app)
    script = (
        "import threading, jobs.running, jobs.loop; jobs.loop.STOP_WITHIN_S = 0.2\n"
        "jobs.running.JOBS['round'] = lambda **_: threading.Event().wait()\n"
        "from jobs.__main__ import main; main(['run'])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "BUURTSERVICE_DATABASE_URL": database_url},
        stderr=subprocess.PIPE,
    )
    try:
        wait_until(lambda: wish(bare_app).state == JobRequestState.RUNNING)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_S) == 0
    finally:
        process.kill()
        process.communicate()

    assert wish(bare_app).state == JobRequestState.WAITING
