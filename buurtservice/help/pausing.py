"""A request that rests for a while: it takes part in no round, and the days do not count as waiting."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select, update

from buurtservice.days import check_not_before, check_not_future
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.help.errors import RequestAlreadyAnswered, RequestNotOpen, RequestNotPaused
from buurtservice.help.models import HelpRequest, RequestPause, RequestState
from buurtservice.help.queries import get_request
from buurtservice.help.services import about_request, end_pause
from buurtservice.help.solutions import find_live_solution, last_request_step_on, lock_requests
from buurtservice.labels import REQUEST_STATES, SOLUTION_KINDS
from buurtservice.transactions import changes_one, transaction


def pause_request(request_id: int, *, on: date, today: date) -> HelpRequest:
    """Let an open request rest that nobody is answering.

    Raises NotFound, DateInFuture, DateTooEarly, RequestNotOpen or RequestAlreadyAnswered.
    """
    check_not_future(on, today=today)
    with transaction() as session:
        lock_requests([request_id])
        request = get_request(request_id)
        check_not_before(on, last_request_step_on(request))
        live = find_live_solution(request_id)
        if live is not None:
            raise RequestAlreadyAnswered(id=request_id, kind=SOLUTION_KINDS[live.kind])
        rests = update(HelpRequest).where(
            HelpRequest.id == request_id, HelpRequest.state == RequestState.OPEN
        )
        if not changes_one(rests.values(state=RequestState.PAUSED)):
            raise RequestNotOpen(id=request_id, state=REQUEST_STATES[request.state])
        session.add(RequestPause(help_request_id=request_id, since=on))
        record_fact(FactKind.REQUEST_PAUSED, on=on, about=about_request(request))
        session.flush()
        session.refresh(request)
        return request


def resume_request(request_id: int, *, on: date, today: date) -> HelpRequest:
    """Let a paused request take part again.

    Raises NotFound, DateInFuture, DateTooEarly or RequestNotPaused.
    """
    check_not_future(on, today=today)
    with transaction() as session:
        lock_requests([request_id])
        request = get_request(request_id)
        check_not_before(on, last_request_step_on(request))
        paused = update(HelpRequest).where(
            HelpRequest.id == request_id, HelpRequest.state == RequestState.PAUSED
        )
        if not changes_one(paused.values(state=RequestState.OPEN)):
            raise RequestNotPaused(id=request_id, state=REQUEST_STATES[request.state])
        end_pause(request_id, on=on)
        record_fact(FactKind.REQUEST_RESUMED, on=on, about=about_request(request))
        session.flush()
        session.refresh(request)
        return request


def paused_days_by_request(*, as_of: date, request_ids: Iterable[int] | None = None) -> dict[int, int]:
    """Return for how many days each request rested until a local day; those that never did are left out."""
    query = select(RequestPause.help_request_id, RequestPause.since, RequestPause.until).where(
        RequestPause.since < as_of
    )
    if request_ids is not None:
        query = query.where(RequestPause.help_request_id.in_(list(request_ids)))
    days: dict[int, int] = {}
    for request_id, since, until in db.session.execute(query):
        rested = (min(until or as_of, as_of) - since).days
        days[request_id] = days.get(request_id, 0) + rested
    return days


def paused_since(request_id: int) -> date | None:
    """Return since when the request rests, if it does."""
    return db.session.scalar(
        select(RequestPause.since).where(
            RequestPause.help_request_id == request_id, RequestPause.until.is_(None)
        )
    )
