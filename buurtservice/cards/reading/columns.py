"""Finds the columns of a card box in the first row; it must not read any other row."""

from collections import Counter
from dataclasses import dataclass
from typing import Never

from buurtservice.cards.reading.messages import CardBoxError
from buurtservice.cards.reading.text import clean
from buurtservice.i18n import N_

COLUMNS = (
    "Kaartnr", "Datum", "Naam", "Adres", "Buurt", "Telefoon", "V/A",
    "Soort hulp", "Wanneer", "Afstand", "Bijzonderheden", "Breedte", "Lengte",
)  # fmt: skip

_KNOWN = {name.casefold(): name for name in COLUMNS}
_DELIMITERS = {
    ",": N_("De kolommen zijn gescheiden door komma's. Bewaar de kaartenbak als CSV met puntkomma's (;)."),
    "\t": N_("De kolommen zijn gescheiden door tabs. Bewaar de kaartenbak als CSV met puntkomma's (;)."),
    "|": N_(
        "De kolommen zijn gescheiden door streepjes (|). Bewaar de kaartenbak als CSV met puntkomma's (;)."
    ),
}
_OTHER_DELIMITER = N_(
    "De kolommen zijn niet gescheiden door puntkomma's (;). Bewaar de kaartenbak opnieuw als CSV."
)


@dataclass(frozen=True, slots=True)
class Header:
    """Where each column stands; `extra` are the columns that we do not know."""

    places: dict[str, int]
    extra: tuple[str, ...]
    width: int

    def fits(self, cells: tuple[str, ...]) -> bool:
        """Say whether a row has as many cells as the header, apart from blank ones behind the last."""
        return len(cells) >= self.width and not any(cell.strip() for cell in cells[self.width :])

    def cell(self, cells: tuple[str, ...], column: str) -> str:
        """Return what a row has in a column; nothing where the row ends before it."""
        place = self.places[column]
        return cells[place] if place < len(cells) else ""


def read_header(cells: tuple[str, ...]) -> Header:
    """Return the places of the thirteen columns; raises CardBoxError where they are not all there once."""
    names = [clean(cell) for cell in cells]
    while names and not names[-1]:
        names.pop()
    known = [_KNOWN.get(name.casefold()) for name in names]
    if not any(known):
        _refuse_unknown_table(cells)
    _refuse_doubles(Counter(filter(None, known)))
    _refuse_missing([column for column in COLUMNS if column not in known])
    places = {column: known.index(column) for column in COLUMNS}
    extra = tuple(name for name, column in zip(names, known, strict=True) if column is None)
    return Header(places, extra, len(names))


def refuse_delimiter(delimiter: str) -> Never:
    """Raise the CardBoxError that says which delimiter was found and which one is needed."""
    raise CardBoxError("wrong_delimiter", _DELIMITERS.get(delimiter, _OTHER_DELIMITER))


def _refuse_unknown_table(cells: tuple[str, ...]) -> Never:
    line = ";".join(cells)
    for delimiter in _DELIMITERS:
        parts = [clean(part).strip('"').casefold() for part in line.split(delimiter)]
        if any(part in _KNOWN for part in parts[:-1]) or (len(cells) == 1 and len(parts) >= len(COLUMNS)):
            refuse_delimiter(delimiter)
    if len(cells) == 1:
        raise CardBoxError(
            "no_table",
            N_("Dit bestand is geen tabel met puntkomma's. Bewaar de kaartenbak als CSV (met puntkomma's)."),
        )
    raise CardBoxError(
        "no_header",
        N_("De eerste rij heeft geen kolomnamen. Zet daar: %(columns)s."),
        columns=COLUMNS,
    )


def _refuse_doubles(counts: Counter[str]) -> None:
    doubles = [column for column, count in counts.items() if count > 1]
    if doubles:
        raise CardBoxError(
            "double_columns",
            N_("Deze kolommen staan er twee keer in: %(columns)s. Laat er van elk één staan."),
            columns=tuple(doubles),
        )


def _refuse_missing(missing: list[str]) -> None:
    if missing:
        raise CardBoxError(
            "missing_columns",
            N_("Deze kolommen ontbreken: %(columns)s. Voeg ze toe aan de eerste rij; ze mogen leeg zijn."),
            columns=tuple(missing),
        )
