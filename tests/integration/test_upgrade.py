"""An upgrade keeps what people told us, and ends with the tables and rules that the models describe."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import IntegrityError

from buurtservice.app import PACKAGE, create_app
from buurtservice.extensions import Base, db
from buurtservice.settings import Settings

MIGRATIONS = str(PACKAGE / "migrations")
OLD_LIFE = (
    "INSERT INTO neighbourhood (id, name, name_key) VALUES (1, 'Malpertuis', 'malpertuis')",
    "INSERT INTO resident (id, pseudonymous, name, address, phone, person_key, neighbourhood_id, languages, "
    "screened, resting, max_active, active_matches, created_at) VALUES (1, false, 'Mía Janssen', "
    "'Brouwersweg 3', '043-123 45 67', 'mia', 1, '[]', false, false, 2, 0, '2026-03-02 10:00:00')",
    "INSERT INTO category (id, code, name_nl, name_en, pictogram, requires_screening, team_may_do, "
    "route_after_days, urgent_route_after_days, spellings) "
    "VALUES (1, 'ironing', 'strijken', 'ironing', 'strijken', false, true, 7, 2, '[]')",
    "INSERT INTO help_request (id, resident_id, category_id, received_on, created_at, state, urgent, needs) "
    "VALUES (1, 1, 1, '2026-03-02', '2026-03-02 10:00:00', 'open', false, '[]')",
)


@pytest.fixture
def empty_database(database_url: str, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Return a function that makes a database without any table, of the same kind, under this name."""
    made: list[str] = []

    def make(name: str) -> str:
        if database_url.startswith("sqlite"):
            return f"sqlite:///{tmp_path / name}.sqlite"
        made.append(f"{make_url(database_url).database}_{name}")
        _on_server(database_url, f"CREATE DATABASE {made[-1]}")
        return make_url(database_url).set(database=made[-1]).render_as_string(hide_password=False)

    yield make
    for name in made:
        _on_server(database_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def old_app(empty_database: Callable[[str], str]) -> Iterator[Flask]:
    """Return the application on a database as it was before the pages, with one request in it."""
    with _old_life(empty_database("old")) as app:
        yield app


def test_an_upgrade_keeps_people_and_requests_and_lets_them_be_found(old_app):
    upgrade(directory=MIGRATIONS)

    with db.engine.connect() as connection:
        found = connection.execute(text("SELECT name, search_text, language FROM resident")).all()
        asked = connection.execute(text("SELECT resident_id, state, weekly FROM help_request")).all()
    assert found == [("Mía Janssen", "mia janssen brouwersweg 3 0431234567", "nl")]
    assert [(who, state, bool(weekly)) for who, state, weekly in asked] == [(1, "open", False)]


def test_after_an_upgrade_nothing_can_refer_to_what_is_not_there(old_app):
    upgrade(directory=MIGRATIONS)

    with pytest.raises(IntegrityError):
        _run(OLD_LIFE[-1].replace("(1, 1, 1, '2026", "(2, 99, 1, '2026"))


def test_without_holding_back_references_sqlite_would_refuse_to_make_a_table_anew(tmp_path):
    with _old_life(f"sqlite:///{tmp_path / 'naive.sqlite'}"):
        event.listen(db.engine, "begin", _use_references)

        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            _run("DROP TABLE resident")


def test_the_migrations_end_where_the_models_are(old_app, empty_database):
    upgrade(directory=MIGRATIONS)
    engine = create_engine(empty_database("models"))
    Base.metadata.create_all(engine)

    wanted, there = _rules(engine), _rules(db.engine)

    engine.dispose()
    assert there == wanted


def _rules(engine: Engine) -> dict[str, set[object]]:
    look = inspect(engine)
    return {
        table: {(one["name"], _plain(one["sqltext"])) for one in look.get_check_constraints(table)}
        | {(one["name"], tuple(one["column_names"])) for one in look.get_unique_constraints(table)}
        | {(one["name"], tuple(one["constrained_columns"])) for one in look.get_foreign_keys(table)}
        | {(one["name"], tuple(one["column_names"]), _where(one)) for one in look.get_indexes(table)}
        | {(one["name"], str(one["type"]), one["nullable"]) for one in look.get_columns(table)}
        for table in Base.metadata.tables
    }


def _where(index: object) -> str:
    options = index.get("dialect_options", {})
    return _plain(str(options.get("sqlite_where", options.get("postgresql_where", ""))))


def _plain(sql: str) -> str:
    return re.sub(r'[\s"`()]+', "", sql)


def _use_references(connection: object) -> None:
    connection.connection.driver_connection.execute("PRAGMA foreign_keys = ON")


def _run(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))


@contextmanager
def _old_life(url: str) -> Iterator[Flask]:
    app = create_app(Settings(database_url=url))
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision="0003")
        for statement in OLD_LIFE:
            _run(statement)
        yield app
        db.session.remove()
        db.engine.dispose()


def _on_server(url: str, statement: str) -> None:
    server = create_engine(make_url(url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(statement))
    server.dispose()
