"""Runs migrations on the application's own engine, in one transaction per upgrade."""

from alembic import context
from flask import current_app

from buurtservice.extensions import Base

UPGRADE_LOCK = 81_420_141  # Any number, as long as it stays the same.


def run_migrations() -> None:
    """Bring the database of the running application to the wanted revision."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect().execution_options(buurtservice_writing=True) as connection:
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


run_migrations()
