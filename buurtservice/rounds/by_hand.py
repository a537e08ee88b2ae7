"""A match that a worker makes for two people she knows, with the same checks as the matcher's."""

from datetime import date

from sqlalchemy import select

import matching
from buurtservice.days import check_not_future
from buurtservice.errors import DateTooEarly
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.queries import get_offer, get_request
from buurtservice.help.solutions import last_answer_ended_on, lock_requests
from buurtservice.i18n import N_
from buurtservice.matches.errors import PairDoesNotFit, PairNotAllowed
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.policies import is_touched
from buurtservice.matches.proposing import Proposal, propose_matches, replace_proposal, withdraw_proposal
from buurtservice.matches.steps import check_step, lock_match
from buurtservice.matches.undoing import check_offer_free, check_request_free
from buurtservice.rounds.problem import pair_problem
from buurtservice.transactions import transaction

_WHY_NOT = {
    "no_offer_in_category": N_("het is een andere soort hulp, of dezelfde bewoner"),
    "no_shared_daypart": N_("er is geen dagdeel waarop beiden kunnen"),
    "out_of_range": N_("het is verder dan de helper wil gaan"),
    "needs_not_met": N_("de vraag heeft iets nodig dat de helper niet biedt"),
}


def create_match(*, request_id: int, offer_id: int, on: date, today: date, by: int | None = None) -> Match:
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
        replace_proposal(request_id, on=on, by=by)
        proposal = Proposal(request_id=request_id, offer_id=offer_id, score=score, parts=parts)
        return propose_matches([proposal], on=on, round_number=None, by=by)[0]


def check_pair(request: HelpRequest, offer: HelpOffer, *, on: date) -> tuple[int, dict[str, int]]:
    """Return how suitable a pair is, with its parts, and make nothing. Raises as create_match."""
    _check_open(request, offer, on=on)
    return _suitability(request, offer, on=on)


def choose_other(match_id: int, *, offer_id: int, on: date, today: date, by: int | None = None) -> Match:
    """Propose another helper for the request of a proposal, which makes room, whoever made or kept it.

    What the other helper is proposed for in a round makes room too, when nobody touched it and there is no
    place for both. Raises as create_match, or MatchInOtherState when the proposal was decided meanwhile.
    """
    with transaction():
        in_the_way = list_in_the_way(get_offer(offer_id))
        match = lock_match(match_id, also=[other.help_request_id for other in in_the_way])
        check_step(match, needed=(MatchState.PROPOSED,), on=on, today=today)
        withdraw_proposal(match, on=on, by=by)
        for other in list_in_the_way(get_offer(offer_id)):
            if other.id != match_id and other.help_request_id in {one.help_request_id for one in in_the_way}:
                withdraw_proposal(other, on=on, by=by)
        return create_match(request_id=match.help_request_id, offer_id=offer_id, on=on, today=today, by=by)


def list_in_the_way(offer: HelpOffer) -> list[Match]:
    """Return the untouched proposals that take the last place of this offer, or of its helper; else none."""
    helper = offer.resident
    proposed = list(
        db.session.scalars(
            select(Match)
            .join(HelpOffer, HelpOffer.id == Match.help_offer_id)
            .where(HelpOffer.resident_id == helper.id, Match.state == MatchState.PROPOSED)
            .order_by(Match.id)
        ).unique()
    )
    on_offer = [match for match in proposed if match.help_offer_id == offer.id]
    if len(on_offer) + offer.places_taken >= offer.capacity:
        return [match for match in on_offer if not is_touched(match)]
    if len(proposed) + helper.active_matches >= helper.max_active:
        return [match for match in proposed if not is_touched(match)]
    return []


def _check_open(request: HelpRequest, offer: HelpOffer, *, on: date) -> None:
    ended_on = last_answer_ended_on(request.id)
    earliest = max(request.received_on, offer.received_on, ended_on or request.received_on)
    if on < earliest:
        raise DateTooEarly(on=on.isoformat(), previous=earliest.isoformat())
    check_request_free(request)
    check_offer_free(offer, may_rest=True)  # Whether they rest is among what a refusal never says.


def _suitability(request: HelpRequest, offer: HelpOffer, *, on: date) -> tuple[int, dict[str, int]]:
    problem = pair_problem(request, offer, as_of=on)
    candidates = matching.find_candidates(problem)
    if not candidates:
        reason = str(matching.solve(problem).unmatched[0].reason)
        if reason in _WHY_NOT:
            raise PairDoesNotFit(request=request.id, offer=offer.id, why=_WHY_NOT[reason])
        raise PairNotAllowed(request=request.id, offer=offer.id)
    return candidates[0].score, dict(candidates[0].parts)
