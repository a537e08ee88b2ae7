"""Writes tables as CSV, XLSX and ODS. A cell is a number or text, never a formula, whatever it says."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import odfdo
import xlsxwriter

Cell = str | int | float | None
# What a spreadsheet takes for the beginning of a formula when it opens a CSV.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_WIDTH_FIRST, _WIDTH = 46, 14
_LONGEST_NAME = 31  # Of a sheet, in Excel.


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One table: its name, what stands above it, the heads of its columns, and its rows."""

    name: str
    notes: Sequence[str]
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def to_csv(sheets: Sequence[Sheet]) -> bytes:
    """Return all sheets beneath each other: UTF-8 with a mark, semicolons, as spreadsheets here expect."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for number, sheet in enumerate(sheets):
        if number:
            writer.writerow([])
        writer.writerow([_plain(sheet.name)])
        writer.writerows([_plain(note)] for note in sheet.notes)
        writer.writerow([_plain(head) for head in sheet.header])
        writer.writerows([_plain(cell) for cell in row] for row in sheet.rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return an Excel workbook with a sheet for each table."""
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        bold, soft = book.add_format({"bold": True}), book.add_format({"italic": True})
        for name, sheet in _named(sheets):
            page = book.add_worksheet(name)
            page.set_column(0, 0, _WIDTH_FIRST)
            page.set_column(1, max(1, len(sheet.header) - 1), _WIDTH)
            lines: list[tuple[Sequence[Cell], Any]] = [([sheet.name], bold)]
            lines += [*(([note], soft) for note in sheet.notes), (sheet.header, bold)]
            lines += [(row, None) for row in sheet.rows]
            for at, (cells, style) in enumerate(lines):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        page.write_string(at, column, cell, style)
                    elif cell is not None:
                        page.write_number(at, column, cell, style)
    return out.getvalue()


def to_ods(sheets: Sequence[Sheet]) -> bytes:
    """Return an OpenDocument spreadsheet with a sheet for each table."""
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    for name, sheet in _named(sheets):
        page = odfdo.Table(name)
        lines = [[sheet.name], *([note] for note in sheet.notes), list(sheet.header), *sheet.rows]
        for cells in lines:
            row = odfdo.Row()
            for cell in cells:
                row.append_cell(_ods_cell(cell))
            page.append_row(row)
        document.body.append(page)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _ods_cell(cell: Cell) -> odfdo.Cell:
    if isinstance(cell, str):
        return odfdo.Cell(cell, cell_type="string")
    return odfdo.Cell() if cell is None else odfdo.Cell(value=cell, cell_type="float")


def _plain(cell: Cell) -> Cell:
    """Return a cell for CSV; a text that a spreadsheet would take for a formula gets an apostrophe."""
    if isinstance(cell, str):
        return "'" + cell if cell.startswith(_FORMULA_SIGNS) else cell
    return f"{cell:.3f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(cell, float) else cell


def _named(sheets: Sequence[Sheet]) -> list[tuple[str, Sheet]]:
    """Give each sheet a name of its own that every program takes: short, and without signs of meaning."""
    named: dict[str, Sheet] = {}
    for number, sheet in enumerate(sheets, start=1):
        name = "".join(" " if sign in "[]:*?/\\'" else sign for sign in sheet.name).strip()
        named[f"{number} {name}"[:_LONGEST_NAME]] = sheet
    return list(named.items())
