"""A file that is no card box gives one clear sentence, and nothing of it is taken in."""

import tracemalloc
from pathlib import Path

import pytest
from box_rows import MIA, SJEF, TODAY, box_bytes

from buurtservice.cards.reading import DEFAULT_SPELLINGS, CardBoxError, read_card_box

HEADER = ";".join(MIA)
ROW = ";".join(MIA.values())
OPEN_ROW = ROW.replace("Mia", '"Mia')
CLOSING_ROW = ROW.replace("Schreurs", 'Schreurs"')
WHOLE = f"{HEADER}\r\n{ROW}\r\n"


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_the_usual_encodings_are_read(encoding, read_rows) -> None:
    box = read_rows(MIA | {"Naam": "Noëlle Lemmens"}, encoding=encoding)
    assert [card.name for card in box.cards] == ["Noëlle Lemmens"]


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"])
def test_the_usual_line_breaks_are_read(line_break, read_bytes) -> None:
    assert len(read_bytes(WHOLE.replace("\r\n", line_break).encode()).cards) == 1


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_the_separator_line_of_excel_is_no_row(first, read_bytes) -> None:
    assert [card.row for card in read_bytes(f"{first}\r\n{WHOLE}".encode()).cards] == [2]


def test_columns_may_stand_in_any_order_and_be_written_otherwise(read_bytes) -> None:
    names, values = list(reversed(MIA)), list(reversed(MIA.values()))
    header = ";".join(f' "{name.upper()}"'.strip() + " " for name in names)
    assert read_bytes(f"{header}\n{';'.join(values)}\n".encode()).cards[0].name == "Mia Schreurs"


def test_unknown_columns_are_passed_over_and_said_once(read_rows) -> None:
    box = read_rows(MIA | {"Kleur": "rood", "Maat": "L"}, SJEF)
    assert len(box.cards) == 2
    assert [(a.row, a.message.code) for a in box.assumptions] == [(1, "extra_columns")]
    assert "Kleur, Maat" in str(box.assumptions[0].message)


def test_a_box_without_cards_is_an_empty_box(read_bytes) -> None:
    assert read_bytes(f"{HEADER}\r\n".encode()).rows == 0


def test_a_last_row_without_a_line_break_is_taken_in_and_said(read_bytes) -> None:
    box = read_bytes(WHOLE.encode().rstrip())
    assert len(box.cards) == 1
    assert [a.message.code for a in box.assumptions] == ["no_line_break"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b" \r\n\t\r\n", "empty_file"),
        ("\ufeff".encode(), "empty_file"),
        (b";;;;\r\n;;;;\r\n", "no_table"),
        (b"PK\x03\x04" + b"xl/workbook.xml" * 9, "spreadsheet_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "spreadsheet_file"),
        (b"%PDF-1.7 ...", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "binary"),
        (WHOLE.encode().replace(b"Mia", b"M\0ia"), "binary"),
        (WHOLE.encode().replace(b"Mia", b"M\x81ia"), "not_text"),
        (WHOLE.encode("utf-8-sig").replace(b"Mia", b"M\xeba"), "not_text"),
        (WHOLE.encode("utf-16")[:-1], "not_text"),
        (WHOLE.replace("Mia", "Noëlle").encode() + b"\xeb", "not_text"),
        (b"Beste lezer,\r\nhierbij de kaarten.\r\n", "no_table"),
        (b"<html><body>404</body></html>", "no_table"),
        (WHOLE.replace(";", ",").encode(), "wrong_delimiter"),
        (WHOLE.replace(";", "\t").encode(), "wrong_delimiter"),
        (WHOLE.replace(";", "|").encode(), "wrong_delimiter"),
        (ROW.replace(";", "\t").encode(), "wrong_delimiter"),
        (f"sep=,\r\n{WHOLE}".encode(), "wrong_delimiter"),
        (f"{ROW}\r\n{ROW}\r\n".encode(), "no_header"),
        (WHOLE.replace("Datum;", "Dag;").encode(), "missing_columns"),
        (WHOLE.replace("Adres;", "Datum;").encode(), "double_columns"),
        (WHOLE.encode()[:-40], "half_a_line"),
        (f"{WHOLE}2;09".encode(), "half_a_line"),
        (f"{WHOLE}2;09\r\n\r\n".encode(), "half_a_line"),
        (f'"{WHOLE}'.encode(), "open_quote"),
        (f'{WHOLE}2;09-06-2014;"Mia'.encode(), "open_quote"),
        (f'{WHOLE}{ROW[:-7]}"5,66220'.encode(), "open_quote"),
        (f'{WHOLE}2;09-06-2014;"Mia Schreurs\r\n{ROW}\r\n{ROW}\r\n'.encode(), "open_quote"),
        (f"{HEADER}\r\n{OPEN_ROW}\r\n{OPEN_ROW}\r\n".encode(), "open_quote"),
        (f"{HEADER}\r\n{OPEN_ROW}\r\n{CLOSING_ROW}\r\n".encode(), "open_quote"),
        (f"{WHOLE}{'a' * 200_000}\r\n".encode(), "field_too_long"),
        (f"{'a' * 200_000}\r\n".encode(), "field_too_long"),
        (WHOLE.encode() + f"{ROW}\n".encode() * 50_001, "too_many_rows"),
        (WHOLE.encode() + b"x" * 10_000_000, "too_large"),
    ],
)  # fmt: skip
def test_a_broken_file_gives_one_sentence(content, code, read_bytes) -> None:
    with pytest.raises(CardBoxError) as refusal:
        read_bytes(content)
    assert refusal.value.message.code == code
    assert "%(" not in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (WHOLE.replace(";", ",").encode(), "gescheiden door komma's"),
        (WHOLE.replace(";", "\t").encode(), "gescheiden door tabs"),
        (WHOLE.replace("Datum;", "").replace("Naam;", "").encode(), "ontbreken: Datum, Naam."),
        (WHOLE.replace("Adres;", "Datum;").encode(), "twee keer in: Datum."),
        (f"{WHOLE}2;09".encode(), "rij 3"),
        (WHOLE.encode().replace(b"Mia", b"M\x81ia"), "Regel 2"),
    ],
)
def test_the_sentence_names_what_is_wrong(content, words, read_bytes) -> None:
    with pytest.raises(CardBoxError, match=words.replace(".", r"\.")):
        read_bytes(content)


def read(path: Path) -> None:
    read_card_box(path, categories=DEFAULT_SPELLINGS, today=TODAY)


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(CardBoxError, match=r"kaarten\.csv bestaat niet"):
        read(tmp_path / "kaarten.csv")


def test_a_folder_is_no_file(tmp_path) -> None:
    with pytest.raises(CardBoxError, match="is een map"):
        read(tmp_path)


def test_a_device_is_no_ordinary_file() -> None:
    with pytest.raises(CardBoxError, match="geen gewoon bestand"):
        read(Path("/dev/zero"))


@pytest.mark.parametrize("name", ["a\0b", "a" * 5000])
def test_an_impossible_name_is_no_file(name) -> None:
    with pytest.raises(CardBoxError):
        read(Path(name))


def test_200_megabytes_are_refused_before_they_are_read(tmp_path) -> None:
    path = tmp_path / "groot.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(CardBoxError, match="groter dan 10 MB"):
            read(path)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 1_000_000


def test_every_row_of_a_large_box_is_reported(read_bytes) -> None:
    rows = [MIA | {"Kaartnr": str(number), "Soort hulp": f"iets {number}"} for number in range(5_000)]
    box = read_bytes(box_bytes(*rows))
    assert box.rows == len(box.problems) == 5_000
