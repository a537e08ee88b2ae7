"""Places at an offer and at its helper, taken and given back by conditional updates: a last place goes once.

Helpers are locked in ascending order before anything is changed, so that two approvals never wait for each
other in a circle. (SQLite's writer already holds the whole database; there the locks are left out.)
"""

from collections.abc import Collection

from sqlalchemy import select, update

from buurtservice.extensions import db
from buurtservice.help.errors import HelperFull, HelperResting, OfferFull, OfferNotActive
from buurtservice.help.models import HelpOffer, OfferState
from buurtservice.labels import OFFER_STATES
from buurtservice.residents.models import Resident
from buurtservice.transactions import changes_one, transaction


def take_places(offer_ids: Collection[int]) -> None:
    """Take one place at each of these offers and at their helpers, or none at all.

    Raises OfferNotActive, OfferFull, HelperResting or HelperFull, each with how it stands now.
    """
    with transaction():
        _lock_helpers(offer_ids)
        for offer_id in sorted(offer_ids):
            _take_place(offer_id)


def give_place_back(offer_id: int) -> None:
    """Give back one place at the offer and at its helper."""
    with transaction() as session:
        _lock_helpers([offer_id])
        offer = session.get_one(HelpOffer, offer_id)
        session.execute(
            update(HelpOffer).where(HelpOffer.id == offer_id).values(places_taken=HelpOffer.places_taken - 1)
        )
        session.execute(
            update(Resident)
            .where(Resident.id == offer.resident_id)
            .values(active_matches=Resident.active_matches - 1)
        )


def _lock_helpers(offer_ids: Collection[int]) -> None:
    helpers = select(HelpOffer.resident_id).where(HelpOffer.id.in_(offer_ids))
    db.session.execute(
        select(Resident.id)
        .where(Resident.id.in_(helpers))
        .order_by(Resident.id)
        .with_for_update(key_share=True)
    )


def _take_place(offer_id: int) -> None:
    taken = update(HelpOffer).where(
        HelpOffer.id == offer_id,
        HelpOffer.state == OfferState.ACTIVE,
        HelpOffer.places_taken < HelpOffer.capacity,
    )
    changed = changes_one(taken.values(places_taken=HelpOffer.places_taken + 1))
    offer = db.session.get_one(HelpOffer, offer_id, populate_existing=True)
    if not changed:
        _refuse_offer(offer)
    busy = update(Resident).where(
        Resident.id == offer.resident_id,
        Resident.resting.is_(False),
        Resident.active_matches < Resident.max_active,
    )
    if not changes_one(busy.values(active_matches=Resident.active_matches + 1)):
        _refuse_helper(offer, db.session.get_one(Resident, offer.resident_id, populate_existing=True))


def _refuse_offer(offer: HelpOffer) -> None:
    if offer.state != OfferState.ACTIVE:
        raise OfferNotActive(id=offer.id, state=OFFER_STATES[offer.state])
    raise OfferFull(id=offer.id, taken=offer.places_taken, capacity=offer.capacity)


def _refuse_helper(offer: HelpOffer, helper: Resident) -> None:
    if helper.resting:
        raise HelperResting(id=offer.id)
    raise HelperFull(id=offer.id, active=helper.active_matches)
