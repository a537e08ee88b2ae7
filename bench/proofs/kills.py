"""Processes that route the same requests and are killed at random moments; then one last run."""

import math
import os
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from random import Random

from flask import Flask
from sqlalchemy import select, text

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.fallback.services import route_requests
from buurtservice.help.models import HelpRequest
from tests import factories
from tests.factories import ASKED_ON
from tests.integration.racing import look_anew, wrong_answers

REQUESTS = 200
PROCESSES = 4
# Killed between these shares of the time that one process takes alone: before, in and after its work. Several
# at once are slower than one.
KILLED_BETWEEN = (0.5, 3.0)
NAIVE_TRIES = 5
ONE_JOB = [sys.executable, "-m", "jobs", "once", "route"]
# The naive job: give each request that has no task a task, then note that it has one; two commits.
NAIVE_JOB = [
    sys.executable,
    "-c",
    """
import os
from sqlalchemy import create_engine, text
engine = create_engine(os.environ["BUURTSERVICE_DATABASE_URL"], isolation_level="AUTOCOMMIT")
with engine.connect() as connection:
    ids = connection.execute(text("SELECT id FROM naive_request WHERE routed = 0")).scalars().all()
    for one in ids:
        connection.execute(text("INSERT INTO naive_task VALUES (:id)"), {"id": one})
        connection.execute(text("UPDATE naive_request SET routed = 1 WHERE id = :id"), {"id": one})
""",
]


def route_and_kill(app: Flask, number: int, chance: Random) -> tuple[list[str], int]:
    """Return what is wrong after the last run, and how many processes were killed."""
    usual_s = _seconds(ONE_JOB, app)
    mia = factories.resident(f"{number} asks")
    for n in range(REQUESTS):
        factories.request(mia, "buddy" if n % 4 == 0 else "pet")
    db.session.remove()
    killed = _run_and_kill(ONE_JOB, app, chance, usual_s)
    route_requests(today=ASKED_ON + timedelta(days=30), period=f"last run {number}")
    look_anew()
    opened = Fact.kind.in_([FactKind.TEAM_TASK_OPENED, FactKind.CALL_OPENED])
    routed = Counter(db.session.scalars(select(Fact.request_key).where(opened)))
    keys = set(db.session.scalars(select(HelpRequest.subject_key)))
    wrong = [f"missing: {len(keys - routed.keys())}"] if keys - routed.keys() else []
    wrong += [f"routed {n} times: {key}" for key, n in routed.items() if n > 1]
    return wrong + wrong_answers(), killed


def naively(app: Flask, chance: Random) -> int:
    """Return how many requests the naive job gives to the team more than once; try a few times."""
    return next((wrong for _ in range(NAIVE_TRIES) if (wrong := _naively_once(app, chance))), 0)


def _naively_once(app: Flask, chance: Random) -> int:
    with db.engine.connect().execution_options(buurtservice_writing=True) as connection:
        connection.execute(text("CREATE TABLE naive_request (id integer, routed integer)"))
        connection.execute(text("CREATE TABLE naive_task (id integer)"))
        connection.commit()
    usual_s = _seconds(NAIVE_JOB, app)
    with db.engine.connect().execution_options(buurtservice_writing=True) as connection:
        rows = [{"id": number} for number in range(REQUESTS)]
        connection.execute(text("INSERT INTO naive_request VALUES (:id, 0)"), rows)
        connection.commit()
    _run_and_kill(NAIVE_JOB, app, chance, usual_s, spared=2)  # On a busy machine all could die too early.
    with db.engine.connect().execution_options(buurtservice_writing=True) as connection:
        ids = Counter(connection.execute(text("SELECT id FROM naive_task")).scalars())
        connection.execute(text("DROP TABLE naive_request"))
        connection.execute(text("DROP TABLE naive_task"))
        connection.commit()
    return sum(n > 1 for n in ids.values())


def _seconds(command: list[str], app: Flask) -> float:
    """Run the command to its end when there is nothing to do; return how long that takes here and now."""
    started = time.monotonic()
    _start(command, app).wait()
    return time.monotonic() - started


def _run_and_kill(command: list[str], app: Flask, chance: Random, usual_s: float, *, spared: int = 0) -> int:
    """Start several processes, kill each that still runs at its moment, and return how many were killed."""
    started = time.monotonic()
    moments = sorted(usual_s * chance.uniform(*KILLED_BETWEEN) for _ in range(PROCESSES - spared))
    moments += [math.inf] * spared
    killed = 0
    for process, moment in [(_start(command, app), moment) for moment in moments]:
        try:
            process.wait(None if moment == math.inf else max(0.0, started + moment - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
    return killed


def _start(command: list[str], app: Flask) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "BUURTSERVICE_DATABASE_URL": app.config["BUURTSERVICE"].database_url}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
