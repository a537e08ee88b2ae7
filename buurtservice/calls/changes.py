"""Somebody changes what they ask or offer while a proposal waits or a match runs.

A proposal nobody has touched is withdrawn: the next round decides anew. Where a worker has put a hand to it,
nothing is undone by itself: the worker gets a call on the list, once, and asks what the change means.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from buurtservice.calls.models import Call, CallReason
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.help.changing import OfferWish, RequestWish, change_offer, change_request
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.queries import get_offer, get_request
from buurtservice.help.services import about_request
from buurtservice.help.solutions import lock_requests
from buurtservice.matches.models import UNDER_WAY_STATES, Match, MatchState
from buurtservice.matches.policies import is_touched
from buurtservice.matches.proposing import withdraw_proposal
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import get_resident
from buurtservice.transactions import savepoint, transaction


@dataclass(frozen=True, kw_only=True)
class ChangedRequest:
    """A request as it is now, and whether a worker will call about it."""

    request: HelpRequest
    worker_calls: bool


@dataclass(frozen=True, kw_only=True)
class ChangedOffer:
    """An offer as it is now, and whether a worker will call about it."""

    offer: HelpOffer
    worker_calls: bool


def change_request_and_tell(request_id: int, wish: RequestWish, *, today: date) -> ChangedRequest:
    """Change a request, with what that means for who was found for it. Raises as help.change_request."""
    with transaction():
        lock_requests([request_id])
        matters = change_request(request_id, wish, today=today)
        request = get_request(request_id)
        under_way = _under_way(Match.help_request_id == request_id) if matters else []
        told = _weigh(under_way, request.resident, on=today)
        return ChangedRequest(request=request, worker_calls=told)


def change_offer_and_tell(offer_id: int, wish: OfferWish, *, today: date) -> ChangedOffer:
    """Change an offer, with what that means for who counts on it. Raises as help.change_offer."""
    with transaction():
        counted_on_it = Match.help_offer_id == offer_id
        lock_requests([match.help_request_id for match in _under_way(counted_on_it)])
        matters = change_offer(offer_id, wish, today=today)
        offer = get_offer(offer_id)
        under_way = _under_way(counted_on_it) if matters else []
        told = _weigh(under_way, offer.resident, on=today)
        return ChangedOffer(offer=offer, worker_calls=told)


def tell_worker(request_id: int, *, on: date, resident_id: int | None = None) -> None:
    """Let the worker call about a request that is being answered, because somebody wants it otherwise.

    Who is called is the asker, or `resident_id`. Once: while that call is open, asking again changes nothing.
    Raises NotFound.
    """
    with transaction():
        request = get_request(request_id)
        person = request.resident if resident_id is None else get_resident(resident_id)
        _open_once(request, person, on=on)


def _under_way(which: object) -> list[Match]:
    query = select(Match).where(which, Match.state.in_(UNDER_WAY_STATES)).order_by(Match.id)  # type: ignore[arg-type]
    return list(db.session.scalars(query.execution_options(populate_existing=True)).unique())


def _weigh(under_way: Iterable[Match], owner: Resident, *, on: date) -> bool:
    """Withdraw what nobody touched; for the rest put a call with the owner on the list, and tell of it."""
    told = False
    for match in under_way:
        if match.state == MatchState.PROPOSED and not is_touched(match):
            withdraw_proposal(match, on=on)
        else:
            _open_once(match.request, owner, on=on)
            told = True
    return told


def _open_once(request: HelpRequest, resident: Resident, *, on: date) -> None:
    """Put the call on the list unless it is there; the index that forbids a second one decides."""
    try:
        with savepoint() as session:
            session.add(Call(resident=resident, request=request, reason=CallReason.CHANGED, opened_on=on))
            session.flush()
    except IntegrityError:
        return
    record_fact(FactKind.CALL_OPENED, on=on, reason=CallReason.CHANGED.value, about=about_request(request))
