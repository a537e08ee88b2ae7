"""What a no says about an offer or a request: dayparts that do not suit after all come off.

The counterpart of widening.py; requests are locked before helpers and helpers before offers, as there.
"""

from collections.abc import Collection

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.help.errors import NoDaypartLeft, RequestNotOpen
from buurtservice.help.models import HelpOffer, HelpRequest, RequestState
from buurtservice.help.queries import get_offer, get_request
from buurtservice.help.solutions import lock_requests
from buurtservice.labels import REQUEST_STATES
from buurtservice.residents.services import lock_residents
from buurtservice.transactions import transaction

WHOLE_WEEK = (1 << 21) - 1


def take_dayparts_off_request(request_id: int, dayparts: Collection[int]) -> HelpRequest:
    """Let the help come at these dayparts (0…20) no more.

    Raises NotFound, RequestNotOpen, or NoDaypartLeft: who can never be helped should withdraw or pause.
    """
    with transaction():
        lock_requests([request_id])
        request = get_request(request_id)
        if request.state not in (RequestState.OPEN, RequestState.PAUSED):
            raise RequestNotOpen(id=request_id, state=REQUEST_STATES[request.state])
        request.dayparts = _without(request.dayparts, dayparts)
        return request


def take_dayparts_off_offer(offer_id: int, dayparts: Collection[int]) -> HelpOffer:
    """Let the helper help at these dayparts (0…20) no more. Raises NotFound or NoDaypartLeft."""
    with transaction():
        lock_residents([get_offer(offer_id).resident_id])
        held = select(HelpOffer.id).where(HelpOffer.id == offer_id).with_for_update(key_share=True)
        db.session.execute(held)
        offer = get_offer(offer_id)
        offer.dayparts = _without(offer.dayparts, dayparts)
        return offer


def _without(mask: int | None, dayparts: Collection[int]) -> int:
    left = WHOLE_WEEK if mask is None else mask
    for daypart in dayparts:
        left &= ~(1 << daypart)
    if left == 0:
        raise NoDaypartLeft
    return left
