"""How long an offer lasts: a year, unless the helper says that it still stands. Nothing expires unasked."""

from datetime import date, timedelta

from sqlalchemy import select, update

from buurtservice.days import check_not_future
from buurtservice.extensions import db
from buurtservice.help.errors import OfferNotActive
from buurtservice.help.models import HelpOffer, OfferState
from buurtservice.help.places import lock_helpers
from buurtservice.help.policies import CONFIRM_BEFORE_DAYS
from buurtservice.help.queries import get_offer
from buurtservice.help.services import change_offer_state, confirmed
from buurtservice.labels import OFFER_STATES
from buurtservice.transactions import changes_one, transaction


def ask_to_confirm_offers(*, today: date) -> list[HelpOffer]:
    """Mark the offers that expire soon as asked, and return them: whose helpers should be asked now, once."""
    soon = today + timedelta(days=CONFIRM_BEFORE_DAYS)
    growing_old = select(HelpOffer.id).where(
        HelpOffer.state == OfferState.ACTIVE,
        HelpOffer.expires_on <= soon,
        HelpOffer.confirm_asked_on.is_(None),
    )
    with transaction():
        asked = [offer_id for offer_id in db.session.scalars(growing_old) if _mark_asked(offer_id, today)]
        return [get_offer(offer_id) for offer_id in sorted(asked)]


def confirm_offer(offer_id: int, *, on: date, today: date) -> HelpOffer:
    """Record that an offer still stands: it lasts a year from that day. One that expired takes part again.

    A paused one stays paused. Raises NotFound, DateInFuture, DateTooEarly, or OfferNotActive when it was
    withdrawn.
    """
    check_not_future(on, today=today)
    with transaction():
        lock_helpers([offer_id])
        offer = get_offer(offer_id)
        if offer.state == OfferState.EXPIRED:
            return change_offer_state(offer_id, to=OfferState.ACTIVE, on=on, today=today)
        here = update(HelpOffer).where(HelpOffer.id == offer_id, HelpOffer.state != OfferState.WITHDRAWN)
        if not changes_one(here.values(**confirmed(offer, on=on))):
            raise OfferNotActive(id=offer_id, state=OFFER_STATES[get_offer(offer_id).state])
        db.session.refresh(offer)
        return offer


def list_offers_to_expire(*, today: date) -> list[int]:
    """Return the ids of the offers whose year is over, and who were asked a fortnight ago or longer."""
    asked_by = today - timedelta(days=CONFIRM_BEFORE_DAYS)
    over = select(HelpOffer.id).where(
        HelpOffer.state == OfferState.ACTIVE,
        HelpOffer.expires_on <= today,
        HelpOffer.confirm_asked_on <= asked_by,
    )
    return list(db.session.scalars(over.order_by(HelpOffer.id)))


def _mark_asked(offer_id: int, today: date) -> bool:
    """Mark one offer; False when another process did so at this moment."""
    unasked = update(HelpOffer).where(
        HelpOffer.id == offer_id,
        HelpOffer.state == OfferState.ACTIVE,
        HelpOffer.confirm_asked_on.is_(None),
    )
    return changes_one(unasked.values(confirm_asked_on=today))
