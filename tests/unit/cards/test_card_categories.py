"""The one kind of help that a card is about."""

from datetime import date

import pytest
from box_rows import MIA, box_bytes

from buurtservice.cards.reading import DEFAULT_SPELLINGS, CardBoxError, read_card_box


@pytest.mark.parametrize(
    ("code", "spelling"), [(code, spelling) for code, all_ in DEFAULT_SPELLINGS.items() for spelling in all_]
)
def test_each_known_spelling_is_its_category_in_capitals_too(code, spelling, taken_in) -> None:
    assert taken_in(MIA | {"Soort hulp": f" {spelling.upper()} "}).category == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("praatje/maatje", "buddy"),
        ("gezelschap (maatje)", "buddy"),
        ("taalmaatje", "language"),
        ("Nederlands oefenen", "language"),
        ("Vervoer ziekenhuis", "transport"),
        ("halen en brengen naar het ziekenhuis", "transport"),
        ("hulp in de tuin", "garden"),
        ("eten koken", "cooking"),
        ("samen koken", "cooking"),
        ("klusje in huis", "odd_jobs"),
        ("winkelen/boodschappen", "shopping"),
        ("boodschappen en winkelen", "shopping"),
        ("Hulp bij boodschappen doen", "shopping"),
        ("papieren/post", "forms"),
        ("Tablet/computer", "computer"),
        ("hond uitlaten", "pet"),
        ("wandelen met de hond", "pet"),
    ],
)
def test_words_around_the_kind_of_help_do_not_matter(written, code, taken_in) -> None:
    assert taken_in(MIA | {"Soort hulp": written}).category == code


@pytest.mark.parametrize("written", ["boodschapen", "bodschappen", "boodschapepn", "boodschappenn"])
def test_one_typing_error_in_a_long_word_is_read_and_said(written, read_rows) -> None:
    box = read_rows(MIA | {"Soort hulp": written})
    assert box.cards[0].category == "shopping"
    assert [str(a.message) for a in box.assumptions] == [f"'{written}' is gelezen als boodschappen."]


def test_a_word_that_explains_a_known_one_is_left_out_and_said(read_rows) -> None:
    box = read_rows(MIA | {"Soort hulp": "boodschappen Aldi"})
    assert box.cards[0].category == "shopping"
    assert "'aldi' niet meegenomen" in str(box.assumptions[0].message)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", "no_category"),
        ("boodschappen en koken", "two_categories"),
        ("wandelen, tuin", "two_categories"),
        ("iets anders", "unknown_category"),
        ("hulp", "unknown_category"),
        ("/", "unknown_category"),
        ("boodschappen en behangen", "unknown_category"),
        ("geen boodschappen", "unknown_category"),
        ("strijkken en tuinn", "unknown_category_near"),
        ("bodschapen", "unknown_category_near"),
        ("tuni", "unknown_category"),
        ("boodschappen " * 50, "long_category"),
    ],
)
def test_no_kind_or_two_or_an_unknown_one_is_reported(written, code, refused) -> None:
    assert refused(MIA | {"Soort hulp": written}).code == code


def test_a_near_word_is_suggested(refused) -> None:
    assert "Bedoelt u 'boodschappen'?" in str(refused(MIA | {"Soort hulp": "bodschapen"}))


def test_only_the_words_given_are_known(tmp_path) -> None:
    path = tmp_path / "kaarten.csv"
    path.write_bytes(box_bytes(MIA | {"Soort hulp": "Fietsen"}))
    box = read_card_box(path, categories={"cycling": ["fietsen"]}, today=date(2014, 12, 31))
    assert box.cards[0].category == "cycling"


def test_a_word_of_two_categories_is_a_fault_of_the_list(tmp_path) -> None:
    with pytest.raises(CardBoxError, match="'hond' hoort bij twee soorten hulp"):
        read_card_box(tmp_path, categories={"pet": ["hond"], "buddy": ["Hond"]}, today=date(2014, 12, 31))
