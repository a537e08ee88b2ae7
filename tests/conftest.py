"""Fixtures that all tests share: an application on a real, migrated, empty database of either kind."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from buurtservice.app import PACKAGE, create_app
from buurtservice.extensions import Base, db
from buurtservice.help.categories import add_default_categories
from buurtservice.settings import Settings

POSTGRESQL_URL = os.environ.get(
    "BUURTSERVICE_TEST_POSTGRESQL_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)
REQUIRED = os.environ.get("BUURTSERVICE_TEST_REQUIRE", "").split(",")

# TABLES stands for the names of all tables, each before those it refers to.
EMPTY_TABLES = """
DO $$
DECLARE name text; has_rows boolean;
BEGIN
    FOREACH name IN ARRAY ARRAY[TABLES] LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO has_rows;
        IF has_rows AND name = 'fact' THEN
            TRUNCATE fact;
        ELSIF has_rows THEN
            EXECUTE format('DELETE FROM %I', name);
        END IF;
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', name);
    END LOOP;
END $$
"""


@event.listens_for(Engine, "connect")
def _read_backwards(connection: object, _record: object) -> None:
    """Let SQLite give rows without an order backwards: nobody may rely on one that was not asked for."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA reverse_unordered_selects = ON").close()


class SaysAtOnce:
    """Print what failed when it fails, so that a run that is cut off still says what went wrong."""

    def __init__(self, printer: pytest.TerminalReporter) -> None:
        self.printer = printer

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            why = [line[1:].strip() for line in report.longreprtext.splitlines() if line.startswith("E ")]
            self.printer.write_line(f"\n{report.nodeid} ({report.when}) failed: {' | '.join(why[:3])[:500]}")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Let the process that prints say it; the workers of a parallel run report to that one."""
    printer = config.pluginmanager.get_plugin("terminalreporter")
    if printer is not None and not hasattr(config, "workerinput"):
        config.pluginmanager.register(SaysAtOnce(printer))


def skip_or_fail(what: str, reason: str) -> None:
    """Skip a test that lacks `what`; fail it where BUURTSERVICE_TEST_REQUIRE names it."""
    if what in REQUIRED:
        pytest.fail(f"{what} is required here: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite"
    _prepare(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql_database(worker_id: str) -> Iterator[str]:
    """Return the address of a migrated PostgreSQL database of this worker's own, dropped at the end."""
    name = f"buurtservice_test_{os.getpid()}_{worker_id}"
    server = create_engine(POSTGRESQL_URL, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
    except OperationalError as fault:
        skip_or_fail("postgresql", f"no PostgreSQL answers at {POSTGRESQL_URL}: {str(fault.orig)[:80]}")
    url = make_url(POSTGRESQL_URL).set(database=name).render_as_string(hide_password=False)
    _prepare(url)
    yield url
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty, migrated database with the default kinds of help."""
    if request.param == "sqlite":
        copy = tmp_path / "test.sqlite"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), copy)
        return f"sqlite:///{copy}"
    url: str = request.getfixturevalue("postgresql_database")
    _empty(url)
    return url


@pytest.fixture
def bare_app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Return the application without a context, for requests and threads that open their own."""
    app = create_app(Settings(database_url=database_url, instance=tmp_path))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(bare_app: Flask) -> Iterator[Flask]:
    """Return the application with its context open, as a command has it."""
    with bare_app.app_context():
        yield bare_app
        db.session.remove()


def empty_tables(connection: Connection) -> None:
    """Empty the tables that hold something, and let their ids begin at 1 again.

    TRUNCATE makes each table's files anew and waits for the disk, also for a table that is empty: of sixty
    tables that took over a second for each test. Facts cannot be deleted, so they are truncated.
    """
    names = ", ".join(f"'{table.name}'" for table in reversed(Base.metadata.sorted_tables))
    connection.execute(text(EMPTY_TABLES.replace("TABLES", names)))


def _prepare(url: str) -> None:
    app = create_app(Settings(database_url=url))
    with app.app_context():
        upgrade(directory=str(PACKAGE / "migrations"))
        add_default_categories()
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.engine.dispose()


def _empty(url: str) -> None:
    """Empty every table and put the default kinds of help back."""
    engine = create_engine(url)
    with engine.begin() as connection:
        empty_tables(connection)
    engine.dispose()
    app = create_app(Settings(database_url=url))
    with app.app_context():
        add_default_categories()
        db.session.remove()
        db.engine.dispose()
