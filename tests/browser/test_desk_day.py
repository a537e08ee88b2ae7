"""Ben's day at the desk in a real browser: by keyboard alone, with a script and without, for all eyes."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from buurtservice.accounts.sign_ins import sign_in_staff
from buurtservice.app import create_app
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.merging.services import merge_residents
from buurtservice.referrals.models import Direction, Party
from buurtservice.referrals.services import make_referral
from buurtservice.referrals.signals import raise_signal
from buurtservice.residents.services import keep_findable
from buurtservice.settings import Settings
from buurtservice.transactions import transaction
from tests import factories
from tests.browser.serving import arrive, serving
from tests.browser.test_accessibility import EYES, check_both_forms, faults
from tests.pages.conftest import add_staff

pytestmark = pytest.mark.browser

LONG = "Wilhelmina-Antoinette Hubertina van der Meijden-Oosterbeek tot Vaeshartelt"
SAVE = "Bewaar en maak het briefje"
MOST_TABS = 90
PAGES = (
    "/balie",
    "/balie/vraag",
    "/balie/aanbod",
    "/balie/zonder-naam",
    "/balie/alleen-een-vraag",
    "/balie/alleen-een-vraag/terug",
    "/balie/dubbel",
    "/balie/bezoekers/1",
    "/balie/bezoekers/1/vraag",
    "/balie/bezoekers/1/gegevens",
    "/balie/bezoekers/1/dubbel",
    "/balie/bezoekers/1/signaal",
    "/balie/bezoekers/1/doorverwijzing",
    "/balie/samenvoegen/1/2",
    "/balie/samenvoegingen/1/terug",
    "/balie/vragen/1/stap",
    "/balie/vragen/1/briefje",
    "/balie/aanbod/1/briefje",
    "/signalen",
    "/signalen?toon=afgesloten",
    "/signalen/nieuw",
    "/doorverwijzingen",
)
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def neighbourhood(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return an application in which everything that Ben's pages show has happened."""
    folder = tmp_path_factory.mktemp("desk")
    shutil.copyfile(sqlite_template, folder / "desk.sqlite")
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'desk.sqlite'}", instance=folder))
    with app.app_context():
        _play()
        db.session.remove()
    return app


def _play() -> None:
    today, ben = local_today(), add_staff("Ben", "desk").id
    mia = factories.resident(LONG, address="Botsaartstraat 12", phone="0612340061")
    double = factories.resident("W. van der Meijden-Oosterbeek tot Vaeshartelt", address="Botsaartstr. 12")
    merged = factories.resident("Mia Bours", phone="0431234567")
    with transaction():
        for person in (mia, double, merged):
            keep_findable(person)
    factories.request(mia, received_on=today)
    factories.offer(mia, "garden", received_on=today)
    merge_residents(kept_id=mia.id, merged_id=merged.id, by_id=ben, now=utc_now())
    raise_signal("De kachel is stuk", by_id=ben, now=utc_now(), resident_id=mia.id)
    make_referral(
        direction=Direction.TO,
        party=Party.GP,
        party_name="Praktijk Noord",
        agreed_on=today,
        on=today,
        today=today,
        by_id=ben,
        resident_id=mia.id,
    )


@pytest.fixture(scope="module")
def where(neighbourhood: Flask) -> Iterator[str]:
    with serving(neighbourhood) as address:
        yield address


@pytest.fixture
def open_as_ben(browser: Browser, neighbourhood: Flask, where: str) -> Iterator[Open]:
    """Return how to open a path as Ben."""
    contexts = []
    with neighbourhood.app_context():
        token = sign_in_staff(add_staff("Ben", "desk").id, now=utc_now())
        db.session.remove()
    client = neighbourhood.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    cookie = client.get_cookie("buurtservice")
    assert cookie is not None

    def open_it(
        path: str,
        *,
        width: int = 820,
        scheme: str = "light",
        language: str = "nl",
        javascript: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 1100},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.add_cookies([{"name": "buurtservice", "value": cookie.value, "url": where}])
        page = context.new_page()
        page.goto(f"{where}{path}{'&' if '?' in path else '?'}lang={language}")
        return page

    yield open_it
    for context in contexts:
        context.close()


