"""PostgreSQL really goes away: its connections break and none is let in. It goes on by itself."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, make_url, select, text
from sqlalchemy.exc import OperationalError

from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.job_runs.queries import find_latest_request
from buurtservice.job_runs.requests import ask_for_job
from buurtservice.residents.models import Resident
from buurtservice.transactions import transaction
from jobs.loop import run_jobs
from tests import factories
from tests.conftest import POSTGRESQL_URL

# SQLite is a file: that it is not there is in test_database_away.py.
pytestmark = pytest.mark.parametrize("bare_app", ["postgresql"], indirect=True)
PATIENCE_S = 150.0


@contextmanager
def outage(url: str) -> Iterator[None]:
    """Let nobody in to this one database, and break every connection to it."""
    name = make_url(url).database
    server = create_engine(POSTGRESQL_URL, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false"))
            connection.execute(_BREAK, {"name": name})
        yield
    finally:
        with server.connect() as connection:
            connection.execute(text(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true"))
        server.dispose()


_BREAK = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name")


def test_who_works_reads_that_it_is_away_and_goes_on_where_they_were(bare_app: Flask, client_as):
    url = bare_app.config["SQLALCHEMY_DATABASE_URI"]
    dora = client_as("worker")
    assert dora.get("/vandaag").status == 200

    with outage(url):
        page = dora.get("/vandaag")
        again = dora.get("/vandaag")

    assert [page.status, again.status] == [503, 503]
    assert page.headers["Retry-After"]
    assert "Er is niets verloren gegaan." in page.text
    assert dora.get("/vandaag").status == 200  # At once, and still signed in.


def test_what_was_being_written_is_not_there_and_can_be_written_again(bare_app: Flask):
    url = bare_app.config["SQLALCHEMY_DATABASE_URI"]
    with bare_app.app_context():
        with pytest.raises(OperationalError), transaction():  # noqa: PT012 - it breaks in the middle.
            factories.resident("Mia")
            with outage(url):
                factories.resident("Sjef")

        assert _people() == 0
        factories.resident("Mia")
        assert _people() == 1
        db.session.remove()


def test_the_jobs_process_goes_on_when_the_database_is_back(bare_app: Flask):
    stop = threading.Event()
    loop = threading.Thread(target=run_jobs, args=(bare_app, stop), kwargs={"look_every_s": 0.05})
    with outage(bare_app.config["SQLALCHEMY_DATABASE_URI"]):
        loop.start()
        time.sleep(0.5)
        assert loop.is_alive()
    try:
        with bare_app.app_context():
            ask_for_job("remind", by=None, now=utc_now())
            db.session.remove()
        assert _comes(bare_app)
    finally:
        stop.set()
        loop.join(PATIENCE_S)


def _comes(app: Flask) -> bool:
    """Wait until the job that was asked for is done."""
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with app.app_context():
            wish = find_latest_request("remind")
            done = wish is not None and wish.finished_at is not None
            db.session.remove()
        if done:
            return True
        time.sleep(0.05)
    return False


def _people() -> int:
    return db.session.scalar(select(func.count()).select_from(Resident)) or 0
