"""Mia sees, corrects and takes along what we keep about her; and leaves."""

import json

import pytest
from sqlalchemy import select

from buurtservice.accounts.access import write_access
from buurtservice.accounts.models import Role
from buurtservice.accounts.staff import add_staff
from buurtservice.calls.models import Call
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.matches.models import MatchState
from buurtservice.messages.models import OutboxMessage
from buurtservice.privacy.leaving import leave
from buurtservice.residents.agreements import record_agreement
from buurtservice.residents.models import AgreementKind, ContactBy, Resident
from buurtservice.residents.queries import get_resident
from buurtservice.residents.services import never_match
from buurtservice.transactions import transaction
from tests.factories import TODAY, bring, pair, resident

DATA = "/mijn/gegevens"


@pytest.fixture
def mia(inside):
    with inside():
        person = resident("Mia")
        with transaction() as session:
            kept = session.get_one(Resident, person.id)
            kept.name, kept.phone, kept.email = "Mia Janssen", "043 111 11 11", "mia@mail.example"
            kept.contact_by, kept.postcode, kept.languages = ContactBy.PHONE, "6217AB", ["nl", "xx"]
        record_agreement(person.id, AgreementKind.AGE, on=TODAY, today=TODAY)
        return person


def test_she_sees_who_she_is_to_us(mia, client_as_resident):
    page = client_as_resident(mia).get(DATA)

    for words in ("Mia Janssen", "043 111 11 11", "mia@mail.example", "6217AB", "16 jaar of ouder"):
        assert words in page.text


def test_she_corrects_it_and_what_she_did_not_touch_stays(inside, mia, client_as_resident):
    browser = client_as_resident(mia)

    page = browser.press(browser.get(f"{DATA}/wijzigen"), "Bewaar", name="Mia de Vries", phone="0612345678")

    assert "Uw gegevens zijn veranderd." in page.told[0]
    with inside():
        person = get_resident(mia.id)
        assert (person.name, person.languages, person.postcode) == ("Mia de Vries", ["nl", "xx"], "6217AB")
        assert person.lat == mia.lat
        assert "vries" in person.search_text
        assert db.session.query(OutboxMessage).count() == 0


def test_of_another_address_the_old_one_is_told(inside, mia, client_as_resident):
    browser = client_as_resident(mia)

    browser.press(browser.get(f"{DATA}/wijzigen"), "Bewaar", email="nieuw@mail.example")

    with inside():
        [message] = db.session.query(OutboxMessage).all()
        assert message.to == "mia@mail.example"
        assert "nieuw@mail.example" not in message.body


@pytest.mark.parametrize(
    ("filled", "says"),
    [
        ({"name": ""}, "Vul een naam in"),
        ({"how": "letter"}, "Vul het adres in"),
        ({"how": "email", "email": ""}, "Vul het e-mailadres in"),
        ({"name": "x" * 500}, "500 tekens"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_lost(inside, mia, client_as_resident, filled, says):
    browser = client_as_resident(mia)

    page = browser.press(browser.get(f"{DATA}/wijzigen"), "Bewaar", **{"phone": "0612345678", **filled})

    assert page.status == 422
    assert any(says in error for error in page.errors)
    assert "0612345678" in page.html or "06 12345678" in page.html
    with inside():
        assert get_resident(mia.id).phone == "043 111 11 11"


def test_she_sees_who_looked_by_role_and_day(inside, mia, client_as_resident):
    with inside():
        dora = add_staff(email="d@buurt.example", name="Dora Peeters", roles=[Role.WORKER], now=utc_now())
        for what in ("resident.read", "resident.read", "never.add", "signal.read"):
            write_access(what, staff_id=dora.id, now=utc_now(), resident_ids=[mia.id])
        write_access("resident.read", staff_id=dora.id, now=utc_now(), resident_ids=[resident("Sjef").id])
    browser = client_as_resident(mia)

    for path in (DATA, f"{DATA}/wie-keek"):
        page = browser.get(path)
        assert page.text.count("Een buurtwerker keek in uw gegevens.") == 1
        assert page.text.count("Een buurtwerker werkte aan uw vraag, aanbod of gegevens.") == 1
        for hidden in ("Peeters", "never", "signaal", "signal"):
            assert hidden not in page.main.text


def test_she_takes_everything_along_in_a_file(inside, client_as_resident):
    with inside():
        match = bring(pair(), MatchState.COMPLETED)
        person, sjef = match.request.resident, match.offer.resident
        never_match(one_id=person.id, other_id=sjef.id, on=TODAY, reason="Een reden")
    browser = client_as_resident(person)
    form = browser.get(DATA).form("Download als bestand")

    answer = browser.client.post(form.action, data=form.values())

    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.data)
    assert told["data"]["resident"][0]["name"] == "Mia"
    assert told["not_included"]
    assert "reden" not in answer.get_data(as_text=True)


def test_she_reads_everything_on_one_page(inside, client_as_resident):
    with inside():
        match = bring(pair(), MatchState.COMPLETED)
    browser = client_as_resident(match.request.resident)

    page = browser.press(browser.get(DATA), "Bekijk alles op één pagina")

    assert page.heading == "Alles wat wij van u bewaren"
    assert "dinsdagochtend" in page.text
    assert "geholpen" in page.text
    assert len(page.html.encode()) < 60_000


def test_nobody_takes_along_the_data_of_another(mia, client, client_as):
    assert client.post(f"{DATA}/alles", {"form": "json"}).status in {303, 400}
    assert client_as("worker").get(DATA).status == 403


def test_leaving_is_not_done_without_a_tick(inside, mia, client_as_resident):
    browser = client_as_resident(mia)

    page = browser.press(browser.get(f"{DATA}/weggaan"), "Stop en wis mijn gegevens")

    assert page.status == 422
    with inside():
        assert get_resident(mia.id).name == "Mia Janssen"


def test_leaving_says_what_happens_and_does_it(inside, client_as_resident):
    with inside():
        match = bring(pair(), MatchState.AGREED)
    browser, other = client_as_resident(match.request.resident), client_as_resident(match.request.resident)
    page = browser.get(f"{DATA}/weggaan")
    assert "Uw hulp met Sjef stopt." in page.text
    assert "Dit kunnen wij niet terugdraaien." in page.text

    page = browser.press(page, "Stop en wis mijn gegevens", sure=True)

    assert page.path == "/"
    assert "Uw gegevens zijn gewist." in page.told[0]
    for one in (browser, other):
        assert one.get("/mijn", follow=False).status == 303
    with inside():
        assert get_resident(match.request.resident_id).left_on == local_today()


def test_where_she_was_the_pages_of_the_staff_still_open_and_say_no_name(
    inside, client_as_resident, client_as
):
    with inside():
        match = bring(pair(), MatchState.AGREED)
        never_match(one_id=match.request.resident_id, other_id=match.offer.resident_id, on=TODAY)
        leave(match.request.resident_id, now=utc_now())
        call = db.session.scalars(select(Call)).unique().one()
    dora = client_as("worker")

    for path in (
        "/vandaag",
        "/belletjes",
        f"/belletjes/{call.id}",
        f"/matches/{match.id}",
        "/matches",
        "/nooit-samen",
        f"/balie/bezoekers/{match.request.resident_id}",
    ):
        page = dora.get(path)
        assert page.status == 200, path
        assert "Mia" not in page.text, path
        assert "None" not in page.text, path
    sjef = client_as_resident(match.offer.resident).get("/mijn")
    assert sjef.status == 200
    assert "Mia" not in sjef.text
