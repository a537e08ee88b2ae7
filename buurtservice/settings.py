"""Settings, all of them, read from the environment once. A malformed one stops the start and names itself.

| variable | default | meaning |
|---|---|---|
| `BUURTSERVICE_DATABASE_URL` | SQLite file in the instance | `sqlite:///…` or `postgresql://…` |
| `BUURTSERVICE_INSTANCE` | `instance` beside the package | folder for the database file |
| `BUURTSERVICE_LANGUAGE` | `nl` | language of the commands: `nl` or `en` |
| `BUURTSERVICE_SOLVER_SECONDS` | `60` | how long a round may search before it takes the best found |
| `BUURTSERVICE_SECRET` | none | what signs cookies and forms; `serve` does not start without it |
| `BUURTSERVICE_ADDRESS` | `http://127.0.0.1:8000` | where people find it; `https://` makes cookies secure |
| `BUURTSERVICE_PROXIES` | `0` | how many reverse proxies stand before the service |
| `BUURTSERVICE_SMTP_URL` | none | the mail server: `smtp://user:password@host:587` or `smtps://…` |
| `BUURTSERVICE_MAIL_FROM` | none | from whom mail comes: `buurthuis@city.example` |
| `BUURTSERVICE_BACKUPS` | none | folder for the nightly backup; without it there is none |
| `BUURTSERVICE_BACKUPS_KEPT` | `14` | how many nightly backups are kept |
| `BUURTSERVICE_SMS` | none | how text messages leave: `console` shows them where the jobs run |
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from buurtservice.errors import Misconfigured

LANGUAGES = ("nl", "en")
LOCALES = {"nl": "nl_NL", "en": "en_GB"}  # How numbers and dates are written: 18 November, never 11/18.
SMS_WAYS = ("console",)
SHORTEST_SECRET = 20
_PREFIX = "BUURTSERVICE_"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an installation can choose. `database_url` None means the SQLite file in `instance`."""

    database_url: str | None = None
    instance: Path | None = None
    language: str = "nl"
    solver_seconds: float = 60.0
    secret: str | None = None
    address: str = "http://127.0.0.1:8000"
    proxies: int = 0
    smtp_url: str | None = None
    mail_from: str | None = None
    sms: str | None = None
    backups: Path | None = None
    backups_kept: int = 14
    demo: bool = False  # Never read from the environment: only the demonstration's own database is one.


def read_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment.

    Raises Misconfigured, which names the variable, for a value that cannot be used.
    """
    values = os.environ if environ is None else environ
    instance = values.get(_PREFIX + "INSTANCE")
    smtp_url = _smtp_url(values.get(_PREFIX + "SMTP_URL"))
    return Settings(
        database_url=_database_url(values.get(_PREFIX + "DATABASE_URL")),
        instance=Path(instance).absolute() if instance else None,
        language=_one_of("LANGUAGE", values.get(_PREFIX + "LANGUAGE", "nl"), LANGUAGES),
        solver_seconds=_positive_seconds("SOLVER_SECONDS", values.get(_PREFIX + "SOLVER_SECONDS", "60")),
        secret=_secret(values.get(_PREFIX + "SECRET")),
        address=_address(values.get(_PREFIX + "ADDRESS")),
        proxies=_few("PROXIES", values.get(_PREFIX + "PROXIES", "0")),
        smtp_url=smtp_url,
        mail_from=_mail_from(values.get(_PREFIX + "MAIL_FROM"), needed=smtp_url is not None),
        backups=_folder("BACKUPS", values.get(_PREFIX + "BACKUPS")),
        backups_kept=_some("BACKUPS_KEPT", values.get(_PREFIX + "BACKUPS_KEPT", "14"), most=1000),
        sms=_one_of("SMS", sms, SMS_WAYS) if (sms := values.get(_PREFIX + "SMS")) else None,
    )


def check_secret(settings: Settings) -> None:
    """Refuse to serve people without a secret of this installation's own. Raises Misconfigured."""
    if settings.secret is None and not settings.demo:
        raise Misconfigured(
            name=_PREFIX + "SECRET",
            why="deze ontbreekt; maak er een met: python3 -c 'import secrets; print(secrets.token_hex())'",
        )


def _secret(value: str | None) -> str | None:
    if not value:
        return None
    if len(value) < SHORTEST_SECRET:
        raise Misconfigured(name=_PREFIX + "SECRET", why=f"geef minstens {SHORTEST_SECRET} tekens")
    return value


def _address(value: str | None) -> str:
    if not value:
        return Settings.address
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise Misconfigured(name=_PREFIX + "ADDRESS", why="geef een adres zoals https://buurtservice.example")
    return value.rstrip("/")


def _smtp_url(value: str | None) -> str | None:
    if not value:
        return None
    try:
        parts = urlsplit(value)
        fits = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:  # For a port that is no number.
        fits = False
    if not fits:
        raise Misconfigured(name=_PREFIX + "SMTP_URL", why="geef een adres zoals smtp://mail.example:587")
    return value


def _mail_from(value: str | None, *, needed: bool) -> str | None:
    if not value and not needed:
        return None
    address = (value or "").strip()
    local, _, host = address.rpartition("@")
    if not local or "." not in host or any(one.isspace() or one in '<>,;"' for one in address):
        raise Misconfigured(
            name=_PREFIX + "MAIL_FROM", why="geef het adres van de afzender, zoals buurthuis@stad.example"
        )
    return address


def _few(name: str, value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value) < 10):
        raise Misconfigured(name=_PREFIX + name, why="geef een aantal van 0 tot en met 9")
    return int(value)


def _folder(name: str, value: str | None) -> Path | None:
    if not value:
        return None
    folder = Path(value)
    if not folder.is_absolute():
        raise Misconfigured(name=_PREFIX + name, why="geef de hele naam van een map, die met / begint")
    return folder


def _some(name: str, value: str, *, most: int) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
        raise Misconfigured(name=_PREFIX + name, why=f"geef een aantal van 1 tot en met {most}")
    return int(value)


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
