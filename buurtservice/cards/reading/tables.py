"""Turns text into the rows of a table with a known header; it must not know what stands in a cell."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from buurtservice.cards.reading.columns import Header, read_header, refuse_delimiter
from buurtservice.cards.reading.messages import CardBoxError
from buurtservice.i18n import N_

MAX_ROWS = 50_000

_SEPARATOR_LINE = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Record:
    """A row as the spreadsheet shows it: a cell with line breaks does not make it two."""

    row: int
    cells: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """True for a row of delimiters and blanks alone."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """The header and the rows below it that are not blank."""

    header_row: int
    header: Header
    records: tuple[Record, ...]
    ends_in_line_break: bool


def read_table(text: str) -> Table:
    """Split the text at semicolons; raises CardBoxError where it is no whole table with our columns.

    A first line "sep=;" is Excel's and not shown by it, so it does not count as a row.
    """
    lines = _without_separator_line(list(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    records = (record for record in _split(lines) if not record.is_blank)
    first = next(records, None)
    if first is None:
        raise CardBoxError("no_table", N_("In het bestand staan geen kaarten: alle regels zijn leeg."))
    _refuse_open_quote(first)
    header = read_header(first.cells)
    rows = tuple(_checked(records, header))
    _refuse_half_a_line(rows, header)
    return Table(first.row, header, rows, ends_in_line_break=lines[-1].endswith(("\n", "\r")))


def _without_separator_line(lines: list[str]) -> list[str]:
    found = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    if found is None:
        return lines
    if found[1] != ";":
        refuse_delimiter(found[1])
    return lines[1:]


def _split(lines: list[str]) -> Iterator[Record]:
    reader = csv.reader(lines, delimiter=";")
    start, row = 0, 0
    try:
        for row, cells in enumerate(reader, start=1):
            yield Record(row, tuple(cells), tuple(lines[start : reader.line_num]))
            start = reader.line_num
    except csv.Error as fault:
        raise CardBoxError(
            "field_too_long",
            N_('Rij %(row)s bevat een veel te lang veld. Is een aanhalingsteken (") niet gesloten?'),
            row=row + 1,
        ) from fault


def _checked(records: Iterator[Record], header: Header) -> Iterator[Record]:
    for count, record in enumerate(records, start=1):
        if count > MAX_ROWS:
            raise CardBoxError(
                "too_many_rows",
                N_("Het bestand heeft meer dan %(rows)s rijen. Maak er kleinere bestanden van."),
                rows=MAX_ROWS,
            )
        _refuse_open_quote(record, header)
        yield record


def _refuse_open_quote(record: Record, header: Header | None = None) -> None:
    if _is_open(record) or (header and _swallowed_a_row(record, header)):
        raise CardBoxError(
            "open_quote",
            N_('In rij %(row)s is een aanhalingsteken (") niet gesloten. Sluit het, of haal het weg.'),
            row=record.row,
        )


def _is_open(record: Record) -> bool:
    """Say whether the next line would still be part of this row."""
    if '"' not in record.lines[-1] and len(record.lines) == 1:
        return False
    return len(list(csv.reader([*record.lines, "next"], delimiter=";"))) == 1


def _swallowed_a_row(record: Record, header: Header) -> bool:
    """Say whether a stray quote joined two rows: then the quotes, or the number of cells, are not right."""
    if len(record.lines) == 1:
        return False
    try:
        list(csv.reader(record.lines, delimiter=";", strict=True))
    except csv.Error:
        return True
    joined = any(len(cell.splitlines()) > 1 and cell.count(";") >= header.width - 1 for cell in record.cells)
    return joined or not header.fits(record.cells)


def _refuse_half_a_line(rows: tuple[Record, ...], header: Header) -> None:
    if rows and len(rows[-1].cells) < header.width:
        raise CardBoxError(
            "half_a_line",
            N_(
                "De laatste regel (rij %(row)s) is niet af: het bestand is misschien niet helemaal "
                "gekopieerd. Bewaar de kaartenbak opnieuw als CSV."
            ),
            row=rows[-1].row,
        )
