"""Mia asks for help by herself: seven short pages, back and forth without loss, and a slip at the end."""

import re
from datetime import timedelta

import pytest

from buurtservice.clock import local_today, utc_now
from buurtservice.help.introducing import find_introduction
from buurtservice.help.models import HelpRequest
from buurtservice.help.queries import find_category, list_offers, list_requests
from buurtservice.job_runs.times import taken_up_on
from buurtservice.residents.agreements import list_agreements
from buurtservice.residents.models import AgreementKind, ContactBy, PostcodeCentroid
from buurtservice.transactions import transaction
from tests.factories import resident
from tests.pages.answering import ASKED as ANSWERS
from tests.pages.answering import NEXT, answer, ask, know_caberg, send


@pytest.fixture(autouse=True)
def caberg(inside):
    know_caberg(inside)


def the_request() -> HelpRequest:
    (request,) = list_requests()
    return request


def test_mia_asks_in_seven_pages_and_gets_a_slip(client, inside):
    page = send(client, ask(client))

    assert (page.status, page.path, page.heading) == (200, "/ik-zoek-hulp/klaar", "Uw vraag is binnen.")
    with inside():
        request = the_request()
        assert request.reference in page.text
        assert (request.category.code, request.dayparts, request.needs) == (
            "ironing",
            1 << 3 | 1 << 4,
            ["dog"],
        )
        assert request.note == "een mand per week"
        mia = request.resident
        assert (mia.name, mia.phone, mia.contact_by) == ("Mia Peters", "0612345678", ContactBy.PHONE)
        assert (mia.neighbourhood.name, mia.languages, mia.language) == ("Caberg", ["nl"], "nl")
        agreed = {one.kind for one in list_agreements(mia.id)}
        assert agreed == {AgreementKind.TAKING_PART, AgreementKind.AGE}


def test_the_slip_says_what_was_asked_and_until_when_to_wait(client):
    page = send(client, ask(client))

    assert "strijken" in page.text
    assert "Dinsdagochtend en dinsdagmiddag" in page.text
    assert "Wij laten uiterlijk" in page.text
    assert "043 000 00 00" in page.text


def test_what_is_for_today_is_not_promised_for_tonight(client, inside):
    page = send(client, ask(client, wanneer={"how": "day", "day": "vandaag"}))

    assert "Uw vraag is voor vandaag en wij zoeken pas vannacht. Bel ons" in page.text
    assert "Wij laten uiterlijk" not in page.text


def test_what_is_for_tomorrow_is_answered_tomorrow_at_the_latest(client, inside):
    page = send(client, ask(client, wanneer={"how": "day", "day": "morgen"}))

    day = taken_up_on("route", local_today(), now=utc_now())
    assert re.search(rf"Uiterlijk \w+ {day.day} \w+( \d+)? hoort u van ons", page.text)


def test_the_summary_shows_every_answer_and_each_can_be_changed(client, inside):
    page = ask(client)
    for words in (
        "Voor mijzelf",
        "Strijken",
        "Dinsdagochtend",
        "Er is een hond.",
        "Caberg",
        "Mia Peters",
        "0612345678",
    ):
        assert words in page.text

    changing = client.get("/ik-zoek-hulp/soort?wijzig=1")
    page = client.press(changing, "Terug naar alle antwoorden", kind="garden")

    assert page.path == "/ik-zoek-hulp/controle"
    send(client, page)
    with inside():
        assert the_request().category.code == "garden"


def test_going_back_shows_what_was_answered(client):
    ask(client, until="taak")

    back = client.get("/ik-zoek-hulp/wanneer")

    assert back.form(NEXT).values()["dayparts"] == ["3", "4"]
    assert "Tot nu toe" in back.text


def test_who_comes_back_later_goes_on_where_they_were(client):
    ask(client, until="wanneer")

    begun = client.get("/ik-zoek-hulp")

    assert begun.heading == "U was al begonnen"
    assert "/ik-zoek-hulp/wanneer" in begun.links.values() or "/ik-zoek-hulp/wanneer" in begun.html


def test_who_comes_after_can_begin_anew_and_sees_nothing(client):
    ask(client, until="waar")
    begun = client.get("/ik-zoek-hulp")
    assert "mand" not in begun.text

    page = client.press(begun, "Begin opnieuw")

    assert page.path == "/ik-zoek-hulp/voor-wie"
    assert client.get("/ik-zoek-hulp/taak").path == "/ik-zoek-hulp/voor-wie"


