"""What the owner changes in a request or an offer that is there. What stood before is not kept.

A proposal that waited, or a match that was arranged, may not fit any more: calls/changes.py sees to that, and
is what pages call.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import update

from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.help.errors import FewerThanTaken, OfferNotActive, RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import Category, HelpOffer, HelpRequest, OfferState, RequestState
from buurtservice.help.places import lock_helpers
from buurtservice.help.policies import check_category, check_details, check_when
from buurtservice.help.queries import get_offer, get_request
from buurtservice.help.services import When, about_offer, dayparts_list, dayparts_mask
from buurtservice.help.solutions import find_live_solution, lock_requests
from buurtservice.labels import OFFER_STATES, REQUEST_STATES, SOLUTION_KINDS
from buurtservice.residents.services import help_at_once
from buurtservice.transactions import changes_one, transaction


@dataclass(frozen=True, kw_only=True)
class RequestWish:
    """All that an owner can change in a request. Begin with `wish_of` and `replace` what changes."""

    category: Category
    dayparts: Collection[int] | None
    when: When
    needs: Collection[str]
    note: str | None


@dataclass(frozen=True, kw_only=True)
class OfferWish:
    """All that an owner can change in an offer. Begin with `offer_wish_of` and `replace` what changes."""

    dayparts: Collection[int] | None
    radius_m: int | None
    can: Collection[str]
    capacity: int
    note: str | None


def wish_of(request: HelpRequest) -> RequestWish:
    """Return what a request asks for now."""
    return RequestWish(
        category=request.category,
        dayparts=dayparts_list(request.dayparts),
        when=When(weekly=request.weekly, wanted_on=request.wanted_on, until=request.until),
        needs=tuple(request.needs),
        note=request.note,
    )


def offer_wish_of(offer: HelpOffer) -> OfferWish:
    """Return what an offer gives now."""
    return OfferWish(
        dayparts=dayparts_list(offer.dayparts),
        radius_m=offer.radius_m,
        can=tuple(offer.can),
        capacity=offer.capacity,
        note=offer.note,
    )


def change_request(request_id: int, wish: RequestWish, *, today: date) -> bool:
    """Change an open or paused request; tell whether it asks for something else now than other words.

    While somebody is helping, all but the kind of help can change. A kind of help that is no longer to be
    chosen may stay. Who gets another kind of help, gets the time of that kind before the team does it.

    Raises NotFound, RequestNotOpen, RequestAlreadyAnswered, KindGone, NoDaypart, NeedUnknown, NoteTooLong,
    DayGone, DayTooFar or WeeklyOrOnce; then nothing has changed.
    """
    check_details(dayparts=wish.dayparts, needs=wish.needs, note=wish.note)
    with transaction():
        lock_requests([request_id])
        request = get_request(request_id)
        if request.state not in (RequestState.OPEN, RequestState.PAUSED):
            raise RequestNotOpen(id=request_id, state=REQUEST_STATES[request.state])
        before = wish_of(request)
        if wish.when != before.when:
            _check_when(wish.when, today=today)
        if wish.category.id != before.category.id:
            _change_category(request, wish.category)
        if before.when.weekly and not wish.when.weekly:
            request.routed_on = None  # The team did weeks of it, and has none of what is asked now.
        request.dayparts = dayparts_mask(wish.dayparts)
        request.weekly, request.wanted_on, request.until = (
            wish.when.weekly,
            wish.when.wanted_on,
            wish.when.until,
        )
        request.needs = sorted(wish.needs)
        request.note = wish.note or None
        db.session.flush()
        return _matters(before, wish_of(request))


def change_offer(offer_id: int, wish: OfferWish, *, today: date) -> bool:
    """Change an offer that is not withdrawn; tell whether it gives something else now than other words.

    One that expired is confirmed first. Matches that run go on. How many at once is never fewer than are
    helped; more lets the helper help more people in all.

    Raises NotFound, OfferNotActive, FewerThanTaken, NoDaypart, NeedUnknown or NoteTooLong.
    """
    check_details(dayparts=wish.dayparts, needs=wish.can, note=wish.note)
    with transaction():
        lock_helpers([offer_id])
        offer = get_offer(offer_id)
        if offer.state not in (OfferState.ACTIVE, OfferState.PAUSED):
            raise OfferNotActive(id=offer_id, state=OFFER_STATES[offer.state])
        before = offer_wish_of(offer)
        if wish.capacity != before.capacity:
            _change_capacity(offer, wish.capacity, today=today)
        offer.dayparts = dayparts_mask(wish.dayparts)
        offer.radius_m = wish.radius_m
        offer.can = sorted(wish.can)
        offer.note = wish.note or None
        db.session.flush()
        return _matters(before, offer_wish_of(offer))


def _check_when(when: When, *, today: date) -> None:
    check_when(weekly=when.weekly, wanted_on=when.wanted_on, until=when.until, today=today)


def _change_category(request: HelpRequest, category: Category) -> None:
    check_category(category)
    live = find_live_solution(request.id)
    if live is not None:
        raise RequestAlreadyAnswered(id=request.id, kind=SOLUTION_KINDS[live.kind])
    request.category = category
    request.routed_on = None  # Another kind of help has its own time before the team does it.


def _change_capacity(offer: HelpOffer, capacity: int, *, today: date) -> None:
    """Change how many at once; a conditional update, since a place may be taken at this moment."""
    has_room = update(HelpOffer).where(HelpOffer.id == offer.id, HelpOffer.places_taken <= capacity)
    if capacity < 1 or not changes_one(has_room.values(capacity=capacity)):
        raise FewerThanTaken(taken=get_offer(offer.id).places_taken)
    help_at_once(offer.resident_id, least=capacity)
    db.session.refresh(offer)
    record_fact(FactKind.OFFER_CHANGED, on=today, capacity=capacity, about=about_offer(offer))


def _matters(before: RequestWish | OfferWish, after: RequestWish | OfferWish) -> bool:
    """Tell whether anything differs that decides who fits: all but the note."""
    return {name: value for name, value in vars(before).items() if name != "note"} != {
        name: value for name, value in vars(after).items() if name != "note"
    }
