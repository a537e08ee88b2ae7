"""Whether the service can do its work: the database answers, and is of this version. It tells no secrets."""

from dataclasses import dataclass
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import SQLAlchemyError

from buurtservice import __version__
from buurtservice.extensions import db

MIGRATIONS = Path(__file__).parents[1] / "migrations"


@dataclass(frozen=True, kw_only=True)
class Health:
    """What was found. `revision` is that of the database, `wanted` that of this program."""

    database: bool
    revision: str | None
    wanted: str | None
    version: str = __version__

    @property
    def is_well(self) -> bool:
        """Tell whether pages can be served."""
        return self.database and self.revision == self.wanted


def look_at_health() -> Health:
    """Look now; a database that does not answer is a finding and no fault."""
    wanted = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    try:
        revision = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        db.session.rollback()
        return Health(database=False, revision=None, wanted=wanted)
    return Health(database=True, revision=revision, wanted=wanted)