def test_somebody_asks_for_somebody_else_who_knows(client, inside):
    page = ask(
        client,
        voor_wie={
            "who": "other",
            "by": "family",
            "your_name": "Nora",
            "your_phone": "0611111111",
            "knows": True,
            "knows_on": "gisteren",
        },
        contact={"how": "through", "name": "Mia", "phone": ""},
    )
    assert "Nora, 0611111111" in page.text
    assert "Degene die hulp krijgt, is 16 jaar of ouder." in page.text
    page = send(client, page)

    assert "zelf voor een ander kunnen doen" not in page.text
    with inside():
        request = the_request()
        brought = find_introduction(request.id)
        yesterday = local_today() - timedelta(days=1)
        assert (brought.name, brought.brought_by, brought.agreed_on) == ("Nora", "family", yesterday)
        assert (request.resident.name, request.resident.phone, request.resident.contact_by) == (
            "Mia",
            None,
            None,
        )
        assert AgreementKind.ON_BEHALF in {one.kind for one in list_agreements(request.resident_id)}


def test_somebody_asks_without_a_name(client, inside):
    page = send(client, ask(client, contact={"how": "noname", "name": "", "phone": ""}))

    assert "Bewaar uw nummer goed" in page.text
    assert "en noemt uw nummer. Dan vertellen wij wie u kan helpen." in page.text
    assert "krijgt u elkaars nummer" not in page.main.text
    assert "zelf voor een ander kunnen doen" not in page.text
    with inside():
        who = the_request().resident
        assert (who.pseudonymous, who.name, who.phone, who.email) == (True, None, None, None)


def test_a_name_that_was_typed_before_is_not_kept_of_who_asks_without(client, inside):
    send(client, ask(client, contact={"how": "noname"}))

    with inside():
        assert the_request().resident.name is None


@pytest.mark.parametrize(
    ("way", "field", "typed", "kept"),
    [
        ("email", "email", "Mia@Voorbeeld.NL", "mia@voorbeeld.nl"),
        ("letter", "address", "Botsaartstraat 1, Maastricht", "Botsaartstraat 1, Maastricht"),
        ("desk", "phone", "0612345678", None),
    ],
)
def test_only_what_belongs_to_the_chosen_way_is_kept(client, inside, way, field, typed, kept):
    send(client, ask(client, contact={"how": way, "name": "Mia", "phone": "0612345678", field: typed}))

    with inside():
        mia = the_request().resident
        assert mia.contact_by == way
        assert getattr(mia, field) == kept
        assert mia.phone is None


def test_who_does_not_know_tells_it_in_own_words(client, inside):
    page = ask(
        client, soort={"kind": "other", "words": "De gordijnen ophangen"}, taak={"note": None, "needs": []}
    )
    assert "De gordijnen ophangen" in page.text
    page = send(client, page)

    assert "De buurtwerker neemt binnen twee werkdagen contact met u op" in page.text
    with inside():
        request = the_request()
        assert (request.category.code, request.note) == ("other", "De gordijnen ophangen")


def test_help_on_one_day_in_the_afternoon(client, inside):
    tomorrow = local_today() + timedelta(days=1)
    page = ask(client, wanneer={"how": "day", "day": "morgen", "parts": ["1"], "dayparts": []})
    assert "Eén keer, op" in page.text
    send(client, page)

    with inside():
        request = the_request()
        assert (request.wanted_on, request.weekly) == (tomorrow, False)
        assert request.dayparts == 1 << (3 * tomorrow.weekday() + 1)


def test_help_every_week_until_a_day_at_any_time(client, inside):
    until = local_today() + timedelta(days=60)
    send(
        client,
        ask(client, wanneer={"how": "weekly", "until": until.strftime("%d-%m-%Y"), "dayparts": ["altijd"]}),
    )

    with inside():
        request = the_request()
        assert (request.weekly, request.until, request.dayparts) == (True, until, None)


