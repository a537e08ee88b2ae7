"""The scooters of the demonstration: something of everything, and nothing that could not be."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from buurtservice.accounts.models import Role
from buurtservice.clock import local_today
from buurtservice.demo.clock import BEGIN, in_time_of_demo
from buurtservice.demo.people import staff_id_of
from buurtservice.demo.scooters import DRIVERS, add_scooters
from buurtservice.extensions import db
from buurtservice.scooters.affected import list_affected
from buurtservice.scooters.errors import CheckExpires, CheckRevoked
from buurtservice.scooters.models import Driver, Loan, Reservation, ScooterWaiting
from buurtservice.scooters.policies import check_driver
from tests import factories
from tests.integration.scooters import wrong_slots

pytestmark = pytest.mark.usefixtures("app")


def test_the_demonstration_has_something_of_everything_and_no_scooter_twice():
    people = [factories.resident(f"Bewoner {number}") for number in range(DRIVERS + 1)]
    with in_time_of_demo():
        host_id, worker_id, today = staff_id_of(Role.HOST), staff_id_of(Role.WORKER), local_today()
        add_scooters(neighbour=people[0], host_id=host_id, worker_id=worker_id, today=today)

    now = BEGIN + timedelta(minutes=5)
    states = Counter(db.session.scalars(select(Reservation.state)))
    assert wrong_slots() == []
    assert {state.value for state in states} == {"reserved", "out", "back", "cancelled", "no_show"}
    assert sorted(db.session.scalars(select(ScooterWaiting.state))) == ["offered", "waiting"]
    overdue = select(func.count()).select_from(Loan).where(Loan.in_at.is_(None), Loan.due_at < now)
    assert db.session.scalar(overdue) == 1
    assert all(one.options for one in list_affected(now=now))
    *_, expired, revoked = db.session.scalars(select(Driver.resident_id).order_by(Driver.id))
    for resident_id, refusal in ((expired, CheckExpires), (revoked, CheckRevoked)):
        with pytest.raises(refusal):
            check_driver(resident_id, on=today)
