"""What has no e-mail is told or brought away, once; Mia chooses what she wants to get."""

import pytest
from sqlalchemy import select

from buurtservice.accounts.models import AccessLog
from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.messages.models import Channel, MessageState, OutboxMessage
from buurtservice.messages.opting_out import list_unwanted
from buurtservice.messages.telling import tell
from buurtservice.residents.models import ContactBy
from tests.factories import resident
from tests.statements import statements

MOST_STATEMENTS = 15


@pytest.fixture
def mia(inside):
    """Return Mia, who is phoned about her offer; Truus gets two letters."""
    with inside():
        mia = resident("Mia Hermans", phone="043 111 11 11", contact_by=ContactBy.PHONE)
        truus = resident("Truus Gielen", address="Voorbeeldstraat 7", contact_by=ContactBy.LETTER)
        for key, person in (("a", mia), ("b", truus), ("c", truus)):
            values = {"help": f"hulp {key}"}
            tell("offer_expired", resident=person, key=key, now=utc_now(), values=values)
        return mia


def by_key(inside) -> dict[str, OutboxMessage]:
    with inside():
        return {one.key: one for one in db.session.scalars(select(OutboxMessage))}


def test_dora_tells_it_and_takes_back_what_was_a_slip(inside, mia, client_as):
    dora = client_as("worker")
    assert "3 berichten zonder e-mail" in dora.get("/vandaag").text
    page = dora.get("/berichten")
    assert "Mia Hermans, Malpertuis" in page.text
    assert "043 111 11 11" not in page.text

    message = dora.get(f"/berichten/{by_key(inside)['a'].id}")
    assert "043 111 11 11" in message.text
    assert "hulp a" in message.text
    page = dora.press(message, "Ik heb het verteld")

    assert "Er is niets te vertellen." in page.text
    told = by_key(inside)["a"]
    assert (told.state, told.done_by_id) == (MessageState.SENT, dora.user.id)
    page = dora.press(page, "Neem terug")
    assert by_key(inside)["a"].state == MessageState.WAITING
    with inside():
        actions = set(db.session.scalars(select(AccessLog.action).where(AccessLog.resident_id == mia.id)))
    assert {"message.list", "message.read", "message.done", "message.undone"} <= actions


def test_two_tell_it_at_once_and_the_second_is_told_so(inside, mia, client_as):
    dora, ben = client_as("worker"), client_as("desk")
    address = f"/berichten/{by_key(inside)['a'].id}"
    hers, his = dora.get(address), ben.get(address)
    dora.press(hers, "Ik heb het verteld")

    page = ben.press(his, "Ik heb het verteld")

    assert page.status == 422
    assert "is al gedaan" in page.errors[0]


def test_at_the_counter_stand_initials_and_no_contact_details(mia, client_as):
    ben = client_as("desk")

    for page in (ben.get("/berichten"), ben.get("/berichten?soort=brieven")):
        for secret in ("Hermans", "Gielen", "043 111", "Voorbeeldstraat 7", "hulp"):
            assert secret not in page.text


def test_chosen_letters_are_printed_together_and_gone_together(inside, mia, client_as):
    dora = client_as("worker")
    chosen = by_key(inside)["b"].id

    one = dora.press(dora.get("/berichten?soort=brieven"), "Bekijk en print deze brieven", id=[chosen])
    every = dora.press(dora.get("/berichten?soort=brieven"), "Bekijk en print deze brieven")

    assert (one.text.count("Dag Truus,"), every.text.count("Dag Truus,")) == (1, 2)
    assert "Voorbeeldstraat 7" in one.text
    page = dora.press(one, "Deze brief is weg")
    assert "1 brief is weg." in page.told[0]
    page = dora.press(every, "Deze 2 brieven zijn weg")
    assert "1 brief is weg." in page.told[0]  # The other was on its way already.
    assert "Er ligt geen brief klaar." in page.text


def test_odd_addresses_find_nothing_and_do_no_harm(inside, mia, client_as):
    dora = client_as("worker")

    for odd in ("id=x", "id=-1", "id=99999999999999999999", "id=%F0%9F%8C%BB", "id=" + "&id=7" * 80):
        assert dora.get(f"/berichten/brieven?{odd}").status == 200
    assert dora.get("/berichten/999").status == 404
    assert {one.state for one in by_key(inside).values()} == {MessageState.WAITING}


def test_a_mail_is_not_among_them(inside, mia, client_as):
    with inside():
        anna = resident("Anna", email="anna@buurt.example")
        tell("offer_expired", resident=anna, key="mail", now=utc_now(), values={"help": "x"})
    mail = by_key(inside)["mail"]

    assert mail.channel == Channel.MAIL
    assert client_as("worker").get(f"/berichten/{mail.id}").status == 404


def test_the_list_asks_little_of_the_database(bare_app, mia, client_as):
    dora = client_as("worker")
    dora.get("/berichten")
    with bare_app.app_context():
        engine = db.engine
    for path in ("/berichten", "/berichten?soort=brieven", "/berichten/brieven", "/vandaag"):
        with statements(engine) as asked:
            dora.get(path)
        assert len(asked) <= MOST_STATEMENTS, path


def test_mia_chooses_what_she_gets(inside, mia, client_as_resident):
    browser = client_as_resident(mia)
    page = browser.get(browser.get("/mijn").links["Mijn berichten"])
    assert "Uw vraag is binnen" not in page.text

    page = browser.press(page, "Bewaar", wanted=["how_it_went", "offer_stands"])

    assert "Bewaard" in page.told[0]
    with inside():
        wanted_no_more = {"activity_invited", "activity_reminder", "appointment_reminder"}
        assert list_unwanted(mia.id) == wanted_no_more | {"scooter_reminder", "scooter_check_ends"}
    browser.press(page, "Bewaar", wanted=[])
    browser.press(browser.get("/mijn/berichten"), "Bewaar", wanted=["activity_invited"])
    with inside():
        assert "activity_invited" not in list_unwanted(mia.id)
        assert len(list_unwanted(mia.id)) == 6
