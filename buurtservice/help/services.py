"""Changes to kinds of help, requests and offers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, update

from buurtservice.days import check_not_before, check_not_future
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.help.errors import OfferNotActive, RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import Category, HelpOffer, HelpRequest, OfferState, RequestPause, RequestState
from buurtservice.help.policies import offer_lasts_until
from buurtservice.help.queries import (
    get_offer,
    get_request,
    has_active_offer,
    last_offer_step_on,
)
from buurtservice.help.references import new_reference
from buurtservice.help.solutions import find_live_solution, last_request_step_on, lock_requests
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


@dataclass(frozen=True, kw_only=True)
class When:
    """How often help is wanted: once on any day, which is the default, on one day, or every week."""

    weekly: bool = False
    wanted_on: date | None = None
    until: date | None = None


ONCE = When()
DAYPARTS_IN_WEEK = 21


def add_request(
    *,
    resident: Resident,
    wish: Wish,
    received_on: date,
    needs: Collection[str] = (),
    urgent: bool = False,
    when: When = ONCE,
) -> HelpRequest:
    """Take in what a resident needs, with its fact and a number for its slip.

    Cards of long ago come in by this too, so it does not ask whether the day is over or the kind of help
    still to be chosen; what a form takes in goes by intake.py.
    """
    with transaction() as session:
        request = HelpRequest(
            reference=new_reference(),
            resident=resident,
            urgent=urgent,
            needs=sorted(needs),
            received_on=received_on,
            weekly=when.weekly,
            wanted_on=when.wanted_on,
            until=when.until,
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
    expires_on: date | None = None,
) -> HelpOffer:
    """Take in what a resident offers, with its fact and a number for its slip.

    `radius_m` None means any distance; without `expires_on` it does not expire by itself, as a card does not.
    What a form takes in goes by intake.py.
    """
    with transaction() as session:
        offer = HelpOffer(
            reference=new_reference(),
            expires_on=expires_on,
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


def withdraw_request(request_id: int, *, on: date, today: date, reason: str | None = None) -> HelpRequest:
    """Withdraw an open or paused request that nobody is answering; `reason` goes with the fact.

    Raises NotFound, DateInFuture, DateTooEarly, RequestNotOpen or RequestAlreadyAnswered.
    """
    check_not_future(on, today=today)
    with transaction():
        lock_requests([request_id])
        request = get_request(request_id)
        check_not_before(on, last_request_step_on(request))
        live = find_live_solution(request_id)
        if live is not None:
            raise RequestAlreadyAnswered(id=request_id, kind=SOLUTION_KINDS[live.kind])
        waits = HelpRequest.state.in_((RequestState.OPEN, RequestState.PAUSED))
        gone = update(HelpRequest).where(HelpRequest.id == request_id, waits)
        if not changes_one(gone.values(state=RequestState.WITHDRAWN)):
            raise RequestNotOpen(id=request_id, state=REQUEST_STATES[request.state])
        end_pause(request_id, on=on)
        record_fact(FactKind.REQUEST_WITHDRAWN, on=on, reason=reason, about=about_request(request))
        db.session.refresh(request)
        return request


def end_pause(request_id: int, *, on: date) -> None:
    """End the pause that runs, if one does."""
    running = update(RequestPause).where(
        RequestPause.help_request_id == request_id, RequestPause.until.is_(None)
    )
    db.session.execute(running.values(until=on))


_HERE = (OfferState.ACTIVE, OfferState.PAUSED, OfferState.EXPIRED)
_OFFER_STEPS = {
    OfferState.PAUSED: ((OfferState.ACTIVE,), FactKind.OFFER_PAUSED),
    OfferState.ACTIVE: ((OfferState.PAUSED, OfferState.EXPIRED), FactKind.OFFER_RESUMED),
    OfferState.WITHDRAWN: (_HERE, FactKind.OFFER_WITHDRAWN),
    OfferState.EXPIRED: ((OfferState.ACTIVE,), FactKind.OFFER_EXPIRED),
}


def change_offer_state(offer_id: int, *, to: OfferState, on: date, today: date) -> HelpOffer:
    """Pause, resume, withdraw or let expire an offer. Matches that run already go on.

    Who lets an offer take part again, says with it that it still stands: it lasts a year from that day.
    Raises NotFound, DateInFuture, DateTooEarly, or OfferNotActive when it is in another state.
    """
    check_not_future(on, today=today)
    allowed, fact = _OFFER_STEPS[to]
    with transaction():
        offer = get_offer(offer_id)
        check_not_before(on, last_offer_step_on(offer))
        changed = update(HelpOffer).where(HelpOffer.id == offer_id, HelpOffer.state.in_(allowed))
        if not changes_one(changed.values(state=to, **_as_confirmed(offer, to, on=on))):
            raise OfferNotActive(id=offer_id, state=OFFER_STATES[offer.state])
        record_fact(fact, on=on, capacity=offer.capacity, about=about_offer(offer))
        db.session.refresh(offer)
        return offer


def mark_routed(request_id: int, *, on: date) -> bool:
    """Note that the request's time has passed; tell whether this call was the first to do so.

    What a worker holds is left alone, also when that came a moment ago; what one hastened goes once more.
    """
    with transaction():
        hastened = HelpRequest.route_hastened_on.is_not(None)
        held = HelpRequest.route_held_until
        return changes_one(
            update(HelpRequest)
            .where(
                HelpRequest.id == request_id,
                HelpRequest.state == RequestState.OPEN,
                or_(HelpRequest.routed_on.is_(None), hastened),
                or_(held.is_(None), held <= on),
            )
            .values(routed_on=on, route_held_until=None, route_hastened_on=None)
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


def dayparts_list(mask: int | None) -> tuple[int, ...] | None:
    """Return the dayparts (0…20) of a bit mask; None stays None (any time)."""
    if mask is None:
        return None
    return tuple(daypart for daypart in range(DAYPARTS_IN_WEEK) if mask >> daypart & 1)


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


def _as_confirmed(offer: HelpOffer, to: OfferState, *, on: date) -> dict[str, object]:
    return confirmed(offer, on=on) if to == OfferState.ACTIVE else {}


def confirmed(offer: HelpOffer, *, on: date) -> dict[str, object]:
    """Return the columns of an offer whose helper says that it still stands."""
    lasts = None if offer.expires_on is None else offer_lasts_until(on)
    return {"confirmed_on": on, "confirm_asked_on": None, "expires_on": lasts}
