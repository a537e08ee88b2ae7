"""Reads a whole card box and compares its cards; it must not know what is kept from earlier boxes."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from pathlib import Path

from buurtservice.cards.reading.cards import Assumption, Card, CardBox, RowProblem
from buurtservice.cards.reading.categories import Spellings
from buurtservice.cards.reading.files import read_text
from buurtservice.cards.reading.messages import Message, UnreadableError, say, together
from buurtservice.cards.reading.residents import Neighbours
from buurtservice.cards.reading.rows import RowReading, read_card
from buurtservice.cards.reading.tables import Table, read_table
from buurtservice.i18n import N_


def read_card_box(path: Path, *, categories: Mapping[str, Collection[str]], today: date) -> CardBox:
    """Read a semicolon-separated export of a card box.

    `categories` gives the known words of each category's code, `today` is the last day that a card may carry.
    Raises CardBoxError, with nothing read, where the file is no whole table with our columns, or a word is
    given for two categories.
    """
    spellings = Spellings.of(categories)
    table = read_table(read_text(path))
    box = _Box()
    box.assumptions.extend(_about_the_file(table))
    for record in table.records:
        reading = RowReading(record, table.header)
        box.add(reading, read_card(reading, spellings=spellings, today=today))
    return CardBox(len(table.records), tuple(box.cards), tuple(box.problems), tuple(box.assumptions))


def _about_the_file(table: Table) -> Iterator[Assumption]:
    if table.header.extra:
        names = tuple(name or "(zonder naam)" for name in table.header.extra)
        sentence = N_("Deze kolommen zijn niet bekend en niet gelezen: %(columns)s.")
        yield Assumption(table.header_row, None, say("extra_columns", sentence, columns=names))
    if table.records and not table.ends_in_line_break:
        sentence = N_("Na de laatste rij ontbreekt een regeleinde. Kijk of die rij helemaal is gekopieerd.")
        yield Assumption(table.records[-1].row, None, say("no_line_break", sentence))


class _Box:
    """The box while it is read: what came before decides whether a card is there twice."""

    def __init__(self) -> None:
        self.cards: list[Card] = []
        self.problems: list[RowProblem] = []
        self.assumptions: list[Assumption] = []
        self._numbers: dict[str, tuple[int, str | None]] = {}
        self._neighbours = Neighbours()

    def add(self, reading: RowReading, card: Card | None) -> None:
        """Put the card in the box, or its row among the problems."""
        reading.attempt(None, self._refuse_same_number, reading, card)
        if card and not reading.problems:
            reading.attempt(None, self._neighbours.meet, card, reading.assumptions.append)
        row, number = reading.record.row, reading.number
        if card is None or reading.problems:
            self.problems.append(RowProblem(row, number, together(reading.problems)))
            return
        self.cards.append(card)
        self.assumptions.extend(Assumption(row, number, message) for message in _once(reading.assumptions))

    def _refuse_same_number(self, reading: RowReading, card: Card | None) -> None:
        """The first row keeps the number, also where it is a problem: we cannot say which one is right."""
        row, number = reading.record.row, reading.number
        if number is None:
            return
        first_row, fingerprint = self._numbers.setdefault(
            number.casefold(), (row, card.fingerprint if card else None)
        )
        if first_row == row:
            return
        if card and card.fingerprint == fingerprint:
            sentence = N_("Kaart %(number)s staat er twee keer in (eerder in rij %(row)s). Haal er een weg.")
            raise UnreadableError("card_twice", sentence, number=number, row=first_row)
        sentence = N_(
            "Kaartnummer %(number)s staat ook in rij %(row)s. "
            "Geef één van beide kaarten een ander nummer, of haal er een weg."
        )
        raise UnreadableError("number_twice", sentence, number=number, row=first_row)


def _once(messages: list[Message]) -> Iterator[Message]:
    for place, message in enumerate(messages):
        if message not in messages[:place]:
            yield message
