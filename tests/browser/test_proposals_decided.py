"""Deciding in a real browser: by keyboard alone, with a script and without, two at once, and a round."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from buurtservice.accounts.sign_ins import sign_in_staff
from buurtservice.app import create_app
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.matches.queries import get_match
from buurtservice.matches.services import approve_match
from buurtservice.settings import Settings
from jobs.loop import run_jobs
from tests import factories
from tests.browser.serving import arrive, serving
from tests.browser.test_accessibility import check_both_forms, faults
from tests.pages.conftest import add_staff

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
LONG = "Wilhelmina-Antoinette van der Meijden-Oosterbeek"


@pytest.fixture
def neighbourhood(sqlite_template: Path, tmp_path: Path) -> Flask:
    """Return an application with a proposal (1), one with long names (2) and a ring of three."""
    shutil.copyfile(sqlite_template, tmp_path / "day.sqlite")
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'day.sqlite'}", instance=tmp_path))
    with app.app_context():
        factories.pair()
        asker = factories.resident(LONG, languages=["nl", "ar"])
        helper = factories.resident(LONG + "en", languages=["nl"])
        factories.proposal(
            factories.request(asker, "garden", needs=["dog", "stairs"]),
            factories.offer(helper, "garden", can=["dog", "stairs"]),
        )
        factories.offer(factories.resident("Thea"), "garden", can=["dog", "stairs"])
        factories.offer(factories.resident("Rob"), "garden", dayparts=[20], can=["dog"])
        factories.circle([("Ans", "pet"), (LONG + "s", "forms"), ("Cor", "language")])
        db.session.remove()
    return app


@pytest.fixture
def open_as(browser: Browser, neighbourhood: Flask) -> Iterator[Open]:
    """Return how to open a path as a worker."""
    contexts = []
    with serving(neighbourhood) as address:

        def open_it(path: str, *, name: str = "Dora", width: int = 1280, **context: object) -> Page:
            made = browser.new_context(viewport={"width": width, "height": 900}, **context)
            contexts.append(made)
            _sign_in(neighbourhood, made, address, name)
            page = made.new_page()
            page.goto(address + path)
            return page

        yield open_it
        for made in contexts:
            made.close()


def _sign_in(app: Flask, context: object, address: str, name: str) -> None:
    with app.app_context():
        token = sign_in_staff(add_staff(name, "worker").id, now=utc_now())
        db.session.remove()
    serializer = app.session_interface.get_signing_serializer(app)
    assert serializer is not None
    cookie = serializer.dumps({"_user_id": token, "_fresh": True})
    context.add_cookies([{"name": app.config["SESSION_COOKIE_NAME"], "value": cookie, "url": address}])


def state(app: Flask, match_id: int) -> str:
    with app.app_context():
        found = get_match(match_id).state.value
        db.session.remove()
        return found


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has these words has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if words in " ".join((page.locator(":focus").text_content() or "").split()):
            return
    raise AssertionError(f"Tab never came to {words!r}")


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_dora_approves_by_keyboard_alone_and_takes_it_back(open_as: Open, neighbourhood: Flask, script: bool):
    page = open_as("/voorstellen", java_script_enabled=script)

    tab_to(page, "Bekijk: Sjef strijkt voor Mia")
    page.keyboard.press("Enter")
    arrive(page, r"voorstellen\/1$")
    tab_to(page, "Goedkeuren")
    page.keyboard.press("Enter")
    page.wait_for_selector(".told")
    assert state(neighbourhood, 1) == "approved"

    tab_to(page, "Draai dit terug")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Teruggedraaid.")
    assert state(neighbourhood, 1) == "proposed"


def test_a_ring_is_declined_by_keyboard_with_a_reason(open_as: Open, neighbourhood: Flask):
    page = open_as("/kringen/1")

    tab_to(page, "Afwijzen")
    page.keyboard.press("Enter")
    arrive(page, r"kringen\/1\/afwijzen$")
    page.locator("input[name=which]").first.focus()
    page.keyboard.press("ArrowUp")  # The last one: the whole ring.
    page.locator("input[name=reason]").first.focus()
    page.keyboard.press("Space")
    tab_to(page, "Wijs af")
    page.keyboard.press("Enter")

    page.wait_for_selector("text=De kring is afgewezen.")
    assert [state(neighbourhood, match_id) for match_id in (3, 4, 5)] == ["declined"] * 3


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_of_two_workers_at_once_the_later_reads_by_whom_and_when(
    open_as: Open, neighbourhood: Flask, script: bool
):
    dora = open_as("/voorstellen/1", java_script_enabled=script)
    els = open_as("/voorstellen/1", name="Els", java_script_enabled=script)

    dora.get_by_role("button", name="Goedkeuren").click()
    dora.wait_for_selector(".told")
    els.get_by_role("button", name="Goedkeuren").click()

    els.wait_for_selector("#fouten")
    assert "Dit voorstel is al goedgekeurd door Dora, " in els.locator("#fouten").inner_text()
    assert els.locator("h2", has_text="Dit is goedgekeurd").count() == 1
    assert state(neighbourhood, 1) == "approved"


@pytest.mark.parametrize(
    "path",
    ["/voorstellen", "/voorstellen/2", "/voorstellen/2/anders", "/kringen/1", "/kringen/1/afwijzen"],
)
def test_long_names_fit_and_axe_finds_nothing(open_as: Open, axe: str, path: str):
    check_both_forms(open_as(path), axe)


@pytest.mark.parametrize("width", [320, 1280])
def test_what_was_decided_and_what_went_wrong_can_be_used_by_everybody(
    open_as: Open, neighbourhood: Flask, axe: str, width: int
):
    page = open_as("/voorstellen/2/afwijzen", width=width)
    page.get_by_role("button", name="Wijs af").click()
    page.wait_for_selector("#fouten")
    assert faults(page, axe) == {}
    page.locator("input[name=reason]").first.check()
    page.get_by_role("button", name="Wijs af").click()
    page.wait_for_selector("text=Dit is afgewezen")
    assert faults(page, axe) == {}
    with neighbourhood.app_context():
        approve_match(3, on=local_today(), today=local_today())
        db.session.remove()

    page.goto(page.url.rsplit("/", 2)[0] + "/kringen/1")

    assert page.locator("h2", has_text="Dit is goedgekeurd").count() == 1
    assert faults(page, axe) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_round_is_asked_for_followed_and_read(open_as: Open, neighbourhood: Flask, axe: str, script: bool):
    page = open_as("/rondes", java_script_enabled=script)
    page.get_by_role("button", name="Nu een ronde draaien").click()
    page.wait_for_selector("text=De ronde begint zo.")
    if script:
        assert faults(page, axe) == {}
    stop = Event()
    jobs = Thread(target=run_jobs, args=(neighbourhood, stop), kwargs={"look_every_s": 0.05})
    jobs.start()
    try:
        if script:
            page.wait_for_selector("text=De ronde is klaar.")
        else:
            _look_until(page, "De ronde is klaar.")
    finally:
        stop.set()
        jobs.join()

    page.get_by_role("link", name="Bekijk ronde 1").click()

    page.wait_for_selector("h1:has-text('Ronde 1')")
    if script:
        assert faults(page, axe) == {}


def _look_until(page: Page, words: str) -> None:
    """Follow the link to look again, as somebody without a script does."""
    for _ in range(400):
        if words in page.content():
            return
        page.wait_for_timeout(300)
        page.get_by_role("link", name="Kijk of het klaar is").click()
    raise AssertionError(f"it never said {words!r}")
