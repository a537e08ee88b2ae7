"""The page of the demonstration says what the service found, to anybody, from this machine alone."""

import re

import pytest
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.residents.models import Resident
from tests.browser.serving import FAULT_PATH
from tests.browser.test_accessibility import OPEN_ALL

pytestmark = pytest.mark.browser

MOST_HTML_BYTES = 64_000
MOST_OTHER_BYTES = 120_000


@pytest.fixture
def story(demo_app):
    return demo_app.extensions["buurtservice_demo"]


def test_it_names_everybody_who_is_proposed_and_everybody_who_waits(open_page, story):
    text = open_page("/demo").inner_text("main")

    for match in story.report.matches:
        assert match.asker.name.split()[0] in text
        assert match.helper.name in text
    for one in story.report.unmatched:
        assert one.asker.name in text
    assert text.count("wacht op u") >= len(story.report.matches) - 3 + 1  # A ring of three is one card.


def test_it_shows_the_four_figures_as_they_stand_and_as_they_would_be(open_page, story):
    cards = open_page("/demo").locator(".figure").all_inner_texts()

    for card, name in zip(
        cards, ("requests", "reciprocal_matches", "open_offers", "activities"), strict=True
    ):
        numbers = {int(number) for number in re.findall(r"^\d+$", card, re.MULTILINE)}
        assert {getattr(story.figures, name), getattr(story.figures_if_agreed, name)} <= numbers


def test_it_says_what_could_not_be_read_and_why(open_page, story):
    text = open_page("/demo").inner_text("main")

    for problem in story.imported.problems:
        assert f"Rij {problem.row}, kaart {problem.card}" in text
        assert problem.message.dutch in text


def test_every_request_goes_somewhere(open_page, story):
    rows = open_page("/demo").locator("section[aria-labelledby=liggen] tbody td").all_inner_texts()

    asked = len(story.report.matches) + len(story.report.unmatched)
    assert sum(int(row) for row in rows) == asked == story.imported.requests


def test_it_shows_no_telephone_number_and_no_address(open_page, demo_app):
    page = open_page("/demo").content()

    with demo_app.app_context():
        people = db.session.scalars(select(Resident)).all()
        kept_back = {secret for one in people for secret in (one.phone, one.address) if secret}
    assert kept_back
    assert [secret for secret in kept_back if secret in page] == []


@pytest.mark.parametrize("width", [320, 390, 640, 1280])  # 640: a screen of 1280 at 200 %.
def test_nobody_has_to_scroll_sideways(open_page, width):
    page = open_page("/demo", width=width)
    page.evaluate(OPEN_ALL)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nobody_has_to_scroll_sideways_with_type_twice_as_large(open_page):
    page = open_page("/demo", width=640)
    page.evaluate(OPEN_ALL)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth") <= 640


def test_nothing_is_asked_of_another_host_and_the_browser_has_no_complaint(open_page, address):
    page = open_page("/demo")
    page.wait_for_load_state("networkidle")

    assert len(page.asked_for) >= 3  # The page, its style, its pictograms.
    assert [url for url in page.asked_for if not url.startswith(address + "/")] == []
    assert page.complaints == []


def test_the_pictograms_are_really_drawn(open_page):
    page = open_page("/demo")
    page.wait_for_load_state("networkidle")
    widths = page.locator(".pic use").evaluate_all("all => all.map(one => one.getBBox().width)")

    assert widths
    assert min(widths) > 5


def test_it_says_the_same_without_javascript(open_page):
    with_it, without = open_page("/demo"), open_page("/demo", javascript=False)

    assert without.inner_text("body") == with_it.inner_text("body")
    assert re.findall(r"<script(?![^>]* src=)", with_it.content()) == []
    assert " style=" not in with_it.content()


def test_the_language_can_be_switched_and_back(open_page):
    page = open_page("/demo")

    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"

    page.get_by_role("link", name="Nederlands").click()
    assert page.locator("html").get_attribute("lang") == "nl"


def test_it_is_light_enough_for_a_slow_telephone(open_page, address):
    page = open_page("/demo")
    page.wait_for_load_state("networkidle")
    sizes = {url: len(page.request.get(url).body()) for url in set(page.asked_for)}
    html = sizes.pop(f"{address}/demo?lang=nl")

    assert html <= MOST_HTML_BYTES
    assert sum(sizes.values()) <= MOST_OTHER_BYTES


def test_on_paper_everything_is_open(open_page):
    page = open_page("/demo")
    page.emulate_media(media="print")

    assert page.locator(".parts").first.is_visible()
    assert not page.locator(".door").is_visible()


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [("/bestaat-niet", 404, "Deze pagina is er niet"), (FAULT_PATH, 500, "bij ons")],
)
def test_what_goes_wrong_has_a_page_with_a_way_back(open_page, address, path, status, words):
    page = open_page(path)

    assert page.request.get(address + path).status == status
    assert words in page.inner_text("h1")
    page.locator("main .btn").click()
    assert page.locator("main .action").count() == 2
