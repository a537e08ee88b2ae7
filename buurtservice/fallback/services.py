"""Routing: each request past its time gets one team task, or one call for the worker. Exactly once."""

import logging
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.exc import SQLAlchemyError

from buurtservice.calls.models import CallReason
from buurtservice.calls.services import open_call
from buurtservice.errors import BuurtserviceError
from buurtservice.fallback.queries import list_due_requests
from buurtservice.help.queries import get_request
from buurtservice.help.services import mark_routed
from buurtservice.help.solutions import find_live_solution, lock_requests
from buurtservice.job_runs.services import claim_period
from buurtservice.matches.proposing import find_proposal, withdraw_proposal
from buurtservice.team.services import open_task
from buurtservice.transactions import savepoint, transaction

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class RoutingDone:
    """What one run of the job did, by request id. `failed` requests are untouched and come up again."""

    to_team: list[int] = field(default_factory=list)
    to_worker: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


def route_requests(*, today: date, period: str) -> RoutingDone:
    """Route every request whose time has passed; the claim on the period and all effects are one transaction.

    Raises PeriodAlreadyDone when another process ran this period. A request that somebody answers at the same
    moment is theirs: whoever locks it first wins, and the other sees that it is answered.
    """
    done = RoutingDone()
    due_ids = [request.id for request in list_due_requests(today=today)]
    with transaction() as session:
        run = claim_period("route", period)
        lock_requests(due_ids)
        for request_id in due_ids:
            try:
                with savepoint():
                    _route(request_id, today=today, done=done)
            except (BuurtserviceError, SQLAlchemyError) as fault:
                # One bad row must not keep the others lying. Ids only: this is a log, and what a database
                # says of a row may hold a name.
                logger.error("route: request %s was not routed: %s", request_id, type(fault).__name__)
                done.failed.append(request_id)
        run.outcome = {"to_team": done.to_team, "to_worker": done.to_worker, "failed": done.failed}
        session.flush()
    return done


def _route(request_id: int, *, today: date, done: RoutingDone) -> None:
    if find_live_solution(request_id) is not None or not mark_routed(request_id, on=today):
        return  # Answered, withdrawn or routed since the list was made.
    request = get_request(request_id)
    if request.category.team_may_do:
        proposal = find_proposal(request_id)
        if proposal is not None:
            withdraw_proposal(proposal, on=today)
        open_task(request, on=today)
        done.to_team.append(request_id)
    else:
        open_call(request, reason=CallReason.NO_MATCH_IN_TIME, on=today)
        done.to_worker.append(request_id)
