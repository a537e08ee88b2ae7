"""Forms give typed values, say what is wrong on top and beside the field, are sent once, and lose nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from decimal import Decimal

import pytest

from buurtservice.clock import local_today
from tests.pages.example_pages import examples

GOOD = {"name": "Mia", "agreed": True}


@pytest.fixture
def taken(bare_app):
    """Return what the example took, on an application that has its pages."""
    if "examples" not in bare_app.blueprints:
        bare_app._got_first_request = False  # Used by other tests; Flask would refuse a page more.
        bare_app.register_blueprint(examples)
    bare_app.extensions["taken"] = []
    return bare_app.extensions["taken"]


@pytest.fixture
def form_page(client, taken):
    return client.get("/voorbeeld")


def test_a_form_gives_typed_values(client, form_page, taken):
    page = client.press(
        form_page,
        **GOOD,
        story="Eerste regel\r\n<b>tweede</b> 🙂",
        kind="ironing",
        often="nee",
        languages=["nl", "ar"],
        dayparts=[3, 4, 20],
        until="1 februari",
        born="31-12-2020",
        at="9.05",
        people="3",
        hours="1,5",
        phone="06-12 34 56 78",
        email="Mia@Voorbeeld.NL",
        postcode="6217ab",
    )

    assert page.path == "/"
    assert page.told == ["Opgeslagen."]
    (values,) = taken
    assert values["story"] == "Eerste regel\n<b>tweede</b> 🙂"
    assert (values["kind"], values["often"], values["languages"]) == ("ironing", False, ("nl", "ar"))
    assert values["dayparts"] == frozenset({3, 4, 20})
    assert (values["until"].day, values["until"].month) == (1, 2)
    assert (values["born"], values["at"]) == (date(2020, 12, 31), time(9, 5))
    assert (values["people"], values["hours"]) == (3, Decimal("1.5"))
    assert values["phone"] == "0612345678"
    assert values["email"] == "mia@voorbeeld.nl"
    assert values["postcode"] == "6217AB"


def test_what_is_wrong_stands_on_top_and_beside_the_field_and_the_rest_stays(client, form_page, taken):
    page = client.press(form_page, name="", story="Een mand per week", kind="ironing", phone="bel maar")

    assert page.status == 422
    assert page.errors == [
        "Vul uw naam in.",
        "Dit is geen telefoonnummer. Een nummer heeft tien cijfers, zoals 06 12 34 56 78.",
        "Hulp vragen kan vanaf 16 jaar.",
    ]
    name = page.root.all("input", name="name")[0].attrs
    assert name["aria-invalid"] == "true"
    assert page.root.all(id="name-fout")[0].text == "Fout: Vul uw naam in."
    assert {"name-uitleg", "name-fout"} <= set(name["aria-describedby"].split())
    assert page.form("Verstuur").values()["story"] == ["Een mand per week"]
    assert page.form("Verstuur").values()["kind"] == ["ironing"]
    assert page.form("Verstuur").values()["phone"] == ["bel maar"]
    assert taken == []
    links = [one.attrs["href"] for one in page.root.all(id="fouten")[0].all("a")]
    assert [len(page.root.all(id=link.removeprefix("#"))) for link in links] == [1, 1, 1]


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "x" * 5000, "Dit zijn 5.000 tekens. Er passen er 60 in."),
        ("story", "x" * 5000, "Er passen er 1.000 in."),
        ("name", "Mia\x00", "tekens in die wij niet kunnen lezen"),
        ("name", "\u202eaiM", "tekens in die wij niet kunnen lezen"),
        ("kind", "sorcery", "Deze keuze is er niet meer."),
        ("languages", "xx", "Deze keuze is er niet meer."),
        ("often", "misschien", "Deze keuze is er niet meer."),
        ("until", "gauw", "Dit is geen datum."),
        ("until", "31-02-2027", "Dit is geen datum."),
        ("until", "23-11-2300", "23 november 2300 is te ver weg. Kies uiterlijk "),
        ("until", "1-1-2020", "1 januari 2020 is al voorbij. Kies vandaag of later."),
        ("born", "1-1-2300", "moet nog komen"),
        ("at", "25.00", "Dit is geen tijd."),
        ("people", "6", "van 1 tot en met 5"),
        ("people", "zes", "van 1 tot en met 5"),
        ("hours", "veel", "Vul de uren in"),
        ("email", "mia", "Dit is geen e-mailadres."),
        ("postcode", "Maastricht", "Dit is geen postcode."),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_words(client, form_page, taken, field, value, says):
    page = client.press(form_page, **{**GOOD, field: value})

    assert page.status == 422
    assert len(page.errors) == 1
    assert says in page.errors[0]
    assert taken == []


@pytest.mark.parametrize(
    "written", ["{d}-{m}-{y}", "{d}/{m}/{y}", "{y}-{m:02}-{d:02}", "{d} {name} {y}", "{d} {name}", "{d}-{m}"]
)
def test_a_day_is_read_as_people_write_it(client, form_page, taken, written):
    day = local_today() + timedelta(days=40)
    names = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]

    client.press(
        form_page, **GOOD, until=written.format(d=day.day, m=day.month, y=day.year, name=names[day.month - 1])
    )

    assert taken[0]["until"] == day


def test_any_daypart_is_none_and_no_daypart_is_empty(client, form_page, taken):
    client.press(form_page, **GOOD, dayparts=["3", "altijd"])
    client.press(client.get("/voorbeeld"), **GOOD)

    assert [values["dayparts"] for values in taken] == [None, frozenset()]


def test_a_form_that_is_sent_twice_is_taken_once(client, form_page, taken):
    first = client.press(form_page, **GOOD, follow=False)
    second = client.press(form_page, **GOOD)

    assert first.status == 303
    assert second.url.endswith("/?klaar=1")
    assert "Dit was al verstuurd" in " ".join(second.told)
    assert len(taken) == 1


def test_a_form_that_is_sent_twice_at_once_is_taken_once(bare_app, client, form_page, taken):
    with ThreadPoolExecutor(4) as threads:
        pages = list(threads.map(lambda _: client.press(form_page, **GOOD, follow=False), range(4)))

    assert [(page.status, page.headers["Location"]) for page in pages] == [(303, "/?klaar=1")] * 4
    with bare_app.app_context():
        from buurtservice.web.models import FormToken

        assert bare_app.extensions["sqlalchemy"].session.query(FormToken).count() == 1


def test_what_a_service_refuses_lands_on_the_form_which_can_be_sent_again(client, form_page, taken):
    refused = client.press(form_page, **{**GOOD, "name": "Te laat"})

    assert refused.status == 422
    assert refused.errors == ["De match is al afgesproken. Kijk hoe het er nu voor staat."]
    assert client.press(refused, name="Mia").path == "/"


def test_a_form_without_our_token_is_not_taken(client, form_page, taken):
    page = client.press(form_page, **GOOD, once="made-up")

    assert page.errors == ["Dit formulier was te oud. Kijk het na en stuur het nog eens."]
    assert client.press(page).path == "/"
    assert len(taken) == 1


def test_when_the_session_is_gone_what_was_typed_is_still_there(client, form_page, taken):
    client.client.delete_cookie("buurtservice")

    page = client.press(form_page, **GOOD, story="Een mand per week", dayparts=[3], password="geheim")

    assert page.path == "/voorbeeld"
    assert taken == []
    assert "staat er nog" in page.text
    values = page.form("Verstuur").values()
    assert (values["name"], values["story"], values["dayparts"]) == (["Mia"], ["Een mand per week"], ["3"])
    assert values["password"] == [""]

    assert client.press(page).path == "/"
    assert taken[0]["story"] == "Een mand per week"
    assert client.get("/voorbeeld").form("Verstuur").values()["story"] == [""]


def test_what_a_worker_typed_is_for_that_worker_only(bare_app, client_as, taken):
    dora, other = client_as("worker"), client_as("worker", name="Els")
    page = dora.get("/voorbeeld/medewerker")
    dora.client.delete_cookie("buurtservice")
    dora.press(page, **GOOD, story="Van Dora", follow=False)

    concept = dora.client.get_cookie("concept")
    other.client.set_cookie("concept", concept.value)

    assert other.get("/voorbeeld/medewerker").form("Verstuur").values()["story"] == [""]


def test_a_form_of_another_site_is_not_taken_nor_shown(client, taken):
    page = client.post("/voorbeeld", {"name": "Mallory", "agreed": "ja"}, origin="https://elders.example")

    assert page.status == 400
    assert taken == []
    assert client.get("/voorbeeld").form("Verstuur").values()["name"] == [""]


def test_a_button_pressed_too_late_leads_back_to_its_page(client, taken):
    page = client.post("/voorbeeld/knop", {}, referer="http://localhost/voorbeeld?pagina=2", follow=True)

    assert page.url.endswith("/voorbeeld?pagina=2")
    assert page.told == ["De pagina stond te lang open. Druk nog eens op de knop."]


def test_a_button_of_nowhere_is_not_taken(client, taken):
    assert client.post("/voorbeeld/knop", {}).status == 400
    assert client.post("/voorbeeld/knop", {}, referer="https://elders.example/voorbeeld").status == 400


def test_behind_a_proxy_that_the_settings_do_not_know_nothing_typed_is_lost(client, taken):
    """Over https the browser says https, and the service, asked over http, takes itself for http."""
    page = client.post(
        "/voorbeeld",
        {"name": "Mia", "agreed": "ja"},
        origin="https://buurt.example",
        forwarded="https",
    )

    assert page.status == 400
    assert "Wat u invulde, staat nog op de vorige pagina" in page.text
    assert "BUURTSERVICE_PROXIES" in page.text


def test_a_form_from_the_address_that_people_use_comes_back_with_what_was_typed(client, bare_app, taken):
    bare_app.config["ADDRESS"] = "https://buurt.example"

    page = client.post("/voorbeeld", {"name": "Mia"}, origin="https://buurt.example", follow=True)

    assert page.path == "/voorbeeld"
    assert 'value="Mia"' in page.html
