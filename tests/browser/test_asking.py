"""Mia asks for help in a real browser: by keyboard alone, without JavaScript, on a narrow phone."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.serving import going_on
from tests.browser.test_accessibility import EYES, faults
from tests.browser.walks import agree, following, send, walk_asking, walk_asking_without_name, walk_offering

pytestmark = pytest.mark.browser

MOST_TABS = 80
REFERENCE = re.compile(r"\b[2-9CDFGHJKMNPQRTWX]{2}-[2-9CDFGHJKMNPQRTWX]{3}\b")


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the focus is on what matches `wanted`, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"Tab never came to {wanted} on {page.url}")


def choose(page: Page, wanted: str) -> None:
    """Go to a box by Tab and press the space bar."""
    tab_to(page, wanted)
    page.keyboard.press("Space")
    assert page.locator(wanted).is_checked()


def choose_of(page: Page, name: str, value: str) -> None:
    """Go to a group of round boxes by Tab, and to one of it by the arrows."""
    tab_to(page, f"input[name={name}]")
    page.keyboard.press("Space")
    for _ in range(20):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows never came to {value}")


def write(page: Page, wanted: str, text: str) -> None:
    """Go to a field by Tab and type."""
    tab_to(page, wanted)
    page.keyboard.type(text)


def onward(page: Page) -> None:
    """Go to the button by Tab and press Enter."""
    tab_to(page, "main form.asks-more .btn")
    with going_on(page):
        page.keyboard.press("Enter")


def test_mia_asks_by_keyboard_alone(open_page):
    page = open_page("/ik-zoek-hulp/voor-wie", width=390)

    choose_of(page, "who", "self")
    onward(page)
    choose_of(page, "kind", "ironing")
    onward(page)
    choose_of(page, "how", "weekly")
    choose(page, "input[name=dayparts][value='3']")
    choose(page, "input[name=dayparts][value='4']")
    onward(page)
    choose(page, "input[name=needs][value=dog]")
    write(page, "#note", "Een mand per week")
    onward(page)
    tab_to(page, "#neighbourhood")
    page.keyboard.press("ArrowDown")
    onward(page)
    choose_of(page, "how", "phone")
    write(page, "#name", "Mia Peters")
    write(page, "#phone", "06 12345678")
    onward(page)
    assert page.locator("h1").inner_text() == "Klopt dit?"
    choose(page, "#age")
    choose(page, "#agree")
    tab_to(page, "main form .btn")
    with going_on(page):
        page.keyboard.press("Enter")

    assert page.url.endswith("/ik-zoek-hulp/klaar")
    assert REFERENCE.search(page.locator(".slip").inner_text())
    assert page.complaints == []


def test_mia_asks_without_javascript(open_page):
    page = open_page("/ik-zoek-hulp/voor-wie", width=390, javascript=False)

    walk_asking(page)

    assert REFERENCE.search(page.locator(".slip").inner_text())
    assert not page.locator("[data-print]").is_visible()


@pytest.mark.parametrize(("width", "scheme", "language"), EYES)
def test_axe_finds_nothing_on_any_page_of_asking(open_page, axe, width, scheme, language):
    page = open_page("/ik-zoek-hulp/voor-wie", width=width, scheme=scheme, language=language)
    found: dict[str, object] = {}

    def look(name: str) -> None:
        wrong = faults(page, axe)
        if wrong:
            found[name] = wrong
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[f"{name} scrolls"] = width

    walk_asking(page, look)

    assert found == {}


@pytest.mark.parametrize(("width", "scheme", "language"), EYES)
def test_axe_finds_nothing_on_any_page_of_offering(open_page, axe, width, scheme, language):
    page = open_page("/ik-bied-hulp/soort", width=width, scheme=scheme, language=language)
    found: dict[str, object] = {}

    def look(name: str) -> None:
        wrong = faults(page, axe)
        if wrong or page.evaluate("document.documentElement.scrollWidth") > width:
            found[name] = wrong

    walk_offering(page, look)

    assert found == {}
    assert page.url.endswith("/ik-zoek-hulp/wanneer")


def test_only_what_belongs_to_the_answer_is_asked(open_page):
    page = open_page("/ik-zoek-hulp/voor-wie", width=390)

    assert not page.locator("#your_name").is_visible()
    page.check("input[value=other]")
    assert page.locator("#your_name").is_visible()


def test_after_a_mistake_the_focus_is_on_what_is_wrong(open_page):
    page = open_page("/ik-zoek-hulp/voor-wie")
    following(page)

    following(page)

    page.wait_for_function("document.activeElement.id === 'fouten'")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "kind"


def test_the_field_for_machines_is_neither_seen_nor_reached(open_page):
    page = open_page("/ik-zoek-hulp/voor-wie", width=390)
    walk_asking_without_name(page)

    assert not page.locator("#extra").is_visible()
    assert page.locator("#extra").get_attribute("autocomplete") == "off"


def test_in_print_only_the_slip_is_left(open_page):
    page = open_page("/ik-zoek-hulp/voor-wie")
    walk_asking_without_name(page)
    agree(page)
    send(page)

    page.emulate_media(media="print")

    assert page.locator(".slip").is_visible()
    assert not page.locator("h1").is_visible()
    assert not page.locator(".door").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/uw-gegevens", "/ik-zoek-hulp/klaar"])
def test_axe_finds_nothing_on_the_other_pages(open_page, axe, path, scheme):
    assert faults(open_page(path, width=390, scheme=scheme), axe) == {}
