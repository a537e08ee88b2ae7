"""The card box of the pilot gives the figures known of it, also those found by leafing through it by hand."""

from collections import Counter
from datetime import date
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import pytest

import buurtservice
from buurtservice.cards.reading import DEFAULT_SPELLINGS, Card, CardBox, read_card_box

DEMO_BOX = Path(buurtservice.__file__).parent / "demo" / "kaartenbak-2014.csv"
EARTH_RADIUS_M = 6_371_008.8
MAX_ACTIVE = 2


@pytest.fixture(scope="module")
def box() -> CardBox:
    return read_card_box(DEMO_BOX, categories=DEFAULT_SPELLINGS, today=date(2014, 12, 31))


def distance_m(one: Card, other: Card) -> float:
    lat, lon, other_lat, other_lon = (radians(x or 0) for x in (one.lat, one.lon, other.lat, other.lon))
    a = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(a))


def is_feasible(request: Card, offer: Card) -> bool:
    return (
        request.category == offer.category
        and bool((request.dayparts or set()) & (offer.dayparts or set()))
        and distance_m(request, offer) <= (offer.radius_m or 0)
        and request.needs <= offer.can
        and request.person_key != offer.person_key
    )


def pairs(box: CardBox) -> list[tuple[Card, Card]]:
    oldest_first = sorted(box.cards, key=lambda card: (card.received_on, card.row))
    requests = [card for card in oldest_first if card.kind == "request"]
    offers = [card for card in oldest_first if card.kind == "offer"]
    return [(request, offer) for request in requests for offer in offers if is_feasible(request, offer)]


def test_the_box_of_the_pilot_holds_42_requests_and_49_offers_of_50_residents(box: CardBox) -> None:
    assert box.rows == 93
    assert Counter(card.kind for card in box.cards) == {"request": 42, "offer": 49}
    assert len({card.person_key for card in box.cards}) == 50


def test_its_two_impossible_rows_are_reported_as_the_spreadsheet_numbers_them(box: CardBox) -> None:
    assert [(problem.row, problem.card) for problem in box.problems] == [(8, "999"), (44, "1000")]
    assert "31-02-2014 bestaat niet" in box.problems[0].message.dutch
    assert "Bij V/A staat '?'" in box.problems[1].message.dutch
    assert "overleg" in box.problems[1].message.dutch


def test_nothing_else_had_to_be_assumed_than_a_misspelt_word(box: CardBox) -> None:
    assert {str(assumption.message) for assumption in box.assumptions} == {
        "'boodschapen' is gelezen als boodschappen."
    }
    assert [assumption.card for assumption in box.assumptions] == ["20", "23", "29", "89", "90"]


def test_leafing_through_it_oldest_card_first_gives_14_matches(box: CardBox) -> None:
    served: set[str] = set()
    taken: set[str] = set()
    helps: Counter[tuple[str, ...]] = Counter()
    for request, offer in pairs(box):
        free = offer.number not in taken and helps[offer.person_key] < MAX_ACTIVE
        if request.number not in served and free:
            served.add(request.number)
            taken.add(offer.number)
            helps[offer.person_key] += 1
    assert len(served) == 14


def test_38_pairs_of_a_request_and_an_offer_are_feasible(box: CardBox) -> None:
    assert len(pairs(box)) == 38
