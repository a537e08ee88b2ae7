"""Asks whether offers still stand, and lets those expire of which nobody said so in a fortnight."""

import logging
from datetime import date, datetime
from typing import Any

from buurtservice.help.lasting import list_offers_to_expire
from buurtservice.help.models import OfferState
from buurtservice.help.services import change_offer_state
from buurtservice.reminders.services import tell_expiring
from buurtservice.transactions import savepoint

logger = logging.getLogger(__name__)


def expire(*, today: date, now: datetime) -> dict[str, Any]:
    """Let them expire, tell their helpers, and ask those of the next; return the ids.

    Who said yes at this moment keeps their offer.
    """
    expired: list[int] = []
    failed: list[int] = []
    for offer_id in list_offers_to_expire(today=today):
        try:
            with savepoint():
                change_offer_state(offer_id, to=OfferState.EXPIRED, on=today, today=today)
            expired.append(offer_id)
        except Exception as fault:  # noqa: BLE001 - one bad row must not keep the others waiting.
            logger.error("expire: offer %s did not expire: %s", offer_id, type(fault).__name__)
            failed.append(offer_id)
    told = tell_expiring(today=today, now=now)
    return {
        "touched": len(expired) + told["touched"],
        "expired": expired,
        "told": told["touched"],
        "failed": failed + told["failed"],
    }
