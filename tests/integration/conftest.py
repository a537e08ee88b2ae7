"""One application per kind of database for all tests here, on a database that each test finds empty.

A new application means a new engine, which compiles every statement anew; that took half of the time of these
tests. So the engine stays and its database is made empty: a fresh copy of the file, or emptied tables.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from buurtservice.app import create_app
from buurtservice.extensions import db
from buurtservice.help.categories import add_default_categories
from buurtservice.settings import Settings
from tests.conftest import empty_tables
from tests.integration.commands import Desk


@pytest.fixture(scope="session")
def sqlite_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return an application on a SQLite file of this worker's own."""
    folder = tmp_path_factory.mktemp("shared")
    yield from _application(f"sqlite:///{folder / 'shared.sqlite'}", folder)


@pytest.fixture(scope="session")
def postgresql_app(postgresql_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Return an application on a PostgreSQL database of this worker's own."""
    yield from _application(postgresql_database, tmp_path_factory.mktemp("shared"))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_app(request: pytest.FixtureRequest) -> Iterator[Flask]:
    """Return the application without a context, on an empty database with the default kinds of help."""
    app: Flask = request.getfixturevalue(f"{request.param}_app")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()  # A connection that was kept would see the file that is gone.
        if request.param == "sqlite":
            _copy_template(request.getfixturevalue("sqlite_template"))
        else:
            _empty()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def database_url(bare_app: Flask) -> str:
    """Return the address of the application's database."""
    url: str = bare_app.config["BUURTSERVICE"].database_url
    return url


def _application(url: str, folder: Path) -> Iterator[Flask]:
    app = create_app(Settings(database_url=url, instance=folder))
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _copy_template(template: Path) -> None:
    path = Path(str(db.engine.url.database))
    for leftover in path.parent.glob(path.name + "*"):
        leftover.unlink()
    shutil.copyfile(template, path)


def _empty() -> None:
    with db.engine.begin() as connection:
        empty_tables(connection)
    add_default_categories()
    db.session.remove()


@pytest.fixture
def desk(bare_app: Flask, database_url: str) -> Desk:
    """Return a terminal with the test's database."""
    return Desk(bare_app, {"BUURTSERVICE_DATABASE_URL": database_url, "BUURTSERVICE_LANGUAGE": "nl"})
