"""Changes to calls: one is put on the list, is answered, is not reached, is done."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from buurtservice.calls.errors import (
    CallBackTooEarly,
    CallBackTooLate,
    CallNotOpen,
    CallWasMade,
    QuestionAlreadyAnswered,
)
from buurtservice.calls.hindrances import check_may_begin, check_may_say_yes
from buurtservice.calls.models import Answer, Call, CallQuestion, CallReason, CallState, QuestionKind
from buurtservice.calls.policies import CALL_BACK_WITHIN, check_call_date, is_only_begun
from buurtservice.calls.queries import get_call, get_question, lock_call
from buurtservice.calls.yes import apply_yes
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.services import about_offer, about_request
from buurtservice.help.solutions import lock_requests
from buurtservice.labels import ANSWERS, CALL_STATES
from buurtservice.residents.services import lock_residents
from buurtservice.transactions import changes_one, transaction


@dataclass(frozen=True, kw_only=True)
class Answered:
    """An answer, and for a yes the offer or request as it is now; for a second kind of help the new offer."""

    question: CallQuestion
    changed: HelpOffer | HelpRequest | None


def open_call(request: HelpRequest, *, reason: CallReason, on: date) -> Call:
    """Put a call with the asker of this request on the worker's list."""
    with transaction() as session:
        call = Call(resident=request.resident, request=request, reason=reason, opened_on=on)
        session.add(call)
        session.flush()
        record_fact(FactKind.CALL_OPENED, on=on, reason=reason.value, about=about_request(request))
        return call


def answer_question(call_id: int, number: int, *, answer: Answer, on: date, today: date) -> Answered:
    """Record what was said to question `number` of a call; a yes changes the offer or the request, once.

    With its last question the call is done. A no is recorded also where the offer is gone meanwhile: it was
    said, and is not asked again.

    Raises NotFound, QuestionNotInCall, QuestionAlreadyAnswered, CallNotOpen, CalledThisWeek, DateInFuture or
    DateTooEarly; for a yes also ResidentRests, OfferNotActive, RequestNotOpen or RequestAlreadyAnswered. Then
    nothing has changed.
    """
    with transaction() as session:
        question = get_question(call_id, number)
        if question.help_request_id is not None:
            lock_requests([question.help_request_id])
        # The call before its question, as a plan holds them: else each could have what the other waits for.
        lock_call(call_id)
        claimed = update(CallQuestion).where(CallQuestion.id == question.id, CallQuestion.answer.is_(None))
        if not changes_one(claimed.values(answer=answer, answered_on=on)):
            _refuse_second_answer(call_id, number)
        _begin(call_id, on=on, today=today)
        session.refresh(question)
        if answer == Answer.YES:
            check_may_say_yes(get_call(call_id))
        changed = apply_yes(question, on=on) if answer == Answer.YES else None
        _record_answer(question, answer, changed, on=on)
        if all(one.answer is not None for one in get_call(call_id).questions):
            _move(call_id, state=CallState.DONE)
        return Answered(question=get_question(call_id, number), changed=changed)


def record_not_reached(call_id: int, *, call_back_on: date, on: date, today: date) -> Call:
    """Record that nobody answered, and when to try again.

    Raises NotFound, CallNotOpen, CalledThisWeek, CallBackTooEarly, CallBackTooLate, DateInFuture or
    DateTooEarly.
    """
    if call_back_on <= on:
        raise CallBackTooEarly(back=call_back_on.isoformat(), on=on.isoformat())
    if call_back_on > on + CALL_BACK_WITHIN:
        raise CallBackTooLate(back=call_back_on.isoformat(), days=CALL_BACK_WITHIN.days)
    with transaction():
        call = _begin(call_id, on=on, today=today, call_back_on=call_back_on)
        record_fact(FactKind.CALL_NOT_REACHED, on=on, reason=call.reason.value, about=_about(call))
        return call


def finish_call(call_id: int, *, on: date, today: date) -> Call:
    """Record that the conversation took place; what was not asked in it stays unanswered.

    Raises NotFound, CallNotOpen, CalledThisWeek, DateInFuture or DateTooEarly.
    """
    with transaction():
        _begin(call_id, on=on, today=today)
        call = _move(call_id, state=CallState.DONE)
        record_fact(FactKind.CALL_DONE, on=on, reason=call.reason.value, about=_about(call))
        return call


def take_back_begin(call_id: int) -> Call:
    """Note that nobody called after all: the call waits on the list, and its week of peace has not begun.

    Raises NotFound, CallNotOpen, or CallWasMade where an answer or "not reached" was noted.
    """
    with transaction():
        lock_call(call_id)
        call = get_call(call_id)
        if call.state == CallState.OPEN and not is_only_begun(call):
            raise CallWasMade(id=call_id)
        return _move(call_id, called_on=None)


def _begin(call_id: int, *, on: date, today: date, call_back_on: date | None = None) -> Call:
    """Note that somebody called; a newer plan leaves the call alone from now on.

    The resident is held, so that of two calls begun at once one sees the other, and a rest is seen too.
    """
    lock_call(call_id)
    lock_residents([get_call(call_id).resident_id])
    call = get_call(call_id)
    check_call_date(call, on=on, today=today)
    if call.state == CallState.OPEN:
        check_may_begin(call, on=on)
    return _move(call_id, called_on=on, call_back_on=call_back_on)


def _move(call_id: int, **columns: object) -> Call:
    still_open = update(Call).where(Call.id == call_id, Call.state == CallState.OPEN)
    moved = changes_one(still_open.values(**columns))
    call = get_call(call_id)
    if not moved:
        raise CallNotOpen(id=call_id, state=CALL_STATES[call.state])
    return call


def _refuse_second_answer(call_id: int, number: int) -> None:
    there = get_question(call_id, number)
    if there.answer is not None and there.answered_on is not None:
        raise QuestionAlreadyAnswered(
            id=call_id, number=number, answer=ANSWERS[there.answer], on=there.answered_on.isoformat()
        )


def _record_answer(
    question: CallQuestion, answer: Answer, changed: HelpOffer | HelpRequest | None, *, on: date
) -> None:
    """One more at a time changes how many the offer takes, which the figures count from the facts."""
    took_more = question.kind == QuestionKind.LOAD and isinstance(changed, HelpOffer)
    about = about_request(question.request) if question.request else None
    if question.offer is not None:
        about = about_offer(question.offer)
    record_fact(
        FactKind.CALL_ANSWERED,
        on=on,
        reason=f"{question.kind.value}:{answer.value}",
        about=about or About(),
        capacity=changed.capacity if took_more and isinstance(changed, HelpOffer) else None,
    )


def _about(call: Call) -> About:
    if call.request is not None:
        return about_request(call.request)
    place = call.resident.neighbourhood
    return About(neighbourhood=place.name if place else None)
