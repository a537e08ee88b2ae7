"""Processes that route the same requests and are killed at random moments; then one last run."""

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
LONGEST_S = 4.0
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
    mia = factories.resident(f"{number} asks")
    for n in range(REQUESTS):
        factories.request(mia, "buddy" if n % 4 == 0 else "pet")
    db.session.remove()
    killed = _run_and_kill(ONE_JOB, app, chance)
    route_requests(today=ASKED_ON + timedelta(days=30), period=f"last run {number}")
    look_anew()
    opened = Fact.kind.in_([FactKind.TEAM_TASK_OPENED, FactKind.CALL_OPENED])
    routed = Counter(db.session.scalars(select(Fact.request_key).where(opened)))
    keys = set(db.session.scalars(select(HelpRequest.subject_key)))
    wrong = [f"missing: {len(keys - routed.keys())}"] if keys - routed.keys() else []
    wrong += [f"routed {n} times: {key}" for key, n in routed.items() if n > 1]
    return wrong + wrong_answers(), killed


def naively(app: Flask, chance: Random) -> int:
    """Return how many requests the naive job gives to the team more than once."""
    with db.engine.connect().execution_options(buurtservice_writing=True) as connection:
        connection.execute(text("CREATE TABLE naive_request (id integer, routed integer)"))
        connection.execute(text("CREATE TABLE naive_task (id integer)"))
        rows = [{"id": number} for number in range(REQUESTS)]
        connection.execute(text("INSERT INTO naive_request VALUES (:id, 0)"), rows)
        connection.commit()
    _run_and_kill(NAIVE_JOB, app, chance)
    with db.engine.connect().execution_options(buurtservice_writing=True) as connection:
        ids = Counter(connection.execute(text("SELECT id FROM naive_task")).scalars())
        connection.execute(text("DROP TABLE naive_request"))
        connection.execute(text("DROP TABLE naive_task"))
        connection.commit()
    return sum(n > 1 for n in ids.values())


def _run_and_kill(command: list[str], app: Flask, chance: Random) -> int:
    url = app.config["BUURTSERVICE"].database_url
    environment = {**os.environ, "BUURTSERVICE_DATABASE_URL": url}
    started = time.monotonic()
    running = [
        (subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), at)
        for at in sorted(chance.uniform(0.5, LONGEST_S) for _ in range(PROCESSES))
    ]
    killed = 0
    for process, at in running:
        try:
            process.wait(timeout=max(0.0, started + at - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
    return killed
