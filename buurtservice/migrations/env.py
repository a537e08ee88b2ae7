"""Runs migrations on the application's own engine, in one transaction per upgrade."""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, event

from buurtservice.extensions import Base

UPGRADE_LOCK = 81_420_141  # Any number, as long as it stays the same.


def run_migrations() -> None:
    """Bring the database of the running application to the wanted revision."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(buurtservice_writing=True) as connection:
        if connection.dialect.name == "sqlite":
            _hold_back_references(connection)
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                # Two processes that find a new database make its tables one after the other. (On SQLite the
                # transaction began as a writing one, so the second waits there.)
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})")
            context.run_migrations()
            if connection.dialect.name == "sqlite":
                _check_references(connection)


def _hold_back_references(connection: Connection) -> None:
    """Let a table that others refer to be made anew: SQLite would clear the others with the old one.

    Outside a transaction, as SQLite asks (lang_altertable, section 7), and for this connection only.
    """
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys = OFF")
    event.listen(connection.engine, "checkin", _use_references)


def _use_references(raw: Any, _record: Any) -> None:
    if raw is not None:
        raw.execute("PRAGMA foreign_keys = ON")


def _check_references(connection: Connection) -> None:
    """Refuse the upgrade, and undo all of it, if a row refers to one that is gone."""
    lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if lost:
        raise RuntimeError(f"after the upgrade rows of {lost[0][0]} refer to missing rows of {lost[0][2]}")


run_migrations()