def tab_to(page: Page, **wanted: str) -> None:
    """Go on with the Tab key until the focus stands on what has this attribute, or these words."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.locator(":focus")
        if focus.count() == 0:
            continue
        words = wanted.get("words")
        if words is not None and words in focus.inner_text():
            return
        if words is None and all(focus.get_attribute(name) == value for name, value in wanted.items()):
            return
    raise AssertionError(f"{wanted} was not reached by the Tab key")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_ben_registers_a_visitor_and_a_request_by_keyboard_alone(open_as_ben, javascript):
    name = f"Fatima {'Metscript' if javascript else 'Zonderscript'}"
    page = open_as_ben("/balie", javascript=javascript)

    tab_to(page, name="q")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    page.get_by_text("Niemand gevonden.").wait_for()
    tab_to(page, words="Nieuw: hulp vragen")
    page.keyboard.press("Enter")
    arrive(page, r"balie\/vraag$")
    expect(page.locator("#name")).to_have_value(name)

    tab_to(page, name="phone")
    page.keyboard.type("0687654321" if javascript else "0611112222")
    tab_to(page, name="neighbourhood")
    page.keyboard.type("Malp")
    tab_to(page, name="kind")
    page.keyboard.type("Strij")
    tab_to(page, id="dayparts-3")
    page.keyboard.press("Space")
    tab_to(page, name="age")
    page.keyboard.press("Space")
    tab_to(page, name="agree")
    page.keyboard.press("Space")
    tab_to(page, words=SAVE)
    page.keyboard.press("Enter")

    arrive(page, r"balie\/vragen\/\d+\/briefje")
    assert page.locator("h1").inner_text() == "De vraag staat erin."
    assert "dinsdagochtend" in page.locator(".slip").inner_text()


def test_typing_finds_and_the_arrow_keys_go_to_who_was_found(open_as_ben):
    page = open_as_ben("/balie")

    page.locator("#q").press_sequentially("botsaart", delay=20)
    page.locator(".hit").first.wait_for()
    page.keyboard.press("ArrowDown")

    assert "W.V." in page.locator(":focus").inner_text()
    assert "botsaart" not in page.url
    assert page.locator("[data-search-status]").inner_text() == "2 gevonden"


def test_without_a_script_the_button_finds_and_shows_whole_names(open_as_ben):
    page = open_as_ben("/balie", javascript=False)

    page.locator("#q").fill("botsaart")
    page.get_by_role("button", name="Zoek", exact=True).click()
    assert LONG not in page.locator("main").inner_text()
    page.get_by_role("button", name="Toon hele namen").click()

    assert LONG in page.locator("main").inner_text()


def test_every_page_of_the_desk_can_be_used_by_everybody(open_as_ben, axe, where):
    page = open_as_ben("/balie")

    for path in PAGES:
        page.goto(where + path)
        check_both_forms(page, axe)


@pytest.mark.parametrize(("width", "scheme", "language"), EYES)
def test_errors_doubles_and_what_was_found_can_be_read_by_everybody(
    open_as_ben, axe, where, width, scheme, language
):
    page = open_as_ben("/balie", width=width, scheme=scheme, language=language)

    def look(state: str) -> None:
        assert faults(page, axe) == {}, state
        assert page.evaluate("document.documentElement.scrollWidth") <= width, state

    for term in ("botsaart", "zzzz", "m"):
        page.locator("#q").fill(term)
        page.locator("#zoekformulier .btn").click()
        look(f"found {term}")
    page.goto(f"{where}/balie/vraag")
    page.locator("main .btn").last.click()
    expect(page.locator("#fouten")).to_be_focused()
    look("errors")
    page.locator("#name").fill("W. van der Meijden")
    page.locator("#phone").fill("0612340061")
    page.locator("main .btn").last.click()
    expect(page.locator("input[name=same]")).to_have_count(2)
    look("doubles")
    page.goto(f"{where}/balie/samenvoegen/1/2")
    page.locator("main .btn").first.click()
    look("which card stays")
    page.goto(f"{where}/balie/bezoekers/1/doorverwijzing")
    page.locator("main .btn").last.click()
    look("referral with errors")


def test_of_the_slip_only_the_slip_is_printed_and_it_names_nobody(open_as_ben):
    page = open_as_ben("/balie/vragen/1/briefje")
    expect(page.get_by_role("button", name="Print het briefje")).to_be_visible()

    page.emulate_media(media="print")

    assert page.locator(".slip").is_visible()
    for part in ("header", "h1", ".door", "main .btn"):
        assert not page.locator(part).first.is_visible(), part
    assert "Wilhelmina" not in page.locator(".slip").inner_text()
