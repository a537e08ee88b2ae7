"""Counts a refusal for want of a scooter where a page undid the transaction in which it was made."""

from datetime import datetime

from buurtservice.scooters.placing import record_refusal
from buurtservice.scooters.queries import Wish
from buurtservice.transactions import transaction


def note_refusal(wish: Wish, *, now: datetime) -> None:
    """Record that somebody wanted a scooter and there was none.

    The services do so themselves, in a transaction of its own. A form joins theirs to the one that makes it
    count once, and undoes both when it is refused: its view calls this afterwards.
    """
    with transaction():
        record_refusal(wish, now=now)
