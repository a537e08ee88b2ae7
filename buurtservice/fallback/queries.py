"""Which requests are past their time."""

from datetime import date, timedelta

from sqlalchemy import func, select

from buurtservice.extensions import db
from buurtservice.fallback.policies import PROPOSAL_WAIT_DAYS
from buurtservice.help.models import HelpRequest
from buurtservice.help.policies import route_due_on
from buurtservice.help.queries import list_unanswered_requests
from buurtservice.matches.models import Match, MatchState


def list_due_requests(*, today: date) -> list[HelpRequest]:
    """Return the open, unanswered, not yet routed requests whose time has passed, by id.

    A request with a proposal waits a little longer, so that the worker can decide on it.
    """
    waiting = _requests_with_young_proposal(today)
    return [
        request
        for request in list_unanswered_requests(received_by=today)
        if request.routed_on is None and route_due_on(request) <= today and request.id not in waiting
    ]


def _requests_with_young_proposal(today: date) -> set[int]:
    """Return the requests whose proposal may wait: first proposed lately, or put off by a worker.

    It is the *first* proposal that counts: each night's round makes the proposals anew, and a request must
    not be kept lying by that.
    """
    proposed = select(Match.help_request_id).where(Match.state == MatchState.PROPOSED)
    first_proposed_on = (
        select(Match.help_request_id)
        .where(Match.help_request_id.in_(proposed))
        .group_by(Match.help_request_id)
        .having(func.min(Match.proposed_on) > today - timedelta(days=PROPOSAL_WAIT_DAYS))
    )
    put_off = proposed.where(Match.postponed_until >= today)
    return set(db.session.scalars(first_proposed_on)) | set(db.session.scalars(put_off))
