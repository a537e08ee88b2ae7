"""What the pages about calls read."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from buurtservice.calls.models import Call, CallState
from buurtservice.calls.queries import may_be_begun
from buurtservice.extensions import db
from buurtservice.help.models import HelpRequest
from buurtservice.matches.models import UNDER_WAY_STATES, Match

MOST_CALLS = 60


def read_calls(*, today: date) -> list[Call]:
    """Return the calls to make: about requests first, oldest first; then the planned ones in their order.

    A planned one is not among them while its resident rests, or was called this week.
    """
    query = (
        select(Call)
        .where(Call.state == CallState.OPEN, may_be_begun(today=today))
        .order_by(Call.rank.is_not(None), Call.opened_on, Call.rank, Call.id)
        .limit(MOST_CALLS)
    )
    return list(db.session.scalars(query).unique())


def requests_by_id(ids: Collection[int]) -> dict[int, HelpRequest]:
    """Return these requests, by id."""
    found = db.session.scalars(select(HelpRequest).where(HelpRequest.id.in_(ids))).unique()
    return {request.id: request for request in found}


def proposals_for(request_ids: Collection[int]) -> set[int]:
    """Return which of these requests have a proposal or a match under way."""
    query = select(Match.help_request_id).where(
        Match.help_request_id.in_(request_ids), Match.state.in_(UNDER_WAY_STATES)
    )
    return set(db.session.scalars(query))
