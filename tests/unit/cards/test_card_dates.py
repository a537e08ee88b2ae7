"""The date of a card in the forms that desks write."""

from datetime import date

import pytest
from box_rows import MIA


@pytest.mark.parametrize(
    "written",
    [
        "09-06-14", "9-6-2014", "9/6/2014", "09/06/14", "9.6.14", "9.6.2014", "2014-06-09", "2014/6/9",
        "9 juni 2014", "9 jun 2014", "9 jun. 2014", "9-jun-14", "9 JUNI 2014", "9 juni '14", "ma 9-6-2014",
        "maandag 9 juni 2014", "ma. 9-6-2014", " 09-06-2014 00:00:00",
    ],
)  # fmt: skip
def test_a_date_is_read_in_many_forms(written, taken_in) -> None:
    assert taken_in(MIA | {"Datum": written}).received_on == date(2014, 6, 9)


def test_a_card_may_be_of_today(taken_in) -> None:
    assert taken_in(MIA | {"Datum": "31-12-2014"}).received_on == date(2014, 12, 31)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "no_date"),
        ("31-02-2014", "nonexistent_date"),
        ("29-02-2013", "nonexistent_date"),
        ("06-13-2014", "nonexistent_date"),
        ("0-6-2014", "nonexistent_date"),
        ("01-01-0000", "nonexistent_date"),
        ("01-01-2015", "future_date"),
        ("09-06-85", "future_date"),
        ("31-12-1989", "early_date"),
        ("9 june 2014", "unclear_date"),
        ("9-6/2014", "unclear_date"),
        ("9-6-214", "unclear_date"),
        ("41799", "unclear_date"),
        ("vorige week", "unclear_date"),
        ("ma", "unclear_date"),
        ("xx 9-6-2014", "unclear_date"),
        ("9-6-2014 of 10-6-2014", "unclear_date"),
        ("9" * 5000, "unclear_date"),
    ],
)
def test_a_date_that_is_unclear_or_impossible_is_reported(written, code, refused) -> None:
    assert refused(MIA | {"Datum": written}).code == code


def test_a_weekday_that_does_not_belong_to_the_date_is_said(assumed) -> None:
    assert assumed(MIA | {"Datum": "di 9-6-2014"}) == ["other_weekday"]


def test_the_weekday_that_it_really_is_can_be_translated(read_rows) -> None:
    (note,) = read_rows(MIA | {"Datum": "di 9-6-2014"}).assumptions

    words = note.message.in_words(lambda text: {"maandag": "Monday"}.get(text, text))

    assert words.startswith("di 9-6-2014 is een Monday.")
    assert note.message.dutch.startswith("di 9-6-2014 is een maandag.")
