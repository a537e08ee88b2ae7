"""Names, addresses and phone numbers, and which cards are of one resident."""

import pytest
from box_rows import MIA, SJEF


@pytest.mark.parametrize(
    ("written", "name", "salutation"),
    [
        ("Loes Willems ", "Loes Willems", None),
        ("  Loes\u00a0 Willems", "Loes Willems", None),
        ("LOES WILLEMS", "Loes Willems", None),
        ("loes willems", "Loes Willems", None),
        ("JOSÉ VAN DER BERG-DE VRIES", "José van der Berg-De Vries", None),
        ("J.P. JANSEN", "J.P. Jansen", None),
        ("IJSBRAND 'T HART", "IJsbrand 't Hart", None),
        ("ANNE D'HONDT", "Anne D'Hondt", None),
        ("Loes McDonald van de Ven", "Loes McDonald van de Ven", None),
        ("Mw. José Debats", "José Debats", "mrs"),
        ("mw José Debats", "José Debats", "mrs"),
        ("Mevr.José Debats", "José Debats", "mrs"),
        ("MEVROUW DEBATS", "Debats", "mrs"),
        ("José Debats (mw.)", "José Debats", "mrs"),
        ("Dhr. Jo Janssen", "Jo Janssen", "mr"),
        ("de heer Jo Janssen", "Jo Janssen", "mr"),
        ("De heer Dr. Jo Janssen", "Jo Janssen", "mr"),
        ("Hr Jo Janssen", "Jo Janssen", "mr"),
        ("Drs. Jo Janssen", "Jo Janssen", None),
        ("Fam. Janssen", "Janssen", "family"),
        ("Dhr./Mw. Janssen", "Janssen", "family"),
        ("Dhr. en mw. Janssen", "Janssen", "family"),
        ("Drees Mwangi", "Drees Mwangi", None),
        ("Heerema", "Heerema", None),
    ],
)
def test_a_name_loses_its_titles_capitals_and_blanks(written, name, salutation, taken_in) -> None:
    card = taken_in(MIA | {"Naam": written})
    assert (card.name, card.salutation) == (name, salutation)


def test_a_name_with_the_last_name_first_is_turned_and_said(read_rows) -> None:
    box = read_rows(MIA | {"Naam": "Vries, Jan de"})
    assert box.cards[0].name == "Jan de Vries"
    assert [a.message.code for a in box.assumptions] == ["name_turned"]


@pytest.mark.parametrize("written", ["", " ", "?", "-", "Mw.", "123", "onbekend", "\u200b"])
def test_a_missing_name_is_reported(written, refused) -> None:
    assert refused(MIA | {"Naam": written}).code == "no_name"


def test_a_name_of_several_lines_length_is_reported(refused) -> None:
    assert refused(MIA | {"Naam": "a" * 121}).code == "long_name"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        (" Pottenberg  9 ", "Pottenberg 9"),
        ("DR. VAN KLEEFSTRAAT 92", "Dr. van Kleefstraat 92"),
        ("Pottenberg\t9\x07", "Pottenberg 9"),
        ("onbekend", None),
        ("", None),
    ],
)
def test_an_address_is_tidied(written, address, taken_in) -> None:
    assert taken_in(MIA | {"Adres": written}).address == address


def test_a_neighbourhood_is_tidied_and_may_be_absent(taken_in) -> None:
    assert taken_in(MIA | {"Buurt": " OUD-CABERG "}).neighbourhood == "Oud-Caberg"
    assert taken_in(MIA | {"Buurt": ""}).neighbourhood is None


@pytest.mark.parametrize(("column", "length"), [("Adres", 201), ("Buurt", 81)])
def test_an_endless_address_or_neighbourhood_is_reported(column, length, refused) -> None:
    assert refused(MIA | {column: "a" * length}).code == "long_field"


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("06-47948729", "0647948729"),
        ("06 4794 8729", "0647948729"),
        ("06/47948729", "0647948729"),
        ("+31 6 47948729", "0647948729"),
        ("+31 (0)6-47948729", "0647948729"),
        ("0031647948729", "0647948729"),
        ("043-3501234", "0433501234"),
        ("(043) 350 12 34", "0433501234"),
        ("+32 472 12 34 56", "+32472123456"),
        ("0032472123456", "+32472123456"),
        ("geen", None),
        ("-", None),
        ("", None),
    ],
)
def test_a_phone_number_gets_one_form(written, phone, read_rows) -> None:
    box = read_rows(MIA | {"Telefoon": written})
    assert [card.phone for card in box.cards] == [phone]
    assert box.assumptions == ()


