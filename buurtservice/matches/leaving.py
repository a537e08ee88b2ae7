"""When a request or an offer leaves, the proposals that counted on it leave with it."""

from contextlib import suppress
from datetime import date

from sqlalchemy import select

from buurtservice.errors import DateTooEarly
from buurtservice.extensions import db
from buurtservice.help.errors import OfferNotActive
from buurtservice.help.lasting import list_offers_to_expire
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState
from buurtservice.help.pausing import pause_request
from buurtservice.help.services import change_offer_state, withdraw_request
from buurtservice.help.solutions import lock_requests
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.proposing import find_proposal, withdraw_proposal
from buurtservice.transactions import transaction


def withdraw_request_and_proposal(request_id: int, *, on: date, today: date) -> HelpRequest:
    """Withdraw a request together with the proposal that waited for it. Raises as help.withdraw_request."""
    with transaction():
        lock_requests([request_id])
        request = withdraw_request(request_id, on=on, today=today)
        proposal = find_proposal(request_id)
        if proposal is not None:
            withdraw_proposal(proposal, on=on)
        return request


def pause_request_and_proposal(request_id: int, *, on: date, today: date) -> HelpRequest:
    """Let a request rest, without the proposal that waited for it. Raises as help.pause_request."""
    with transaction():
        lock_requests([request_id])
        request = pause_request(request_id, on=on, today=today)
        proposal = find_proposal(request_id)
        if proposal is not None:
            withdraw_proposal(proposal, on=on)
        return request


def expire_offers(*, today: date) -> list[int]:
    """Let every offer expire whose year is over and whose helper was asked in vain; return their ids.

    Each is a transaction of its own: one that is confirmed or withdrawn at this moment is passed over.
    """
    expired = []
    for offer_id in list_offers_to_expire(today=today):
        with suppress(OfferNotActive, DateTooEarly):
            expire_offer_and_proposals(offer_id, on=today, today=today)
            expired.append(offer_id)
    return expired


def expire_offer_and_proposals(offer_id: int, *, on: date, today: date) -> HelpOffer:
    """Let one offer expire, with the proposals that counted on it. Matches that run go on."""
    return change_offer_and_proposals(offer_id, to=OfferState.EXPIRED, on=on, today=today)


def change_offer_and_proposals(offer_id: int, *, to: OfferState, on: date, today: date) -> HelpOffer:
    """Pause, resume, withdraw or let expire an offer together with proposals that counted on it.

    A proposal made at the same moment is left alone, since its request is not locked here: it cannot be
    approved, and the next round withdraws it.
    """
    with transaction():
        counted_on_it = (Match.help_offer_id == offer_id, Match.state == MatchState.PROPOSED)
        request_ids = list(db.session.scalars(select(Match.help_request_id).where(*counted_on_it)))
        lock_requests(request_ids)
        offer = change_offer_state(offer_id, to=to, on=on, today=today)
        if to != OfferState.ACTIVE:
            proposed = select(Match).where(*counted_on_it, Match.help_request_id.in_(request_ids))
            for proposal in db.session.scalars(proposed).unique().all():
                withdraw_proposal(proposal, on=on)
        return offer
