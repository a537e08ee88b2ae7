"""What is said to the coordinator about a card; it must not decide where or in which language it is shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from buurtservice.cards.reading.text import clean

_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Message:
    """A plain Dutch sentence (a template with its values) under a code that stays the same.

    A value that is itself a message is a word of ours, to be translated, and not one from the card.
    `also` holds further sentences about the same row, so that somebody mends a card in one go.
    """

    code: str
    text: str
    params: Mapping[str, object] = field(default_factory=dict)
    also: tuple["Message", ...] = ()

    def in_words(self, translate: Callable[[str], str]) -> str:
        """Return all sentences, each template translated first and filled after."""
        values = {
            name: value.in_words(translate) if isinstance(value, Message) else value
            for name, value in self.params.items()
        }
        first = translate(self.text) % values if values else translate(self.text)
        return " ".join(chain([first], (message.in_words(translate) for message in self.also)))

    @property
    def dutch(self) -> str:
        """The sentences in Dutch."""
        return self.in_words(lambda text: text)

    def __str__(self) -> str:
        return self.dutch


Assume = Callable[[Message], None]
"""Takes a note of something that was taken in but should be said."""


def say(code: str, text: str, **params: object) -> Message:
    """Make a message; long values are cut and made printable, for they come from anybody's spreadsheet."""
    return Message(code, text, {name: _shown(value) for name, value in params.items()})


def together(messages: list[Message]) -> Message:
    """Join at least one message into one that says them all, under the code of the first."""
    first, *others = messages
    return Message(first.code, first.text, first.params, (*first.also, *others))


def _shown(value: object) -> object:
    if isinstance(value, tuple):
        return ", ".join(str(_shown(part)) for part in value)
    if not isinstance(value, str):
        return value
    value = clean(value)
    return value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"


class _ReadingError(Exception):
    def __init__(self, code: str, text: str, **params: object) -> None:
        self.message = say(code, text, **params)
        super().__init__(self.message.dutch)


class UnreadableError(_ReadingError):
    """A cell, or two that belong together, cannot be taken in; its row is reported and the next one read."""


class CardBoxError(_ReadingError):
    """The file as a whole cannot be read; nothing of it is taken in."""
