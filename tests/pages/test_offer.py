"""Sjef offers help: several kinds at once, generously, and is asked what he could use himself."""

import pytest

from buurtservice.clock import local_today
from buurtservice.help.models import HelpOffer
from buurtservice.help.policies import offer_lasts_until
from buurtservice.help.queries import find_category, list_offers, list_requests
from buurtservice.residents.agreements import list_agreements
from buurtservice.residents.models import AgreementKind
from buurtservice.transactions import transaction
from tests import factories
from tests.pages.answering import AGREED, ASKED, NEXT, OFFERED, SEND, ask, know_caberg, offer, send
from tests.pages.test_crawl import MOST_QUERIES, counting


@pytest.fixture(autouse=True)
def caberg(inside):
    know_caberg(inside)


def the_offers() -> dict[str, HelpOffer]:
    return {one.category.code: one for one in list_offers()}


def test_sjef_offers_two_kinds_of_help_and_gets_a_number_for_each(client, inside):
    page = send(client, offer(client))

    assert (page.status, page.path, page.heading) == (200, "/ik-bied-hulp/klaar", "Dank u wel, Sjef Janssen.")
    with inside():
        offers = the_offers()
        assert set(offers) == {"garden", "odd_jobs"}
        garden = offers["garden"]
        assert (garden.dayparts, garden.radius_m, garden.can, garden.capacity) == (
            1 << 15 | 1 << 16,
            700,
            ["dog", "stairs"],
            2,
        )
        assert garden.expires_on == offer_lasts_until(local_today())
        sjef = garden.resident
        assert (sjef.name, sjef.phone, sjef.max_active, sjef.languages) == (
            "Sjef Janssen",
            "0687654321",
            2,
            ["nl"],
        )
        assert all(one.reference in page.text for one in offers.values())
        assert {one.kind for one in list_agreements(sjef.id)} == {
            AgreementKind.TAKING_PART,
            AgreementKind.AGE,
        }


def test_a_second_kind_and_wider_times_are_suggested_and_counted(client, inside):
    page = offer(client, until="nog-meer")
    assert "Vervoer" in page.text
    assert "Ook op andere ochtenden" in page.text
    assert "Tuin" not in page.form(NEXT).element.text

    page = offer_on(client, page, kinds=["transport"], times=["evenings"])
    send(client, page)

    with inside():
        offers = the_offers()
        assert set(offers) == {"garden", "odd_jobs", "transport"}
        evenings = sum(1 << (3 * day + 2) for day in range(5))
        assert offers["transport"].dayparts == 1 << 15 | 1 << 16 | evenings


def test_what_is_asked_for_most_is_suggested_first(client, inside):
    with inside():
        mia = factories.resident("Mia")
        for _ in range(3):
            factories.request(mia, "pet")

    page = offer(client, until="nog-meer")

    assert page.text.index("Huisdier") < page.text.index("Vervoer")


def test_who_can_always_is_not_asked_for_other_times(client):
    page = offer(client, until="nog-meer", wanneer={"dayparts": ["altijd"]})

    assert "Ook op andere" not in page.text


def test_what_was_added_stays_when_the_first_answers_change(client):
    page = offer(client, until="nog-meer")
    offer_on(client, page, kinds=["transport"], times=["weekend"])

    changing = client.get("/ik-bied-hulp/soort?wijzig=1")
    page = client.press(changing, "Terug", kinds=["garden", "transport", "language"])

    assert page.path == "/ik-bied-hulp/controle"
    assert page.status == 200


def test_a_kind_of_help_that_needs_screening_is_explained_and_not_refused(client, inside):
    with inside(), transaction():
        find_category("garden").requires_screening = True

    page = offer(client, until="wanneer")
    back = client.get("/ik-bied-hulp/soort")
    assert "gratis VOG" in back.text
    page = offer_rest(client, page)
    assert "Verklaring Omtrent het Gedrag" in page.text
    done = send(client, page)

    assert "Verklaring Omtrent het Gedrag" in done.text
    with inside():
        assert not the_offers()["garden"].resident.screened


def test_any_distance_is_no_radius(client, inside):
    send(client, offer(client, hoe_ver={"radius": "any"}))

    with inside():
        assert the_offers()["garden"].radius_m is None


def test_one_tap_asks_for_what_sjef_could_use_himself(client, inside):
    done = send(client, offer(client))
    assert "En wat kunt u zelf gebruiken?" in done.text

    page = client.press(done, "Koken", kind="cooking")

    assert page.path == "/ik-zoek-hulp/wanneer"
    assert "Koken" in page.text
    page = client.press(page, NEXT, dayparts=["altijd"])
    page = client.press(page, NEXT)
    assert page.form(NEXT).values()["neighbourhood"] == ["1"]
    page = client.press(page, NEXT)
    assert page.form(NEXT).values()["name"] == ["Sjef Janssen"]
    send(client, client.press(page, NEXT))
    with inside():
        (request,) = list_requests()
        assert request.resident_id == the_offers()["garden"].resident_id


