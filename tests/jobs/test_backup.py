"""The nightly backup: whole or not there, read by its owner only, the oldest thrown away."""

import sqlite3
import subprocess
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from shutil import which

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import make_url, select

from buurtservice.cli import main
from buurtservice.extensions import db
from buurtservice.job_runs.models import JobRun
from buurtservice.job_runs.services import PeriodAlreadyDone
from buurtservice.operator.backups import BackupFailed, write_backup
from buurtservice.residents.models import Resident
from buurtservice.settings import Settings
from jobs.backup import run_backup
from tests import factories
from tests.conftest import skip_or_fail
from tests.integration.racing import race

DAY = date(2026, 11, 23)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def back_up(folder: Path, period: str | None = None, *, kept: int = 14) -> dict[str, object]:
    settings = Settings(backups=folder, backups_kept=kept)
    return run_backup(as_of=DAY, today=DAY, settings=settings, period=period)


def names_in(file: Path) -> str:
    """Return what the backup says of residents."""
    if file.suffix == ".sqlite":
        with closing(sqlite3.connect(file)) as copy:
            return str(copy.execute("SELECT name FROM resident").fetchall())
    words = ["pg_restore", "--data-only", "--table=resident", "--file=-", str(file)]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def test_a_backup_holds_everything_and_its_owner_alone_reads_it(bare_app: Flask, folder: Path):
    if which("pg_dump") is None:
        skip_or_fail("postgresql", "no pg_dump")
    with bare_app.app_context():
        factories.resident("Mia")

        outcomes = race(bare_app, [partial(back_up, folder, "2026-11-23")] * 2)

        (file,) = folder.iterdir()
        assert "Mia" in names_in(file)
        assert file.stat().st_mode & 0o077 == 0
        assert sorted(type(outcome.refusal) for outcome in outcomes if outcome.refusal) == [PeriodAlreadyDone]
        run = db.session.scalars(select(JobRun)).one()
        assert (run.job, run.period, run.outcome["backup"]) == ("backup", "2026-11-23", file.name)


def test_the_oldest_backups_go_after_a_new_one_was_made(sqlite_app: Flask, folder: Path):
    with sqlite_app.app_context():
        for day in (21, 22, 23):
            with time_machine.travel(f"2026-11-{day} 00:30:00+00:00", tick=False):
                back_up(folder, kept=2)

    assert sorted(file.name for file in folder.iterdir()) == [
        "buurtservice-20261122T013000.sqlite",
        "buurtservice-20261123T013000.sqlite",
    ]


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/gone.sqlite", "postgresql+psycopg://x:geheim@127.0.0.1:9/away"]
)
def test_a_database_that_cannot_be_read_leaves_nothing_that_looks_like_a_backup(url: str, folder: Path):
    with pytest.raises(BackupFailed) as failed:
        write_backup(make_url(url), folder / "copy")

    assert "geheim" not in str(failed.value)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("bare_app", ["sqlite"], indirect=True)
def test_the_command_writes_a_file_and_never_over_another(bare_app: Flask, tmp_path: Path):
    url = bare_app.config["BUURTSERVICE"].database_url
    desk = CliRunner(env={"BUURTSERVICE_DATABASE_URL": url})
    file = tmp_path / "copy.sqlite"

    assert desk.invoke(main, ["backup", str(file)]).exit_code == 0
    assert names_in(file) == "[]"
    refused = desk.invoke(main, ["backup", str(file)])

    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)


def test_a_backup_is_put_back_whole_and_nothing_else_is(bare_app: Flask, tmp_path: Path):
    if which("pg_restore") is None:
        skip_or_fail("postgresql", "no pg_restore")
    url = bare_app.config["BUURTSERVICE"].database_url
    file, other = tmp_path / "copy", tmp_path / "letter.txt"
    other.write_text("Beste Mia")
    command = partial(CliRunner(env={"BUURTSERVICE_DATABASE_URL": url}).invoke, main)
    with bare_app.app_context():
        factories.resident("Mia")
        write_backup(make_url(url), file)
        factories.resident("Sjef")
        db.session.remove()
        db.engine.dispose()

        refused = command(["restore", str(other), "--yes"])
        assert refused.exit_code == 2, refused.output
        assert names(db) == ["Mia", "Sjef"]
        db.session.remove()
        db.engine.dispose()

        done = command(["restore", str(file), "--yes"])
        assert done.exit_code == 0, done.output
        assert names(db) == ["Mia"]


def names(database: SQLAlchemy) -> list[str | None]:
    return list(database.session.scalars(select(Resident.name).order_by(Resident.name)))
