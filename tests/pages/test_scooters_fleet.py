"""Otto looks after the fleet: he sees whom a change touches before he makes it, and can undo it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.scooters.drivers import record_check
from buurtservice.scooters.fleet import add_scooter
from buurtservice.scooters.models import Scooter, ScooterBlock, ScooterState
from buurtservice.scooters.queries import Wish, get_policy, use_of
from buurtservice.scooters.services import reserve
from buurtservice.scooters.spans import Span
from buurtservice.sites.opening import CLOCK, public_holidays, set_hours
from buurtservice.sites.services import SiteValues, save_site
from tests.factories import resident

LIST = "/beheer/scootmobielen"


@pytest.fixture
def otto(client_as):
    return client_as("operator")


@pytest.fixture
def made(inside) -> dict[str, Any]:
    """Make two sites, a scooter at each, and a reservation of Mia's one of these afternoons."""
    with inside():
        now, today = utc_now(), local_today()
        every = {(day, part): hours for day in range(7) for part, hours in CLOCK.items()}
        sites = []
        for name in ("De Poort", "De Linde"):
            site = save_site(None, SiteValues(name=name, lends_scooters=True), now=now)
            set_hours(site.id, every)
            sites.append(site.id)
        scooters = [
            add_scooter(site_id=site, name=name, now=now, charging_dayparts=0).id
            for name, site in zip(("Merel", "Zwaluw"), sites, strict=True)
        ]
        mia = resident("Mia")
        record_check(mia.id, on=today, today=today, by=None)
        days = (today + timedelta(days=number) for number in range(1, 9))
        span = next(Span.of(day, 1) for day in days if day not in public_holidays(day.year))
        booked = reserve(resident_id=mia.id, wish=Wish(span=span, site_id=sites[0]), now=now)
        return {"sites": sites, "scooters": scooters, "reservation": booked, "span": span}


def test_a_scooter_is_added_with_all_that_is_known_of_it_and_its_name_is_its_own(otto, made, inside):
    page = otto.press(
        otto.get(f"{LIST}/nieuw"),
        name="Mus",
        model="drie wielen",
        pictogram="scooter-small",
        accessories="lader, mandje",
        charging="2",
        site=made["sites"][1],
    )

    assert page.heading == "Mus"
    assert "lader, mandje" in page.text
    with inside():
        mus = db.session.scalars(select(Scooter).where(Scooter.name == "Mus")).unique().one()
        assert (mus.site_id, mus.charging_dayparts, mus.pictogram) == (made["sites"][1], 2, "scooter-small")
    again = otto.press(otto.get(f"{LIST}/nieuw"), name="Mus", site=made["sites"][1])
    assert again.status == 422
    assert "heet" in " ".join(again.errors)
    renamed = otto.press(otto.get(f"{LIST}/{mus.id}/wijzigen"), name="Ekster")
    assert "Mus → Ekster" in renamed.text


def test_maintenance_tells_first_whom_it_touches_with_what_is_free_instead(client_as, made, inside):
    dora = client_as("worker")
    merel, (day, _) = made["scooters"][0], made["span"].from_slot
    days = {"day": f"{day:%d-%m-%Y}", "to_day": f"{day:%d-%m-%Y}", "reason": "nieuwe accu"}

    told = dora.press(dora.get(f"{LIST}/{merel}/onderhoud"), "Zet in onderhoud", **days)

    assert made["reservation"].reference in told.text
    assert "Mia" in told.text
    assert "De Linde" in told.text
    with inside():
        assert db.session.scalars(select(ScooterBlock)).all() == []
    done = dora.press(told, "Ja, ga door")
    assert "Merel is in onderhoud" in done.text
    assert made["reservation"].reference in done.text
    with inside():
        assert len(db.session.scalars(select(ScooterBlock)).all()) == 1
        assert use_of(made["reservation"].id) == (merel, made["span"])  # Kept until she chose.
    lifted = dora.press(done, "Klaar, hij is weer vrij")
    assert "Dit raakt mensen" not in lifted.text
    with inside():
        assert db.session.scalars(select(ScooterBlock.lifted_at)).one() is not None


