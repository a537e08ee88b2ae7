"""Another desk's box with another kind of mess: UTF-8, other columns, dates, titles, cells of two lines."""

from datetime import date
from pathlib import Path

import pytest

from buurtservice.cards.reading import DEFAULT_SPELLINGS, CardBox, read_card_box

MESSY_BOX = Path(__file__).with_name("messy-box.csv")


@pytest.fixture(scope="module")
def box() -> CardBox:
    return read_card_box(MESSY_BOX, categories=DEFAULT_SPELLINGS, today=date(2015, 12, 31))


def test_its_cards_are_taken_in_under_the_rows_that_the_spreadsheet_shows(box: CardBox) -> None:
    assert {card.number: card.row for card in box.cards} == {
        "1": 2, "2": 4, "3": 5, "4": 6, "5": 7, "6": 9, "12": 16,
    }  # fmt: skip


def test_its_residents_are_recognised(box: CardBox) -> None:
    keys = {card.number: card.person_key for card in box.cards}
    assert keys["2"] == keys["3"] == ("jo janssen", "address", "pottenberg 66 a")
    assert keys["4"] == keys["5"]
    assert keys["6"] == ("zofia smeets", "phone", "0625677909")
    assert len(set(keys.values())) == 5


def test_its_dates_and_dayparts_are_read(box: CardBox) -> None:
    read = {card.number: (card.received_on.isoformat(), card.dayparts) for card in box.cards}
    assert read == {
        "1": ("2015-03-02", {0, 6}),
        "2": ("2015-03-03", {3, 10}),
        "3": ("2015-03-04", {3}),
        "4": ("2015-03-04", None),
        "5": ("2015-03-05", {15, 16, 17, 18, 19, 20}),
        "6": ("2015-03-05", {2, 5, 8, 11, 14}),
        "12": ("2015-03-09", {13, 16, 19}),
    }


def test_everything_else_is_reported(box: CardBox) -> None:
    reported = {
        (p.row, p.card): [p.message.code, *(also.code for also in p.message.also)] for p in box.problems
    }
    assert reported == {
        (10, "7"): ["nonexistent_date", "unknown_distance"],
        (11, "8"): ["unclear_kind", "two_categories", "unknown_when", "swapped_place"],
        (12, "2"): ["number_twice"],
        (13, "9"): ["other_salutation"],
        (14, "10"): ["other_width"],
        (15, "11"): ["future_date", "nobody_known", "no_part"],
    }
    assert box.rows == len(box.cards) + len(box.problems) == 13


def test_what_was_assumed_is_said(box: CardBox) -> None:
    assert [(assumption.row, assumption.message.code) for assumption in box.assumptions] == [
        (1, "extra_columns"),
        (4, "name_turned"),
        (5, "remark_kept"),
        (6, "any_daypart"),
        (6, "distance_ignored"),
        (7, "remark_kept"),
        (9, "category_typo"),
        (16, "odd_phone"),
    ]
