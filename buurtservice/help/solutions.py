"""Who answers a request now: at most one, by the database's word.

Of a weekly request the team may answer single weeks. That is no answer to the whole: the matcher looks on.
"""

from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from buurtservice.extensions import db
from buurtservice.help.errors import RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import (
    ANSWERS_WHOLE,
    HelpRequest,
    RequestPause,
    RequestState,
    Solution,
    SolutionKind,
)
from buurtservice.labels import REQUEST_STATES, SOLUTION_KINDS
from buurtservice.transactions import savepoint, transaction


def find_live_solution(request_id: int) -> Solution | None:
    """Return what answers the whole request now, if anything does."""
    return db.session.scalar(select(Solution).where(Solution.help_request_id == request_id, ANSWERS_WHOLE))


def last_answer_ended_on(request_id: int) -> date | None:
    """Return the local day on which the latest answer to the whole request ended, if it ever had one."""
    whole = (Solution.help_request_id == request_id, Solution.occurrence_on.is_(None))
    return db.session.scalar(select(func.max(Solution.ended_on)).where(*whole))


def last_request_step_on(request: HelpRequest) -> date:
    """Return the local day on which the request was received, paused, resumed, or lost its latest answer."""
    latest = select(func.max(RequestPause.since), func.max(RequestPause.until)).where(
        RequestPause.help_request_id == request.id
    )
    days = [request.received_on, last_answer_ended_on(request.id), *db.session.execute(latest).one()]
    return max(day for day in days if day is not None)


def live_answers() -> dict[int, SolutionKind]:
    """Return what answers each request that is being answered as a whole now, by request id."""
    rows = db.session.execute(select(Solution.help_request_id, Solution.kind).where(ANSWERS_WHOLE))
    return dict(iter(rows))


def lock_requests(request_ids: list[int]) -> None:
    """Hold these requests until the transaction ends, in ascending order, so that no two lock in a circle.

    Every service that touches requests, matches, offers and residents locks them in this order.
    (SQLite's writer already holds the whole database; there the words FOR UPDATE are left out.)
    """
    db.session.execute(
        select(HelpRequest.id)
        .where(HelpRequest.id.in_(request_ids))
        .order_by(HelpRequest.id)
        .with_for_update(key_share=True)
    )


def claim_solution(*, request_id: int, kind: SolutionKind, on: date, week: date | None = None) -> Solution:
    """Make this the live answer to an open request, or to one week of it, given by its Monday.

    Raises RequestNotOpen when it was fulfilled or withdrawn, RequestAlreadyAnswered when somebody was faster.
    """
    with transaction() as session:
        request = session.get_one(HelpRequest, request_id, populate_existing=True)
        if request.state != RequestState.OPEN:
            raise RequestNotOpen(id=request_id, state=REQUEST_STATES[request.state])
        solution = Solution(help_request_id=request_id, kind=kind, since=on, occurrence_on=week)
        try:
            with savepoint():
                session.add(solution)
                session.flush()
        except IntegrityError:
            live = find_live_solution(request_id)
            raise RequestAlreadyAnswered(
                id=request_id, kind=SOLUTION_KINDS[live.kind if live else kind]
            ) from None
        return solution


def end_solution(solution_id: int, *, on: date, fulfilled: bool) -> None:
    """End a live answer; the request is fulfilled by it, or open again. One week fulfils no request."""
    with transaction() as session:
        solution = session.get_one(Solution, solution_id)
        session.execute(
            update(Solution)
            .where(Solution.id == solution_id, Solution.ended_on.is_(None))
            .values(ended_on=on)
        )
        if fulfilled and solution.occurrence_on is None:
            session.execute(
                update(HelpRequest)
                .where(HelpRequest.id == solution.help_request_id)
                .values(state=RequestState.FULFILLED)
            )
