"""The figures as they are read once months are frozen: with few people, in English, and to take away."""

import re
from datetime import date

import pytest

from buurtservice.clock import local_today, utc_now
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.figures.freezing import freeze_months
from buurtservice.transactions import transaction
from tests.guards.test_translations import lines_in_dutch, words_of

YEAR = local_today().year - 1
OCTOBER = date(YEAR, 10, 1)
PERIODS = (f"{YEAR}-10", f"{YEAR}-12", f"{YEAR}-Q4", f"{YEAR}")


@pytest.fixture
def few(inside) -> None:
    """Freeze last year, of which only October had anything: three askers of two, one and none of a kind."""
    with inside(), transaction():
        for number in range(3):
            about = About(request_key=f"request{number}", category="pet", neighbourhood="Caberg")
            record_fact(FactKind.REQUEST_RECEIVED, on=OCTOBER, about=about, asker_offers=number == 0)
        for number in range(4):
            about = About(offer_key=f"offer{number}", category="pet", neighbourhood="Caberg")
            record_fact(FactKind.OFFER_RECEIVED, on=OCTOBER, about=about, capacity=1)
        record_fact(FactKind.REQUEST_WITHDRAWN, on=OCTOBER, about=About(request_key="request0"))
        freeze_months(today=local_today(), now=utc_now())


def headings(html: str) -> set[str]:
    main = html.split("<main")[1]
    return {words.strip() for words in re.findall(r"<(?:h[1-3]|title|dt)[^>]*>([^<]+)<", main)}


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("role", ["policy", "operator"])
def test_frozen_months_of_a_few_people_have_a_page_that_counts_none_of_them(client_as, role):
    reader = client_as(role)

    hidden = []
    for period in PERIODS:
        page = reader.get(f"/cijfers?periode={period}")
        assert page.status == 200, period
        for row in re.findall(r">Ingetrokken</th>(.*?)</tr>", page.html, re.DOTALL):
            assert not re.search(r"<td>\d", row), period
            hidden.append("verborgen" in row)
    assert hidden == [True] * 3, "the quarter stands in the pictures of December, the quarter and the year"


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("role", ["policy", "worker"])
def test_an_english_reader_meets_no_dutch(client_as, role):
    reader = client_as(role)

    for path in (
        f"/cijfers?periode={YEAR}-Q4",
        f"/cijfers?periode={local_today():%Y-%m}",
        f"/cijfers/getal/requests?periode={YEAR}-10",
        f"/cijfers/getal/helped_share_with_offer?periode={YEAR}-Q4",
        f"/cijfers/afdruk?periode={YEAR}-Q4",
        f"/cijfers?van=1-12-{YEAR}&tot=1-11-{YEAR}",
    ):
        dutch, english = (reader.get(f"{path}&lang={code}").html for code in ("nl", "en"))
        assert headings(dutch), path
        assert headings(dutch) & headings(english) == set(), path
        assert lines_in_dutch(words_of(english)) == [], path


def test_days_the_wrong_way_round_are_named_as_the_page_names_them(client_as):
    page = client_as("policy").get("/cijfers?van=1-12-2014&tot=1-11-2014")

    assert "1 december 2014" in page.html
    assert "1 november 2014" in page.html
    assert "--from" not in page.html
    assert "2014-12-01" not in page.html


@pytest.mark.usefixtures("few")
def test_what_is_taken_away_is_rounded_as_on_the_page(client_as):
    officer = client_as("policy")
    asked = f"periode={YEAR}-10"

    csv = officer.client.get(f"/cijfers/cijfers.csv?{asked}").data.decode("utf-8-sig")
    printed = officer.get(f"/cijfers/afdruk?{asked}").html

    assert "1,3" in officer.get(f"/cijfers?{asked}").html
    assert "Aanbod op elke aanvraag;1,3;" in csv
    for text in (csv, printed):
        assert "1,3" in text
        assert "1,333" not in text
