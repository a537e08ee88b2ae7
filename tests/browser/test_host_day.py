"""Hanna's morning at the counter in a real browser: a scooter out and back by keyboard alone, on a tablet."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from buurtservice.accounts.sign_ins import sign_in_staff
from buurtservice.app import create_app
from buurtservice.clock import move_clock_of_process, utc_now
from buurtservice.extensions import db
from buurtservice.settings import Settings
from tests.browser.serving import serving
from tests.browser.test_desk_day import tab_to
from tests.pages.conftest import add_staff
from tests.pages.scooter_days import at, driver, reserved, scooter_site

pytestmark = pytest.mark.browser
SMALLEST_TARGET_PX = 44


@pytest.fixture
def counter(sqlite_template: Path, tmp_path: Path) -> Iterator[Flask]:
    """Return an application in which it is ten o'clock on a Monday, and Mia reserved a scooter."""
    shutil.copyfile(sqlite_template, tmp_path / "host.sqlite")
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'host.sqlite'}", instance=tmp_path))
    move_clock_of_process(at(9, 50) - datetime.now(UTC))
    with app.app_context():
        reserved(scooter_site(accessories="lader"), driver())
        db.session.remove()
    yield app
    move_clock_of_process(timedelta(0))


@pytest.fixture
def tablet(browser: Browser, counter: Flask) -> Iterator[Page]:
    """Return Hanna's tablet, with the list of today."""
    with counter.app_context():
        token = sign_in_staff(add_staff("Hanna", "host").id, now=utc_now())
        db.session.remove()
    client = counter.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    cookie = client.get_cookie("buurtservice")
    assert cookie is not None
    with serving(counter) as address:
        context = browser.new_context(viewport={"width": 820, "height": 1100}, reduced_motion="reduce")
        context.add_cookies([{"name": "buurtservice", "value": cookie.value, "url": address}])
        page = context.new_page()
        page.goto(f"{address}/uitgifte")
        yield page
        context.close()


def small_targets(page: Page) -> list[str]:
    """Return the buttons and choices in which a thumb does not fit."""
    found = page.locator("main .btn, main .choice, main .pick").all()
    sizes = [(one.inner_text(), one.bounding_box()) for one in found if one.is_visible()]
    return [words for words, box in sizes if box is None or box["height"] < SMALLEST_TARGET_PX]


def test_hanna_hands_out_and_takes_back_by_keyboard_alone(tablet):
    tab_to(tablet, words="Geef mee")
    assert small_targets(tablet) == []
    tablet.keyboard.press("Enter")
    tablet.get_by_role("heading", name="Oost 1 gaat mee").wait_for()
    assert small_targets(tablet) == []
    tab_to(tablet, name="charge")
    tablet.keyboard.press("Space")
    tab_to(tablet, value="sleutel")
    tablet.keyboard.press("Space")
    tab_to(tablet, words="Geef mee")
    tablet.keyboard.press("Enter")
    expect(tablet.locator(".told")).to_contain_text("Oost 1 is mee.")

    tab_to(tablet, words="Is terug")
    tablet.keyboard.press("Enter")
    tablet.get_by_role("heading", name="Oost 1 is terug").wait_for()
    expect(tablet.locator("#note")).to_be_hidden()
    tab_to(tablet, name="charge")
    tablet.keyboard.press("Space")
    tab_to(tablet, name="damage")
    tablet.keyboard.press("Space")
    expect(tablet.locator("#note")).to_be_visible()
    tablet.keyboard.press("ArrowDown")
    expect(tablet.locator("#note")).to_be_hidden()
    assert small_targets(tablet) == []
    tab_to(tablet, words="Neem terug")
    tablet.keyboard.press("Enter")

    expect(tablet.locator(".told")).to_contain_text("Oost 1 is terug.")
    expect(tablet.get_by_text("Oost 1 is terug, ")).to_be_visible()
