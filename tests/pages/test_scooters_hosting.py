"""The host's morning on its pages: what goes out, what comes back, who is late, who walks in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.accounts.models import AccessLog
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.residents.models import Resident
from buurtservice.residents.services import keep_findable
from buurtservice.scooters.drivers import revoke_check
from buurtservice.scooters.fleet import set_scooter_state
from buurtservice.scooters.lending import Checked, hand_out
from buurtservice.scooters.models import Loan, Reservation, ReservationState, Scooter, ScooterState
from buurtservice.scooters.queries import get_reservation, get_scooter, use_of
from buurtservice.scooters.spans import Span
from buurtservice.transactions import transaction
from tests.factories import resident
from tests.pages.scooter_days import (
    AFTERNOON,
    EVENING,
    MONDAY,
    MORNING,
    at,
    clock_at,
    driver,
    reserved,
    scooter_site,
)

TUESDAY = MONDAY + timedelta(1)
FULL = {"charge": "100"}


@pytest.fixture
def site_id(inside) -> int:
    with inside():
        return scooter_site(accessories="lader, mandje")


@pytest.fixture
def hers(inside, site_id) -> Reservation:
    with inside():
        return reserved(site_id, driver())


@pytest.fixture
def out(inside, hers) -> Reservation:
    with inside():
        hand_out(hers.id, checked=Checked(accessories="sleutel, lader"), now=at(9, 5))
        return get_reservation(hers.id)


def findable(person: Resident) -> Resident:
    with transaction():
        keep_findable(person)
    return person


def loan_of(inside, reservation: Reservation) -> Loan | None:
    with inside():
        return db.session.scalars(select(Loan).where(Loan.reservation_id == reservation.id)).first()


def state_of(inside, reservation: Reservation) -> ReservationState:
    with inside():
        return get_reservation(reservation.id).state


@pytest.mark.parametrize("role", ["host", "desk"])
def test_the_list_of_today_shows_initials_and_a_reference_and_no_more(client_as, hers, role):
    with clock_at(8, 50):
        page = client_as(role).get("/uitgifte")

    assert page.heading == "Uitgifte Oost"
    assert f"M.H. {hers.reference}" in page.text
    assert "Oost 1, terug voor 12.30 uur" in page.text
    assert "Mia" not in page.html
    assert "555" not in page.html


def test_the_telephone_stands_behind_a_press_and_it_is_written_down_who_read_it(inside, client_as, hers):
    with clock_at(8, 50):
        page = client_as("host").get(f"/uitgifte/{hers.id}")

    assert page.heading == "Mia Hermans"
    assert "043 555 01 01" in page.text
    with inside():
        read = db.session.scalars(select(AccessLog).where(AccessLog.action == "scooter.read")).all()
        assert [(one.subject, one.resident_id) for one in read] == [
            (f"reservation:{hers.id}", hers.resident_id)
        ]


def test_a_site_is_asked_for_once_and_remembered(inside, client_as, site_id):
    with inside():
        west = scooter_site("West")
    host = client_as("host")

    with clock_at(9):
        page = host.get("/uitgifte")
        assert page.heading == "Op welke locatie bent u?"
        assert host.get(f"/uitgifte?plek={west}").heading == "Uitgifte West"
        assert host.get("/uitgifte").heading == "Uitgifte West"
        assert host.get("/uitgifte?plek=x").heading == "Uitgifte West"


def test_without_a_site_that_lends_the_page_says_what_to_do(client_as):
    page = client_as("host").get("/uitgifte")

    assert "Nog geen enkele locatie leent scootmobielen uit." in page.text


def test_a_site_where_no_scooter_stands_has_a_day_too(inside, client_as):
    with inside():
        empty, mia = scooter_site("Noord", scooters=0), driver()
    host = client_as("host")

    with clock_at(10):
        page = host.get(f"/uitgifte?plek={empty}")
        assert "Hier staat nu geen scootmobiel." in page.text
        assert "Er kan nu niets mee." in host.get(f"/uitgifte/inloop/{mia.id}?plek={empty}").text


def test_a_scooter_goes_out_with_what_the_host_ticked(inside, client_as, hers):
    with clock_at(9):
        host = client_as("host")
        form = host.get(f"/uitgifte/{hers.id}/mee")
        page = host.press(form, "Geef mee", along=["sleutel", "mandje"], condition="kras links", **FULL)

    loan = loan_of(inside, hers)
    assert page.told[0].startswith("Oost 1 is mee.")
    assert (loan.out_charge_pct, loan.out_condition, loan.out_accessories) == (
        100,
        "kras links",
        "sleutel, mandje",
    )
    assert "terug voor 12.30 uur" in page.text


def test_without_key_or_charge_it_stays_and_what_was_ticked_too(inside, client_as, hers):
    with clock_at(9):
        host = client_as("host")
        page = host.press(host.get(f"/uitgifte/{hers.id}/mee"), "Geef mee", along=["mandje"])

    assert page.status == 422
    assert page.errors == [
        "Kijk op het schermpje van de scootmobiel en kies hoe vol de accu is.",
        "Geef de sleutel mee en zet er een vinkje bij.",
    ]
    assert 'value="mandje" checked' in page.html
    assert loan_of(inside, hers) is None


def test_a_form_that_is_sent_twice_hands_out_once(client_as, hers):
    with clock_at(9):
        host = client_as("host")
        form = host.get(f"/uitgifte/{hers.id}/mee")
        host.press(form, "Geef mee", along=["sleutel"], **FULL)
        page = host.press(form, "Geef mee", along=["sleutel"], **FULL)

    assert "Dit was al verstuurd." in page.told[0]


def test_who_comes_too_early_while_another_has_the_scooter_hears_so_beforehand(inside, client_as, site_id):
    with inside():
        people = [driver(), driver("Sjef Bours"), driver("Fatima El Idrissi")]
        reserved(site_id, people[0])
        reserved(site_id, people[1])
        later = reserved(site_id, people[2], EVENING)
    with clock_at(10):
        page = client_as("host").get(f"/uitgifte/{later.id}/mee")

    assert page.heading == "Dit kan nu niet mee"
    assert "begint later" in page.text


def test_a_scooter_in_maintenance_does_not_go_and_another_does_in_one_press(inside, client_as, hers):
    with inside():
        scooter_id, _ = use_of(hers.id)
        set_scooter_state(scooter_id, ScooterState.MAINTENANCE, now=at(8, 30))
    with clock_at(9):
        host = client_as("host")
        assert "Let op: de scootmobiel is in onderhoud." in host.get("/uitgifte").text
        page = host.get(f"/uitgifte/{hers.id}/mee")
        assert "Scootmobiel Oost 1 kan nu niet mee: hij is in onderhoud." in page.text

        page = host.press(page, "Geef deze")
        page = host.get(page.links["Geef mee"])

    assert page.heading == "Oost 2 gaat mee"
    with inside():
        assert use_of(hers.id)[1] == Span.of(MONDAY, MORNING)


def test_what_was_offered_and_is_gone_is_refused_with_the_next_best(inside, client_as, hers, site_id):
    with inside():
        scooter_id, _ = use_of(hers.id)
        set_scooter_state(scooter_id, ScooterState.MAINTENANCE, now=at(8, 30))
    with clock_at(8, 40):
        host = client_as("host")
        page = host.get(f"/uitgifte/{hers.id}/mee")
        with inside():
            reserved(site_id, driver("Sjef Bours"))
        page = host.press(page, "Geef deze")

    assert page.status == 409
    assert "Dan is er geen scootmobiel vrij." in page.text
    assert len([one for one in page.root.all("button") if "Geef deze" in one.text]) > 1


def test_without_a_valid_check_the_way_leads_to_the_riding_check(inside, client_as, site_id):
    with inside():
        person = driver()
        later = reserved(site_id, person, day=TUESDAY)
        revoke_check(person.id, on=MONDAY, reason="wij oefenen eerst nog een keer samen")
    with clock_at(9, day=TUESDAY):
        page = client_as("host").get(f"/uitgifte/{later.id}/mee")

    assert "wij oefenen eerst nog een keer samen" in page.text
    assert page.links["Naar de proefrit"].endswith(f"/balie/bezoekers/{person.id}/rijcheck")


def test_a_scooter_comes_back_with_damage_and_nobody_gets_it_before_it_is_looked_at(inside, client_as, out):
    with clock_at(11):
        host = client_as("host")
        form = host.get(f"/uitgifte/{out.id}/terug")
        page = host.press(form, "Neem terug", charge="50", damage="ja", along=["sleutel"], next="maintenance")
        assert page.errors == ["Schrijf kort op wat er kapot is."]
        assert "Wat is er te zien? (hoeft niet)" not in page.text
        page = host.press(page, "Neem terug", note="spiegel los")

    loan = loan_of(inside, out)
    assert "Niemand kan hem nu lenen." in page.told[0]
    assert (loan.in_charge_pct, loan.damage, loan.damage_note) == (
        50,
        True,
        "spiegel los; niet terug: lader",
    )
    with inside():
        assert get_scooter(loan.scooter_id).state == ScooterState.MAINTENANCE
    assert "Oost 1 is terug, 11.00 uur" in page.text


def test_a_scooter_that_is_back_is_not_taken_back_again(client_as, out):
    with clock_at(11):
        host = client_as("host")
        form = host.get(f"/uitgifte/{out.id}/terug")
        again = host.get(f"/uitgifte/{out.id}/terug")
        host.press(form, "Neem terug", charge="50", damage="nee")
        page = host.press(again, "Neem terug", charge="50", damage="nee")

        assert (page.status, page.errors) == (
            409,
            [f"Reservering {out.reference} is teruggebracht. Er is niets veranderd."],
        )
        assert "is teruggebracht" in host.get(f"/uitgifte/{out.id}/terug").text


def test_who_is_late_stands_first_with_who_needs_the_scooter_and_another_is_chosen_in_one_press(
    inside, client_as, out, site_id
):
    with inside():
        (scooter_id, _), sjef = use_of(out.id), driver("Sjef Bours")
        later = reserved(site_id, sjef, AFTERNOON, TUESDAY, hour=9)
        assert use_of(later.id)[0] == scooter_id
    with clock_at(14):
        host = client_as("host")
        page = host.get("/uitgifte")
        assert "1 scootmobiel is te laat" in page.text
        assert "moest terug zijn: 12.30 uur" in page.text
        assert "Daarna voor S.B.: dinsdag 3 maart, middag" in page.text

        page = host.get(page.links["Kies een andere, en bel"])
        assert f"S.B. {later.reference}" in page.text
        page = host.press(page, "Geef deze")

        assert page.heading == "Wie moet een andere scootmobiel?"
        assert "Iedereen krijgt de scootmobiel die is gereserveerd." in page.text
    with inside():
        assert use_of(later.id) != (scooter_id, Span.of(TUESDAY, AFTERNOON))


def test_a_loan_lasts_longer_as_far_as_nobody_else_has_the_scooter(inside, client_as, out):
    with clock_at(11):
        host = client_as("host")
        form = host.get(f"/uitgifte/{out.id}/langer")
        page = host.press(form, "Zo lang mag het")
        assert page.errors == ["Kies wanneer de scootmobiel terug is."]
        page = host.press(page, "Zo lang mag het", until=str(Span.of(MONDAY, AFTERNOON).last))

    assert "De scootmobiel mag langer mee." in page.told[0]
    assert "17.00 uur" in page.text
    with inside():
        assert use_of(out.id)[1] == Span.of(MONDAY, MORNING, MONDAY, AFTERNOON)


def test_who_did_not_come_is_noted_after_the_time_and_may_come_yet(inside, client_as, hers):
    with clock_at(9, 30):
        host = client_as("host")
        page = host.press(host.get(f"/uitgifte/{hers.id}"), "Niet gekomen")
        assert (page.status, len(page.errors)) == (409, 1)
        assert "kan nog komen" in page.errors[0]
    with clock_at(10, 1):
        host = client_as("host")
        assert "Nog niet gekomen." in host.get("/uitgifte").text
        page = host.press(host.get(f"/uitgifte/{hers.id}"), "Niet gekomen")
        assert state_of(inside, hers) == ReservationState.NO_SHOW

        page = host.get(page.links[f"Toch nog gekomen? {hers.reference}"])
        assert page.heading == "Nu mee met Mia Hermans"


def test_a_hand_out_in_error_is_taken_back_for_a_quarter_of_an_hour(inside, client_as, out):
    with clock_at(9, 10):
        host = client_as("host")
        page = host.press(host.get(f"/uitgifte/{out.id}"), "Draai terug")
        assert "staat weer klaar" in page.told[0]
    assert state_of(inside, out) == ReservationState.RESERVED
    with inside():
        hand_out(out.id, checked=Checked(), now=at(9, 20))
    with clock_at(9, 40):
        assert "Draai terug" not in client_as("host").get(f"/uitgifte/{out.id}").text


def test_somebody_walks_in_is_found_by_name_and_drives_off(inside, client_as, site_id):
    with inside():
        mia_id = findable(driver()).id
        scooter_id = db.session.scalars(select(Scooter.id).where(Scooter.name == "Oost 2")).one()
    with clock_at(10):
        host = client_as("host")
        page = host.press(host.get("/uitgifte/inloop"), "Zoek", q="hermans")
        assert "Mia" not in page.main.text
        assert "proefrit geldig tot en met" in page.text
        (link,) = [one for one in page.links.values() if f"/inloop/{mia_id}" in one]
        form = host.get(link)
        assert form.heading == "Nu mee met Mia Hermans"
        page = host.press(
            form,
            "Geef mee",
            scooter=str(scooter_id),
            until=str(Span.of(MONDAY, AFTERNOON).last),
            along=["sleutel"],
            **FULL,
        )

    assert "De scootmobiel is mee." in page.told[0]
    with inside():
        loan = db.session.scalars(select(Loan)).one()
        assert (loan.scooter_id, loan.due_at) == (scooter_id, at(17))


def test_nobody_walks_in_without_a_check_or_where_nothing_is_free(inside, client_as, site_id):
    with inside():
        stranger, mia = resident("Sjef Bours"), driver()
        for one in (mia, driver("Fatima El Idrissi")):
            hand_out(reserved(site_id, one).id, checked=Checked(), now=at(9))
    with clock_at(10):
        host = client_as("host")
        page = host.get(f"/uitgifte/inloop/{stranger.id}")
        assert "Eerst een korte proefrit" in page.text
        page = host.get(f"/uitgifte/inloop/{mia.id}")
        assert "Er kan nu niets mee." in page.text


def test_a_scooter_that_went_while_the_form_was_open_is_refused_and_counted(inside, client_as, site_id):
    with inside():
        mia = driver()
    with clock_at(10):
        host = client_as("host")
        form = host.get(f"/uitgifte/inloop/{mia.id}")
        with inside():
            scooter_id, _ = use_of(reserved(site_id, driver("Sjef Bours"), AFTERNOON, hour=10).id)
        page = host.press(
            form,
            "Geef mee",
            scooter=str(scooter_id),
            until=str(Span.of(MONDAY, AFTERNOON).last),
            along=["sleutel"],
            **FULL,
        )

    assert page.status == 409
    assert "Wel vrij" in page.errors[0]
    with inside():
        assert db.session.scalars(select(Loan)).all() == []
        refusals = select(Fact).where(Fact.kind == FactKind.SCOOTER_REFUSED)
        assert len(db.session.scalars(refusals).all()) == 1
