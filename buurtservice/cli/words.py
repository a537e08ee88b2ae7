"""What several commands say in the reader's language: a kind of help, a person."""

from flask_babel import gettext

from buurtservice.app import current_settings
from buurtservice.cards.queries import card_numbers
from buurtservice.help.models import Category
from buurtservice.residents.models import Resident


def kind_words(category: Category) -> str:
    """Return the name of this kind of help."""
    return category.name_in(current_settings().language)


class Cards:
    """The card numbers of requests and offers, read once for a list."""

    def __init__(self) -> None:
        self.of_requests, self.of_offers = card_numbers()

    def of_request(self, request_id: int) -> str | None:
        """Return the number of the card this request came from, if it came from one."""
        return self.of_requests.get(request_id)

    def of_offer(self, offer_id: int) -> str | None:
        """Return the number of the card this offer came from, if it came from one."""
        return self.of_offers.get(offer_id)


def person_and_card(resident: Resident, card: str | None) -> str:
    """Return who it is, with the number of the card on which it stands."""
    who = person_words(resident)
    return who if card is None else gettext("%(who)s (kaart %(card)s)", who=who, card=card)


def person_words(resident: Resident) -> str:
    """Return the resident's name, or say that there is none."""
    return resident.name or gettext("zonder naam")
