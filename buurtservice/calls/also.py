"""What else a helper could do for somebody they help already: a pair that clicks is worth a lot."""

from dataclasses import dataclass
from datetime import date

import matching
from buurtservice.calls.asking import build_asking, build_limits
from buurtservice.calls.models import CallQuestion, QuestionKind
from buurtservice.days import check_not_future
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.queries import get_offer, get_request, list_active_offers, list_unanswered_requests
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import get_match, list_matches
from buurtservice.rounds.problem import build_problem, helper_problem
from matching.also import Also, also_possible


@dataclass(frozen=True, kw_only=True)
class AlsoPossible:
    """An open request that an offer could answer; `question` is to be asked first, and is stored nowhere."""

    request: HelpRequest
    offer: HelpOffer
    question: CallQuestion | None


def list_also_possible(match_id: int, *, as_of: date, today: date) -> list[AlsoPossible]:
    """Return the other open requests of the asker that the helper could answer, now or after one question.

    Raises NotFound or DateInFuture.
    """
    check_not_future(as_of, today=today)
    match = get_match(match_id)
    asker: matching.Id = match.request.resident_id
    helper: matching.Id = match.offer.resident_id
    problem = build_problem(as_of=as_of)
    if not {asker, helper} <= {resident.id for resident in problem.residents}:
        return []  # One of the two has nothing open any more.
    found = also_possible(problem, asker=asker, helper=helper, asking=build_asking(as_of=as_of))
    return [_possible(one) for one in found if one.request != match.help_request_id]


def list_also_of(
    helper_id: int, *, asker_id: int | None = None, as_of: date, today: date
) -> list[AlsoPossible]:
    """Return the open requests that a helper could answer, now or after one question; all, or of one asker.

    Nobody is asked who rests, was called this week, or refused it. Raises DateInFuture.
    """
    check_not_future(as_of, today=today)
    offers = {one.id: one for one in list_active_offers(received_by=as_of, resident_id=helper_id)}
    requests = {
        one.id: one
        for one in list_unanswered_requests(received_by=as_of)
        if asker_id in (None, one.resident_id) and one.resident_id != helper_id
    }
    if not offers or not requests:
        return []
    proposed = list_matches((MatchState.PROPOSED,))
    problem = helper_problem([*offers.values()], [*requests.values()], proposed=proposed)
    if asker_id is not None and asker_id not in {one.id for one in problem.residents}:
        return []
    asking = build_limits(as_of=as_of)
    found = also_possible(problem, asker=asker_id, helper=helper_id, asking=asking)
    return [_told(one, requests[int(one.request)], offers[int(one.offer)]) for one in found]


def _possible(also: Also) -> AlsoPossible:
    return _told(also, get_request(int(also.request)), get_offer(int(also.offer)))


def _told(also: Also, request: HelpRequest, offer: HelpOffer) -> AlsoPossible:
    asked = also.question
    question = None
    if asked is not None:
        question = CallQuestion(
            kind=QuestionKind(asked.kind),
            request=None if asked.request is None else request,
            offer=None if asked.offer is None else offer,
            change=round(asked.change) if isinstance(asked.change, float) else asked.change,
        )
    return AlsoPossible(request=request, offer=offer, question=question)
