"""Lets many do something at the same moment, and checks what the database then says."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import Engine, func, select, text

from buurtservice.activities.models import ActivityPlace, PlaceState
from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.help.models import ANSWERS_WHOLE, HelpOffer, HelpRequest, RequestState, Solution
from buurtservice.matches.models import LIVE_STATES, Match, MatchState
from buurtservice.residents.models import Resident
from buurtservice.team.models import LIVE_TASKS, TeamTask

WAIT_S = 60  # A thread that waits longer than this never will start: the test fails and does not hang.


@dataclass(frozen=True)
class Outcome:
    """What came of one call: its value, or the refusal."""

    value: Any = None
    refusal: BuurtserviceError | None = None

    @property
    def won(self) -> bool:
        return self.refusal is None


def race(app: Flask, calls: Sequence[Callable[[], Any]]) -> list[Outcome]:
    """Make all calls at once, each in a thread of its own; any fault that is no refusal is raised."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Outcome:
        with app.app_context():
            db.session.connection()  # Connected before the start, so that the start is one moment.
            db.session.rollback()
            barrier.wait(WAIT_S)
            try:
                return Outcome(call())
            except BuurtserviceError as refusal:
                return Outcome(refusal=refusal)

    with ThreadPoolExecutor(len(calls)) as pool:
        outcomes = [future.result(WAIT_S) for future in [pool.submit(run, call) for call in calls]]
    look_anew()
    return outcomes


def naive_race(engine: Engine, read: str, write: Callable[[Any], str], *, threads: int = 8) -> None:
    """Look first and write afterwards, as the services may not: all look before anybody writes."""
    barrier = Barrier(threads)

    def run(_number: int) -> None:
        with engine.connect() as connection:
            seen = connection.execute(text(read)).scalar()
        barrier.wait(WAIT_S)
        with engine.connect().execution_options(buurtservice_writing=True) as connection:
            for statement in filter(None, [write(seen)]):
                connection.execute(text(statement))
            connection.commit()

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, range(threads)))


def look_anew() -> None:
    """Let this thread see what the others did: on SQLite a reader sees the moment at which it began."""
    db.session.rollback()
    db.session.expire_all()


def wrong_answers() -> list[str]:
    """Return what is wrong with requests and their answers: nothing, one hopes."""
    live = Counter(db.session.scalars(select(Solution.help_request_id).where(ANSWERS_WHOLE)))
    answers = Counter(db.session.scalars(select(Match.help_request_id).where(Match.state.in_(LIVE_STATES))))
    answers += Counter(
        db.session.scalars(
            select(TeamTask.help_request_id).where(
                TeamTask.state.in_(LIVE_TASKS), TeamTask.occurrence_on.is_(None)
            )
        )
    )
    answers += Counter(
        db.session.scalars(
            select(ActivityPlace.help_request_id).where(
                ActivityPlace.state == PlaceState.TAKEN, ActivityPlace.help_request_id.is_not(None)
            )
        )
    )
    wrong = [f"request {request_id} is answered {n} times" for request_id, n in answers.items() if n > 1]
    if answers != live:
        wrong.append(f"answers {answers} and live solutions {live} differ")
    for request in db.session.scalars(select(HelpRequest)).unique():
        if request.state == RequestState.WITHDRAWN and live[request.id]:
            wrong.append(f"request {request.id} is withdrawn and answered")
    return wrong + wrong_counters()


def wrong_counters() -> list[str]:
    """Return the offers and helpers whose counted places differ from their live matches."""
    live = select(Match.help_offer_id, func.count()).where(Match.state.in_(LIVE_STATES))
    by_offer = dict(iter(db.session.execute(live.group_by(Match.help_offer_id))))
    wrong, by_helper = [], Counter[int]()
    for offer in db.session.scalars(select(HelpOffer)).unique():
        taken = by_offer.get(offer.id, 0)
        by_helper[offer.resident_id] += taken
        if offer.places_taken != taken or taken > offer.capacity:
            wrong.append(f"offer {offer.id}: {offer.places_taken} counted, {taken} live of {offer.capacity}")
    for person in db.session.scalars(select(Resident)).unique():
        if person.active_matches != by_helper[person.id] or person.active_matches > person.max_active:
            wrong.append(f"helper {person.id}: {person.active_matches} counted, {by_helper[person.id]} live")
    return wrong


def states(*matches: Match) -> list[MatchState]:
    """Return the states of these matches now."""
    return [db.session.get_one(Match, match.id).state for match in matches]


@contextmanager
def own_table(name: str, columns: str) -> Iterator[None]:
    """Make a table without any constraint, for the naive way; take it away afterwards."""
    run(f"CREATE TABLE {name} ({columns})")
    try:
        yield
    finally:
        run(f"DROP TABLE {name}")


def run(statement: str) -> None:
    """Run one statement in a transaction of its own."""
    with db.engine.begin() as connection:
        connection.execute(text(statement))


def count(what: str) -> int:
    """Return how many rows there are in a table, or in a table WHERE something holds."""
    with db.engine.connect() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {what}")).scalar_one())
