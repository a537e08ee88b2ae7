"""A worker holds a request that would go to the team, or lets it go at once. Both can be taken back."""

from datetime import date
from typing import Any

from sqlalchemy import or_, update

from buurtservice.extensions import db
from buurtservice.fallback.errors import HoldTooLong, HoldTooShort, NotHeld, RoutedBefore, WithTeamAlready
from buurtservice.fallback.policies import latest_hold
from buurtservice.help.errors import RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import HelpRequest, RequestState
from buurtservice.help.queries import get_request
from buurtservice.help.solutions import find_live_solution, lock_requests
from buurtservice.labels import REQUEST_STATES, SOLUTION_KINDS
from buurtservice.team.queries import list_live_tasks_of
from buurtservice.transactions import changes_one, transaction


def hold_request(request_id: int, *, until: date, today: date) -> HelpRequest:
    """Keep a request from the team until a day: on that day it goes. A new day replaces an earlier one.

    Raises NotFound, HoldTooShort, HoldTooLong, RequestNotOpen, RequestAlreadyAnswered or RoutedBefore.
    """
    if until <= today:
        raise HoldTooShort(until=until.isoformat())
    with transaction():
        request = _lock_waiting(request_id)
        latest = latest_hold(request, today=today)
        if until > latest:
            raise HoldTooLong(latest=latest.isoformat())
        not_routed = or_(HelpRequest.routed_on.is_(None), HelpRequest.route_hastened_on.is_not(None))
        if not _change(request_id, not_routed, route_held_until=until, route_hastened_on=None):
            raise RoutedBefore(id=request_id, on=str(request.routed_on))
        return get_request(request_id)


def hasten_request(request_id: int, *, today: date) -> HelpRequest:
    """Let a request go at the next run, also one that the team handed back.

    Raises NotFound, RequestNotOpen, RequestAlreadyAnswered, WithTeamAlready, or RoutedBefore where the team
    may not do it and the worker has the call already.
    """
    with transaction():
        request = _lock_waiting(request_id)
        if list_live_tasks_of(request_id):
            raise WithTeamAlready(id=request_id)
        if request.routed_on is not None and not request.category.team_may_do:
            raise RoutedBefore(id=request_id, on=request.routed_on.isoformat())
        _change(request_id, route_hastened_on=today, route_held_until=None)
        return get_request(request_id)


def let_go(request_id: int) -> HelpRequest:
    """Take a holding or hastening back: the request goes in its own time. Raises NotFound or NotHeld."""
    with transaction():
        lock_requests([request_id])
        get_request(request_id)
        is_held = or_(HelpRequest.route_held_until.is_not(None), HelpRequest.route_hastened_on.is_not(None))
        if not _change(request_id, is_held, route_held_until=None, route_hastened_on=None):
            raise NotHeld(id=request_id)
        return get_request(request_id)


def _lock_waiting(request_id: int) -> HelpRequest:
    """Hold a request that waits for an answer until the transaction ends, and return it."""
    lock_requests([request_id])
    request = get_request(request_id)
    if request.state != RequestState.OPEN:
        raise RequestNotOpen(id=request_id, state=REQUEST_STATES[request.state])
    live = find_live_solution(request_id)
    if live is not None:
        raise RequestAlreadyAnswered(id=request_id, kind=SOLUTION_KINDS[live.kind])
    return request


def _change(request_id: int, *where: Any, **columns: Any) -> bool:
    changed = changes_one(update(HelpRequest).where(HelpRequest.id == request_id, *where).values(**columns))
    db.session.expire_all()
    return changed
