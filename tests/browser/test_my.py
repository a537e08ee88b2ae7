"""Mia's own page in a real browser: on her telephone, in the dark, in English, without a script."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.screenshots import sign_in
from tests.browser.serving import arrive
from tests.browser.test_accessibility import faults

pytestmark = pytest.mark.browser

OpenAsMia = Callable[..., Page]


@pytest.fixture
def as_mia(browser: Browser, address: str) -> Iterator[OpenAsMia]:
    """Return how to open a page as Mia."""
    contexts = []

    def open_it(
        path: str,
        *,
        width: int = 390,
        scheme: str = "light",
        language: str = "nl",
        javascript: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=javascript
        )
        contexts.append(context)
        sign_in(context, address, "resident", language)
        page = context.new_page()
        page.goto(address + path)
        return page

    yield open_it
    for context in contexts:
        context.close()


def check(page: Page, axe: str, width: int) -> None:
    assert faults(page, axe) == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme", "language"), [(320, "light", "nl"), (390, "dark", "en")])
def test_her_page_holds_on_any_telephone(as_mia, axe, language, scheme, width):
    page = as_mia("/mijn", width=width, scheme=scheme, language=language)

    check(page, axe, width)
    assert page.locator("main .btn:not(.second)").count() == 1
    assert "Sjef Lemmens" in page.inner_text("main")


def test_what_is_wrong_is_said_beside_the_field_and_holds_on_a_telephone(as_mia, axe):
    page = as_mia("/mijn/gegevens/wijzigen", width=320)
    page.fill("#name", "")
    page.locator("main .btn").click()

    check(page, axe, 320)
    assert page.locator("#fouten").is_visible()

    page.goto(page.url.replace("wijzigen", "weggaan"))
    page.locator("main .btn").click()
    check(page, axe, 320)
    assert page.locator("#sure-fout").is_visible()


def test_without_a_script_a_request_rests_and_goes_on(as_mia):
    page = as_mia("/mijn/vragen/45", javascript=False)

    page.get_by_role("button", name="Zet op pauze").click()
    assert "Uw vraag staat op pauze." in page.inner_text("main")
    page.get_by_role("button", name="Zoek weer verder").click()

    assert "Wij zoeken weer voor u." in page.inner_text("main")


def test_the_link_to_her_calendar_is_shown_once(as_mia, axe):
    page = as_mia("/mijn/agenda", width=320)

    page.locator("main form .btn").first.click()

    check(page, axe, 320)
    assert "/agenda/" in page.inner_text(".command")
    page.goto(page.url)
    assert page.locator(".command").count() == 0


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_on_one_page_can_be_read_on_a_telephone(as_mia, axe, language):
    page = as_mia("/mijn/gegevens", width=320, language=language)

    page.locator("button[value=page]").click()

    check(page, axe, 320)
    assert "Mia Hermans" in page.inner_text("main")


def test_how_it_went_is_told_by_keyboard_alone(as_mia):
    page = as_mia("/mijn/hulp/17/hoe-ging-het")

    page.focus("#went-0")
    page.keyboard.press("Space")
    page.focus("#next_step-0")
    page.keyboard.press("Space")
    page.focus("main form .btn")
    page.keyboard.press("Enter")

    arrive(page, "mijn$")
    assert "Dank u wel dat u het vertelde." in page.inner_text("main")
