"""Puts a backup back: the whole database as it was then, or nothing changed at all.

The pages and the jobs stand still meanwhile: what somebody writes after the backup was made is gone.
"""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from shutil import which

from sqlalchemy.engine import URL

from buurtservice.errors import BuurtserviceError
from buurtservice.i18n import N_
from buurtservice.operator.backups import LONGEST_S

OUR_TABLE = "alembic_version"  # Every database of ours says its version in it.
POSTGRESQL_MARK = b"PGDMP"


class RestoreFailed(BuurtserviceError):
    """The backup was not put back; the database is as it was."""

    code = "restore_failed"
    status = 500
    text = N_("Terugzetten is niet gelukt: %(why)s. Er is niets veranderd.")


def restore_backup(url: URL, file: Path) -> None:
    """Put `file`, made by `write_backup`, in the place of the database at `url`. Raises RestoreFailed."""
    try:
        if url.get_backend_name() == "sqlite":
            _restore_sqlite(url, file)
        else:
            _restore_postgresql(url, file)
    except (OSError, sqlite3.Error, subprocess.SubprocessError) as fault:
        raise RestoreFailed(why=getattr(fault, "strerror", None) or type(fault).__name__) from None


def _restore_sqlite(url: URL, file: Path) -> None:
    """SQLite's own backup writes all pages in one transaction, so that a power cut leaves the old ones."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source:
        try:
            (said,) = source.execute("PRAGMA quick_check").fetchone()
            ours = source.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [OUR_TABLE]).fetchone()
        except sqlite3.DatabaseError:
            raise RestoreFailed(why=N_("het bestand is geen reservekopie")) from None
        if said != "ok" or ours is None:
            raise RestoreFailed(why=N_("het bestand is geen reservekopie"))
        with closing(sqlite3.connect(str(url.database), timeout=15)) as target:
            source.backup(target)


def _restore_postgresql(url: URL, file: Path) -> None:
    with file.open("rb") as opened:
        if opened.read(len(POSTGRESQL_MARK)) != POSTGRESQL_MARK:
            raise RestoreFailed(why=N_("het bestand is geen reservekopie"))
    program = which("pg_restore")
    if program is None:
        raise RestoreFailed(why=N_("het programma pg_restore is er niet"))
    # The password goes by the environment: what stands on a command line, others on the machine can read.
    secret = {"PGPASSWORD": url.password} if url.password else {}
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    whole = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    done = subprocess.run(  # noqa: S603 - our own words.
        [program, *whole, f"--dbname={address}", str(file)],
        env={**os.environ, **secret},
        capture_output=True,
        timeout=LONGEST_S,
        check=False,
    )
    if done.returncode:
        raise RestoreFailed(why=N_("pg_restore kon de database niet schrijven"))
