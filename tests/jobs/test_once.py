"""`python -m jobs once NAME`: one job now, in a process of its own, which may be killed at any moment."""

import json
import os
import subprocess
import sys
from random import Random

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select

from buurtservice.calls.queries import list_open_calls
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.help.models import Solution
from buurtservice.job_runs.models import JobRun
from buurtservice.rounds.models import MatchingRound
from buurtservice.team.queries import list_tasks
from jobs.__main__ import main
from tests import factories

REQUESTS = 40


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
        ids = {"to_team": [asked.id], "to_worker": [buddy.id], "failed": []}

    assert ask(database_url, "once", "route", "--as-of", "2026-03-08") == {
        "job": "route", "to_team": [], "to_worker": [], "failed": [],
    }  # fmt: skip
    assert ask(database_url, "once", "route", "--as-of", "2026-03-09") == {"job": "route", **ids}
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


def test_processes_killed_at_any_moment_leave_nothing_missing_and_nothing_twice(
    bare_app: Flask, database_url: str
):
    with bare_app.app_context():
        mia = factories.resident("Mia")
        keys = [
            factories.request(mia, "buddy" if number % 4 == 0 else "pet").subject_key
            for number in range(REQUESTS)
        ]
        db.session.remove()
    chance = Random(7)

    for process in [start(database_url, "once", "route") for _ in range(3)]:
        try:
            process.communicate(timeout=chance.uniform(0.5, 2.5))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
    ask(database_url, "once", "route")

    with bare_app.app_context():
        opened = select(Fact.request_key).where(
            Fact.kind.in_([FactKind.TEAM_TASK_OPENED, FactKind.CALL_OPENED])
        )
        assert sorted(db.session.scalars(opened)) == sorted(key for key in keys if key)
        tasks, calls = list_tasks(), list_open_calls()
        assert (len(tasks), len(calls), count(Solution)) == (
            REQUESTS * 3 // 4,
            REQUESTS // 4,
            REQUESTS * 3 // 4,
        )
        assert (
            len({task.help_request_id for task in tasks} | {call.help_request_id for call in calls})
            == REQUESTS
        )
