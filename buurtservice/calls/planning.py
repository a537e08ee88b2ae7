"""Plans the calls worth making and stores them. What is worth asking is `matching`'s to say."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

import matching
from buurtservice.calls.errors import PlanOvertaken
from buurtservice.calls.models import Call, CallPlan, CallQuestion, CallReason, CallState, QuestionKind
from buurtservice.calls.policies import LEFT_IN_PEACE
from buurtservice.calls.queries import (
    count_answers,
    find_latest_plan,
    list_refused_questions,
    resident_ids_not_to_call,
)
from buurtservice.days import check_not_future
from buurtservice.extensions import db
from buurtservice.rounds.errors import TooMuchHappening
from buurtservice.rounds.problem import build_problem
from buurtservice.transactions import savepoint, transaction
from matching.asking import Asking, Refusal
from matching.plan import Asked, Plan, plan

TRIES = 3
Progress = Callable[[int, int], None]


class _InputChanged(Exception):
    """Requests, offers or answers changed while the plan was computing."""


@dataclass(frozen=True, kw_only=True)
class _Computed:
    problem: matching.Problem
    asking: Asking
    plan: Plan
    previous_plan: int
    calls_wanted: int
    as_of: date


def plan_calls(*, calls: int, as_of: date, today: date, progress: Progress | None = None) -> CallPlan:
    """Plan at most so many conversations, the one of which most is expected first, and store them.

    Planned calls that nobody began are withdrawn; a call with an answer, or somebody to call back, stays.
    Nothing is computed inside a transaction. When the neighbourhood changed meanwhile it is computed again,
    three times at most. `progress` is called with the calls planned and wanted.

    Raises DateInFuture, PlanOvertaken when another plan was stored meanwhile, or TooMuchHappening.
    """
    check_not_future(as_of, today=today)
    for _ in range(TRIES):
        computed = _compute(calls, as_of, progress)
        try:
            return _store(computed)
        except _InputChanged:
            continue
    raise TooMuchHappening


def _compute(calls: int, as_of: date, progress: Progress | None = None) -> _Computed:
    latest = find_latest_plan()
    problem, asking = build_problem(as_of=as_of), build_asking(as_of=as_of)
    db.session.rollback()  # Only read so far; nothing is held while the planner works.
    return _Computed(
        problem=problem,
        asking=asking,
        plan=plan(problem, calls, asking, progress),
        previous_plan=latest.number if latest else 0,
        calls_wanted=calls,
        as_of=as_of,
    )


def build_asking(*, as_of: date) -> Asking:
    """Return whom to leave in peace, what they refused, and how often people said yes."""
    return Asking(
        answers={kind.value: counts for kind, counts in count_answers().items()},
        called_recently=frozenset(resident_ids_not_to_call(called_after=as_of - LEFT_IN_PEACE)),
        refused=tuple(
            Refusal(
                resident=question.call.resident_id,
                kind=question.kind.value,
                offer=question.help_offer_id,
                request=question.help_request_id,
                change=question.change,
            )
            for question in list_refused_questions()
        ),
    )


def _store(computed: _Computed) -> CallPlan:
    with transaction() as session:
        row = _claim_number(computed)
        # Before looking whether anything changed: who records an answer at this moment holds the call, and
        # this waits for them, or they find it withdrawn.
        session.execute(
            update(Call)
            .where(Call.reason == CallReason.UNLOCK, Call.state == CallState.OPEN, Call.called_on.is_(None))
            .values(state=CallState.WITHDRAWN)
        )
        _check_unchanged(computed)
        for rank, planned in enumerate(computed.plan.calls, start=1):
            call = Call(
                resident_id=_number(planned.resident),
                reason=CallReason.UNLOCK,
                opened_on=computed.as_of,
                plan_number=row.number,
                rank=rank,
                gain=planned.gain,
                p=planned.p,
                expected_gain=planned.expected_gain,
            )
            call.questions = [_question(asked, at) for at, asked in enumerate(planned.questions, start=1)]
            session.add(call)
        session.flush()
        return row


def _check_unchanged(computed: _Computed) -> None:
    now = build_problem(as_of=computed.as_of), build_asking(as_of=computed.as_of)
    if now != (computed.problem, computed.asking):
        raise _InputChanged


def _claim_number(computed: _Computed) -> CallPlan:
    row = CallPlan(
        number=computed.previous_plan + 1,
        previous_plan=computed.previous_plan,
        as_of=computed.as_of,
        calls_wanted=computed.calls_wanted,
        requests=len(computed.problem.requests),
        served_max=computed.plan.served_max,
    )
    try:
        with savepoint():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        raise PlanOvertaken from None
    return row


def _question(asked: Asked, position: int) -> CallQuestion:
    question = asked.question
    change = question.change
    return CallQuestion(
        position=position,
        kind=QuestionKind(question.kind),
        help_request_id=None if question.request is None else _number(question.request),
        help_offer_id=None if question.offer is None else _number(question.offer),
        change=round(change) if isinstance(change, float) else change,
        p=asked.p,
        unlocks=[_number(request) for request in asked.unlocks],
    )


def _number(identifier: matching.Id) -> int:
    if not isinstance(identifier, int):
        raise TypeError("the database's ids are whole numbers")
    return identifier
