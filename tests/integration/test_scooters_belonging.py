"""Mia leaves, or turns out to be one person with another card, while a scooter is hers."""

from functools import partial

import pytest
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.merging.services import merge_residents, undo_merge
from buurtservice.privacy.leaving import leave
from buurtservice.scooters.belonging import ScooterStillOut
from buurtservice.scooters.drivers import revoke_check
from buurtservice.scooters.errors import CheckRevoked
from buurtservice.scooters.lending import Checked, hand_out, take_back
from buurtservice.scooters.models import Loan, Reservation, ReservationState, ScooterWaiting, WaitingState
from buurtservice.scooters.services import reserve
from buurtservice.scooters.waiting import wait_for_scooter
from tests import factories
from tests.integration.racing import look_anew, race
from tests.integration.scooters import (
    EVENING,
    MONDAY,
    MORNING,
    NOW,
    driver,
    scooters,
    site,
    wish,
    wrong_slots,
)

pytestmark = pytest.mark.usefixtures("app")


def test_who_has_a_scooter_brings_it_back_before_leaving():
    oost = site()
    (scooter,) = scooters(oost)
    mia = driver()
    made = reserve(resident_id=mia.id, wish=wish(oost, daypart=MORNING), now=NOW)
    hand_out(made.id, checked=Checked(), now=NOW)

    with pytest.raises(ScooterStillOut) as refused:
        leave(mia.id, now=NOW)

    assert scooter.name in refused.value.in_words(str)
    assert db.session.get_one(type(mia), mia.id).left_on is None
    take_back(made.id, checked=Checked(), now=NOW)
    leave(mia.id, now=NOW)
    assert db.session.scalars(select(Loan.in_at)).one() is not None


def test_who_leaves_gives_everything_back_that_did_not_go_out():
    oost = site()
    scooters(oost)
    mia, fatima = driver(), driver("Fatima")
    hers = reserve(resident_id=mia.id, wish=wish(oost), now=NOW)
    waits = wait_for_scooter(resident_id=fatima.id, wish=wish(oost), now=NOW)

    leave(mia.id, now=NOW)

    assert db.session.get_one(Reservation, hers.id).state == ReservationState.CANCELLED
    assert db.session.get_one(ScooterWaiting, waits.id).state == WaitingState.OFFERED
    assert wrong_slots() == []


def test_a_scooter_that_is_out_goes_along_when_two_cards_become_one_and_back_again():
    oost = site()
    scooters(oost)
    mia, twin = factories.resident("Mia"), driver("M.")
    made = reserve(resident_id=twin.id, wish=wish(oost, daypart=MORNING), now=NOW)
    hand_out(made.id, checked=Checked(), now=NOW)

    merge = merge_residents(kept_id=mia.id, merged_id=twin.id, by_id=None, now=NOW)

    with pytest.raises(ScooterStillOut):
        leave(mia.id, now=NOW)
    undo_merge(merge.id, now=NOW)
    leave(mia.id, now=NOW)
    take_back(made.id, checked=Checked(), now=NOW)
    assert db.session.get_one(Reservation, made.id).resident_id == twin.id


def test_driving_that_was_stopped_on_one_card_is_stopped_on_the_other():
    oost = site()
    scooters(oost)
    mia, twin = driver(), driver("M.")
    revoke_check(twin.id, on=MONDAY, reason="eerst samen oefenen")

    merge_residents(kept_id=mia.id, merged_id=twin.id, by_id=None, now=NOW)

    with pytest.raises(CheckRevoked):
        reserve(resident_id=mia.id, wish=wish(oost), now=NOW)


def test_of_two_places_in_line_for_one_daypart_the_first_is_kept():
    oost = site()
    scooters(oost)
    mia, twin = driver(), driver("M.")
    reserve(resident_id=driver("Sjef").id, wish=wish(oost), now=NOW)
    reserve(resident_id=driver("Fatima").id, wish=wish(oost, daypart=EVENING), now=NOW)
    places = [
        wait_for_scooter(resident_id=one.id, wish=wish(oost, daypart=part), now=NOW).id
        for one, part in ((twin, 1), (mia, 1), (twin, EVENING))
    ]

    merge_residents(kept_id=mia.id, merged_id=twin.id, by_id=None, now=NOW)

    found = [db.session.get_one(ScooterWaiting, one) for one in places]
    assert [one.state.value for one in found] == ["waiting", "withdrawn", "waiting"]
    assert {one.resident_id for one in found if one.state == WaitingState.WAITING} == {mia.id}


def test_nothing_is_reserved_for_a_card_that_goes_up_in_another_at_the_same_moment(app):
    oost = site()
    scooters(oost, 4)
    mia, twin = factories.resident("Mia"), driver("M.")
    asked = partial(reserve, resident_id=twin.id, wish=wish(oost), now=NOW)

    race(app, [asked, asked, partial(merge, mia.id, twin.id), asked])

    look_anew()
    assert db.session.scalars(select(Reservation.id).where(Reservation.resident_id == twin.id)).all() == []
    assert wrong_slots() == []


def merge(kept_id: int, merged_id: int) -> None:
    merge_residents(kept_id=kept_id, merged_id=merged_id, by_id=None, now=NOW)
