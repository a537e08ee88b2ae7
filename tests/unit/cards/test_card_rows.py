"""A row becomes a card or a problem, and each card stands in the box once."""

from datetime import date

import pytest
from box_rows import MIA, SJEF, TODAY

from buurtservice.cards.reading import Card


def test_a_row_becomes_a_card(taken_in) -> None:
    assert taken_in(SJEF | {"Afstand": "in de buurt"}) == Card(
        row=2,
        number="2",
        received_on=date(2014, 6, 9),
        kind="offer",
        name="Sjef Hermans",
        salutation=None,
        address="Toustruwe 105",
        neighbourhood="Caberg",
        phone=None,
        category="shopping",
        dayparts=frozenset({3}),
        radius_m=1500,
        needs=frozenset(),
        can=frozenset(),
        note=None,
        lat=50.85722,
        lon=5.6622,
        person_key=("sjef hermans", "address", "toustruwe 105"),
    )


@pytest.mark.parametrize(
    ("written", "kind"), [("v", "request"), ("VRAAG", "request"), (" a", "offer"), ("Aanbod", "offer")]
)
def test_a_card_asks_or_offers(written, kind, taken_in) -> None:
    assert taken_in(MIA | {"V/A": written}).kind == kind


@pytest.mark.parametrize(
    ("written", "code"), [("", "no_kind"), ("?", "unclear_kind"), ("V/A", "unclear_kind")]
)
def test_a_card_that_does_neither_or_both_is_reported(written, code, refused) -> None:
    assert refused(MIA | {"V/A": written}).code == code


@pytest.mark.parametrize(("written", "code"), [(" ", "no_number"), ("1" * 21, "long_number")])
def test_a_card_without_a_usable_number_is_reported(written, code, refused) -> None:
    assert refused(MIA | {"Kaartnr": written}).code == code


def test_a_row_tells_everything_that_is_wrong_with_it(refused) -> None:
    message = refused(MIA | {"Datum": "31-02-2014", "V/A": "?", "Wanneer": "ma"})
    assert message.code == "nonexistent_date"
    assert [also.code for also in message.also] == ["unclear_kind", "no_part"]
    assert str(message).startswith("De datum 31-02-2014 bestaat niet. Verbeter de datum op de kaart. Bij V/A")


def test_a_message_is_translated_sentence_by_sentence(refused) -> None:
    message = refused(MIA | {"Datum": "", "V/A": ""})
    assert message.in_words(lambda sentence: sentence[:8]) == "De datum Bij V/A "


def test_a_row_with_too_few_or_too_many_cells_is_reported(read_bytes, read_rows) -> None:
    whole = ";".join(SJEF.values())
    lines = [";".join(MIA), "9;09-06-2014;Mia", whole.replace("2;", "10;", 1) + ";x", whole, whole + ";;;"]
    box = read_bytes("\r\n".join(lines).encode() + b"\r\n")
    assert [(p.row, p.message.code) for p in box.problems] == [
        (2, "other_width"),
        (3, "other_width"),
        (5, "card_twice"),
    ]


def test_blank_rows_are_passed_over_and_keep_their_row_numbers(read_bytes) -> None:
    lines = [";".join(MIA), "", ";;;;;;;;;;;;", '" "; ;;;;;;;;;;;', ";".join(MIA.values()), "", ""]
    box = read_bytes("\n".join(lines).encode())
    assert (box.rows, [card.row for card in box.cards]) == (1, [5])


def test_a_cell_of_two_lines_is_one_row_of_the_spreadsheet(read_rows) -> None:
    box = read_rows(
        MIA | {"Wanneer": "di ochtend\r\nwo ochtend", "Bijzonderheden": "belt\ngraag; eerst"}, SJEF
    )
    assert [card.row for card in box.cards] == [2, 3]
    assert box.cards[0].note == "belt graag; eerst"


def test_a_card_that_stands_twice_is_reported_with_its_first_row(read_rows) -> None:
    box = read_rows(MIA, SJEF, MIA | {"Datum": "9 juni 2014", "Naam": "MIA SCHREURS"})
    assert [(p.row, p.card, p.message.code) for p in box.problems] == [(4, "1", "card_twice")]
    assert "eerder in rij 2" in str(box.problems[0].message)


def test_a_number_with_something_else_on_the_card_is_reported(read_rows) -> None:
    box = read_rows(MIA, SJEF | {"Kaartnr": "1"})
    assert [(p.row, p.card, p.message.code) for p in box.problems] == [(3, "1", "number_twice")]


@pytest.mark.parametrize("written", ["JosÃ© Debats", "Jos\ufffd Debats"])
def test_a_card_with_garbled_letters_is_reported(written, refused) -> None:
    assert refused(MIA | {"Naam": written}).code == "garbled"


def test_a_number_of_an_impossible_row_is_taken_too(read_rows) -> None:
    box = read_rows(MIA | {"Datum": ""}, MIA)
    assert [(p.row, p.message.code) for p in box.problems] == [(2, "no_date"), (3, "number_twice")]


@pytest.mark.parametrize(
    "other",
    [
        {"Datum": "9/6/14"},
        {"Naam": " MIA SCHREURS"},
        {"Wanneer": "dinsdagochtend"},
        {"Soort hulp": "winkelen"},
    ],
)
def test_the_same_card_written_otherwise_has_the_same_fingerprint(other, taken_in) -> None:
    assert taken_in(MIA | other).fingerprint == taken_in(MIA).fingerprint


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Datum", "10-06-2014"),
        ("Naam", "Mo"),
        ("V/A", "A"),
        ("Wanneer", ""),
        ("Bijzonderheden", "x"),
        ("Kaartnr", "7"),
    ],
)
def test_another_content_has_another_fingerprint(column, value, taken_in) -> None:
    assert taken_in(MIA | {column: value}).fingerprint != taken_in(MIA).fingerprint


def test_the_fingerprint_does_not_depend_on_row_or_encoding(read_rows) -> None:
    odd = MIA | {"Naam": "Noëlle Lemmens"}
    first, second = read_rows(odd, encoding="cp1252"), read_rows(SJEF, odd, encoding="utf-8-sig")
    assert first.cards[0].fingerprint == second.cards[1].fingerprint


def test_the_fingerprint_stays_the_same_from_version_to_version(taken_in) -> None:
    # It is stored with each card: another value would make every known card look changed.
    assert taken_in(MIA).fingerprint == "2648518f9eaae3a2988146c881e8eb1d4b4c1ef0b7bf3864b051849088a70fb4"


@pytest.mark.parametrize(
    "text", ["=1+1", "+31", "@x", "\x01\x02", "🙂" * 40, "a" * 5000, "%s %(name)s", "\ufffd", "٣"]
)
@pytest.mark.parametrize("column", list(MIA))
def test_no_cell_makes_a_row_disappear(column, text, read_rows) -> None:
    box = read_rows(MIA | {column: text}, SJEF)
    assert len(box.cards) + len(box.problems) == box.rows == 2
    assert all(str(found.message) for found in (*box.problems, *box.assumptions))
    assert all(card.received_on <= TODAY for card in box.cards)
