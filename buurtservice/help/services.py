"""Changes to kinds of help, requests and offers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from buurtservice.days import check_not_future
from buurtservice.errors import DateTooEarly
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.help.errors import OfferNotActive, RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import Category, HelpOffer, HelpRequest, OfferState, RequestState
from buurtservice.help.queries import (
    get_offer,
    get_request,
    has_active_offer,
    last_offer_step_on,
)
from buurtservice.help.solutions import find_live_solution, last_answer_ended_on, lock_requests
from buurtservice.labels import OFFER_STATES, REQUEST_STATES, SOLUTION_KINDS
from buurtservice.residents.models import Resident
from buurtservice.transactions import changes_one, transaction


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a request and an offer have in common. `dayparts` None means any; `place` is (lat, lon)."""

    category: Category
    dayparts: Collection[int] | None
    place: tuple[float, float] | None
    note: str | None = None


def add_request(
    *,
    resident: Resident,
    wish: Wish,
    received_on: date,
    needs: Collection[str] = (),
    urgent: bool = False,
) -> HelpRequest:
    """Take in what a resident needs, with its fact."""
    with transaction() as session:
        request = HelpRequest(
            resident=resident,
            urgent=urgent,
            needs=sorted(needs),
            received_on=received_on,
            **_columns(wish, resident),
        )
        session.add(request)
        session.flush()
        record_fact(
            FactKind.REQUEST_RECEIVED,
            on=received_on,
            asker_offers=has_active_offer(resident.id, on=received_on),
            about=about_request(request),
        )
        return request


def add_offer(
    *,
    resident: Resident,
    wish: Wish,
    received_on: date,
    radius_m: int | None = None,
    can: Collection[str] = (),
    capacity: int = 1,
) -> HelpOffer:
    """Take in what a resident offers, with its fact. `radius_m` None means any distance."""
    with transaction() as session:
        offer = HelpOffer(
            resident=resident,
            radius_m=radius_m,
            can=sorted(can),
            capacity=capacity,
            received_on=received_on,
            **_columns(wish, resident),
        )
        session.add(offer)
        session.flush()
        record_fact(FactKind.OFFER_RECEIVED, on=received_on, capacity=capacity, about=about_offer(offer))
        return offer


def withdraw_request(request_id: int, *, on: date, today: date) -> HelpRequest:
    """Withdraw an open request that nobody is answering yet.

    Raises NotFound, DateInFuture, DateTooEarly, RequestNotOpen or RequestAlreadyAnswered.
    """
    check_not_future(on, today=today)
    with transaction():
        lock_requests([request_id])
        request = get_request(request_id)
        _check_not_before(on, last_answer_ended_on(request_id) or request.received_on)
        live = find_live_solution(request_id)
        if live is not None:
            raise RequestAlreadyAnswered(id=request_id, kind=SOLUTION_KINDS[live.kind])
        gone = update(HelpRequest).where(HelpRequest.id == request_id, HelpRequest.state == RequestState.OPEN)
        if not changes_one(gone.values(state=RequestState.WITHDRAWN)):
            raise RequestNotOpen(id=request_id, state=REQUEST_STATES[request.state])
        record_fact(FactKind.REQUEST_WITHDRAWN, on=on, about=about_request(request))
        db.session.refresh(request)
        return request


_OFFER_STEPS = {
    OfferState.PAUSED: ((OfferState.ACTIVE,), FactKind.OFFER_PAUSED),
    OfferState.ACTIVE: ((OfferState.PAUSED,), FactKind.OFFER_RESUMED),
    OfferState.WITHDRAWN: ((OfferState.ACTIVE, OfferState.PAUSED), FactKind.OFFER_WITHDRAWN),
}


def change_offer_state(offer_id: int, *, to: OfferState, on: date, today: date) -> HelpOffer:
    """Pause, resume or withdraw an offer. Matches that run already go on.

    Raises NotFound, DateInFuture, DateTooEarly, or OfferNotActive when it is in another state.
    """
    check_not_future(on, today=today)
    allowed, fact = _OFFER_STEPS[to]
    with transaction():
        offer = get_offer(offer_id)
        _check_not_before(on, last_offer_step_on(offer))
        changed = update(HelpOffer).where(HelpOffer.id == offer_id, HelpOffer.state.in_(allowed))
        if not changes_one(changed.values(state=to)):
            raise OfferNotActive(id=offer_id, state=OFFER_STATES[offer.state])
        record_fact(fact, on=on, capacity=offer.capacity, about=about_offer(offer))
        db.session.refresh(offer)
        return offer


def mark_routed(request_id: int, *, on: date) -> bool:
    """Note that the request's time has passed; tell whether this call was the first to do so."""
    with transaction():
        return changes_one(
            update(HelpRequest)
            .where(
                HelpRequest.id == request_id,
                HelpRequest.state == RequestState.OPEN,
                HelpRequest.routed_on.is_(None),
            )
            .values(routed_on=on)
        )


def about_request(request: HelpRequest) -> About:
    """Return what a fact about this request carries."""
    return About(
        request_key=request.subject_key,
        category=request.category.code,
        neighbourhood=request.neighbourhood.name if request.neighbourhood else None,
    )


def about_offer(offer: HelpOffer) -> About:
    """Return what a fact about this offer carries."""
    return About(
        offer_key=offer.subject_key,
        category=offer.category.code,
        neighbourhood=offer.neighbourhood.name if offer.neighbourhood else None,
    )


def dayparts_mask(dayparts: Collection[int] | None) -> int | None:
    """Return the week's dayparts (0…20) as a bit mask; None stays None (any time)."""
    return None if dayparts is None else sum(1 << part for part in set(dayparts))


def _columns(wish: Wish, resident: Resident) -> dict[str, object]:
    place = wish.place or (resident.lat, resident.lon)
    return {
        "category": wish.category,
        "dayparts": dayparts_mask(wish.dayparts),
        "neighbourhood": resident.neighbourhood,
        "lat": place[0],
        "lon": place[1],
        "note": wish.note,
    }


def _check_not_before(on: date, previous: date) -> None:
    """Refuse a day before the step that went before: the facts, read by day, would tell another story."""
    if on < previous:
        raise DateTooEarly(on=on.isoformat(), previous=previous.isoformat())
