"""Plans the calls worth making and stores them. What is worth asking is `matching`'s to say."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

import matching
from buurtservice.calls.asking import build_asking
from buurtservice.calls.errors import PlanOvertaken, PlanTooEarly
from buurtservice.calls.models import Call, CallPlan, CallQuestion, CallReason, CallState, QuestionKind
from buurtservice.calls.queries import find_last_day, find_latest_plan
from buurtservice.days import check_not_future
from buurtservice.extensions import db
from buurtservice.rounds.errors import TooMuchHappening
from buurtservice.rounds.problem import build_problem
from buurtservice.transactions import savepoint, transaction
from matching.asking import Asking
from matching.plan import Asked, Plan, plan
from matching.plan import Call as PlannedCall

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

    Planned calls that nobody began are withdrawn. A conversation that an earlier plan had too, and nobody
    began, is that same call, with its id. A call with an answer, or somebody to call back, stays in any case.
    Nothing is computed inside a transaction. When the neighbourhood changed meanwhile it is computed again,
    three times at most. `progress` is called with the calls planned and wanted.

    Raises DateInFuture, PlanTooEarly, PlanOvertaken when another plan was stored meanwhile, or
    TooMuchHappening.
    """
    check_not_future(as_of, today=today)
    latest = find_last_day()
    if latest is not None and as_of < latest:
        raise PlanTooEarly(as_of=as_of.isoformat(), latest=latest.isoformat())
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


def _store(computed: _Computed) -> CallPlan:
    with transaction() as session:
        row = _claim_number(computed)
        # Before looking whether anything changed: who records an answer at this moment holds the call, and
        # this waits for them, or they wait for this.
        earlier = _hold_calls_not_begun({_number(call.resident) for call in computed.plan.calls})
        _check_unchanged(computed)
        kept = [_same_conversation(earlier, planned) for planned in computed.plan.calls]
        _withdraw([call for call in earlier if call.state == CallState.OPEN and call not in kept])
        for rank, (planned, same) in enumerate(zip(computed.plan.calls, kept, strict=True), start=1):
            call = same or _new_call(planned, on=computed.as_of)
            call.opened_on = min(call.opened_on, computed.as_of)
            call.state, call.plan_number, call.rank = CallState.OPEN, row.number, rank
            call.gain, call.p, call.expected_gain = planned.gain, planned.p, planned.expected_gain
            session.add(call)
        session.flush()
        return row


def _hold_calls_not_begun(resident_ids: set[int]) -> list[Call]:
    """Hold the planned calls that nobody began until the transaction ends; return them, the newest first.

    Among them are the withdrawn ones of these residents: a plan in between had them not, and this one may.
    """
    wanted = or_(Call.state == CallState.OPEN, Call.resident_id.in_(resident_ids))
    not_begun = (Call.reason == CallReason.UNLOCK, Call.state != CallState.DONE, Call.called_on.is_(None))
    held = select(Call.id).where(wanted, *not_begun).order_by(Call.id).with_for_update(key_share=True)
    found = select(Call).where(Call.id.in_(list(db.session.scalars(held)))).order_by(Call.id.desc())
    return list(db.session.scalars(found.execution_options(populate_existing=True)).unique())


def _same_conversation(earlier: Sequence[Call], planned: PlannedCall) -> Call | None:
    """Return the call that asked this person the same, with what the new plan says of its questions.

    It keeps its id and the numbers of its questions, so that a list on paper stays good.
    """
    new = {_what_is_asked(question): question for question in _questions(planned)}
    for call in earlier:
        asked = {_what_is_asked(question): question for question in call.questions}
        if call.resident_id == planned.resident and asked.keys() == new.keys():
            for what, question in asked.items():
                question.p, question.unlocks = new[what].p, new[what].unlocks
            return call
    return None


def _what_is_asked(question: CallQuestion) -> tuple[object, ...]:
    return question.kind, question.help_request_id, question.help_offer_id, question.change


def _withdraw(calls: Collection[Call]) -> None:
    db.session.execute(
        update(Call)
        .where(Call.id.in_([call.id for call in calls]))
        .values(state=CallState.WITHDRAWN)
        .execution_options(synchronize_session="fetch")
    )


def _new_call(planned: PlannedCall, *, on: date) -> Call:
    return Call(
        resident_id=_number(planned.resident),
        reason=CallReason.UNLOCK,
        opened_on=on,
        questions=_questions(planned),
    )


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


def _questions(planned: PlannedCall) -> list[CallQuestion]:
    return [_question(asked, at) for at, asked in enumerate(planned.questions, start=1)]


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
