"""What the scripts make quicker, in a real browser; and that everything works without them."""

import pytest
from sqlalchemy import select

from buurtservice.accounts.devices import find_device, register_device
from buurtservice.accounts.models import Role
from buurtservice.accounts.queries import find_staff_by_email
from buurtservice.accounts.sign_ins import sign_in_staff
from buurtservice.accounts.staff import add_staff
from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.web.models import Draft
from tests.browser.serving import arrive

pytestmark = pytest.mark.browser


def test_typing_brings_the_hits_and_says_how_many(open_page):
    page = open_page("/onderdelen/zoeken")

    page.locator("#zoek").press_sequentially("mi")

    page.locator(".hit").nth(1).wait_for()
    assert page.locator(".hit").all_inner_texts() == ["Mia", "Mirjam"]
    assert page.locator("[data-search-status]").inner_text() == "2 gevonden"
    assert "mi" not in page.url


def test_the_arrow_keys_go_to_the_hits_and_back(open_page):
    page = open_page("/onderdelen/zoeken")
    page.locator("#zoek").press_sequentially("mi")
    page.locator(".hit").nth(1).wait_for()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator(":focus").inner_text() == "Mirjam"

    page.keyboard.press("Escape")
    assert page.locator(":focus").get_attribute("id") == "zoek"


def test_without_a_script_the_button_searches(open_page):
    page = open_page("/onderdelen/zoeken", javascript=False)

    page.locator("#zoek").fill("sj")
    page.get_by_role("button", name="Zoek").click()

    assert page.locator(".hit").all_inner_texts() == ["Sjef"]
    assert page.url.endswith("/onderdelen/zoeken?lang=nl")


def test_what_takes_a_while_is_followed_until_it_is_done(open_page):
    page = open_page("/onderdelen/bezig")
    assert "De matcher zoekt" in page.inner_text("#ronde")

    page.get_by_text("Klaar: 9 voorstellen.").wait_for()

    assert not page.get_by_role("link", name="Kijk of het klaar is").is_visible()


def test_without_a_script_there_is_a_link_to_look_again(open_page):
    page = open_page("/onderdelen/bezig", javascript=False)

    for _ in range(2):
        page.get_by_role("link", name="Kijk of het klaar is").click()

    assert "Klaar: 9 voorstellen." in page.inner_text("#ronde")


def test_a_second_press_of_the_button_sends_nothing(open_page):
    page = open_page("/onderdelen/zoeken")
    sent = """() => {
        const form = document.querySelector('form[data-search]')
        let taken = 0
        form.addEventListener('submit', event => { taken += !event.defaultPrevented; event.preventDefault() })
        for (const _ of [1, 2, 3]) form.requestSubmit()
        return taken
    }"""

    assert page.evaluate(sent) == 1


def test_after_a_refusal_the_focus_is_on_the_list_of_errors(open_page):
    page = open_page("/onderdelen?fouten=1")
    page.wait_for_function("() => document.activeElement.id === 'fouten'")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.locator(":focus").get_attribute("id") == "name"


def test_a_tick_is_told_to_the_ear(open_page):
    page = open_page("/onderdelen")
    page.locator("[name=dayparts]").first.check()

    page.wait_for_function("() => document.querySelector('[data-count]').textContent === '4 gekozen'")


@pytest.fixture
def at_the_desk(open_page, demo_app, address):
    """Return a page opened by Ben at a registered tablet, whose clock the test can move."""
    with demo_app.app_context():
        ben = find_staff_by_email("ben@buurtservice.example") or add_staff(
            email="ben@buurtservice.example", name="Ben Hendriks", roles=[Role.DESK], now=utc_now()
        )
        device = find_device(register_device(name="Tablet", by_id=ben.id, now=utc_now()))
        token = sign_in_staff(ben.id, now=utc_now(), device_id=device.id)
    with demo_app.test_client() as client:
        with client.session_transaction() as session:
            session["_user_id"] = token
        cookie = client.get_cookie("buurtservice")
    page = open_page("/")
    page.context.add_cookies([{"name": "buurtservice", "value": cookie.value, "url": address}])
    page.clock.install()
    page.goto(f"{address}/balie/vraag")
    return page


def test_a_screen_that_nobody_touches_is_locked(at_the_desk):
    at_the_desk.clock.fast_forward(6 * 60_000)

    arrive(at_the_desk, r"personeel\/slot$")


def test_whoever_types_keeps_the_screen(at_the_desk):
    field = at_the_desk.locator("main input[type=text]").first
    for _ in range(4):
        field.press_sequentially("a")
        at_the_desk.clock.fast_forward(2 * 60_000)

    assert at_the_desk.url.endswith("/balie/vraag")


def test_a_form_that_was_begun_is_put_away_behind_the_lock(at_the_desk, demo_app):
    at_the_desk.locator("main input[type=text]").first.press_sequentially("Toos")
    at_the_desk.clock.fast_forward(6 * 60_000)

    arrive(at_the_desk, r"personeel\/slot$")
    with demo_app.app_context():
        draft = db.session.scalars(select(Draft).order_by(Draft.id.desc())).first()
        assert draft.path == "/balie/vraag"
        assert ["Toos"] in draft.answers.values()
