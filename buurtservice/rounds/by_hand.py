"""A match that a worker makes for two people she knows, with the same checks as the matcher's."""

from datetime import date

import matching
from buurtservice.days import check_not_future
from buurtservice.errors import DateTooEarly
from buurtservice.help.errors import (
    HelperFull,
    OfferFull,
    OfferNotActive,
    RequestAlreadyAnswered,
    RequestNotOpen,
)
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState, RequestState
from buurtservice.help.queries import get_offer, get_request
from buurtservice.help.solutions import find_live_solution, last_answer_ended_on, lock_requests
from buurtservice.i18n import N_
from buurtservice.labels import OFFER_STATES, REQUEST_STATES, SOLUTION_KINDS
from buurtservice.matches.errors import PairDoesNotFit, PairNotAllowed
from buurtservice.matches.models import Match
from buurtservice.matches.proposing import Proposal, propose_matches, replace_proposal
from buurtservice.rounds.problem import pair_problem
from buurtservice.transactions import transaction

_WHY_NOT = {
    "no_offer_in_category": N_("het is een andere soort hulp, of dezelfde bewoner"),
    "no_shared_daypart": N_("er is geen dagdeel waarop beiden kunnen"),
    "out_of_range": N_("het is verder dan de helper wil gaan"),
    "needs_not_met": N_("de vraag heeft iets nodig dat de helper niet biedt"),
}


def create_match(*, request_id: int, offer_id: int, on: date, today: date) -> Match:
    """Propose this pair by hand; a round's proposal for the request makes room, and later rounds keep it.

    Raises NotFound, DateInFuture, DateTooEarly, RequestNotOpen, RequestAlreadyAnswered, OfferNotActive,
    OfferFull, HelperFull, ProposalStands, PairDoesNotFit with what would have to change, or PairNotAllowed.
    """
    check_not_future(on, today=today)
    with transaction():
        get_request(request_id)
        lock_requests([request_id])
        request, offer = get_request(request_id), get_offer(offer_id)
        _check_open(request, offer, on=on)
        (score, parts) = _suitability(request, offer, on=on)
        replace_proposal(request_id, on=on)
        proposal = Proposal(request_id=request_id, offer_id=offer_id, score=score, parts=parts)
        return propose_matches([proposal], on=on, round_number=None)[0]


def _check_open(request: HelpRequest, offer: HelpOffer, *, on: date) -> None:
    ended_on = last_answer_ended_on(request.id)
    earliest = max(request.received_on, offer.received_on, ended_on or request.received_on)
    if on < earliest:
        raise DateTooEarly(on=on.isoformat(), previous=earliest.isoformat())
    if request.state != RequestState.OPEN:
        raise RequestNotOpen(id=request.id, state=REQUEST_STATES[request.state])
    live = find_live_solution(request.id)
    if live is not None:
        raise RequestAlreadyAnswered(id=request.id, kind=SOLUTION_KINDS[live.kind])
    if offer.state != OfferState.ACTIVE:
        raise OfferNotActive(id=offer.id, state=OFFER_STATES[offer.state])
    if offer.places_taken >= offer.capacity:
        raise OfferFull(id=offer.id, taken=offer.places_taken, capacity=offer.capacity)
    helper = offer.resident
    if helper.active_matches >= helper.max_active:
        raise HelperFull(id=offer.id, active=helper.active_matches)


def _suitability(request: HelpRequest, offer: HelpOffer, *, on: date) -> tuple[int, dict[str, int]]:
    problem = pair_problem(request, offer, as_of=on)
    candidates = matching.find_candidates(problem)
    if not candidates:
        reason = str(matching.solve(problem).unmatched[0].reason)
        if reason in _WHY_NOT:
            raise PairDoesNotFit(request=request.id, offer=offer.id, why=_WHY_NOT[reason])
        raise PairNotAllowed(request=request.id, offer=offer.id)
    return candidates[0].score, dict(candidates[0].parts)
