"""Runs migrations on the application's own engine, in one transaction per upgrade."""

from alembic import context
from flask import current_app

from buurtservice.extensions import Base


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
            context.run_migrations()


run_migrations()
