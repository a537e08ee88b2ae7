"""A request that ends because its asker turned out to be helped already, and the way back from that."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select, update

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.facts.services import record_fact
from buurtservice.help.models import HelpRequest, RequestState
from buurtservice.help.queries import get_request
from buurtservice.help.services import about_request, withdraw_request
from buurtservice.transactions import changes_one, transaction

ALREADY_HELPED = "already_helped"


def close_as_helped(request_id: int, *, on: date, today: date) -> HelpRequest:
    """End an open request whose asker was helped already. Raises as withdraw_request."""
    return withdraw_request(request_id, on=on, today=today, reason=ALREADY_HELPED)


def reopen_helped(request_id: int, *, on: date) -> bool:
    """Open a request again that was closed as helped; tell whether it was. Raises NotFound.

    What the asker withdrew stays withdrawn, and so does what belonged to somebody who left.
    """
    with transaction():
        request = get_request(request_id)
        if request.resident.left_on is not None or not list_helped([request]):
            return False
        closed = update(HelpRequest).where(
            HelpRequest.id == request_id, HelpRequest.state == RequestState.WITHDRAWN
        )
        if not changes_one(closed.values(state=RequestState.OPEN)):
            return False
        record_fact(FactKind.REQUEST_RESUMED, on=on, reason=ALREADY_HELPED, about=about_request(request))
        db.session.refresh(request)
        return True


def list_helped(requests: Collection[HelpRequest]) -> frozenset[int]:
    """Return the ids of those among these that ended because their asker was helped already."""
    ended = {one.subject_key: one.id for one in requests if one.state == RequestState.WITHDRAWN}
    ended.pop(None, None)
    if not ended:
        return frozenset()
    rows = db.session.execute(
        select(Fact.request_key, Fact.reason)
        .where(Fact.request_key.in_(ended), Fact.kind == FactKind.REQUEST_WITHDRAWN)
        .order_by(Fact.id)
    )
    latest = dict(iter(rows))
    return frozenset(ended[key] for key, reason in latest.items() if reason == ALREADY_HELPED)
