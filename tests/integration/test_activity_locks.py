"""Who moves up from a waiting list is held in the order of the house: nobody waits in a circle."""

import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from buurtservice.activities import services
from buurtservice.activities.models import Activity
from buurtservice.activities.places import take_place, take_place_for
from buurtservice.activities.queries import list_places
from buurtservice.activities.services import change_activity, plan_activity
from buurtservice.activities.values import ActivityValues
from buurtservice.extensions import db
from buurtservice.help.solutions import lock_requests
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY

# SQLite has one writer at a time: nobody waits in a circle there.
pytestmark = [
    pytest.mark.usefixtures("app"),
    pytest.mark.parametrize("bare_app", ["postgresql"], indirect=True),
]

DAY = {"on": TODAY, "today": TODAY}
MOST_S = 60.0


@pytest.fixture
def full() -> tuple[Activity, list[int]]:
    """Return a full activity at which the younger of two requests waits first."""
    activity = plan_activity(ActivityValues(title="Soep", capacity=1), **DAY)
    take_place(activity.id, resident_id=factories.resident("Dora").id, **DAY)
    asked = [factories.request(factories.resident(name)).id for name in ("Mia", "Sjef")]
    for request_id in reversed(asked):
        take_place_for(activity.id, request_id=request_id, **DAY)
    return activity, asked


def test_two_who_move_up_are_held_in_the_order_of_the_house(app, full):
    activity, asked = full

    assert cross(app, activity.id, asked) == []

    assert [place.state.value for place in list_places(activity.id)] == ["taken"] * 3


def test_naively_one_of_the_two_is_thrown_out(app, full, monkeypatch):
    activity, asked = full
    monkeypatch.setattr(services, "lock_requests_of", lambda _places: None)

    (fault,) = cross(app, activity.id, asked)

    assert "deadlock" in str(fault)


def cross(app, activity_id: int, asked: list[int]) -> list[OperationalError]:
    """Hold the older request, let the places be widened meanwhile, then want the younger; return faults."""
    faults: list[OperationalError] = []

    def widen() -> None:
        with app.app_context():
            try:
                values = ActivityValues(title="Soep", capacity=5)
                change_activity(activity_id, values, **DAY)
            except OperationalError as fault:
                faults.append(fault)

    db.session.rollback()
    widening = threading.Thread(target=widen)
    try:
        with transaction():
            lock_requests(asked[:1])
            widening.start()
            _wait_until_somebody_waits()
            lock_requests(asked[1:])
    except OperationalError as fault:
        faults.append(fault)
    widening.join(MOST_S)
    assert not widening.is_alive()
    db.session.rollback()
    db.session.expire_all()
    return faults


def _wait_until_somebody_waits() -> None:
    waits = text(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    until = time.monotonic() + MOST_S
    while time.monotonic() < until:
        with db.engine.connect() as connection:
            if connection.scalar(waits):
                return
        time.sleep(0.02)
    pytest.fail("nobody waited")
