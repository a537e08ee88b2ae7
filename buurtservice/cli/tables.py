"""Readable tables for a terminal: aligned columns, nothing else."""

from collections.abc import Sequence
from unicodedata import east_asian_width


def table(header: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[int] = ()) -> str:
    """Return rows under a header, columns aligned; columns numbered in `right` are aligned right."""
    cells = [[_text(cell) for cell in row] for row in (header, *rows)]
    widths = [max(_width(row[column]) for row in cells) for column in range(len(header))]
    lines = [_line(row, widths, right) for row in cells]
    rule = "  ".join("-" * width for width in widths)
    return "\n".join([lines[0], rule, *lines[1:]])


def _line(row: list[str], widths: list[int], right: Sequence[int]) -> str:
    parts = []
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        blanks = " " * (width - _width(cell))
        parts.append(blanks + cell if column in right else cell + blanks)
    return "  ".join(parts).rstrip()


def _text(cell: object) -> str:
    """Return the cell as printable text; what people typed must not steer a terminal."""
    return "".join(character if character.isprintable() else " " for character in str(cell))


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
