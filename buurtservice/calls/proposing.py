"""Turns a yes into a proposal at once, for the first request it unlocked that fits."""

from collections.abc import Iterator
from datetime import date

import matching
from buurtservice.calls.models import Answer, CallQuestion
from buurtservice.calls.queries import get_question
from buurtservice.errors import BuurtserviceError
from buurtservice.help.models import HelpOffer
from buurtservice.help.queries import get_offer, list_offers_of
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.proposing import find_proposal
from buurtservice.matches.queries import list_matches
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.problem import build_problem


def propose_unlocked(call_id: int, number: int, *, on: date, today: date) -> Match | None:
    """Propose a match by hand that the yes to this question made possible; None when none fits now.

    Requests that have a proposal keep it, and no offer is promised twice: that is for a round to weigh.
    It is a step of its own after the answer, which stands whatever comes of this.

    Raises NotFound or QuestionNotInCall.
    """
    question = get_question(call_id, number)
    if question.answer != Answer.YES:
        return None
    for request_id, offer_id in list(_pairs(question, on=on)):
        try:
            return create_match(request_id=request_id, offer_id=offer_id, on=on, today=today)
        except BuurtserviceError:  # Full, or somebody was faster: then the next one.
            continue
    return None


def _pairs(question: CallQuestion, *, on: date) -> Iterator[tuple[int, int]]:
    """Yield (request id, offer id) in the order of what was unlocked, the most suitable offer first."""
    own = None if question.offer is None else {o.id for o in list_offers_of(question.offer.resident_id)}
    waiting = [request_id for request_id in question.unlocks if find_proposal(request_id) is None]
    promised = _promised()
    candidates = sorted(
        matching.find_candidates(build_problem(as_of=on)), key=lambda one: (-one.score, str(one.offer))
    )
    for request_id in waiting:
        for candidate in candidates:
            offer_id = candidate.offer
            if candidate.request != request_id or not isinstance(offer_id, int):
                continue
            if (own is None or offer_id in own) and _has_room(get_offer(offer_id), promised):
                yield request_id, offer_id


def _promised() -> list[HelpOffer]:
    """Return the offers of all proposals that wait for a decision, one for each."""
    return [match.offer for match in list_matches((MatchState.PROPOSED,))]


def _has_room(offer: HelpOffer, promised: list[HelpOffer]) -> bool:
    helper = offer.resident
    at_offer = sum(other.id == offer.id for other in promised)
    at_helper = sum(other.resident_id == helper.id for other in promised)
    return (
        offer.places_taken + at_offer < offer.capacity
        and helper.active_matches + at_helper < helper.max_active
    )
