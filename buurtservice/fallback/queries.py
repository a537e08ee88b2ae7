"""Which requests are past their time."""

from datetime import date, timedelta

from sqlalchemy import func, select

from buurtservice.extensions import db
from buurtservice.fallback.policies import PROPOSAL_WAIT_DAYS
from buurtservice.help.models import HelpRequest
from buurtservice.help.policies import route_due_on
from buurtservice.help.queries import list_unanswered_requests
from buurtservice.matches.models import Match, MatchState

_PROPOSED = select(Match.help_request_id).where(Match.state == MatchState.PROPOSED)


def list_due_requests(*, today: date) -> list[HelpRequest]:
    """Return the open, unanswered, not yet routed requests whose time has passed, by id.

    A request with a proposal waits a little longer, so that the worker can decide on it.
    """
    waiting = _requests_with_young_proposal(today)
    proposed = set(db.session.scalars(_PROPOSED))  # The worker has these on her list: no call beside it.
    return [
        request
        for request in list_unanswered_requests(received_by=today)
        if request.routed_on is None
        and route_due_on(request) <= today
        and request.id not in waiting
        and (request.category.team_may_do or request.id not in proposed)
    ]


def _requests_with_young_proposal(today: date) -> set[int]:
    """Return the requests whose proposal may wait: new, made by hand lately, or put off by a worker.

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
    waiting = (first_proposed_on, by_hand, put_off)
    return {request_id for query in waiting for request_id in db.session.scalars(query)}
