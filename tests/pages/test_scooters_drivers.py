"""Who may drive: the riding check is recorded at the desk, and stopped in kind words."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.privacy.leaving import leave
from buurtservice.residents.models import Resident
from buurtservice.scooters.models import Driver
from buurtservice.scooters.rules import RULES, change_rules
from tests.factories import resident
from tests.pages.scooter_days import MONDAY, at, clock_at, driver, reserved, scooter_site

ALL_THREE = {"talked": True, "rode": True, "agreed": True}


@pytest.fixture
def mia(inside) -> Resident:
    with inside():
        return resident("Mia Hermans")


def checks(inside) -> list[Driver]:
    with inside():
        return list(db.session.scalars(select(Driver).order_by(Driver.id)))


def page_of(person: Resident) -> str:
    return f"/balie/bezoekers/{person.id}/rijcheck"


def test_a_riding_check_needs_the_talk_the_ride_and_the_yes(inside, client_as, mia):
    with clock_at(10):
        ben = client_as("desk")
        page = ben.press(ben.get(page_of(mia)), "Leg de proefrit vast", talked=True)

    assert page.status == 422
    assert [one.split(".")[0] for one in page.errors] == [
        "Doe eerst de proefrit",
        "Lees de afspraken samen",
    ]
    assert checks(inside) == []


def test_it_holds_for_the_usual_time_and_says_who_checked_and_which_conditions(inside, client_as, mia):
    with clock_at(10):
        ben = client_as("host", name="Hans")
        form = ben.get(page_of(mia))
        assert "Schrijf niets op over gezondheid" in form.text
        assert "Ik rijd alleen zelf, en rustig." in form.text
        page = ben.press(form, "Leg de proefrit vast", **ALL_THREE)

    (made,) = checks(inside)
    assert (made.checked_on, made.valid_until) == (MONDAY, MONDAY + timedelta(730))
    assert (made.conditions_version, made.agreed_on, made.agreed_by_id) == ("2026-1", MONDAY, ben.user.id)
    assert "Deze bewoner kan een scootmobiel lenen" in page.text
    assert "Proefrit op maandag 2 maart, met Hans" in page.text


def test_the_days_can_be_others_but_never_the_wrong_way_round_nor_to_come(inside, client_as, mia):
    with clock_at(10):
        ben = client_as("desk")
        form = ben.get(page_of(mia))
        page = ben.press(form, "Leg de proefrit vast", on="2-3-2026", until="1-3-2026", **ALL_THREE)
        assert page.status == 422
        page = ben.press(form, "Leg de proefrit vast", on="9-3-2026", **ALL_THREE)
        assert page.status == 422
        assert checks(inside) == []
        ben.press(form, "Leg de proefrit vast", on="27-2-2026", until="1-6-2026", **ALL_THREE)

    (made,) = checks(inside)
    assert (made.checked_on, made.valid_until) == (date(2026, 2, 27), date(2026, 6, 1))


def test_the_conditions_are_those_of_now(inside, client_as, mia):
    with inside():
        change_rules(
            {one.name: one.shipped for one in RULES},
            version="2027-1",
            conditions={"nl": "Ik draag een helm."},
        )
    with clock_at(10):
        page = client_as("desk").get(page_of(mia))

    assert "De afspraken (nummer 2027-1)" in page.text
    assert "Ik draag een helm." in page.text


def test_driving_is_stopped_with_a_reason_that_the_page_shows_until_the_next_check(inside, client_as):
    with inside():
        mia = driver()
        reserved(scooter_site(), mia)
    with clock_at(8, 30):
        ben = client_as("desk")
        form = ben.get(ben.get(page_of(mia)).links["Rijden kan even niet meer"])
        assert "Er staat nog 1 reservering" in form.text
        page = ben.press(form, "Stop het rijden")
        assert page.status == 422
        page = ben.press(page, "Stop het rijden", reason="Wij oefenen eerst nog samen")

        assert "Wij oefenen eerst nog samen" in page.text
        assert "kan een scootmobiel lenen" not in page.text
        page = ben.press(page, "Leg de proefrit vast", **ALL_THREE)
        assert "Deze bewoner kan een scootmobiel lenen" in page.text
    assert [one.revoked_reason for one in checks(inside)] == ["Wij oefenen eerst nog samen", None]


def test_who_left_gets_no_check(inside, client_as, mia):
    with clock_at(10):
        ben = client_as("desk")
        form = ben.get(page_of(mia))
        with inside():
            leave(mia.id, now=at(10), by=None)
        page = ben.press(form, "Leg de proefrit vast", **ALL_THREE)

    assert "doet niet meer mee" in page.text
    assert checks(inside) == []


def test_the_desk_finds_the_way_to_the_riding_check_on_the_visitors_page(client_as, mia):
    page = client_as("desk").get(f"/balie/bezoekers/{mia.id}")

    assert page.links["Scootmobiel: proefrit"].endswith(page_of(mia))
