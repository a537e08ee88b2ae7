"""Reads whether a card asks or offers; it must not conclude that from anything else on the card."""

from buurtservice.cards.reading.cards import Kind
from buurtservice.cards.reading.messages import UnreadableError
from buurtservice.cards.reading.text import clean, fold
from buurtservice.i18n import N_

_KINDS: dict[str, Kind] = {"v": "request", "vraag": "request", "a": "offer", "aanbod": "offer"}


def read_kind(text: str) -> Kind:
    """Read "V", "vraag", "A" or "aanbod"; raises UnreadableError for anything else, also for both."""
    written = clean(text)
    kind = _KINDS.get(fold(written).rstrip("."))
    if kind:
        return kind
    if not written:
        raise UnreadableError("no_kind", N_("Bij V/A staat niets. Vul V (vraag) of A (aanbod) in."))
    raise UnreadableError(
        "unclear_kind", N_("Bij V/A staat '%(value)s'. Vul V (vraag) of A (aanbod) in."), value=written
    )
