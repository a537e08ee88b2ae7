"""Answers the questions of asking and offering, page after page, as somebody with a telephone does."""

from typing import Any

from buurtservice.residents.services import get_or_add_neighbourhood
from tests.pages.conftest import Inside
from tests.pages.reading import Page
from tests.pages.visitors import Visitor

NEXT = "Volgende vraag"
SEND = "Verstuur"
REACHED = {"how": "phone", "name": "Mia Peters", "phone": "06 12345678"}
AGREED = {"age": True, "agree": True}
ASKED: dict[str, dict[str, Any]] = {
    "voor-wie": {},
    "soort": {"kind": "ironing"},
    "wanneer": {"dayparts": [3, 4]},
    "taak": {"needs": ["dog"], "note": "een mand per week"},
    "waar": {"neighbourhood": 1},
    "contact": REACHED,
}
OFFERED: dict[str, dict[str, Any]] = {
    "soort": {"kinds": ["garden", "odd_jobs"]},
    "wanneer": {"dayparts": [15, 16]},
    "nog-meer": {},
    "hoe-ver": {"neighbourhood": 1, "radius": "700"},
    "hoe": {"at_once": "2", "can": ["dog", "stairs"]},
    "contact": {"how": "phone", "name": "Sjef Janssen", "phone": "0687654321"},
}


def know_caberg(inside: Inside) -> None:
    """Let there be a neighbourhood to choose: the first, with number 1."""
    with inside():
        assert get_or_add_neighbourhood("Caberg").id == 1


def answer(
    visitor: Visitor,
    page: Page,
    answers: dict[str, dict[str, Any]],
    *,
    until: str | None = None,
    **other: Any,
) -> Page:
    """Answer each question in turn, up to the page `until`; `other` are answers by question, with _ for -."""
    changed = {name.replace("_", "-"): values for name, values in other.items()}
    for name, values in answers.items():
        if name == until:
            return page
        assert page.path.endswith("/" + name), (page.path, page.errors)
        page = visitor.press(page, NEXT, **{**values, **changed.get(name, {})})
    return page


def ask(visitor: Visitor, *, until: str | None = None, **other: Any) -> Page:
    """Ask for ironing, up to the summary or the page `until`."""
    return answer(visitor, visitor.get("/ik-zoek-hulp"), ASKED, until=until, **other)


def offer(visitor: Visitor, *, until: str | None = None, **other: Any) -> Page:
    """Offer garden and odd jobs, up to the summary or the page `until`."""
    return answer(visitor, visitor.get("/ik-bied-hulp"), OFFERED, until=until, **other)


def send(visitor: Visitor, page: Page) -> Page:
    """Agree, and send."""
    return visitor.press(page, SEND, **AGREED)
