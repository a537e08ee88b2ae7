"""Reads one row into a card, or says all that is wrong with it; it must not compare it with other rows."""

from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

from buurtservice.cards.reading.cards import Card, Kind
from buurtservice.cards.reading.categories import Spellings, read_category
from buurtservice.cards.reading.columns import Header
from buurtservice.cards.reading.contacts import person_key, read_address, read_neighbourhood, read_phone
from buurtservice.cards.reading.dates import read_date
from buurtservice.cards.reading.dayparts import read_dayparts
from buurtservice.cards.reading.distances import read_radius
from buurtservice.cards.reading.kinds import read_kind
from buurtservice.cards.reading.messages import Message, UnreadableError, say
from buurtservice.cards.reading.names import Name, read_name
from buurtservice.cards.reading.places import read_place
from buurtservice.cards.reading.remarks import Remarks, read_remarks
from buurtservice.cards.reading.tables import Record
from buurtservice.cards.reading.text import clean, is_garbled
from buurtservice.i18n import N_

MAX_NUMBER = 20

_UNREAD = "0"  # Something is there: that it cannot be read is said once, not also that it is absent.

_P = ParamSpec("_P")
_T = TypeVar("_T")


class RowReading:
    """One row while it is read: goes on after a problem, so that all of them can be told at once."""

    def __init__(self, record: Record, header: Header) -> None:
        self.record, self.header = record, header
        self.problems: list[Message] = []
        self.assumptions: list[Message] = []

    @property
    def number(self) -> str | None:
        """The card number as far as there is one, for naming the card in a problem."""
        return clean(self.cell("Kaartnr"))[:MAX_NUMBER] or None

    def cell(self, column: str) -> str:
        """Return what the row has in a column."""
        return self.header.cell(self.record.cells, column)

    def attempt(self, instead: _T, read: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Read something; where it cannot be read, note the problem and return `instead` to go on with."""
        try:
            return read(*args, **kwargs)
        except UnreadableError as refusal:
            self.problems.append(refusal.message)
            return instead


def read_card(reading: RowReading, *, spellings: Spellings, today: date) -> Card | None:
    """Read the row's card; None where anything in it is a problem."""
    reading.attempt(None, _refuse_other_width, reading)
    if reading.problems:
        return None  # Its cells may stand in the wrong columns: more about them would only confuse.
    reading.attempt(None, _refuse_garbled, reading)
    card = _understand(reading, spellings, today)
    return None if reading.problems else card


def _understand(reading: RowReading, spellings: Spellings, today: date) -> Card:
    """Read every cell, so that all problems are told at once; where there are any, the card is no card."""
    cell, attempt, assume = reading.cell, reading.attempt, reading.assumptions.append
    number = attempt("", _read_number, cell("Kaartnr"))
    received_on = attempt(today, read_date, cell("Datum"), today, assume)
    nobody = Name("", None)
    name = attempt(nobody, read_name, cell("Naam"), assume)
    address = attempt(_UNREAD, read_address, cell("Adres"))
    neighbourhood = attempt(None, read_neighbourhood, cell("Buurt"))
    phone = attempt(_UNREAD, read_phone, cell("Telefoon"), assume)
    key = attempt((), person_key, name.display, address, phone)
    card_kind: Kind | None = attempt(None, read_kind, cell("V/A"))
    kind = card_kind or "request"
    category = attempt("", read_category, cell("Soort hulp"), spellings, assume)
    dayparts = attempt(None, read_dayparts, cell("Wanneer"), assume)
    radius_m = attempt(None, _read_offers_radius, card_kind, cell("Afstand"), reading)
    remarks = attempt(
        Remarks(frozenset(), frozenset(), None), read_remarks, cell("Bijzonderheden"), kind, assume
    )
    lat, lon = attempt((None, None), read_place, cell("Breedte"), cell("Lengte"))
    return Card(
        row=reading.record.row,
        number=number,
        received_on=received_on,
        kind=kind,
        name=name.display,
        salutation=name.salutation,
        address=address,
        neighbourhood=neighbourhood,
        phone=phone,
        category=category,
        dayparts=dayparts,
        radius_m=radius_m,
        needs=remarks.needs,
        can=remarks.can,
        note=remarks.note,
        lat=lat,
        lon=lon,
        person_key=key,
    )


def _refuse_garbled(reading: RowReading) -> None:
    garbled = next(filter(is_garbled, reading.record.cells), None)
    if garbled is not None:
        raise UnreadableError(
            "garbled",
            N_("De letters in '%(value)s' kloppen niet. Verbeter ze op de kaart."),
            value=garbled,
        )


def _refuse_other_width(reading: RowReading) -> None:
    header, cells = reading.header, reading.record.cells
    if not header.fits(cells):
        raise UnreadableError(
            "other_width",
            N_(
                "De rij heeft %(found)s velden in plaats van %(expected)s. "
                "Is er een puntkomma te veel of te weinig?"
            ),
            found=len(cells),
            expected=header.width,
        )


def _read_number(text: str) -> str:
    number = clean(text)
    if not number:
        raise UnreadableError("no_number", N_("Het kaartnummer ontbreekt. Geef de kaart een nummer."))
    if len(number) > MAX_NUMBER:
        raise UnreadableError(
            "long_number",
            N_("Het kaartnummer is langer dan %(longest)s tekens. Geef de kaart een korter nummer."),
            longest=MAX_NUMBER,
        )
    return number


def _read_offers_radius(kind: Kind | None, text: str, reading: RowReading) -> int | None:
    if kind == "request":
        if clean(text):
            reading.assumptions.append(
                say("distance_ignored", N_("De afstand '%(value)s' telt niet bij een vraag."), value=text)
            )
        return None
    return read_radius(text, reading.assumptions.append)
