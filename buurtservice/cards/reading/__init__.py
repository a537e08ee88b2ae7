"""Reads a desk's card box into typed cards, problems and assumptions; no database, no web, no clock."""

from buurtservice.cards.reading.boxes import read_card_box
from buurtservice.cards.reading.cards import Assumption, Card, CardBox, Kind, RowProblem, Salutation
from buurtservice.cards.reading.messages import CardBoxError, Message
from buurtservice.cards.reading.words import DEFAULT_SPELLINGS

__all__ = [
    "DEFAULT_SPELLINGS",
    "Assumption",
    "Card",
    "CardBox",
    "CardBoxError",
    "Kind",
    "Message",
    "RowProblem",
    "Salutation",
    "read_card_box",
]
