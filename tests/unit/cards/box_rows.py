"""Rows of a card box of which a test changes only the cell that it is about."""

import csv
import io
from datetime import date

TODAY = date(2014, 12, 31)
MIA = {
    "Kaartnr": "1",
    "Datum": "09-06-2014",
    "Naam": "Mia Schreurs",
    "Adres": "Pottenberg 9",
    "Buurt": "Caberg",
    "Telefoon": "06-47948729",
    "V/A": "V",
    "Soort hulp": "boodschappen",
    "Wanneer": "di ochtend",
    "Afstand": "",
    "Bijzonderheden": "",
    "Breedte": "50,85722",
    "Lengte": "5,66220",
}
SJEF = MIA | {"Kaartnr": "2", "Naam": "Sjef Hermans", "Adres": "Toustruwe 105", "Telefoon": "", "V/A": "A"}


def box_bytes(*rows: dict[str, str], encoding: str = "cp1252") -> bytes:
    """Write rows as a spreadsheet exports them; the first row names the columns."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)
