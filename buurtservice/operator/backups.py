"""Copies of the whole database: made while people work, whole or not at all, read by their owner only."""

import os
import secrets
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path
from shutil import which

from sqlalchemy.engine import URL

from buurtservice.clock import LOCAL_ZONE
from buurtservice.errors import BuurtserviceError
from buurtservice.i18n import N_

LONGEST_S = 3600
SUFFIXES = {"sqlite": ".sqlite", "postgresql": ".dump"}
PREFIX = "buurtservice-"


class BackupFailed(BuurtserviceError):
    """There is no backup, or none that is whole."""

    code = "backup_failed"
    status = 500
    text = N_("De reservekopie is niet gelukt: %(why)s")


def write_backup(url: URL, file: Path) -> None:
    """Copy the database at `url` to `file`, which is there whole or not at all. Raises BackupFailed."""
    half = prepare_backup(url, file)
    half.replace(file)


def prepare_backup(url: URL, file: Path) -> Path:
    """Copy the database to a file beside `file`, and look whether it can be read; return that file."""
    half = file.with_name(f".{file.name}.{secrets.token_hex(4)}.half")
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half.touch(mode=0o600)
        _copy_sqlite(url, half) if url.get_backend_name() == "sqlite" else _dump_postgresql(url, half)
        _flush(half)
    except (OSError, sqlite3.Error, subprocess.SubprocessError, BackupFailed) as fault:
        half.unlink(missing_ok=True)
        if isinstance(fault, BackupFailed):
            raise
        # The kind of fault only: a message of pg_dump may hold an address.
        raise BackupFailed(why=getattr(fault, "strerror", None) or type(fault).__name__) from None
    return half


def nightly_file(folder: Path, url: URL, *, now: datetime) -> Path:
    """Return the name of tonight's backup."""
    suffix = SUFFIXES[url.get_backend_name()]
    return folder / f"{PREFIX}{now.astimezone(LOCAL_ZONE):%Y%m%dT%H%M%S}{suffix}"


def throw_away_old(folder: Path, *, kept: int) -> int:
    """Throw away the oldest nightly backups but for the newest `kept`; return how many went."""
    backups = sorted(one for suffix in SUFFIXES.values() for one in folder.glob(f"{PREFIX}*{suffix}"))
    old = backups[: max(0, len(backups) - kept)]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def _copy_sqlite(url: URL, half: Path) -> None:
    if not url.database or url.database == ":memory:" or not Path(url.database).is_file():
        raise BackupFailed(why=N_("de database is geen bestand"))
    with closing(sqlite3.connect(url.database)) as source, closing(sqlite3.connect(half)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # One file, without others beside it.
        (said,) = target.execute("PRAGMA quick_check").fetchone()
    if said != "ok":
        raise BackupFailed(why=N_("de kopie is niet heel"))


def _dump_postgresql(url: URL, half: Path) -> None:
    program = which("pg_dump")
    if program is None:
        raise BackupFailed(why=N_("het programma pg_dump is er niet"))
    # The password goes by the environment: what stands on a command line, others on the machine can read.
    secret = {"PGPASSWORD": url.password} if url.password else {}
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    command = [program, "--format=custom", "--no-owner", f"--file={half}", f"--dbname={address}"]
    done = subprocess.run(  # noqa: S603 - our own words.
        command, env={**os.environ, **secret}, capture_output=True, timeout=LONGEST_S, check=False
    )
    if done.returncode:
        raise BackupFailed(why=N_("pg_dump kon de database niet lezen"))


def _flush(file: Path) -> None:
    with file.open("rb+") as opened:
        os.fsync(opened.fileno())
