"""Routing: each request past its time gets one team task, or one call for the worker. Exactly once.

Of a weekly request the team does one week after the other, until a neighbour takes over.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial

from sqlalchemy import select

from buurtservice.calls.models import CallReason
from buurtservice.calls.services import open_call
from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.fallback.queries import list_due_requests
from buurtservice.help.models import HelpRequest
from buurtservice.help.queries import get_request
from buurtservice.help.services import mark_routed
from buurtservice.help.solutions import live_answers, lock_requests
from buurtservice.job_runs.services import claim_period, finish_run
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.proposing import find_proposal, withdraw_proposal
from buurtservice.messages.telling import tell
from buurtservice.team.bridging import (
    list_requests_to_bridge,
    list_tasks_not_needed,
    open_first_week,
    open_weeks,
)
from buurtservice.team.models import HandBackReason, TeamTask
from buurtservice.team.services import drop_task, hand_back, open_task
from buurtservice.transactions import savepoint, transaction

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class RoutingDone:
    """What one run of the job did. `to_team`, `to_worker` and `failed` are ids of requests.

    `failed` requests are untouched and come up again. `weeks` are tasks of a further week of a weekly
    request, `dropped` tasks that nobody needs any more.
    """

    to_team: list[int] = field(default_factory=list)
    to_worker: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    weeks: list[int] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)

    @property
    def touched(self) -> int:
        """Return how many requests and tasks the run changed."""
        return len(self.to_team) + len(self.to_worker) + len(self.weeks) + len(self.dropped)


@dataclass(frozen=True)
class _Held:
    """What is known once all requests are held: which are answered as a whole, and which have a proposal.

    Nobody else adds to either while they are held, so it is read once and not for each.
    """

    answered: frozenset[int]
    proposed: frozenset[int]

    @classmethod
    def read(cls) -> "_Held":
        proposed = select(Match.help_request_id).where(Match.state == MatchState.PROPOSED)
        return cls(frozenset(live_answers()), frozenset(db.session.scalars(proposed)))


def route_requests(*, today: date, period: str) -> RoutingDone:
    """Route every request whose time has passed, drop tasks that nobody needs, open the weeks to come.

    The claim on the period and all effects are one transaction. Raises PeriodAlreadyDone when another process
    ran this period. A request that somebody answers at the same moment is theirs: whoever locks it first
    wins, and the other sees that it is answered.
    """
    begun, done = time.monotonic(), RoutingDone()
    due_ids = [request.id for request in list_due_requests(today=today)]
    unneeded = [(task.id, task.help_request_id) for task in list_tasks_not_needed()]
    bridged_ids = list_requests_to_bridge()
    with transaction():
        run = claim_period("route", period)
        lock_requests([*due_ids, *bridged_ids, *(request_id for _, request_id in unneeded)])
        route = partial(_route, held=_Held.read(), today=today, done=done)
        for request_id in due_ids:
            _safely(partial(route, request_id), request_id, done)
        still = {task.id for task in list_tasks_not_needed()}
        for task_id, request_id in unneeded:
            if task_id in still:
                _safely(partial(_drop, task_id, today=today, done=done), request_id, done)
        for request_id in bridged_ids:
            _safely(partial(_bridge, request_id, today=today, done=done), request_id, done)
        finish_run(run, outcome=asdict(done), touched=done.touched, begun=begun)
    return done


def hand_back_task(
    task_id: int, *, reason: HandBackReason, note: str | None, on: date, today: date
) -> TeamTask:
    """Record that the team cannot do a task: the worker gets a call about it, and it is not routed by itself.

    Raises NotFound, DateInFuture, DateTooEarly, TaskNotOpen or TaskInOtherState.
    """
    with transaction():
        task = hand_back(task_id, reason=reason, note=note, on=on, today=today)
        open_call(task.request, reason=CallReason.HANDED_BACK, on=on)
        return task


def _safely(do: Callable[[], None], request_id: int, done: RoutingDone) -> None:
    """Do one thing in a savepoint: one bad row must not keep the others lying."""
    try:
        with savepoint():
            do()
    except Exception as fault:  # noqa: BLE001 - whatever one row throws, the others are not kept lying by it.
        # Ids only: this is a log, and what a database says of a row may hold a name.
        logger.error("route: request %s was not routed: %s", request_id, type(fault).__name__)
        done.failed.append(request_id)


def _route(request_id: int, *, held: _Held, today: date, done: RoutingDone) -> None:
    if request_id in held.answered or not mark_routed(request_id, on=today):
        return  # Answered, withdrawn, held or routed since the list was made.
    request = get_request(request_id)
    task = _open_task(request, held, today=today) if request.category.team_may_do else None
    if task is None:
        open_call(request, reason=CallReason.NO_MATCH_IN_TIME, on=today)
        done.to_worker.append(request_id)
        return
    _tell_asker(task)
    done.to_team.append(request_id)


def _open_task(request: HelpRequest, held: _Held, *, today: date) -> TeamTask | None:
    """Give the request to the team; None of a weekly one of which no week is left: the worker asks."""
    if request.weekly:  # A proposal may stand: the team does the weeks, and somebody is still looked for.
        return open_first_week(request.id, today=today)
    proposal = find_proposal(request.id) if request.id in held.proposed else None
    if proposal is not None:
        withdraw_proposal(proposal, on=today)
    return open_task(request, on=today)


def _tell_asker(task: TeamTask) -> None:
    asker = task.request.resident
    values = {"help": task.request.category.name_in(asker.language)}
    tell("team_helps", resident=asker, key=f"team_helps:{task.id}", now=utc_now(), values=values)


def _drop(task_id: int, *, today: date, done: RoutingDone) -> None:
    drop_task(task_id, on=today)
    done.dropped.append(task_id)


def _bridge(request_id: int, *, today: date, done: RoutingDone) -> None:
    done.weeks += [task.id for task in open_weeks(request_id, today=today)]
