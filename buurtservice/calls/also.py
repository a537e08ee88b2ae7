"""What else a helper could do for somebody they help already: a pair that clicks is worth a lot."""

from dataclasses import dataclass
from datetime import date

import matching
from buurtservice.calls.models import CallQuestion, QuestionKind
from buurtservice.calls.planning import build_asking
from buurtservice.days import check_not_future
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.queries import get_offer, get_request
from buurtservice.matches.queries import get_match
from buurtservice.rounds.problem import build_problem
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


def _possible(also: Also) -> AlsoPossible:
    request, offer = get_request(int(also.request)), get_offer(int(also.offer))
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
