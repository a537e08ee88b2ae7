"""A new, migrated database of either kind, thrown away afterwards."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, make_url, text

from buurtservice.app import PACKAGE, create_app
from buurtservice.extensions import db
from buurtservice.help.categories import add_default_categories
from buurtservice.settings import Settings

POSTGRESQL_URL = os.environ.get(
    "BUURTSERVICE_TEST_POSTGRESQL_URL", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
)


@contextmanager
def new_app(kind: str) -> Iterator[Flask]:
    """Open an application on a new database. Raises OperationalError where no PostgreSQL answers."""
    with tempfile.TemporaryDirectory() as folder, _database(kind, Path(folder)) as url:
        app = create_app(Settings(database_url=url, instance=Path(folder)))
        with app.app_context():
            upgrade(directory=str(PACKAGE / "migrations"))
            add_default_categories()
            try:
                yield app
            finally:
                db.session.remove()
                db.engine.dispose()


@contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'proofs.sqlite'}"
        return
    name = f"buurtservice_proofs_{secrets.token_hex(4)}"
    server = create_engine(POSTGRESQL_URL, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield make_url(POSTGRESQL_URL).set(database=name).render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        server.dispose()
