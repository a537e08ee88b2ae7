"""What is due is done: once, by whichever process, after an outage, a failure, or a clock that was set."""

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from buurtservice.clock import LOCAL_ZONE
from buurtservice.errors import Conflict
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.figures.models import MonthFigures
from buurtservice.help.models import HelpOffer, OfferState
from buurtservice.job_runs.due import WAITS, Due, is_late, list_due
from buurtservice.job_runs.models import JobRun, JobRunState
from buurtservice.job_runs.services import add_to_run, claim_period, finish_run, note_failure
from buurtservice.rounds.models import MatchingRound
from buurtservice.settings import Settings
from buurtservice.transactions import transaction
from jobs import loop, once, running
from jobs.expire import expire
from jobs.running import run_due
from tests import factories
from tests.integration.racing import count, naive_race, own_table, race

JOBS = ("freeze", "round", "route")


@pytest.fixture
def app(bare_app: Flask) -> Iterator[Flask]:
    """Return the application with its context open."""
    with bare_app.app_context():
        yield bare_app
        db.session.remove()


def local(*moment: int) -> datetime:
    """Return a moment by the clock in the neighbourhood."""
    return datetime(*moment, tzinfo=LOCAL_ZONE).astimezone(UTC)  # type: ignore[misc,arg-type]


def due(now: datetime, **more: Any) -> list[str]:
    return [f"{one.job} {one.period}" for one in list_due(now=now, jobs=more.pop("jobs", JOBS), **more)]


def do(now: datetime, **more: Any) -> list[str]:
    """Do all that is due, as a process would; return what it did."""
    did = due(now, **more)
    for one in did:
        done(*one.split())
    return did


def done(job: str, period: str) -> None:
    with transaction():
        finish_run(claim_period(job, period), outcome={}, touched=0, begun=0)


def runs(job: str) -> list[tuple[str, JobRunState]]:
    db.session.rollback()
    rows = db.session.scalars(select(JobRun).where(JobRun.job == job).order_by(JobRun.id))
    return [(row.period, row.state) for row in rows]


def test_through_the_changes_of_the_clock_and_a_new_year_each_period_is_done_once(app: Flask):
    for begin, hours in [((2026, 3, 28, 12), 48), ((2026, 10, 24, 12), 49), ((2026, 12, 31, 12), 24)]:
        now = local(*begin)
        do(now)
        rung = [one for hour in range(1, hours) for one in do(now + timedelta(hours=hour))]
        days = sorted({(now + timedelta(hours=hour)).astimezone(LOCAL_ZONE).date() for hour in range(hours)})
        expected = [f"{job} {day}" for day in days[1:] for job in ("round", "route")]
        new_year = ["freeze 2026-12"] if begin[0:2] == (2026, 12) else []
        assert rung == new_year + expected


def test_after_three_days_of_outage_the_night_is_done_once_and_each_month_by_itself(app: Flask):
    do(local(2026, 10, 30, 5))

    assert do(local(2026, 11, 2, 9)) == ["freeze 2026-10", "round 2026-11-02", "route 2026-11-02"]
    assert do(local(2026, 11, 2, 10)) == []

    after_months = list_due(now=local(2027, 2, 1, 0, 40), jobs=JOBS)
    assert [(one.period, one.as_of) for one in after_months if one.job == "freeze"] == [
        ("2026-11", date(2026, 12, 1)),
        ("2026-12", date(2027, 1, 1)),
        ("2027-01", date(2027, 2, 1)),
    ]


def test_a_clock_that_is_set_back_finds_everything_done(app: Flask):
    now = local(2026, 11, 3, 4, 45)
    do(now)

    for back in (timedelta(hours=1), timedelta(hours=2), timedelta(days=1), timedelta(0)):
        assert due(now - back) == []
    assert due(now - timedelta(days=30), jobs=("round",)) == ["round 2026-10-04"]  # It stood a month ahead.


def test_what_was_due_before_the_database_began_is_not_missed(app: Flask):
    begin = local(2014, 11, 19, 10)

    assert due(begin + timedelta(hours=1), since=begin) == []
    assert due(begin + timedelta(hours=18), since=begin) == ["round 2014-11-20"]


def test_a_failure_is_tried_again_after_a_while_and_not_for_ever(app: Flask):
    now = local(2026, 11, 3, 3, 30)
    for wait in WAITS:
        assert due(now, jobs=("round",)) == ["round 2026-11-03"]
        note_failure("round", "2026-11-03", error="Het ging mis.", begun=0, now=now)
        assert due(now + wait - timedelta(seconds=1), jobs=("round",)) == []
        assert due(now - timedelta(seconds=1), jobs=("round",)) != []  # The clock was set back.
        now += wait
    note_failure("round", "2026-11-03", error="Het ging mis.", begun=0, now=now)

    assert due(now + timedelta(hours=8), jobs=("round",)) == []
    assert due(local(2026, 11, 4, 3, 30), jobs=("round",)) == ["round 2026-11-04"]


def test_that_nothing_runs_is_noticed(app: Flask):
    now = local(2026, 11, 3, 5)
    assert is_late(now=now, jobs=JOBS, by=timedelta(minutes=20))

    done("round", "2026-11-03")
    note_failure("route", "2026-11-03", error="Het ging mis.", begun=0, now=now)

    assert not is_late(now=now, jobs=JOBS, by=timedelta(minutes=20))


