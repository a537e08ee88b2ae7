"""What the remarks of a card ask of a helper."""

import pytest
from box_rows import MIA, SJEF


@pytest.mark.parametrize(
    ("written", "needs"),
    [
        ("heeft hond", {"dog"}),
        ("Heeft een hond.", {"dog"}),
        ("heeft 2 honden", {"dog"}),
        ("heeft een grote hond", {"dog"}),
        ("heeft katten", {"cat"}),
        ("heeft hond en kat", {"dog", "cat"}),
        ("heeft hond, rookt; trap", {"dog", "smoke", "stairs"}),
        ("heeft hond\nrookt", {"dog", "smoke"}),
        ("", set()),
    ],
)
def test_a_request_has_needs(written, needs, read_rows) -> None:
    box = read_rows(MIA | {"Bijzonderheden": written})
    assert [(card.needs, card.can, card.note) for card in box.cards] == [(needs, frozenset(), None)]
    assert box.assumptions == ()


@pytest.mark.parametrize(
    ("written", "can"),
    [
        ("hond geen probleem", {"dog"}),
        ("Honden zijn geen probleem.", {"dog"}),
        ("kat geen probleem", {"cat"}),
        ("hond en kat geen probleem", {"dog", "cat"}),
        ("hond/kat geen probleem", {"dog", "cat"}),
        ("roken geen probleem, trap geen probleem", {"smoke", "stairs"}),
        ("geen bezwaar tegen katten", {"cat"}),
    ],
)
def test_a_helper_can_cope_with_things(written, can, read_rows) -> None:
    box = read_rows(SJEF | {"Bijzonderheden": written})
    assert [(card.needs, card.can, card.note) for card in box.cards] == [(frozenset(), can, None)]
    assert box.assumptions == ()


@pytest.mark.parametrize(
    ("row", "written", "note", "code"),
    [
        (MIA, "heeft hond, belt graag eerst", "belt graag eerst", "remark_kept"),
        (MIA, "heeft hond en belt graag eerst", "belt graag eerst", "remark_kept"),
        (MIA, "bellen na 18.30 uur. Komt zelf.", "bellen na 18.30 uur. Komt zelf.", "remark_kept"),
        (SJEF, "hond geen probleem, belt eerst", "belt eerst", "remark_kept"),
        (SJEF, '=HYPERLINK("x") 🙂', '=HYPERLINK("x") 🙂', "remark_kept"),
        (MIA, "heeft geen hond", "heeft geen hond", "remark_unclear"),
        (MIA, "hond geen probleem", "hond geen probleem", "remark_unclear"),
        (MIA, "bang voor honden", "bang voor honden", "remark_unclear"),
        (SJEF, "heeft hond", "heeft hond", "remark_unclear"),
        (SJEF, "rookt", "rookt", "remark_unclear"),
        (SJEF, "hond en slang geen probleem", "hond en slang geen probleem", "remark_unclear"),
    ],
)
def test_the_rest_is_a_note_and_that_is_said(row, written, note, code, read_rows) -> None:
    box = read_rows(row | {"Bijzonderheden": written})
    assert box.cards[0].note == note
    assert [a.message.code for a in box.assumptions] == [code]


def test_endless_remarks_are_reported(refused) -> None:
    assert refused(MIA | {"Bijzonderheden": "a" * 5000}).code == "long_remarks"


@pytest.mark.parametrize("written", ["BSN 123456782", "bsn 1234.56.782", "heeft hond, nr 111222333 bellen"])
def test_what_may_be_a_citizen_service_number_is_refused_and_not_repeated(written, read_rows) -> None:
    box = read_rows(MIA | {"Bijzonderheden": written})

    (problem,) = box.problems
    assert problem.message.code == "citizen_number"
    assert not any(digit in str(problem.message) for digit in "0123456789")


@pytest.mark.parametrize(
    "written", ["kenmerk 123456789", "bel 043-1234567", "bel 0612345678", "pas 000000000"]
)
def test_other_numbers_are_no_citizen_service_numbers(written, read_rows) -> None:
    box = read_rows(MIA | {"Bijzonderheden": written})

    assert [card.note for card in box.cards] == [written]