def test_a_postcode_gives_the_place(client, inside):
    with inside(), transaction() as session:
        session.add(PostcodeCentroid(postcode="6217AB", lat=50.86, lon=5.66, neighbourhood_id=1))

    page = ask(client, waar={"postal": "6217 ab", "neighbourhood": ""})
    assert "6217 AB" in page.text
    send(client, page)

    with inside():
        request = the_request()
        assert (request.lat, request.resident.postcode, request.neighbourhood.name) == (
            50.86,
            "6217AB",
            "Caberg",
        )


def test_who_asks_can_offer_something_with_one_tap(client, inside):
    done = send(client, ask(client))
    assert "zelf voor een ander kunnen doen" in done.text

    page = client.press(done, "Boodschappen", kind="shopping")

    assert page.path == "/ik-bied-hulp/soort"
    assert page.form(NEXT).values()["kinds"] == ["shopping"]
    page = client.press(page, NEXT)
    page = client.press(page, NEXT, dayparts=["altijd"])
    page = client.press(page, NEXT)
    assert page.form(NEXT).values()["neighbourhood"] == ["1"]
    page = client.press(page, NEXT)
    page = client.press(page, NEXT)
    assert page.form(NEXT).values()["name"] == ["Mia Peters"]
    send(client, client.press(page, NEXT))
    with inside():
        (offer,) = list_offers()
        assert offer.resident_id == the_request().resident_id


def test_who_asks_something_more_is_not_asked_again_who_they_are(client, inside):
    done = send(client, ask(client))

    page = client.press(done, "Nog iets vragen", again="ja")
    assert page.path == "/ik-zoek-hulp/soort"
    for name in ("soort", "wanneer", "taak"):
        page = client.press(
            page, NEXT, **{**ANSWERS[name], **({"kind": "garden"} if name == "soort" else {})}
        )
    client.press(page, NEXT)
    page = client.get("/ik-zoek-hulp/controle")
    send(client, page)

    with inside():
        one, other = list_requests()
        assert one.resident_id == other.resident_id


def test_another_name_on_the_same_computer_is_somebody_else(client, inside):
    done = send(client, ask(client))
    page = client.press(done, "Nog iets vragen", again="ja")
    for name in ("soort", "wanneer", "taak", "waar"):
        page = client.press(page, NEXT, **ANSWERS[name])
    send(client, client.press(page, NEXT, name="Fatima"))

    with inside():
        one, other = list_requests()
        assert one.resident_id != other.resident_id
        assert (one.resident.name, other.resident.name) == ("Mia Peters", "Fatima")


def test_what_is_on_the_screen_can_be_wiped(client):
    done = send(client, ask(client))

    page = client.press(done, "Wis alles van dit apparaat")

    assert "gewist" in page.told[0]
    gone = client.get("/ik-zoek-hulp/klaar")
    assert (gone.status, gone.heading) == (404, "Deze pagina is gesloten")


def test_nobody_else_sees_the_page_after_sending(client, bare_app):
    send(client, ask(client))
    other = type(client)(bare_app)

    assert other.get("/ik-zoek-hulp/klaar").status == 404


def test_who_is_signed_in_is_asked_only_what_we_do_not_know(client_as_resident, inside):
    with inside():
        mia = resident("Mia")
    page = client_as_resident(mia)
    visitor, page = page, page.get("/ik-zoek-hulp")
    assert page.path == "/ik-zoek-hulp/soort"

    page = answer(visitor, page, {name: ANSWERS[name] for name in ("soort", "wanneer", "taak")})
    send(visitor, page)

    with inside():
        assert the_request().resident_id == mia.id
    assert visitor.get("/ik-zoek-hulp/contact").status == 404


def test_the_words_can_be_english(client, inside):
    page = client.get("/ik-zoek-hulp/voor-wie?lang=en")

    assert page.heading == "Who are you asking help for?"
    assert "Next question" in page.text


def test_no_page_says_who_it_is_about_in_its_title_or_address(client):
    page = ask(client)
    done = send(client, page)

    for one in (page, done):
        assert "Mia" not in one.url
        assert "Mia" not in one.root.all("title")[0].children[0]


def test_a_kind_of_help_of_ones_own_can_be_asked(client, inside):
    with inside(), transaction():
        find_category("garden").position = 1

    page = client.get("/ik-zoek-hulp/voor-wie")
    page = client.press(page, NEXT)

    assert page.text.index("Tuin") < page.text.index("Strijken")
