"""Six processes route thousands of requests, night after night, and are killed at random; nothing is lost.

Each process is a fork that routes the nights one after the other, as the jobs process does: with the period
of the night, which one of them may claim. One that was killed is replaced at once. At the end each request
has one answer, one fact, one message and each night one run, or it is reported. The naive way does the same
work with the same kills, without claim and constraint: it looks, adds the task, and notes that afterwards.
"""

import os
import signal
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Final

from sqlalchemy import Engine, func, insert, select, text

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind, new_subject_key
from buurtservice.fallback.services import route_requests
from buurtservice.help.models import Category, HelpRequest, Solution
from buurtservice.job_runs.models import JobRun
from buurtservice.job_runs.services import PeriodAlreadyDone
from buurtservice.messages.models import OutboxMessage
from buurtservice.residents.models import Resident

WORKERS: Final = 6
A_NIGHT: Final = 100
ASKERS: Final = 500
BEGIN: Final = date(2026, 3, 2)
DUE_AFTER: Final = timedelta(days=7)
# One of the six is killed after this share of the time that a night takes one process alone, again and again:
# so who works at a night is hit about every second night, at any moment of it.
KILL_AFTER: Final = (0.05, 0.6)
SLOWER: Final = 1.05
MOST_S: Final = 1800.0
Nights = list[date]


def route_and_kill(requests: int, chance: Random, *, a_night: int = A_NIGHT) -> tuple[list[str], int]:
    """Route this many requests in an empty database, so many coming due each night.

    Return what is wrong, and how many processes were killed.
    """
    nights = _ask(requests, a_night)
    killed = _let_work(_route_nights, nights, chance, night_s=_seconds(_route_nights, nights[:1]))
    return _what_is_wrong(nights), killed


