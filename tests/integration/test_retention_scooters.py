"""Who had which scooter is thrown away a year after; what still runs stays, and so do the figures."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from buurtservice.extensions import Base, db
from buurtservice.figures.queries import get_figures
from buurtservice.privacy.own_data import read_own_data
from buurtservice.privacy.retention import KEPT, throw_away
from buurtservice.scooters.lending import Checked, hand_out, take_back
from buurtservice.scooters.models import Driver, Loan, Reservation, ScooterSlot, ScooterWaiting
from buurtservice.scooters.services import cancel_reservation, reserve
from buurtservice.scooters.waiting import accept_offer, stop_waiting, wait_for_scooter
from tests.integration.racing import look_anew
from tests.integration.scooters import MONDAY, NOW, driver, scooters, site, wish, wrong_slots

pytestmark = pytest.mark.usefixtures("app")
A_DAY = timedelta(days=1)
YEAR = KEPT["scooter_reservations"]
TUESDAY = MONDAY + A_DAY


def clear_up(now):
    return throw_away(today=now.date(), now=now)


def rows(*tables: type[Base]) -> list[int]:
    look_anew()
    return [db.session.scalar(select(func.count()).select_from(one)) or 0 for one in tables]


def test_a_year_after_it_ended_nothing_of_a_loan_is_left_but_the_figures():
    oost, mia = site(), driver()
    scooters(oost)
    made = reserve(resident_id=mia.id, wish=wish(oost), now=NOW)
    place = wait_for_scooter(resident_id=driver("Els").id, wish=wish(oost), now=NOW)
    cancel_reservation(made.id, now=NOW)
    taken = accept_offer(place.id, now=NOW)
    hand_out(taken.id, checked=Checked(), now=NOW + 6 * timedelta(hours=1))
    take_back(taken.id, checked=Checked(), now=NOW + 8 * timedelta(hours=1))
    before = get_figures(start=MONDAY, end=MONDAY)

    assert clear_up(NOW + YEAR - A_DAY)["scooter_reservations"] == 0
    report = clear_up(NOW + YEAR + A_DAY)

    assert report["failed"] == []
    assert rows(Reservation, Loan, ScooterSlot, ScooterWaiting) == [0, 0, 0, 0]
    assert (report["scooter_reservations"], report["scooter_loans"], report["scooter_waits"]) == (2, 1, 1)
    assert get_figures(start=MONDAY, end=MONDAY) == before
    assert before.scooter_loans == 1


def test_what_is_still_out_or_reserved_stays_however_old():
    oost, mia = site(), driver()
    scooters(oost, 2)
    out = reserve(resident_id=mia.id, wish=wish(oost), now=NOW)
    reserve(resident_id=mia.id, wish=wish(oost, TUESDAY), now=NOW)
    hand_out(out.id, checked=Checked(), now=NOW + 6 * timedelta(hours=1))

    clear_up(NOW + 3 * YEAR)

    assert rows(Reservation, Loan) == [2, 1]
    assert wrong_slots() == []


def test_a_wait_that_came_to_nothing_goes_after_ninety_days_and_a_check_a_year_after_it_ran_out():
    oost, mia = site(), driver(until=MONDAY)
    scooters(oost)
    reserve(resident_id=mia.id, wish=wish(oost), now=NOW)
    place = wait_for_scooter(resident_id=driver("Els").id, wish=wish(oost), now=NOW)
    stop_waiting(place.id, now=NOW)

    assert clear_up(NOW + timedelta(days=90))["scooter_waits"] == 0
    assert clear_up(NOW + timedelta(days=91))["scooter_waits"] == 1
    assert clear_up(NOW + YEAR)["riding_checks"] == 0
    assert clear_up(NOW + YEAR + A_DAY)["riding_checks"] == 1
    assert rows(Driver) == [1]


def test_somebody_takes_along_their_reservations_checks_and_waits_and_nobody_elses():
    oost, mia, els = site(), driver(), driver("Els")
    scooters(oost)
    theirs = reserve(resident_id=els.id, wish=wish(oost), now=NOW)
    wait_for_scooter(resident_id=mia.id, wish=wish(oost), now=NOW)
    mine = reserve(resident_id=mia.id, wish=wish(oost, TUESDAY), now=NOW)

    found = {section.table: section.rows for section in read_own_data(mia.id)}

    assert [row["reference"] for row in found["reservation"]] == [mine.reference]
    assert [row["valid_until"] for row in found["driver"]] == ["2030-01-01"]
    assert [row["from_date"] for row in found["scooter_waiting"]] == [MONDAY.isoformat()]
    assert [(row["scooter_id"], row["local_date"]) for row in found["scooter_slot"]] == [
        ("Oost 1", TUESDAY.isoformat())
    ]
    assert theirs.reference not in str(found)
