"""axe-core finds nothing on any page, in any language, width or colour scheme.

It is run with `evaluate`, which leaves our Content Security Policy as strict as it is for everybody.
"""

from collections.abc import Sequence

import pytest

from tests.browser.serving import FAULT_PATH, settle

pytestmark = pytest.mark.browser

SHOWROOM = [
    "/onderdelen",
    "/onderdelen?fouten=1",
    "/onderdelen?fouten=1&rtl=1",
    "/onderdelen/medewerker",
    "/onderdelen/medewerker?rtl=1",
]
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each language, scheme and end of the scale once; what lies between is looked at for its width only.
EYES = [(320, "light", "nl"), (1280, "dark", "en")]
# What the size of the screen and its colours decide.
OF_SIZE_AND_COLOUR = ["color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable"]
# Every rule at a desk, where nothing is folded away; on the telephone those that its size and colours decide.
FORMS = ((1280, "dark", ()), (320, "light", OF_SIZE_AND_COLOUR))
# What is pressed is 24 pixels high at least, but for a link in running text (WCAG 2.2, 2.5.8).
TOO_SMALL = """() => [...document.querySelectorAll('a, button, summary, input:not([type=hidden]), select')]
    .filter(one => {
        const box = one.getBoundingClientRect()
        const inText = one.tagName === 'A' && getComputedStyle(one).display === 'inline'
        return box.width > 2 && box.height < 24 && !inText
    }).map(one => one.outerHTML.slice(0, 100))"""
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true })"


def faults(page, axe: str, only: Sequence[str] = ()) -> dict[str, list[str]]:
    """Return the first places at which each rule is broken, with everything that opens opened.

    `only` names the rules of a second look at a page that changed its size or its colours and nothing else.
    """
    settle(page)
    page.evaluate(OPEN_ALL)
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    found = page.evaluate(
        "runOnly => axe.run(document, { runOnly, resultTypes: ['violations'] })",
        {"type": "rule", "values": only} if only else {"type": "tag", "values": STANDARDS},
    )
    return {rule["id"]: [node["html"][:120] for node in rule["nodes"][:3]] for rule in found["violations"]}


def check_both_forms(page, axe: str) -> None:
    """See that everybody can use this page, at a desk and on a telephone."""
    for width, scheme, rules in FORMS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # A colour on its way is none.
        assert faults(page, axe, rules) == {}, (page.url, width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
        assert page.evaluate(TOO_SMALL) == [], (page.url, width)


@pytest.mark.parametrize(("width", "scheme", "language"), EYES)
def test_axe_finds_nothing_on_the_page_of_the_demonstration(open_page, axe, language, scheme, width):
    page = open_page("/demo", width=width, scheme=scheme, language=language)

    assert faults(page, axe) == {}


@pytest.mark.parametrize(("width", "scheme", "language"), EYES)
@pytest.mark.parametrize("path", SHOWROOM)
def test_axe_finds_nothing_on_any_part_in_any_state(open_page, axe, path, width, scheme, language):
    page = open_page(path, width=width, scheme=scheme, language=language)

    assert faults(page, axe) == {}
    for wide in (width, 390, 640):
        page.set_viewport_size({"width": wide, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/scootmobielen", "/bestaat-niet", FAULT_PATH])
def test_axe_finds_nothing_on_the_pages_for_what_goes_wrong(open_page, axe, path, scheme):
    assert faults(open_page(path, width=390, scheme=scheme), axe) == {}


def test_axe_would_find_what_is_wrong(open_page, axe):
    page = open_page("/demo")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('h1').style.color = '#d9d2c5'")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x><button></button>')"
    )

    assert {"html-has-lang", "color-contrast", "image-alt", "button-name"} <= set(faults(page, axe))


def test_the_first_tab_gives_a_way_past_the_head(open_page):
    page = open_page("/demo")
    page.keyboard.press("Tab")

    link = page.locator(":focus")
    assert link.get_attribute("href") == "#inhoud"
    assert link.bounding_box()["height"] > 20  # It is seen as soon as it has the focus.

    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "inhoud"


@pytest.mark.parametrize("width", [320, 1280])
def test_wherever_the_focus_is_it_can_be_seen(open_page, width):
    page = open_page("/demo", width=width)
    page.evaluate(OPEN_ALL)
    stops = page.locator("a, summary, [tabindex='0']").count()
    seen = set()
    for _ in range(stops):
        page.keyboard.press("Tab")
        place, outline, box = page.evaluate(
            """() => {
                const one = document.activeElement, look = getComputedStyle(one)
                const box = one.getBoundingClientRect()
                const number = [...document.querySelectorAll('*')].indexOf(one)
                return [number, [look.outlineStyle, parseFloat(look.outlineWidth)], [box.top, box.bottom]]
            }"""
        )
        seen.add(place)
        assert outline[0] == "solid"
        assert outline[1] >= 2
        assert box[0] < 900
        assert box[1] > 0
    assert len(seen) == stops


def test_everything_that_is_pressed_is_large_enough(open_page):
    page = open_page("/demo", width=390)
    boxes = page.locator("summary, .head a, .door a").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.width, box.height])"
    )

    assert boxes
    assert min(height for _, height in boxes) >= 44
