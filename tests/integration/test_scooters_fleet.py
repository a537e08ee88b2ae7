"""The fleet: whom a change touches is named, and what was done by mistake can be undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.scooters.affected import list_affected
from buurtservice.scooters.errors import NothingFree, ScooterNameTaken
from buurtservice.scooters.fleet import ScooterValues, change_scooter, move_scooter, set_scooter_state
from buurtservice.scooters.maintenance import block_scooter, lift_block
from buurtservice.scooters.models import ScooterLog, ScooterState
from buurtservice.scooters.services import reserve
from buurtservice.scooters.spans import Span
from buurtservice.sites.opening import close_on
from tests.integration.scooters import (
    AFTERNOON,
    MONDAY,
    NOW,
    driver,
    scooters,
    site,
    wish,
    wrong_slots,
)

pytestmark = pytest.mark.usefixtures("app")


def test_two_scooters_cannot_have_one_name():
    first, second = scooters(site(), 2)

    with pytest.raises(ScooterNameTaken):
        change_scooter(first.id, ScooterValues(name=second.name), now=NOW)

    assert change_scooter(second.id, ScooterValues(name=second.name, model="klein"), now=NOW).model == "klein"


def test_a_scooter_that_went_out_of_use_by_mistake_comes_back_and_twice_is_once():
    oost = site()
    (scooter,) = scooters(oost)
    mia = driver()
    for _ in range(2):
        set_scooter_state(scooter.id, ScooterState.RETIRED, now=NOW)
    with pytest.raises(NothingFree):
        reserve(resident_id=mia.id, wish=wish(oost), now=NOW)

    set_scooter_state(scooter.id, ScooterState.AVAILABLE, now=NOW)

    assert reserve(resident_id=mia.id, wish=wish(oost), now=NOW)
    events = [one.event for one in db.session.scalars(select(ScooterLog).order_by(ScooterLog.id))]
    assert events == ["added", "retired", "available", "reserved"]


def test_lifting_maintenance_makes_the_dayparts_free_again():
    oost = site()
    (scooter,) = scooters(oost)
    block = block_scooter(scooter.id, Span.of(MONDAY, AFTERNOON), now=NOW).block

    lift_block(block.id, now=NOW)

    assert reserve(resident_id=driver().id, wish=wish(oost), now=NOW)


def test_bringing_a_scooter_back_to_its_site_undoes_the_move():
    oost, west = site(), site("West")
    (scooter,) = scooters(oost)
    made = reserve(resident_id=driver().id, wish=wish(oost), now=NOW)

    moved = move_scooter(scooter.id, west.id, now=NOW)
    assert [one.reservation.id for one in moved.affected] == [made.id]
    move_scooter(scooter.id, oost.id, now=NOW)

    assert list_affected(now=NOW) == []
    assert wrong_slots() == []


def test_who_comes_on_a_day_that_is_closed_later_is_named():
    oost, west = site(), site("West")
    for place in (oost, west):
        scooters(place)
    tuesday = MONDAY + timedelta(1)
    made = reserve(resident_id=driver().id, wish=wish(oost, tuesday), now=NOW)
    assert list_affected(now=NOW) == []

    close_on(oost.id, tuesday, reason="de vloer wordt gedaan")

    (found,) = list_affected(now=NOW)
    assert found.reservation.id == made.id
    assert found.options[0].site_name == "West"