def test_the_operator_reads_references_and_no_names(otto, made):
    page = otto.press(otto.get(f"{LIST}/{made['scooters'][0]}/uit-gebruik"), "Haal uit gebruik")

    assert made["reservation"].reference in page.text
    assert "Mia" not in page.text


def test_out_of_use_and_back_again(otto, made, inside):
    merel = made["scooters"][0]

    told = otto.press(otto.get(f"{LIST}/{merel}/uit-gebruik"), "Haal uit gebruik")
    gone = otto.press(told, "Ja, ga door")
    with inside():
        assert db.session.get_one(Scooter, merel).state == ScooterState.RETIRED
    back = otto.press(gone, "Weer in gebruik")

    assert "weer in gebruik" in back.text
    with inside():
        assert db.session.get_one(Scooter, merel).state == ScooterState.AVAILABLE


def test_who_is_touched_meanwhile_is_told_before_anything_is_done(otto, made, inside):
    merel = made["scooters"][0]
    page = otto.press(otto.get(f"{LIST}/{merel}/uit-gebruik"), "Haal uit gebruik")
    with inside():
        wish = Wish(span=made["span"].later(1), site_id=made["sites"][0])
        late = reserve(resident_id=made["reservation"].resident_id, wish=wish, now=utc_now())

    told = otto.press(page, "Ja, ga door")

    assert late.reference in told.text
    with inside():
        assert db.session.get_one(Scooter, merel).state == ScooterState.AVAILABLE
    assert "is uit gebruik" in otto.press(told, "Ja, ga door").text


def test_who_can_have_another_scooter_there_gets_it_and_that_is_said_before_and_after(otto, made, inside):
    with inside():
        add_scooter(site_id=made["sites"][0], name="Mus", now=utc_now())
    page = otto.get(f"{LIST}/{made['scooters'][0]}/uit-gebruik")

    told = otto.press(page, "Haal uit gebruik")
    assert (
        f"krijgt een andere scootmobiel, op dezelfde plek en tijd: {made['reservation'].reference}"
        in told.text
    )
    done = otto.press(told, "Ja, ga door")

    assert (
        f"kreeg een andere scootmobiel, op dezelfde plek en tijd: {made['reservation'].reference}"
        in done.text
    )
    assert "Dit raakt mensen" not in done.text


def test_what_touches_nobody_is_done_at_once(otto, made):
    page = otto.get(f"{LIST}/{made['scooters'][1]}/uit-gebruik")

    assert "is uit gebruik" in otto.press(page, "Haal uit gebruik").text


def test_a_scooter_goes_to_another_site_and_back(client_as, made, inside):
    hanna = client_as("host")
    merel, address = made["scooters"][0], f"{LIST}/{made['scooters'][0]}/locatie"

    told = hanna.press(hanna.get(address), site=made["sites"][1])
    assert made["reservation"].reference in told.text
    hanna.press(told, "Ja, ga door")
    with inside():
        assert db.session.get_one(Scooter, merel).site_id == made["sites"][1]
    home = hanna.press(hanna.get(address), site=made["sites"][0])

    assert "Dit raakt mensen" not in home.text
    with inside():
        assert db.session.get_one(Scooter, merel).site_id == made["sites"][0]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"to_day": "1 januari 2031"}, "hoogstens"),
        ({"day": "overmorgen", "to_day": "morgen"}, "vóór het begin"),
        ({"day": "morgen", "to_day": ""}, "begint vandaag"),
        ({"day": "30 februari"}, "geen datum"),
    ],
)
def test_maintenance_that_cannot_be_is_refused_in_words(otto, made, inside, values, sentence):
    page = otto.press(otto.get(f"{LIST}/{made['scooters'][0]}/onderhoud"), **values)

    assert page.status == 422
    assert sentence in " ".join(page.errors)
    with inside():
        assert db.session.scalars(select(ScooterBlock)).all() == []


def test_the_rules_are_changed_within_sense(otto, inside):
    page = otto.press(otto.get(f"{LIST}/regels"), days_ahead="14", text_nl="Rijd rustig.")
    assert "Opgeslagen" in page.text
    wrong = otto.press(page, open_most="0")

    assert wrong.status == 422
    with inside():
        assert (get_policy().days_ahead, get_policy().open_most) == (14, 4)
