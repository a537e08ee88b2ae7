"""What is printed at the desk: on the paper that lies in the printer there, a card or a roll, one page."""

import re

import pytest
from playwright.sync_api import Page

from tests.browser.screenshots import sign_in

pytestmark = pytest.mark.browser
A6 = {"width": "105mm", "height": "148mm"}
ROLL = {"width": "80mm", "height": "200mm"}


def pages_of(page: Page, **paper: str | int) -> int:
    """Return how many pages come out of the printer."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(**paper)))


@pytest.mark.parametrize("path", ["/balie/vragen/3/briefje", "/balie/aanbod/1/briefje"])
def test_a_slip_is_one_page_on_a_card_a_roll_and_a_sheet(browser, address, path):
    context = browser.new_context()
    sign_in(context, address, "desk")
    page = context.new_page()
    page.goto(address + path)

    assert [pages_of(page, **A6), pages_of(page, **ROLL), pages_of(page, format="A4")] == [1, 1, 1]

    assert pages_of(page, **A6, scale=2) > 1  # As large as this it would not fit, and the count would tell.
    context.close()