@pytest.mark.parametrize(
    "written", ["06-4794872", "647948729", "06-47948729 (dochter)", "06-47948729 / 043-3501234"]
)
def test_a_phone_number_that_looks_wrong_is_kept_and_said(written, read_rows) -> None:
    box = read_rows(MIA | {"Telefoon": written})
    assert box.cards[0].phone == written
    assert [a.message.code for a in box.assumptions] == ["odd_phone"]


def test_an_endless_phone_number_is_reported(refused) -> None:
    assert refused(MIA | {"Telefoon": "0" * 41}).code == "long_phone"


@pytest.mark.parametrize(
    "other",
    [
        {"Naam": "MIA SCHREURS"},
        {"Naam": "Mw. Mia  Schreurs"},
        {"Naam": "Mía Schreurs"},
        {"Adres": "pottenberg  66 A"},
        {"Adres": "Pottenberg 66-a, 6217 KB Maastricht"},
        {"Telefoon": ""},
    ],
)
def test_the_same_name_at_the_same_address_is_one_resident(other, read_rows) -> None:
    first = MIA | {"Adres": "Pottenberg 66a"}
    box = read_rows(first, first | {"Kaartnr": "2"} | other)
    assert box.cards[0].person_key == box.cards[1].person_key


@pytest.mark.parametrize(
    "other", [{"Naam": "Mia Schreur"}, {"Adres": "Pottenberg 6"}, {"Adres": "Pottenberg 66b"}]
)
def test_another_name_or_address_is_another_resident(other, read_rows) -> None:
    first = MIA | {"Adres": "Pottenberg 66a"}
    box = read_rows(first, first | {"Kaartnr": "2"} | other)
    assert box.cards[0].person_key != box.cards[1].person_key


def test_a_shortened_street_is_the_same_street(read_rows) -> None:
    box = read_rows(MIA | {"Adres": "Botsaartstr. 66"}, MIA | {"Kaartnr": "2", "Adres": "Botsaartstraat 66"})
    assert box.cards[0].person_key == box.cards[1].person_key


def test_without_an_address_the_phone_number_says_who_it_is(read_rows) -> None:
    first = MIA | {"Adres": ""}
    box = read_rows(first, first | {"Kaartnr": "2", "Telefoon": "+31647948729"})
    assert box.cards[0].person_key == box.cards[1].person_key


def test_without_address_and_phone_nobody_knows_who_it_is(refused) -> None:
    assert refused(SJEF | {"Adres": ""}).code == "nobody_known"


def test_two_titles_for_one_resident_are_a_question(read_rows) -> None:
    first = MIA | {"Naam": "Mw. Jo Janssen"}
    box = read_rows(
        first,
        first | {"Kaartnr": "2", "Naam": "Jo Janssen"},
        first | {"Kaartnr": "3", "Naam": "Dhr. Jo Janssen"},
        first | {"Kaartnr": "4", "Naam": "Mevr. Jo Janssen"},
    )
    assert [card.number for card in box.cards] == ["1", "2", "4"]
    assert [(p.card, p.message.code) for p in box.problems] == [("3", "other_salutation")]
    assert "Is dit dezelfde persoon?" in str(box.problems[0].message)


def test_two_phone_numbers_of_one_resident_are_said(read_rows) -> None:
    box = read_rows(MIA, MIA | {"Kaartnr": "2", "Telefoon": "06-11111111"})
    assert [(a.card, a.message.code) for a in box.assumptions] == [("2", "other_phone")]


def test_one_name_and_phone_number_at_two_addresses_are_said(read_rows) -> None:
    box = read_rows(MIA, MIA | {"Kaartnr": "2", "Adres": ""})
    assert len(box.cards) == 2
    assert [(a.card, a.message.code) for a in box.assumptions] == [("2", "other_address")]
