"""What stands in the way of a call or of a yes: the same words before somebody calls, and as a refusal after.

Rules about planned calls. A call about somebody's own request is made also in a week with another call.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from buurtservice.calls.errors import CalledThisWeek, ResidentRests
from buurtservice.calls.models import Call, CallQuestion, CallReason, CallState
from buurtservice.calls.policies import LEFT_IN_PEACE
from buurtservice.calls.queries import find_day_called_near
from buurtservice.errors import BuurtserviceError
from buurtservice.help.errors import OfferNotActive, RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState, RequestState
from buurtservice.help.solutions import find_live_solution
from buurtservice.labels import OFFER_STATES, REQUEST_STATES, SOLUTION_KINDS


@dataclass(frozen=True, kw_only=True)
class Hindrances:
    """What stands in the way of the whole call, if anything; and of a yes, by the number of the question."""

    call: BuurtserviceError | None
    questions: Mapping[int, BuurtserviceError]


def find_hindrances(call: Call, *, on: date) -> Hindrances:
    """Return what would be refused on that day, to be said before somebody calls."""
    open_ones = call.questions if call.state == CallState.OPEN else ()
    found = {question.position: find_question_hindrance(question) for question in open_ones}
    return Hindrances(
        call=find_hindrance(call, on=on),
        questions={number: why for number, why in found.items() if why is not None},
    )


def find_hindrance(call: Call, *, on: date) -> BuurtserviceError | None:
    """Return why this open call should not be made on that day, if so."""
    if call.state != CallState.OPEN or call.reason != CallReason.UNLOCK:
        return None
    try:
        check_may_say_yes(call)
        check_may_begin(call, on=on)
    except BuurtserviceError as hindrance:
        return hindrance
    return None


def check_may_say_yes(call: Call) -> None:
    """Refuse a yes of who rests. Raises ResidentRests."""
    if call.resident.resting:
        raise ResidentRests


def check_may_begin(call: Call, *, on: date) -> None:
    """Refuse a second conversation in one week; one that was begun may be gone on with.

    Raises CalledThisWeek.
    """
    if call.reason != CallReason.UNLOCK or call.called_on is not None:
        return
    called = find_day_called_near(call, on=on)
    if called is not None:
        again = called + LEFT_IN_PEACE
        raise CalledThisWeek(called=called.isoformat(), again=again.isoformat())


def find_question_hindrance(question: CallQuestion) -> BuurtserviceError | None:
    """Return why a yes to this open question could not be recorded, if so: its offer or request left."""
    if question.answer is not None:
        return None
    if question.offer is not None:
        return _left_offer(question.offer)
    return None if question.request is None else _left_request(question.request)


def _left_offer(offer: HelpOffer) -> BuurtserviceError | None:
    if offer.state == OfferState.ACTIVE:
        return None
    return OfferNotActive(id=offer.id, state=OFFER_STATES[offer.state])


def _left_request(request: HelpRequest) -> BuurtserviceError | None:
    if request.state != RequestState.OPEN:
        return RequestNotOpen(id=request.id, state=REQUEST_STATES[request.state])
    live = find_live_solution(request.id)
    return None if live is None else RequestAlreadyAnswered(id=request.id, kind=SOLUTION_KINDS[live.kind])