def route_naively(requests: int, chance: Random, *, a_night: int = A_NIGHT) -> tuple[int, int]:
    """Do the same without claim and constraint; return how many went wrong, and how many were killed."""
    nights = [BEGIN + timedelta(days=number) for number in range(requests // a_night)]
    engine = db.engine
    _change(engine, "CREATE TABLE naive_request (id integer, night varchar(10), routed integer)")
    _change(engine, "CREATE TABLE naive_task (id integer)")
    for number, night in enumerate(nights):
        _change(
            engine,
            "INSERT INTO naive_request VALUES (:id, :night, 0)",
            [{"id": number * a_night + one, "night": str(night)} for one in range(a_night)],
        )
    usual_s = _seconds(_route_nights_naively, nights[:1])
    killed = _let_work(_route_nights_naively, nights[1:], chance, night_s=usual_s)
    with db.engine.connect() as connection:
        tasks = Counter(connection.execute(text("SELECT id FROM naive_task")).scalars())
    for table in ("naive_request", "naive_task"):
        _change(db.engine, f"DROP TABLE {table}")
    return sum(n != 1 for n in tasks.values()), killed


def _ask(requests: int, a_night: int) -> Nights:
    """Add the requests in bulk; return the nights."""
    with db.engine.connect().execution_options(buurtservice_writing=True) as connection, connection.begin():
        kinds = {row.code: row.id for row in connection.execute(select(Category.code, Category.id))}
        people = [{"name": f"Asker {n}", "email": f"asker{n}@buurt.example"} for n in range(ASKERS)]
        connection.execute(insert(Resident), people)
        askers = connection.execute(select(Resident.id).order_by(Resident.id)).scalars().all()
        connection.execute(
            insert(HelpRequest),
            [
                {
                    "resident_id": askers[n % ASKERS],
                    "category_id": kinds["buddy" if n % 4 == 0 else "pet"],
                    "received_on": BEGIN + timedelta(days=n // a_night),
                    "subject_key": new_subject_key(),
                }
                for n in range(requests)
            ],
        )
    return [BEGIN + DUE_AFTER + timedelta(days=n) for n in range(-(-requests // a_night))]


def _let_work(work: Callable[..., None], nights: Nights, chance: Random, *, night_s: float) -> int:
    """Keep six processes at work and kill one now and then, until all have done everything."""
    db.session.remove()
    db.engine.dispose()  # No connection may cross into another process.
    tell = os.pipe()
    os.set_blocking(tell[0], False)
    work = partial(work, tell=tell[1])
    workers = {_fork(work, nights) for _ in range(WORKERS)}
    killed, some_are_through, end = 0, False, time.monotonic() + MOST_S
    while workers and time.monotonic() < end:
        time.sleep(night_s * chance.uniform(*KILL_AFTER))
        # A machine that is busy with other things needs longer for a night; else none would ever be done.
        night_s *= 1 / SLOWER if _nights_told(tell) else SLOWER
        over = _reap(workers)
        workers -= over.keys()
        some_are_through |= 0 in over.values()
        workers |= {
            _fork(work, nights) for status in over.values() if status
        }  # Such as a lock held too long.
        if workers and not some_are_through:  # Afterwards the others only look whether all is done.
            workers ^= {_kill(chance.choice(sorted(workers))), _fork(work, nights)}
            killed += 1
    for late in workers:
        _kill(late)
    for end_of_pipe in tell:
        os.close(end_of_pipe)
    return killed


def _nights_told(tell: tuple[int, int]) -> int:
    """Return how many nights were done since the last look."""
    try:
        return len(os.read(tell[0], 1000))
    except BlockingIOError:
        return 0


def _seconds(work: Callable[[Nights], None], nights: Nights) -> float:
    """Let this process do these nights alone; return how long that takes here and now."""
    begun = time.monotonic()
    work(nights)
    return time.monotonic() - begun


def _kill(process: int) -> int:
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return process


def _fork(work: Callable[[Nights], None], nights: Nights) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Of threads beside this one, such as a test runner's: none is used.
        child = os.fork()
    if child:
        return child
    try:
        work(nights)
        db.session.remove()
        db.engine.dispose()
        os._exit(0)
    finally:
        os._exit(1)


def _reap(workers: Iterable[int]) -> dict[int, int]:
    """Return the processes that ended by themselves, each with its status."""
    looked = [os.waitpid(one, os.WNOHANG) for one in workers]
    return {process: os.waitstatus_to_exitcode(status) for process, status in looked if process}


def _route_nights(nights: Nights, *, tell: int | None = None) -> None:
    for night in nights:
        if _is_done(night):
            continue
        try:
            route_requests(today=night, period=night.isoformat())
            if tell is not None:
                os.write(tell, b".")
        except PeriodAlreadyDone:
            db.session.rollback()


def _is_done(night: date) -> bool:
    found = db.session.scalar(select(JobRun.id).where(JobRun.period == night.isoformat()))
    db.session.rollback()
    return found is not None


def _route_nights_naively(nights: Nights, *, tell: int | None = None) -> None:
    """Look which have no task, add one, and note it: two commits, and nothing that says no."""
    engine = db.engine
    for night in nights:
        with engine.connect() as connection:
            waiting = text("SELECT id FROM naive_request WHERE routed = 0 AND night = :night")
            ids = connection.execute(waiting, {"night": str(night)}).scalars().all()
        for one in ids:
            _change(engine, "INSERT INTO naive_task VALUES (:id)", [{"id": one}])
            _change(engine, "UPDATE naive_request SET routed = 1 WHERE id = :id", [{"id": one}])
        if tell is not None:
            os.write(tell, b".")


def _change(engine: Engine, statement: str, rows: list[dict[str, object]] | None = None) -> None:
    with engine.connect().execution_options(buurtservice_writing=True) as connection, connection.begin():
        connection.execute(text(statement), rows)


def _what_is_wrong(nights: Nights) -> list[str]:
    keys = set(db.session.scalars(select(HelpRequest.subject_key)))
    team = set(
        db.session.scalars(select(HelpRequest.id).join(HelpRequest.category).where(Category.team_may_do))
    )
    opened = Fact.kind.in_([FactKind.TEAM_TASK_OPENED, FactKind.CALL_OPENED])
    facts = Counter(db.session.scalars(select(Fact.request_key).where(opened)))
    answers = Counter(db.session.scalars(select(Solution.help_request_id).where(Solution.ended_on.is_(None))))
    runs = Counter(db.session.scalars(select(JobRun.period)))
    told = db.session.scalar(select(func.count()).select_from(OutboxMessage)) or 0
    wrong = [f"missing facts: {len(keys - facts.keys())}"] if keys - facts.keys() else []
    wrong += [f"{n} facts of {key}" for key, n in facts.items() if n != 1]
    wrong += [f"request {one}: {answers[one]} answers" for one in sorted(team) if answers[one] != 1]
    wrong += [f"night {night}: {runs[str(night)]} runs" for night in nights if runs[str(night)] != 1]
    wrong += [f"{told} messages about {len(team)} tasks"] if told != len(team) else []
    return wrong
