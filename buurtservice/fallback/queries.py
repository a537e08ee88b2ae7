"""Which requests are past their time, or soon will be."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union,
)
from sqlalchemy.types import Date

from buurtservice.extensions import db
from buurtservice.fallback.policies import PROPOSAL_WAIT_DAYS, next_working_day
from buurtservice.help.models import ANSWERS_WHOLE, Category, HelpRequest, RequestState, Solution
from buurtservice.help.pausing import paused_days_by_request
from buurtservice.help.policies import ARRANGE_BEFORE_DAYS, route_due_on
from buurtservice.help.queries import list_unanswered_requests
from buurtservice.matches.models import Match, MatchState
from buurtservice.team.models import TaskState, TeamTask

_PROPOSED = select(Match.help_request_id).where(Match.state == MatchState.PROPOSED)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A request that a worker can hold or hasten; `due_on` is the day on which it goes by itself."""

    request: HelpRequest
    due_on: date
    is_proposed: bool


def list_due_requests(*, today: date) -> list[HelpRequest]:
    """Return the open, unanswered, not yet routed requests whose time has passed, by id; and hastened ones.

    A request with a proposal waits a little longer, so that the worker can decide on it.
    """
    waiting = set(db.session.scalars(_young_proposals(today)))
    paused_days = paused_days_by_request(as_of=today)
    proposed = set(db.session.scalars(_PROPOSED))  # The worker has these on her list: no call beside it.
    return [
        request
        for request in list_unanswered_requests(received_by=today)
        if request.route_hastened_on is not None
        or (
            request.routed_on is None
            and route_due_on(request, paused_days=paused_days.get(request.id, 0)) <= today
            and request.id not in waiting
            and (request.category.team_may_do or request.id not in proposed)
        )
    ]


def soon_routed(*, by: date) -> ColumnElement[bool]:
    """Return the condition that a request's time is over by a day, and that no worker holds it longer.

    How long is for each kind of help to say (help/policies.route_due_on). The days of pauses are not counted
    here, so some stand in it a few days early.
    """
    held = HelpRequest.route_held_until
    in_time = and_(
        HelpRequest.routed_on.is_(None),
        or_(
            HelpRequest.received_on <= _received_by(by),
            HelpRequest.wanted_on <= by + timedelta(days=ARRANGE_BEFORE_DAYS),
        ),
        or_(held.is_(None), held <= by),
    )
    return and_(_open_and_unanswered(), or_(in_time, HelpRequest.route_hastened_on.is_not(None)))


def page_of_soon_routed(*, today: date, limit: int, offset: int) -> tuple[list[Waiting], int]:
    """Return the requests that go to the team by the next working day, the oldest on top, and how many."""
    until = next_working_day(today)
    team_may = HelpRequest.category_id.in_(select(Category.id).where(Category.team_may_do))
    goes = and_(
        HelpRequest.id.not_in(_young_proposals(until)), or_(team_may, HelpRequest.id.not_in(_PROPOSED))
    )
    hastened = HelpRequest.route_hastened_on.is_not(None)
    where = and_(soon_routed(by=until), or_(hastened, goes))
    return _page(where, today=today, limit=limit, offset=offset)


def list_held(*, today: date, limit: int) -> tuple[list[Waiting], int]:
    """Return the requests that a worker holds beyond tomorrow, and how many there are."""
    held = and_(_open_and_unanswered(), HelpRequest.route_held_until > today + timedelta(days=1))
    return _page(held, today=today, limit=limit, offset=0)


def list_handed_back(*, today: date, limit: int) -> tuple[list[Waiting], int]:
    """Return the requests that the team handed back and that nobody does now, and how many there are."""
    given = exists().where(
        TeamTask.help_request_id == HelpRequest.id, TeamTask.state == TaskState.HANDED_BACK
    )
    live = exists().where(Solution.help_request_id == HelpRequest.id, Solution.ended_on.is_(None))
    waits = and_(_open_and_unanswered(), given, ~live, HelpRequest.route_hastened_on.is_(None))
    return _page(waits, today=today, limit=limit, offset=0)


def _page(where: ColumnElement[bool], *, today: date, limit: int, offset: int) -> tuple[list[Waiting], int]:
    proposed = HelpRequest.id.in_(_PROPOSED)
    total = func.count().over()
    query = select(HelpRequest, proposed, total).where(where)
    query = query.order_by(HelpRequest.received_on, HelpRequest.id).limit(limit).offset(offset)
    rows = db.session.execute(query).unique().all()
    paused = paused_days_by_request(as_of=today, request_ids=[row[0].id for row in rows])
    found = [
        Waiting(
            request=request,
            due_on=route_due_on(request, paused_days=paused.get(request.id, 0)),
            is_proposed=bool(is_proposed),
        )
        for request, is_proposed, _ in rows
    ]
    return found, rows[0][2] if rows else 0


def _open_and_unanswered() -> ColumnElement[bool]:
    answered = exists().where(Solution.help_request_id == HelpRequest.id, ANSWERS_WHOLE)
    return and_(HelpRequest.state == RequestState.OPEN, ~answered)


def _received_by(due_on: date) -> Any:
    """Return the last day of asking for which a request is due by a day, as its kind of help says."""
    kinds = db.session.scalars(select(Category)).all()
    if not kinds:
        return literal(date.min, Date)
    cases = []
    for kind in kinds:
        urgent = due_on - timedelta(days=kind.urgent_route_after_days)
        other = due_on - timedelta(days=kind.route_after_days)
        cases.append((and_(HelpRequest.category_id == kind.id, HelpRequest.urgent), literal(urgent, Date)))
        cases.append((HelpRequest.category_id == kind.id, literal(other, Date)))
    return case(*cases)


def _young_proposals(today: date) -> CompoundSelect[Any]:
    """Return the ids of the requests whose proposal may wait: new, lately made by hand, or put off.

    Of rounds it is the *first* proposal that counts: each night's round makes the proposals anew, and a
    request must not be kept lying by that.
    """
    since = today - timedelta(days=PROPOSAL_WAIT_DAYS)
    first_proposed_on = (
        select(Match.help_request_id)
        .where(Match.help_request_id.in_(_PROPOSED))
        .group_by(Match.help_request_id)
        .having(func.min(Match.proposed_on) > since)
    )
    by_hand = _PROPOSED.where(Match.round_number.is_(None), Match.proposed_on > since)
    put_off = _PROPOSED.where(Match.postponed_until >= today)
    return union(first_proposed_on, by_hand, put_off)
