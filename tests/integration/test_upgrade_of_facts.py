"""An upgrade makes the table of facts anew on SQLite; its facts stay, and stay as they are."""

from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from buurtservice.app import PACKAGE, create_app
from buurtservice.extensions import db
from buurtservice.settings import Settings

OLD = (
    "INSERT INTO fact (id, kind, occurred_on, recorded_at, request_key) "
    "VALUES (7, 'call_opened', '2026-03-04', '2026-03-04 10:00:00', 'abc')"
)


def test_facts_of_before_are_there_after_the_upgrade_and_still_append_only(tmp_path: Path):
    with create_app(Settings(database_url=f"sqlite:///{tmp_path / 'old.sqlite'}")).app_context():
        upgrade(directory=str(PACKAGE / "migrations"), revision="0001")
        _run(OLD)

        upgrade(directory=str(PACKAGE / "migrations"))

        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT id, kind, request_key FROM fact")).all() == [
                (7, "call_opened", "abc")
            ]
        for change in ("UPDATE fact SET hours = 1", "DELETE FROM fact", OLD.replace("INSERT", "REPLACE")):
            with pytest.raises(DBAPIError, match="append-only"):
                _run(change)
        db.engine.dispose()


def _run(statement: str) -> None:
    with db.engine.begin() as connection:
        connection.execute(text(statement))
