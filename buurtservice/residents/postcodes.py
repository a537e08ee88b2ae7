"""Takes in the middles of postcodes: a table of the operator's, checked row by row, all of it or nothing.

A row is `postcode;latitude;longitude` with, if wanted, `;neighbourhood`: 6217 or 6217 AB, a point or a comma
in the numbers, columns parted by semicolons, commas or tabs. A heading above is skipped.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, func, insert, select

from buurtservice.errors import InvalidInput
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.residents.models import Neighbourhood, PostcodeCentroid
from buurtservice.residents.services import neighbourhood_key
from buurtservice.transactions import transaction

MOST_ROWS = 60_000  # A large city has some 15,000 postcodes.
POSTCODE = re.compile(r"([1-9][0-9]{3})\s?([A-Za-z]{2})?", re.ASCII)
NUMBER = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{1,15})?", re.ASCII)
# The Netherlands with a margin: a latitude and a longitude that changed places are found out.
LATITUDES, LONGITUDES = (50.0, 54.5), (2.5, 8.0)


class FileNotReadable(InvalidInput):
    """The file is no table."""

    code = "file_not_readable"
    text = N_("Dit bestand is geen tabel met postcodes. Bewaar het als CSV en kies het opnieuw.")


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is wrong with one row; `row` counts from 1, as a spreadsheet does."""

    row: int
    sentence: str


@dataclass
class PostcodeTable:
    """What a file holds: good rows (postcode, latitude, longitude, key of a neighbourhood) and the rest."""

    rows: list[tuple[str, float, float, str | None]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class _BadRowError(ValueError):
    pass


def read_postcodes(content: bytes) -> PostcodeTable:
    """Read a file. Raises FileNotReadable for what is no table at all."""
    text = _decode(content)
    delimiter = max(";\t,", key=lambda one: text[:2000].count(one))
    known = set(db.session.scalars(select(Neighbourhood.name_key)))
    table, seen = PostcodeTable(), dict[str, int]()
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            if number > MOST_ROWS:
                raise FileNotReadable
            if any(cell.strip() for cell in cells) and not (number == 1 and _is_heading(cells)):
                _take_row(number, cells, known=known, seen=seen, table=table)
    except csv.Error:
        raise FileNotReadable from None
    if not table.rows and not table.problems:
        raise FileNotReadable
    return table


def store_postcodes(table: PostcodeTable) -> int:
    """Put the rows in the place of all that was there; return how many. A table with problems is refused."""
    if table.problems:
        raise ValueError("a table with problems is not stored")
    with transaction() as session:
        ids = {one.name_key: one.id for one in session.scalars(select(Neighbourhood))}
        session.execute(delete(PostcodeCentroid))
        rows = [
            {"postcode": code, "lat": lat, "lon": lon, "neighbourhood_id": ids.get(key) if key else None}
            for code, lat, lon, key in table.rows
        ]
        session.execute(insert(PostcodeCentroid), rows)
    return len(rows)


def count_postcodes() -> int:
    """Return how many postcodes have a middle."""
    return db.session.scalar(select(func.count()).select_from(PostcodeCentroid)) or 0


def _take_row(
    number: int, cells: Sequence[str], *, known: set[str], seen: dict[str, int], table: PostcodeTable
) -> None:
    try:
        row = _read_row(cells, known)
        if row[0] in seen:
            raise _BadRowError(N_("Deze postcode staat er al eerder in."))
    except _BadRowError as fault:
        table.problems.append(Problem(row=number, sentence=str(fault)))
        return
    seen[row[0]] = number
    table.rows.append(row)


def _read_row(cells: Sequence[str], known: set[str]) -> tuple[str, float, float, str | None]:
    cells = [cell.strip() for cell in cells]
    if len(cells) < 3:
        raise _BadRowError(N_("Hier staan minder dan drie kolommen: postcode, breedtegraad, lengtegraad."))
    code = POSTCODE.fullmatch(cells[0])
    if not code:
        raise _BadRowError(N_("Dit is geen postcode. Schrijf 6217 of 6217 AB."))
    lat, lon = _number(cells[1]), _number(cells[2])
    if not LATITUDES[0] <= lat <= LATITUDES[1] or not LONGITUDES[0] <= lon <= LONGITUDES[1]:
        raise _BadRowError(
            N_("Deze plek ligt niet in Nederland. Eerst de breedtegraad (rond 51), dan de lengtegraad (6).")
        )
    name = cells[3] if len(cells) > 3 else ""
    key = neighbourhood_key(name) if name else None
    if key is not None and key not in known:
        raise _BadRowError(N_("Deze buurt kennen wij niet. Voeg de buurt eerst toe, of laat de kolom leeg."))
    return code[1] + (code[2] or "").upper(), lat, lon, key


def _number(text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise _BadRowError(N_("Dit is geen getal. Schrijf een plek als 50,8621 en 5,6713."))
    return float(text.replace(",", "."))


def _is_heading(cells: Sequence[str]) -> bool:
    return not any(character.isdigit() for cell in cells for character in cell)


def _decode(content: bytes) -> str:
    if b"\x00" in content:
        raise FileNotReadable
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
