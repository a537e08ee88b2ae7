"""A conversation that a worker begins by themselves: one question, outside the order of a plan."""

from datetime import date

from sqlalchemy import func, select, update

from buurtservice.calls.also import AlsoPossible, list_also_of
from buurtservice.calls.errors import NothingToAsk
from buurtservice.calls.models import Call, CallQuestion, CallReason, CallState
from buurtservice.calls.planning import plan_calls
from buurtservice.calls.policy import list_kinds_of_question
from buurtservice.calls.queries import find_latest_plan, get_call
from buurtservice.extensions import db
from buurtservice.residents.services import lock_residents
from buurtservice.transactions import changes_one, transaction


def begin_question(helper_id: int, request_id: int, *, asker_id: int | None = None, on: date) -> Call:
    """Begin a conversation with the question after which this helper could answer this request.

    Where a conversation with the same person is on the list, the question joins it. It counts as begun, so
    that a newer plan leaves it alone. Raises NothingToAsk where there is nothing to ask (any more).
    """
    found = list_also_of(helper_id, asker_id=asker_id, as_of=on, today=on)
    also = next((one for one in found if one.request.id == request_id and one.question is not None), None)
    if also is None or also.question is None:
        raise NothingToAsk
    asked_id = also.request.resident_id if also.question.request is not None else helper_id
    question = _question(also)
    if find_latest_plan() is None:
        plan_calls(calls=1, as_of=on, today=on)  # Each conversation stands in a plan; the first makes one.
    with transaction() as session:
        lock_residents([asked_id])
        call = _open_one(asked_id) or _new_call(asked_id, question, on=on)
        if all(_what(one) != _what(question) for one in call.questions):
            question.position = len(call.questions) + 1
            call.questions.append(question)
        session.add(call)
        session.flush()
        changes_one(update(Call).where(Call.id == call.id, Call.called_on.is_(None)).values(called_on=on))
        return get_call(call.id)


def _question(also: AlsoPossible) -> CallQuestion:
    asked = also.question
    if asked is None:
        raise NothingToAsk
    chance = {one.kind: one.chance for one in list_kinds_of_question()}
    return CallQuestion(
        kind=asked.kind,
        help_request_id=None if asked.request is None else asked.request.id,
        help_offer_id=None if asked.offer is None else asked.offer.id,
        change=asked.change,
        p=chance[asked.kind],
        unlocks=[also.request.id],
    )


def _open_one(resident_id: int) -> Call | None:
    wanted = (Call.resident_id == resident_id, Call.reason == CallReason.UNLOCK, Call.state == CallState.OPEN)
    return db.session.scalars(select(Call).where(*wanted).with_for_update(of=Call)).unique().one_or_none()


def _new_call(resident_id: int, question: CallQuestion, *, on: date) -> Call:
    plan = find_latest_plan()
    last = db.session.scalar(select(func.max(Call.rank)).where(Call.state == CallState.OPEN)) or 0
    return Call(
        resident_id=resident_id,
        reason=CallReason.UNLOCK,
        opened_on=on,
        plan_number=plan.number if plan else None,
        rank=last + 1,
        gain=1,
        p=question.p,
        expected_gain=question.p,
    )


def _what(question: CallQuestion) -> tuple[object, ...]:
    return question.kind, question.help_request_id, question.help_offer_id, question.change
