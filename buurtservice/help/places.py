"""Places at an offer and at its helper, taken and given back by conditional updates: a last place goes once.

Helpers are locked in ascending order before anything is changed, so that two approvals never wait for each
other in a circle.
"""

from collections.abc import Collection

from sqlalchemy import select, update

from buurtservice.extensions import db
from buurtservice.help.errors import HelperFull, HelperResting, OfferFull, OfferNotActive
from buurtservice.help.models import HelpOffer, OfferState
from buurtservice.labels import OFFER_STATES
from buurtservice.residents.queries import get_resident
from buurtservice.residents.services import count_active_match, lock_residents, uncount_active_match
from buurtservice.transactions import changes_one, transaction


def take_places(offer_ids: Collection[int]) -> None:
    """Take one place at each of these offers and at their helpers, or none at all.

    Raises OfferNotActive, OfferFull, HelperResting or HelperFull, each with how it stands now.
    """
    with transaction():
        lock_helpers(offer_ids)
        for offer_id in sorted(offer_ids):
            _take_place(offer_id)


def give_place_back(offer_id: int) -> None:
    """Give back one place at the offer and at its helper."""
    with transaction() as session:
        lock_helpers([offer_id])
        session.execute(
            update(HelpOffer).where(HelpOffer.id == offer_id).values(places_taken=HelpOffer.places_taken - 1)
        )
        uncount_active_match(session.get_one(HelpOffer, offer_id).resident_id)


def lock_helpers(offer_ids: Collection[int]) -> None:
    """Hold the helpers of these offers until the transaction ends, in ascending order."""
    helpers = select(HelpOffer.resident_id).where(HelpOffer.id.in_(offer_ids))
    lock_residents(db.session.scalars(helpers).all())


def _take_place(offer_id: int) -> None:
    free = update(HelpOffer).where(
        HelpOffer.id == offer_id,
        HelpOffer.state == OfferState.ACTIVE,
        HelpOffer.places_taken < HelpOffer.capacity,
    )
    taken = changes_one(free.values(places_taken=HelpOffer.places_taken + 1))
    offer = db.session.get_one(HelpOffer, offer_id, populate_existing=True)
    if not taken:
        _refuse_offer(offer)
    if not count_active_match(offer.resident_id):
        _refuse_helper(offer)


def _refuse_offer(offer: HelpOffer) -> None:
    if offer.state != OfferState.ACTIVE:
        raise OfferNotActive(id=offer.id, state=OFFER_STATES[offer.state])
    raise OfferFull(id=offer.id, taken=offer.places_taken, capacity=offer.capacity)


def _refuse_helper(offer: HelpOffer) -> None:
    helper = get_resident(offer.resident_id)
    if helper.resting:
        raise HelperResting(id=offer.id)
    raise HelperFull(id=offer.id, active=helper.active_matches)
