"""What can be refused about a card box as a whole. What is wrong with one row is a report, not an error."""

from collections.abc import Callable

from buurtservice.cards.reading import Message
from buurtservice.errors import BuurtserviceError, Conflict
from buurtservice.i18n import N_


class CardBoxNotRead(BuurtserviceError):
    """The file is no card box; nothing was taken in."""

    code = "card_box_not_read"
    status = 422

    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message

    def in_words(self, translate: Callable[[str], str]) -> str:
        """Return the reader's own sentence about the file."""
        return self.message.in_words(translate)


class OtherImportRunning(Conflict):
    """Somebody else took in the same cards at the same moment."""

    code = "other_import_running"
    text = N_("Er werd net een andere kaartenbak ingelezen. Er is niets veranderd; probeer het zo nog eens.")
