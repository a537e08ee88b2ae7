"""Settings, all of them, read from the environment once. A malformed one stops the start and names itself.

| variable | default | meaning |
|---|---|---|
| `BUURTSERVICE_DATABASE_URL` | SQLite file in the instance | `sqlite:///…` or `postgresql://…` |
| `BUURTSERVICE_INSTANCE` | `instance` beside the package | folder for the database file |
| `BUURTSERVICE_LANGUAGE` | `nl` | language of the commands: `nl` or `en` |
| `BUURTSERVICE_SOLVER_SECONDS` | `60` | how long a round may search before it takes the best found |
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from buurtservice.errors import Misconfigured

LANGUAGES = ("nl", "en")
LOCALES = {"nl": "nl_NL", "en": "en_GB"}  # How numbers and dates are written: 18 November, never 11/18.
_PREFIX = "BUURTSERVICE_"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation can choose. `database_url` None means the SQLite file in `instance`."""

    database_url: str | None = None
    instance: Path | None = None
    language: str = "nl"
    solver_seconds: float = 60.0


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises Misconfigured, which names the variable, for a value that cannot be used.
    """
    values = os.environ if environ is None else environ
    instance = values.get(_PREFIX + "INSTANCE")
    return Settings(
        database_url=_database_url(values.get(_PREFIX + "DATABASE_URL")),
        instance=Path(instance).absolute() if instance else None,
        language=_one_of("LANGUAGE", values.get(_PREFIX + "LANGUAGE", "nl"), LANGUAGES),
        solver_seconds=_positive_seconds("SOLVER_SECONDS", values.get(_PREFIX + "SOLVER_SECONDS", "60")),
    )


def _database_url(value: str | None) -> str | None:
    if not value:
        return None
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):  # The latter for a port that is no number.
        raise Misconfigured(name=_PREFIX + "DATABASE_URL", why="dit is geen database-adres") from None
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise Misconfigured(name=_PREFIX + "DATABASE_URL", why="kies sqlite of postgresql")
    # Whatever driver the address names, these are the two that are tried.
    url = url.set(drivername="postgresql+psycopg" if url.get_backend_name() == "postgresql" else "sqlite")
    return url.render_as_string(hide_password=False)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise Misconfigured(name=_PREFIX + name, why="kies " + " of ".join(allowed))
    return value


def _positive_seconds(name: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds < 86_400:
        raise Misconfigured(name=_PREFIX + name, why="geef een aantal seconden, bijvoorbeeld 60")
    return seconds
