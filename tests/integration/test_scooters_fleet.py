"""The fleet: what a change would mean is told before it is made; what was done by mistake can be undone."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from buurtservice.extensions import db
from buurtservice.scooters.affected import list_affected
from buurtservice.scooters.errors import NothingFree, ScooterNameTaken
from buurtservice.scooters.fleet import ScooterValues, change_scooter, move_scooter, set_scooter_state
from buurtservice.scooters.maintenance import block_scooter, lift_block
from buurtservice.scooters.models import Reservation, ScooterBlock, ScooterLog, ScooterSlot, ScooterState
from buurtservice.scooters.queries import use_of
from buurtservice.scooters.rearranging import rehearse
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


def rows() -> list[int]:
    tables = (ScooterSlot, ScooterBlock, ScooterLog)
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_what_maintenance_would_mean_is_told_and_nothing_is_changed():
    oost = site()
    first, second = scooters(oost, 2)
    made = [reserve(resident_id=driver(name).id, wish=wish(oost), now=NOW) for name in ("Mia", "Sjef")]
    before = rows()

    foretold = rehearse(lambda: block_scooter(first.id, Span.of(MONDAY, AFTERNOON), now=NOW))

    assert [one.reservation.id for one in foretold.affected] == [made[0].id]
    assert foretold.affected[0].options
    assert rows() == before
    assert use_of(made[1].id) == (second.id, Span.of(MONDAY, AFTERNOON))
    done = block_scooter(first.id, Span.of(MONDAY, AFTERNOON), now=NOW)
    assert [one.reservation.id for one in done.affected] == [made[0].id]


def test_who_gets_another_scooter_is_foretold_and_keeps_the_old_one_until_it_is_done():
    oost = site()
    first, second = scooters(oost, 2)
    made = reserve(resident_id=driver().id, wish=wish(oost), now=NOW)

    foretold = rehearse(lambda: set_scooter_state(first.id, ScooterState.RETIRED, now=NOW))

    assert [one.id for one in foretold.moved] == [made.id]
    assert use_of(made.id) == (first.id, Span.of(MONDAY, AFTERNOON))
    assert db.session.get_one(Reservation, made.id).moved_at is None
    set_scooter_state(first.id, ScooterState.RETIRED, now=NOW)
    assert use_of(made.id) == (second.id, Span.of(MONDAY, AFTERNOON))


def test_a_refusal_comes_out_of_a_rehearsal_as_it_is():
    first, second = scooters(site(), 2)
    values = ScooterValues(name=second.name)

    def rename() -> None:
        change_scooter(first.id, values, now=NOW)

    with pytest.raises(ScooterNameTaken):
        rehearse(rename)
    assert change_scooter(second.id, values, now=NOW).name == second.name


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