def test_something_else_is_asked_in_own_words(client):
    done = send(client, offer(client))

    page = client.press(done, "Iets anders", kind="other")

    assert page.path == "/ik-zoek-hulp/soort"
    assert page.form(NEXT).values()["kind"] == ["other"]


def test_iets_anders_cannot_be_offered(client):
    page = client.get("/ik-bied-hulp/soort")

    assert "Iets anders" not in page.main.text
    page = client.press(page, NEXT, kinds=["other"])
    assert page.status == 422


def test_nobody_offers_without_a_name(client):
    page = offer(client, until="contact")

    assert "Liever zonder naam" not in page.text
    page = client.press(page, NEXT, how="noname")
    assert page.status == 422


@pytest.mark.parametrize(
    ("step", "values", "says"),
    [
        ("soort", {"kinds": []}, "Kies minstens één soort hulp"),
        ("soort", {"kinds": ["massage"]}, "Deze keuze is er niet meer"),
        ("wanneer", {"dayparts": []}, "Kies minstens één moment"),
        ("nog-meer", {"kinds": ["massage"]}, "Deze keuze is er niet meer"),
        ("nog-meer", {"times": ["nights"]}, "Deze keuze is er niet meer"),
        ("hoe-ver", {"radius": "1"}, "Deze keuze is er niet meer"),
        ("hoe-ver", {"radius": None}, "Kies hoe ver"),
        ("hoe-ver", {"neighbourhood": "", "postal": ""}, "Vul uw postcode in"),
        ("hoe", {"at_once": "1000"}, "Deze keuze is er niet meer"),
        ("hoe", {"speaks": []}, "Kies minstens één taal"),
        ("hoe", {"note": "a" * 5000}, "5.000 tekens"),
        ("contact", {"name": "😀\x07"}, "tekens in die wij niet kunnen lezen"),
    ],
)
def test_what_cannot_be_is_told_at_the_field(client, step, values, says):
    page = offer(client, until=step)

    page = client.press(page, NEXT, **{**OFFERED[step], **values})

    assert (page.status, page.path) == (422, f"/ik-bied-hulp/{step}")
    assert any(says in error for error in page.errors), page.errors


def test_a_kind_of_help_that_was_retired_meanwhile_is_asked_again(client, inside):
    page = offer(client)
    with inside(), transaction():
        find_category("garden").retired_on = local_today()

    page = send(client, page)

    assert page.path == "/ik-bied-hulp/soort"
    with inside():
        assert list_offers() == []


def test_sending_twice_offers_once(client, inside):
    page = offer(client)
    other = client.get("/ik-bied-hulp/controle")

    send(client, page)
    assert "al verstuurd" in send(client, page).told[0]
    assert send(client, other).path == "/ik-bied-hulp/klaar"

    with inside():
        assert len(list_offers()) == 2


def test_back_after_sending_leads_to_what_came_of_it(client):
    send(client, offer(client))

    assert client.get("/ik-bied-hulp/controle").path == "/ik-bied-hulp/klaar"


def test_both_ticks_are_needed(client):
    page = client.press(offer(client), SEND, **{**AGREED, "agree": False})

    assert page.status == 422
    assert len(page.errors) == 1


def test_who_is_signed_in_is_not_asked_who_they_are(client_as_resident, inside):
    with inside():
        sjef = factories.resident("Sjef")
    visitor = client_as_resident(sjef)
    page = offer(visitor, until="contact")
    assert page.path == "/ik-bied-hulp/controle"

    send(visitor, page)

    with inside():
        assert {one.resident_id for one in list_offers()} == {sjef.id}


def test_the_pages_say_how_data_is_used(client):
    page = client.get("/uw-gegevens")

    assert page.status == 200
    for words in ("BSN", "één dag", "laten wissen", "Autoriteit Persoonsgegevens"):
        assert words in page.text
    assert any("uw-gegevens" in url for url in client.get("/").links.values())


def test_the_beginning_leads_to_both(client):
    links = client.get("/").links

    assert any(url.endswith("/ik-zoek-hulp") for url in links.values())
    assert any(url.endswith("/ik-bied-hulp") for url in links.values())


def offer_on(client, page, **more):
    page = client.press(page, NEXT, **more)
    for name in ("hoe-ver", "hoe", "contact"):
        page = client.press(page, NEXT, **OFFERED[name])
    return page


def offer_rest(client, page):
    for name in ("wanneer", "nog-meer", "hoe-ver", "hoe", "contact"):
        page = client.press(page, NEXT, **OFFERED[name])
    return page


def test_no_page_asks_the_database_more_than_it_needs(client, bare_app):
    ask(client)
    offer(client)
    many = []

    for wizard, names in (("ik-zoek-hulp", [*ASKED, "controle"]), ("ik-bied-hulp", [*OFFERED, "controle"])):
        for name in names:
            with counting(bare_app) as statements:
                page = client.get(f"/{wizard}/{name}")
            assert page.path == f"/{wizard}/{name}"
            if len(statements) > MOST_QUERIES:
                many.append((name, len(statements)))

    assert many == []
