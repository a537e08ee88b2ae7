"""Reads about calls."""

from datetime import date

from sqlalchemy import func, or_, select

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
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.help.models import HelpRequest
from buurtservice.i18n import N_


def get_call(call_id: int) -> Call:
    """Return the call as it is in the database now. Raises NotFound."""
    found = db.session.get(Call, call_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Belletje"), id=call_id)
    return found


def get_question(call_id: int, number: int) -> CallQuestion:
    """Return question `number`, from 1, of a call. Raises NotFound or QuestionNotInCall."""
    questions = get_call(call_id).questions
    for question in questions:
        if question.position == number:
            return question
    raise QuestionNotInCall(id=call_id, number=number, count=len(questions))


def list_open_calls() -> list[Call]:
    """Return the calls to make: those about a request first, oldest first; then the planned ones in order."""
    query = select(Call).where(Call.state == CallState.OPEN)
    query = query.order_by(Call.reason, Call.opened_on, Call.rank, Call.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)).unique())


def list_requests_to_call_about() -> list[HelpRequest]:
    """Return the requests that found nobody in time and that an open call is about, in the calls' order."""
    return [call.request for call in list_open_calls() if call.request is not None]


def find_latest_plan() -> CallPlan | None:
    """Return the plan stored last, if any."""
    return db.session.scalar(select(CallPlan).order_by(CallPlan.number.desc()).limit(1))


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
