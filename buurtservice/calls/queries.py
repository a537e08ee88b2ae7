"""Reads about calls."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from buurtservice.calls.errors import QuestionNotInCall
from buurtservice.calls.models import (
    Answer,
    Call,
    CallPlan,
    CallQuestion,
    CallReason,
    CallState,
    QuestionKind,
)
from buurtservice.calls.policies import LEFT_IN_PEACE
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.help.models import ANSWERS_WHOLE, HelpRequest, RequestState, Solution
from buurtservice.i18n import N_
from buurtservice.residents.models import Resident

# Nobody could do it: not needed any more once something answers it.
FOUND_NOBODY = (CallReason.NO_MATCH_IN_TIME, CallReason.HANDED_BACK)


def get_call(call_id: int) -> Call:
    """Return the call as it is in the database now. Raises NotFound."""
    found = db.session.get(Call, call_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Belletje"), id=call_id)
    return found


def lock_call(call_id: int) -> None:
    """Hold a call until the transaction ends. (SQLite's writer already holds the whole database.)"""
    db.session.execute(select(Call.id).where(Call.id == call_id).with_for_update(key_share=True))


def get_question(call_id: int, number: int) -> CallQuestion:
    """Return question `number`, from 1, of a call. Raises NotFound or QuestionNotInCall."""
    questions = get_call(call_id).questions
    for question in questions:
        if question.position == number:
            return question
    raise QuestionNotInCall(id=call_id, number=number, count=len(questions))


def list_open_calls() -> list[Call]:
    """Return the calls to make: those about a request first, oldest first; then the planned ones in order.

    One about a request that found nobody is left out while something answers it, or nobody asks it any more;
    a planned one while its resident rests. Who was called this week is in it: see `find_days_to_call_again`.
    """
    waits = exists().where(HelpRequest.id == Call.help_request_id, HelpRequest.state == RequestState.OPEN)
    answered = exists().where(Solution.help_request_id == Call.help_request_id, ANSWERS_WHOLE)
    needed = or_(Call.reason.not_in(FOUND_NOBODY), and_(waits, ~answered))
    query = select(Call).where(Call.state == CallState.OPEN, needed, wanted_by_nobody_at_rest())
    query = query.order_by(Call.reason, Call.opened_on, Call.rank, Call.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)).unique())


def wanted_by_nobody_at_rest() -> ColumnElement[bool]:
    """Return the condition that a call is no planned one with somebody who rests."""
    rests = exists().where(Resident.id == Call.resident_id, Resident.resting.is_(True))
    return or_(Call.reason != CallReason.UNLOCK, ~rests)


def may_be_begun(*, today: date) -> ColumnElement[bool]:
    """Return the condition that a call may be made: its resident does not rest, and was not called this week.

    It holds for planned calls. One that somebody began may be gone on with in the same week.
    """
    other = aliased(Call)
    this_week = exists().where(
        other.resident_id == Call.resident_id, other.id != Call.id, other.called_on > today - LEFT_IN_PEACE
    )
    alone = or_(Call.reason != CallReason.UNLOCK, Call.called_on.is_not(None), ~this_week)
    return and_(wanted_by_nobody_at_rest(), alone)


def find_days_to_call_again(calls: Collection[Call], *, today: date) -> dict[int, date]:
    """Return, by the id of a planned call that nobody began, from which day it may be made.

    Calls that may be made today are not in it.
    """
    waiting = {
        call.id: call.resident_id
        for call in calls
        if call.state == CallState.OPEN and call.reason == CallReason.UNLOCK and call.called_on is None
    }
    query = select(Call.resident_id, func.max(Call.called_on)).group_by(Call.resident_id)
    query = query.where(Call.resident_id.in_(waiting.values()), Call.called_on > today - LEFT_IN_PEACE)
    called = {resident_id: day for resident_id, day in db.session.execute(query) if day is not None}
    return {
        call_id: called[resident_id] + LEFT_IN_PEACE
        for call_id, resident_id in waiting.items()
        if resident_id in called
    }


def find_day_called_near(call: Call, *, on: date) -> date | None:
    """Return the last day within a week of this one on which another call was made to the same resident."""
    return db.session.scalar(
        select(func.max(Call.called_on)).where(
            Call.resident_id == call.resident_id,
            Call.id != call.id,
            Call.called_on > on - LEFT_IN_PEACE,
            Call.called_on < on + LEFT_IN_PEACE,
        )
    )


def list_requests_to_call_about() -> list[HelpRequest]:
    """Return the requests that found nobody in time and that an open call is about, in the calls' order."""
    found_nobody = [call for call in list_open_calls() if call.reason in FOUND_NOBODY]
    return [call.request for call in found_nobody if call.request is not None]


def find_latest_plan() -> CallPlan | None:
    """Return the plan stored last, if any."""
    return db.session.scalar(select(CallPlan).order_by(CallPlan.number.desc()).limit(1))


def find_last_day() -> date | None:
    """Return the day of the latest plan, conversation or answer, if any."""
    days = (
        db.session.scalar(select(func.max(CallPlan.as_of))),
        db.session.scalar(select(func.max(Call.called_on))),
    )
    return max((day for day in days if day is not None), default=None)


def get_plan(number: int) -> CallPlan:
    """Return a plan. Raises NotFound."""
    found = db.session.get(CallPlan, number)
    if found is None:
        raise NotFound(what=N_("Belplan"), id=number)
    return found


def list_planned_calls(number: int) -> list[Call]:
    """Return the calls of a plan, the first to make first."""
    query = select(Call).where(Call.plan_number == number).order_by(Call.rank, Call.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)).unique())


def resident_ids_not_to_call(*, called_after: date) -> set[int]:
    """Return who was called after that day, and who has a call that somebody began."""
    begun = (Call.state == CallState.OPEN) & (Call.reason == CallReason.UNLOCK)
    query = select(Call.resident_id).where(
        Call.called_on.is_not(None), or_(Call.called_on > called_after, begun)
    )
    return set(db.session.scalars(query))


def count_answers() -> dict[QuestionKind, tuple[int, int]]:
    """Return (yes, no) per kind of question, over all answers."""
    rows = db.session.execute(
        select(CallQuestion.kind, CallQuestion.answer, func.count())
        .where(CallQuestion.answer.is_not(None))
        .group_by(CallQuestion.kind, CallQuestion.answer)
    )
    counts = {(kind, answer): count for kind, answer, count in rows}
    return {
        kind: (counts.get((kind, Answer.YES), 0), counts.get((kind, Answer.NO), 0))
        for kind in QuestionKind
        if (kind, Answer.YES) in counts or (kind, Answer.NO) in counts
    }


def list_refused_questions() -> list[CallQuestion]:
    """Return the questions that were answered no, by id: they are not asked again."""
    query = select(CallQuestion).where(CallQuestion.answer == Answer.NO).order_by(CallQuestion.id)
    return list(db.session.scalars(query).unique())
