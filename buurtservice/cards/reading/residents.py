"""Notices where cards of one resident do not agree; it must not join or part residents by guessing."""

from buurtservice.cards.reading.cards import Card
from buurtservice.cards.reading.messages import Assume, UnreadableError, say
from buurtservice.cards.reading.text import key
from buurtservice.i18n import N_


class Neighbours:
    """The residents met so far, by what their cards said first."""

    def __init__(self) -> None:
        self._salutations: dict[tuple[str, ...], Card] = {}
        self._phones: dict[tuple[str, ...], Card] = {}
        self._by_phone: dict[tuple[str, str], Card] = {}

    def meet(self, card: Card, assume: Assume) -> None:
        """Raise UnreadableError where the title contradicts an earlier card of the resident; note doubts."""
        if card.salutation in {"mr", "mrs"}:
            earlier = self._salutations.get(card.person_key, card)
            if earlier.salutation != card.salutation:
                raise UnreadableError(
                    "other_salutation",
                    N_(
                        "Op kaart %(number)s staat bij dezelfde naam en hetzelfde adres een andere "
                        "aanspreekvorm (Dhr. of Mw.). Is dit dezelfde persoon? "
                        "Maak de kaarten gelijk, of de namen verschillend."
                    ),
                    number=earlier.number,
                )
            self._salutations[card.person_key] = earlier
        if card.phone:
            self._compare_phone(card, assume)

    def _compare_phone(self, card: Card, assume: Assume) -> None:
        phone = card.phone or ""
        before = self._phones.setdefault(card.person_key, card)
        if before.phone != phone:
            assume(
                say(
                    "other_phone",
                    N_("Op kaart %(number)s van dezelfde bewoner staat een ander telefoonnummer."),
                    number=before.number,
                )
            )
        same_phone = self._by_phone.setdefault((key(card.name), phone), card)
        if same_phone.person_key != card.person_key:
            assume(
                say(
                    "other_address",
                    N_(
                        "Kaart %(number)s heeft dezelfde naam en hetzelfde telefoonnummer, maar niet "
                        "hetzelfde adres. "
                        "Ze zijn gelezen als twee bewoners."
                    ),
                    number=same_phone.number,
                )
            )
