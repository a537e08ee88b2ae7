"""Dora's day in a real browser: by keyboard alone, with a script and without, and for everybody's eyes."""

import shutil
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from buurtservice.accounts.sign_ins import sign_in_staff
from buurtservice.app import create_app, current_settings
from buurtservice.calls.models import CallReason
from buurtservice.calls.services import open_call
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.job_runs.requests import ask_for_job, claim_next_request, finish_request
from buurtservice.matches.meetings import Meeting, plan_meeting
from buurtservice.matches.models import MatchState, Side, Went
from buurtservice.matches.reviewing import Word, record_review
from buurtservice.referrals.signals import raise_signal
from buurtservice.rounds.services import run_round
from buurtservice.settings import Settings
from jobs.once import JOBS
from tests import factories
from tests.browser.serving import going_on, serving
from tests.browser.test_accessibility import check_both_forms, faults
from tests.pages.conftest import add_staff

pytestmark = pytest.mark.browser
LONG = "Wilhelmina-Antoinette van der Meijden-Oosterbeek"
PAGES = (
    "/vandaag",
    "/matches",
    "/matches/1",
    "/matches/2",
    "/matches/3",
    "/matches/1/nee/asker",
    "/matches/1/niet-bereikt/helper",
    "/matches/1/brief/asker",
    "/matches/2/kennismaking/1",
    "/matches/2/hoe-ging-het/asker",
    "/matches/2/verder",
    "/matches/2/verder/stop",
    "/belletjes",
    "/belletjes/1",
    "/belletjes/tekort",
    "/zonder-match",
    "/zonder-match/4",
    "/samen",
    "/vandaag/aanbod/1",
)
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def neighbourhood(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Return an application in which everything that Dora's pages show has happened."""
    folder = tmp_path_factory.mktemp("day")
    shutil.copyfile(sqlite_template, folder / "day.sqlite")
    app = create_app(Settings(database_url=f"sqlite:///{folder / 'day.sqlite'}", instance=folder))
    with app.app_context():
        _play()
        db.session.remove()
    return app


def _play() -> None:
    today, dora = local_today(), add_staff("Dora", "worker").id
    phoned = _pair("Mia", "Sjef", "ironing", MatchState.APPROVED)
    agreed = _pair(LONG, "Fatima", "garden", MatchState.AGREED)
    _pair("Noor", "Marek", "computer", MatchState.ACTIVE)
    tomorrow = Meeting(day=today + timedelta(days=1), begins=time(14, 30), place="De Poort", worker_id=dora)
    plan_meeting(agreed, tomorrow, now=utc_now(), by=dora)
    word = Word(went=Went.WELL, note="Fijn")
    record_review(agreed, side=Side.ASKER, word=word, on=today, today=today, by=dora)
    asked = factories.request(factories.resident("Toon"), "buddy", received_on=today - timedelta(days=9))
    open_call(asked, reason=CallReason.NO_MATCH_IN_TIME, on=today)
    for name in ("Anna", "Bram", "Cas", "Dien"):
        factories.request(factories.resident(name), "cooking", received_on=today)
    factories.offer(factories.resident("Wim"), "cooking", dayparts=[20], received_on=today)
    raise_signal("De deur blijft dicht", by_id=dora, now=utc_now())
    run_round(as_of=today, today=today, solver_seconds=10)
    for job in ("calls", "together", "scarcity"):
        ask_for_job(job, by=dora, now=utc_now())
        claim = claim_next_request(now=utc_now())
        assert claim is not None
        found = JOBS[job](as_of=today, today=today, settings=current_settings())
        finish_request(claim, outcome=found, now=utc_now())
    assert phoned == 1


def _pair(asker: str, helper: str, category: str, state: MatchState) -> int:
    on = local_today() - timedelta(days=8)
    mia, sjef = (factories.resident(name, phone="043 000 00 00") for name in (asker, helper))
    asked = factories.request(mia, category, received_on=on)
    match = factories.proposal(asked, factories.offer(sjef, category, received_on=on), on=on)
    return factories.bring(match, state, on=on).id


@pytest.fixture(scope="module")
def where(neighbourhood: Flask) -> Iterator[str]:
    with serving(neighbourhood) as address:
        yield address


@pytest.fixture
def open_as_dora(browser: Browser, neighbourhood: Flask, where: str) -> Iterator[Open]:
    """Return how to open a path as Dora."""
    contexts = []
    with neighbourhood.app_context():
        token = sign_in_staff(add_staff("Dora", "worker").id, now=utc_now())
        db.session.remove()
    client = neighbourhood.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    cookie = client.get_cookie("buurtservice")
    assert cookie is not None

    def open_it(path: str, *, width: int = 1280, scheme: str = "light", javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=javascript
        )
        contexts.append(context)
        context.add_cookies([{"name": "buurtservice", "value": cookie.value, "url": where}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.goto(where + path)
        return page

    yield open_it
    for context in contexts:
        context.close()


def press_by_keyboard(page: Page, words: str) -> None:
    """Walk with the tabulator to what has these words, and press Enter."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text().strip().startswith(words):
            with going_on(page):
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"the tabulator does not come to {words!r}")


@pytest.mark.parametrize("javascript", [True, False])
def test_both_yesses_are_recorded_by_keyboard_alone(neighbourhood, open_as_dora, javascript):
    with neighbourhood.app_context():
        number = _pair(f"Truus{javascript}", f"Kees{javascript}", "pet", MatchState.APPROVED)
        db.session.remove()
    page = open_as_dora(f"/matches/{number}", javascript=javascript)

    press_by_keyboard(page, f"Kees{javascript} zegt ja")
    assert f"Bel nu Truus{javascript}" in page.locator(".told").inner_text()
    press_by_keyboard(page, f"Truus{javascript} zegt ja")

    assert "Allebei zeiden ja" in page.locator(".told").inner_text()
    assert page.get_by_role("heading", name="Zo bereiken zij elkaar").is_visible()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_sticks_out(open_as_dora, axe, path):
    page = open_as_dora(path)

    check_both_forms(page, axe)
    assert page.locator("h1").count() == 1
    assert page.complaints == []


@pytest.mark.parametrize(
    ("path", "button"),
    [
        ("/matches/1/nee/asker", "Noteer het nee"),
        ("/matches/2/verder/stop", "Doe dit"),
        ("/matches/3/kennismaking", "Zet het vast"),
    ],
)
def test_axe_finds_nothing_on_a_form_with_errors(open_as_dora, axe, path, button):
    page = open_as_dora(path, width=390)

    with going_on(page):
        page.get_by_role("button", name=button).click()

    assert page.locator("#fouten").is_visible()
    assert page.title().startswith("Fout: ")
    assert faults(page, axe) == {}
