"""What people type is folded the same way everywhere, and names that may be one person's are told."""

import pytest

from buurtservice.residents.folding import fold, fold_street, looks_like_phone, phone_digits
from buurtservice.residents.likeness import alike_names
from buurtservice.residents.searching import MAX_SEARCH_TEXT, search_text_of


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("MÍA  Janßen", "mia janssen"),
        ("Paweł Łukasiewicz", "pawel lukasiewicz"),
        ("Café 't Sjötje", "cafe t sjotje"),
        ("d’Hondt-Öztürk", "dhondt ozturk"),
        ("66a", "66 a"),
        ("\x00\u202e🙂", ""),
    ],
)
def test_capitals_accents_and_marks_make_no_difference(typed, folded):
    assert fold(typed) == folded


@pytest.mark.parametrize(
    "written",
    ["06-12 34 56 78", "+31 6 12345678", "0031612345678", "+31 (0)6 1234.5678", "06/12345678"],
)
def test_a_telephone_number_is_one_number_however_it_is_written(written):
    assert phone_digits(written) == "0612345678"
    assert looks_like_phone(written)


def test_a_house_number_alone_is_no_telephone_number():
    assert not looks_like_phone("7")
    assert not looks_like_phone("Brouwersweg 12")


def test_a_street_is_found_written_short_or_in_full():
    assert fold_street("Botsaartstr. 12") == fold_street("BOTSAARTSTRAAT 12") == "botsaartstraat 12"


def test_the_text_to_search_in_holds_name_street_and_number_and_fits_its_column():
    assert search_text_of("Mía Janssen", "Brouwersweg 3", "043-123 45 67") == (
        "mia janssen brouwersweg 3 0431234567"
    )
    assert search_text_of("Mia", None, None) == "mia"
    assert search_text_of(None, None, None) is None
    assert len(search_text_of("ﷺ" * 120, "x" * 200, "1") or "") <= MAX_SEARCH_TEXT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mia Janssen", "MIA JANSEN"),
        ("Mia Janssen", "Janssen, Mia"),
        ("M. Janssen", "Mia Janssen"),
        ("Th. Smeets", "T. Smeets"),
        ("Mia Janssen-de Vries", "Mia Janssen"),
        ("Jan v.d. Berg", "Jan van den Berg"),
        ("Fatima el Idrissi", "Fatmia Idrissi"),
        ("Janssen", "Mia Janssen"),
    ],
)
def test_names_that_may_be_of_one_person_are_alike(one, other):
    assert alike_names(one, other)
    assert alike_names(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Mia Janssen", "Sjef Janssen"),
        ("Mia Janssen", "Mia Peeters"),
        ("M. J.", "Mia Janssen"),
        ("Jan Smeets", "Jos Smeets"),
        ("", "Mia"),
        ("van de", "van der"),
    ],
)
def test_names_of_two_people_are_not_alike(one, other):
    assert not alike_names(one, other)
    assert not alike_names(other, one)