def test_of_four_processes_one_does_the_night(app: Flask):
    for n in range(3):
        factories.request(factories.resident(f"asks {n}"))
        factories.offer(factories.resident(f"helps {n}"))
    night = Due(job="round", period="2026-03-05", as_of=factories.TODAY)
    route = Due(job="route", period="2026-03-25", as_of=date(2026, 3, 25))

    with time_machine.travel(local(2026, 3, 25, 4), tick=False):
        race(app, [partial(run_due, app, night)] * 4)
        race(app, [partial(run_due, app, route)] * 4)

    assert [state for _, state in runs("round")].count(JobRunState.DONE) == 1
    assert len(db.session.scalars(select(MatchingRound)).all()) == 1
    opened = select(Fact.request_key).where(Fact.kind == FactKind.TEAM_TASK_OPENED)
    keys = db.session.scalars(opened).all()
    assert len(keys) == len(set(keys))
    assert runs("route") == [("2026-03-25", JobRunState.DONE)]


def test_naively_four_processes_do_it_four_times(app: Flask):
    with own_table("naive_run", "period integer"):
        naive_race(
            db.engine,
            "SELECT count(*) FROM naive_run",
            lambda seen: "" if seen else "INSERT INTO naive_run VALUES (1)",
            threads=4,
        )
        assert count("naive_run") > 1


def test_a_job_that_throws_is_noted_without_its_effect_and_the_others_run(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    class Refused(Conflict):
        text = "Dit kan nu niet."

    def break_off(fault: Exception) -> Any:
        def effect(**_: Any) -> dict[str, Any]:
            factories.resident("Mia")
            raise fault

        return once.claiming("round", effect)

    for fault, says in [(Refused(), "Dit kan nu niet."), (RuntimeError("Mia"), running.OUR_FAULT)]:
        monkeypatch.setitem(once.JOBS, "round", break_off(fault))
        assert run_due(app, Due(job="round", period="2026-11-03", as_of=None))

        db.session.rollback()
        last = db.session.scalars(select(JobRun).order_by(JobRun.id.desc())).first()
        assert last is not None
        assert (last.state, last.error) == (JobRunState.FAILED, says)
    assert count("resident") == 0
    monkeypatch.setitem(once.JOBS, "round", once.claiming("round", lambda **_: {"touched": 3}))
    run_due(app, Due(job="round", period="2026-11-03", as_of=None))

    assert [state.value for _, state in runs("round")] == ["failed", "failed", "done"]


def test_one_bad_row_is_reported_and_the_others_are_done(app: Flask, monkeypatch: pytest.MonkeyPatch):
    helper = factories.resident("Sjef")
    days = [date(2026, 3, 2), date(2026, 4, 2), date(2026, 3, 2)]  # One came in after it should have gone.
    offers = [factories.offer(helper, received_on=day) for day in days]
    with transaction():
        for one in offers:
            one.expires_on, one.confirm_asked_on = date(2026, 3, 20), date(2026, 3, 5)

    job = once.claiming("expire", expire)
    report = job(as_of=date(2026, 4, 1), today=date(2026, 4, 1), settings=Settings(), period="2026-04-01")

    assert (report["expired"], report["failed"]) == ([offers[0].id, offers[2].id], [offers[1].id])
    states = db.session.scalars(select(HelpOffer.state).order_by(HelpOffer.id)).all()
    assert states == [OfferState.EXPIRED, OfferState.ACTIVE, OfferState.EXPIRED]
    run = db.session.scalars(select(JobRun)).one()
    assert (run.touched, run.outcome) == (report["touched"], report)


def test_the_loop_does_what_is_due_and_goes_on_by_itself_when_the_database_is_back(
    bare_app: Flask, monkeypatch: pytest.MonkeyPatch
):
    stop, alarm, did = threading.Event(), threading.Event(), []
    away = [OperationalError("away", None, Exception()) for _ in range(2)]
    really = loop.list_due

    def list_or_fail(**asked: Any) -> list[Due]:
        if away:
            alarm.set()  # The minute after.
            raise away.pop()
        return really(**asked)

    def work(job: str) -> Any:
        def effect(**_: Any) -> dict[str, Any]:
            did.append(job)
            if job == "route":
                stop.set()
            return {"touched": 0}

        return once.claiming(job, effect)

    monkeypatch.setattr(loop, "list_due", list_or_fail)
    monkeypatch.setattr(loop, "scheduled", lambda: frozenset({"round", "route"}))
    for job in ("round", "route"):
        monkeypatch.setitem(once.JOBS, job, work(job))
    alarm.set()

    loop.run_jobs(bare_app, stop, alarm=alarm, look_every_s=0.01)

    assert (did, away) == (["round", "route"], [])


def test_the_day_of_the_outbox_is_added_up(app: Flask):
    for sent in (2, 3):
        add_to_run(
            "outbox", "2026-11-03", counts={"sent": sent}, touched=sent, begun=0, now=local(2026, 11, 3, 9)
        )

    run = db.session.scalars(select(JobRun)).one()
    assert (run.touched, run.outcome) == (5, {"sent": 5})


def test_after_an_outage_over_new_year_each_month_is_frozen_once(app: Flask):
    done("freeze", "2025-10")
    factories.request(factories.resident("Mia"), received_on=date(2025, 11, 18))
    factories.request(factories.resident("Els"), received_on=date(2025, 12, 31))
    now = local(2026, 1, 2, 9)

    with time_machine.travel(now, tick=False):
        for _ in range(2):
            for one in list_due(now=now, jobs=("freeze",)):
                run_due(app, one)

    assert [period for period, _ in runs("freeze")] == ["2025-10", "2025-11", "2025-12"]
    months = db.session.scalars(select(MonthFigures).order_by(MonthFigures.month)).all()
    assert [(one.month, one.revision) for one in months] == [(date(2025, 11, 1), 1), (date(2025, 12, 1), 1)]
