"""The same applications as the integration tests have."""

from tests.integration.conftest import (
    bare_app,
    database_url,
    postgresql_app,
    sqlite_app,
)

__all__ = ["bare_app", "database_url", "postgresql_app", "sqlite_app"]
