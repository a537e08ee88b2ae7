"""`python -m jobs once NAME`: one job now, in a process of its own, which may be killed at any moment."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from buurtservice.calls.queries import list_open_calls
from buurtservice.extensions import db
from buurtservice.job_runs.models import JobRun
from buurtservice.rounds.models import MatchingRound
from buurtservice.team.queries import list_tasks
from jobs.__main__ import main
from tests import factories


def start(url: str, *words: str) -> subprocess.Popen[str]:
    """Start `python -m jobs WORDS` on this database."""
    return subprocess.Popen(
        [sys.executable, "-m", "jobs", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "BUURTSERVICE_DATABASE_URL": url},
    )


def run(url: str, *words: str) -> Result:
    """Run `python -m jobs WORDS` on this database, in this process, to its end."""
    result = CliRunner(env={"BUURTSERVICE_DATABASE_URL": url}).invoke(main, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def ask(url: str, *words: str) -> dict[str, object]:
    """Run the job; return its report."""
    result = run(url, *words, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    report: dict[str, object] = json.loads(result.stdout)
    return report


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_route_gives_what_is_late_to_the_team_once(bare_app: Flask, database_url: str):
    with bare_app.app_context():
        asked = factories.request(factories.resident("Mia"))
        buddy = factories.request(factories.resident("Els"), "buddy")
        ids = {"to_team": [asked.id], "to_worker": [buddy.id]}

    early = ask(database_url, "once", "route", "--as-of", "2026-03-08")
    assert (early["to_team"], early["to_worker"]) == ([], [])
    in_time = ask(database_url, "once", "route", "--as-of", "2026-03-09")
    assert {name: in_time[name] for name in ids} == ids
    assert in_time["failed"] == []
    assert ask(database_url, "once", "route")["to_team"] == []

    with bare_app.app_context():
        assert (len(list_tasks()), len(list_open_calls()), count(JobRun)) == (1, 1, 3)


def test_round_stores_a_round(bare_app: Flask, database_url: str):
    with bare_app.app_context():
        factories.request(factories.resident("Mia"))
        factories.offer(factories.resident("Sjef"))

    assert ask(database_url, "once", "round") == {
        "job": "round",
        "round": 1,
        "status": "optimal",
        "matches": 1,
    }

    with bare_app.app_context():
        assert count(MatchingRound) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["once", "nothing"],
        ["once"],
        ["never"],
        ["once", "route", "--as-of", "2999-01-01"],
        ["once", "route", "--as-of", "soon"],
    ],
    ids=" ".join,
)
def test_what_is_no_job_or_no_day_is_refused_in_one_line(words, tmp_path):
    result = run(f"sqlite:///{tmp_path / 'jobs.sqlite'}", *words)

    lines = [line for line in result.stderr.splitlines() if "Nieuwe database" not in line]
    assert (result.exit_code, result.stdout, len(lines)) == (2, "", 1), result.stderr
