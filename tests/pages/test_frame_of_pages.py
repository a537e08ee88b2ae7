"""What every page has: its headers, its language, its way back, and a page for everything that goes wrong."""

import pytest
from flask import Flask, abort
from sqlalchemy.exc import OperationalError

from buurtservice.errors import Conflict, NotFound
from buurtservice.i18n import N_
from buurtservice.permissions import permission


def test_the_home_page_shows_the_two_doors_and_where_a_person_is(client):
    page = client.get("/")

    assert page.status == 200
    assert [one.text for one in page.main.all("a", class_="action")] == ["Ik zoek hulp", "Ik bied hulp"]
    assert "043 000 00 00" in page.root.all("footer")[0].text


def test_a_page_is_guarded_and_not_kept(client):
    headers = client.get("/").headers

    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_chosen_language_sticks(client):
    assert client.get("/").root.all("html")[0].attrs["lang"] == "nl"

    client.get("/?lang=en")

    assert client.get("/").root.all("html")[0].attrs["lang"] == "en"


def test_what_a_browser_says_of_its_language_does_not_change_the_page(client):
    page = client.client.get("/", headers={"Accept-Language": "en-GB"})

    assert 'lang="nl"' in page.get_data(as_text=True)


def test_somebody_of_the_staff_sees_who_they_are_and_where_they_may_go(client_as):
    page = client_as("policy").get("/cijfers")

    assert page.status == 200
    assert "Petra" in page.root.all("header")[0].text
    assert [one.text for one in page.root.all("nav", class_="tabs")[0].all("a", aria_current="page")] == [
        "Cijfers"
    ]


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 413, 429, 500, 503])
def test_whatever_goes_wrong_has_a_page_that_says_what_to_do(bare_app: Flask, client, status):
    endpoint = _failing(bare_app, f"abort-{status}", lambda: abort(status))

    page = client.get(endpoint)

    assert page.status == status
    assert page.heading
    assert "Naar het begin" in page.links


def test_a_refusal_of_a_service_is_shown_in_its_own_words(bare_app: Flask, client):
    class SomebodyWasFaster(Conflict):
        text = N_("De match is al %(state)s. Kijk hoe het er nu voor staat.")

    def refuse() -> None:
        raise SomebodyWasFaster(state="afgesproken")

    page = client.get(_failing(bare_app, "faster", refuse))

    assert page.status == 409
    assert "De match is al afgesproken." in page.text


def test_a_record_that_is_not_there_is_a_page_that_is_not_there(bare_app: Flask, client):
    def missing() -> None:
        raise NotFound(what="Match", id=12)

    assert client.get(_failing(bare_app, "missing", missing)).status == 404


def test_a_database_that_is_away_says_so_and_asks_to_come_back(bare_app: Flask, client):
    def away() -> None:
        raise OperationalError("SELECT 1", {}, Exception("no route to host"))

    page = client.get(_failing(bare_app, "away", away))

    assert page.status == 503
    assert page.headers["Retry-After"]
    assert "no route" not in page.html


def _failing(app: Flask, name: str, view) -> str:
    """Add a page that does this; applications of tests are shared, so each has its own name."""
    endpoint = f"failing-{name}"
    if endpoint not in app.view_functions:
        app._got_first_request = False  # The application was used already, and Flask would refuse.
        app.add_url_rule(f"/{endpoint}", endpoint, permission("public")(lambda: app.extensions[endpoint]()))
    app.extensions[endpoint] = view
    return f"/{endpoint}"


@pytest.mark.parametrize("number", ["2147483648", "9" * 30])
def test_a_number_that_no_record_can_have_is_a_page_that_is_not_there(client_as, number):
    worker = client_as("worker")

    assert worker.get(f"/balie/bezoekers/{number}").status == 404
    assert worker.get(f"/berichten/brieven?id={number}").status == 200  # A list of which nothing is left.
