"""What somebody's yes changes in their offer or request: dayparts, distance, needs, places, kinds of help.

Helpers are locked before offers, as in places.py, so that no two wait for each other in a circle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.help.errors import OfferNotActive, RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import Category, HelpOffer, HelpRequest, OfferState, RequestState
from buurtservice.help.policies import offer_lasts_until
from buurtservice.help.queries import get_offer, get_request, list_offers_of
from buurtservice.help.services import Wish, add_offer, dayparts_list
from buurtservice.help.solutions import find_live_solution, lock_requests
from buurtservice.labels import OFFER_STATES, REQUEST_STATES, SOLUTION_KINDS
from buurtservice.residents.services import allow_one_match_more, lock_residents
from buurtservice.transactions import transaction


def add_daypart_to_request(request_id: int, daypart: int) -> HelpRequest:
    """Let the help come at this daypart (0…20) too.

    Raises NotFound, RequestNotOpen, or RequestAlreadyAnswered when somebody is helping meanwhile.
    """
    with transaction():
        lock_requests([request_id])
        request = get_request(request_id)
        if request.state != RequestState.OPEN:
            raise RequestNotOpen(id=request_id, state=REQUEST_STATES[request.state])
        live = find_live_solution(request_id)
        if live is not None:
            raise RequestAlreadyAnswered(id=request_id, kind=SOLUTION_KINDS[live.kind])
        request.dayparts = _with_daypart(request.dayparts, daypart)
        return request


def add_daypart_to_offer(offer_id: int, daypart: int) -> HelpOffer:
    """Let the helper help at this daypart (0…20) too. Raises NotFound or OfferNotActive."""
    with transaction():
        offer = hold_offer(offer_id)
        offer.dayparts = _with_daypart(offer.dayparts, daypart)
        return offer


def widen_radius(offer_id: int, radius_m: int) -> HelpOffer:
    """Let the helper go as far as this; never less far than before. Raises NotFound or OfferNotActive."""
    with transaction():
        offer = hold_offer(offer_id)
        if offer.radius_m is not None:  # None is any distance, which is further still.
            offer.radius_m = max(offer.radius_m, radius_m)
        return offer


def add_need_to_offer(offer_id: int, need: str) -> HelpOffer:
    """Note that the helper can help where this is needed. Raises NotFound or OfferNotActive."""
    with transaction():
        offer = hold_offer(offer_id)
        offer.can = sorted({*offer.can, need})
        return offer


def add_place_to_offer(offer_id: int) -> HelpOffer:
    """Give the offer one place more and its helper one match more. Raises NotFound or OfferNotActive."""
    with transaction():
        offer = hold_offer(offer_id)
        offer.capacity += 1
        allow_one_match_more(offer.resident_id)
        return offer


@dataclass(frozen=True, kw_only=True)
class Terms:
    """When, how far and where help is given, as an offer holds them."""

    dayparts: int | None
    radius_m: int | None
    can: Sequence[str]


def offer_also(offer_id: int, category: Category, *, on: date, terms: Terms | None = None) -> HelpOffer:
    """Take in that this helper also gives another kind of help: on these terms, to one at a time.

    Without terms it is as far and at the same times as what they offer now.

    Who offers it already keeps that offer. Raises NotFound or OfferNotActive.
    """
    with transaction():
        offer = hold_offer(offer_id)
        for other in list_offers_of(offer.resident_id):
            if other.category_id == category.id and other.state == OfferState.ACTIVE:
                return other
        terms = terms or Terms(dayparts=offer.dayparts, radius_m=offer.radius_m, can=offer.can)
        lat, lon = offer.lat, offer.lon
        return add_offer(
            resident=offer.resident,
            wish=Wish(
                category=category,
                dayparts=dayparts_list(terms.dayparts),
                place=None if lat is None or lon is None else (lat, lon),
            ),
            received_on=on,
            radius_m=terms.radius_m,
            can=list(terms.can),
            expires_on=None if offer.expires_on is None else offer_lasts_until(on),
        )


def hold_offer(offer_id: int) -> HelpOffer:
    """Hold the helper and the offer until the transaction ends; return the offer as it is then."""
    lock_residents([get_offer(offer_id).resident_id])
    db.session.execute(select(HelpOffer.id).where(HelpOffer.id == offer_id).with_for_update(key_share=True))
    offer = get_offer(offer_id)
    if offer.state != OfferState.ACTIVE:
        raise OfferNotActive(id=offer_id, state=OFFER_STATES[offer.state])
    return offer


def _with_daypart(mask: int | None, daypart: int) -> int | None:
    return None if mask is None else mask | 1 << daypart  # None is any time, which holds it already.
