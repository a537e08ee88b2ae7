"""Every page that is in the pictures, at a desk by night and on the narrowest telephone by day.

axe finds nothing, nobody scrolls sideways, the browser has no complaint, one heading says where you are.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.screenshots import PAGES, sign_in
from tests.browser.test_accessibility import check_both_forms

pytestmark = pytest.mark.browser

GO_WRONG = {"niet-gevonden", "fout"}


@pytest.fixture(scope="module")
def opened(browser: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """Return how to get a page signed in as a role; each is opened once."""
    pages: dict[str, Page] = {}

    def get(role: str) -> Page:
        if role not in pages:
            context = browser.new_context(reduced_motion="reduce")  # A colour on its way is none.
            sign_in(context, address, role)
            pages[role] = context.new_page()
        return pages[role]

    yield get
    for page in pages.values():
        page.context.close()


@pytest.mark.parametrize(("name", "path", "role"), PAGES, ids=[name for name, _, _ in PAGES])
def test_the_page_can_be_used_by_everybody(opened, axe, address, name, path, role):
    page = opened(role)
    complaints = listen(page)

    answer = page.goto(address + path)

    assert answer is not None
    assert answer.status == 200 or name in GO_WRONG
    check_both_forms(page, axe)
    assert page.locator("h1").count() == 1
    assert page.title().endswith("Buurtservice")
    assert [one for one in complaints if name not in GO_WRONG] == []


def listen(page: Page) -> list[str]:
    """Collect what the browser complains of."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints
