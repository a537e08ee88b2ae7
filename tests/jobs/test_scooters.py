"""The jobs of scooters: each quarter once, with its effect, and after an outage only the last quarter."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.job_runs.due import list_due
from buurtservice.job_runs.services import PeriodAlreadyDone
from buurtservice.scooters.lending import Checked, hand_out
from buurtservice.scooters.models import Reservation, ReservationState, ScooterWaiting, WaitingState
from buurtservice.scooters.services import cancel_reservation, reserve
from buurtservice.scooters.waiting import wait_for_scooter
from buurtservice.settings import Settings
from jobs.once import JOBS
from tests.integration.racing import look_anew
from tests.integration.scooters import AFTERNOON, MONDAY, MORNING, NOW, driver, scooters, site, wish
from tests.integration.test_scooters import facts

OURS = ("no_shows", "waiting", "overdue")
ELEVEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # There.
TUESDAY = MONDAY + timedelta(1)


@pytest.fixture
def app(bare_app: Flask) -> Iterator[Flask]:
    """Return the application with its context open."""
    with bare_app.app_context():
        yield bare_app
        db.session.remove()


def run(job: str, now: datetime, period: str | None = None) -> dict[str, Any]:
    with time_machine.travel(now, tick=False):
        return JOBS[job](as_of=now.date(), today=now.date(), settings=Settings(), period=period)


def state_of(reservation_id: int) -> ReservationState:
    look_anew()
    return db.session.get_one(Reservation, reservation_id).state


def test_each_quarter_is_due_once_and_after_an_outage_only_the_last(app: Flask):
    first = {f"{one.job} {one.period}" for one in list_due(now=ELEVEN, jobs=OURS)}
    assert first == {f"{job} 2026-03-02T10:00Z" for job in OURS}

    for job in OURS:
        run(job, ELEVEN, "2026-03-02T10:00Z")

    assert list_due(now=ELEVEN + timedelta(minutes=14), jobs=OURS) == []
    later = list_due(now=ELEVEN + timedelta(days=3, minutes=16), jobs=OURS)
    assert {one.period for one in later} == {"2026-03-05T10:15Z"}
    assert len(later) == len(OURS)


def test_who_did_not_come_is_recorded_once_for_a_period_and_nobody_who_did(app: Flask):
    oost, mia, sjef = site(), driver(), driver("Sjef")
    scooters(oost, 2)
    nobody = reserve(resident_id=mia.id, wish=wish(oost, daypart=MORNING), now=NOW)
    came = reserve(resident_id=sjef.id, wish=wish(oost, daypart=MORNING), now=NOW)
    hand_out(came.id, checked=Checked(), now=NOW + timedelta(hours=1))

    done = run("no_shows", ELEVEN, "2026-03-02T10:00Z")

    assert done == {"touched": 1, "no_shows": [nobody.id], "failed": []}
    assert (state_of(nobody.id), state_of(came.id)) == (ReservationState.NO_SHOW, ReservationState.OUT)
    with pytest.raises(PeriodAlreadyDone):
        run("no_shows", ELEVEN, "2026-03-02T10:00Z")
    assert [kind for kind, _ in facts()].count(FactKind.SCOOTER_NO_SHOW) == 1


def test_an_offer_that_nobody_took_goes_to_the_next_by_itself(app: Flask):
    oost, sjef, mia, els = site(), driver("Sjef"), driver(), driver("Els")
    scooters(oost)
    taken = reserve(resident_id=sjef.id, wish=wish(oost, TUESDAY, AFTERNOON), now=NOW)
    wanted = wish(oost, TUESDAY, AFTERNOON)
    first = wait_for_scooter(resident_id=mia.id, wish=wanted, now=NOW)
    second = wait_for_scooter(resident_id=els.id, wish=wanted, now=NOW + timedelta(minutes=1))
    cancel_reservation(taken.id, now=NOW)

    assert run("waiting", NOW + timedelta(hours=3))["touched"] == 0
    assert run("waiting", NOW + timedelta(hours=4)) == {"touched": 1, "offered": 1, "failed": []}

    look_anew()
    assert [db.session.get_one(ScooterWaiting, one.id).state for one in (first, second)] == [
        WaitingState.EXPIRED,
        WaitingState.OFFERED,
    ]


def test_a_quarter_that_breaks_has_no_effect_and_is_free_for_the_next_try(app: Flask, monkeypatch):
    oost, mia = site(), driver()
    scooters(oost)
    made = reserve(resident_id=mia.id, wish=wish(oost, daypart=MORNING), now=NOW)
    monkeypatch.setattr("jobs.once.finish_run", lambda *_a, **_k: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        run("no_shows", ELEVEN, "2026-03-02T10:00Z")

    assert state_of(made.id) == ReservationState.RESERVED
    monkeypatch.undo()
    assert run("no_shows", ELEVEN, "2026-03-02T10:00Z")["touched"] == 1
