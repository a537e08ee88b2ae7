"""Reads about kinds of help, requests and offers."""

from datetime import date

from sqlalchemy import exists, func, select

from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.help.default_categories import OTHER
from buurtservice.help.models import (
    ANSWERS_WHOLE,
    Category,
    HelpOffer,
    HelpRequest,
    OfferState,
    RequestState,
    Solution,
)
from buurtservice.i18n import N_

# What an offer's latest such fact says about whether it takes part.
_TAKES_PART = {
    FactKind.OFFER_RECEIVED: True,
    FactKind.OFFER_RESUMED: True,
    FactKind.OFFER_PAUSED: False,
    FactKind.OFFER_WITHDRAWN: False,
    FactKind.OFFER_EXPIRED: False,
}


def get_request(request_id: int) -> HelpRequest:
    """Return the request as it is in the database now. Raises NotFound."""
    found = db.session.get(HelpRequest, request_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Vraag"), id=request_id)
    return found


def get_offer(offer_id: int) -> HelpOffer:
    """Return the offer as it is in the database now. Raises NotFound."""
    found = db.session.get(HelpOffer, offer_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Aanbod"), id=offer_id)
    return found


def find_category(code: str) -> Category | None:
    """Return the kind of help with this code, if there is one."""
    return db.session.scalar(select(Category).where(Category.code == code))


def list_categories() -> list[Category]:
    """Return all kinds of help, by code."""
    return list(db.session.scalars(select(Category).order_by(Category.code)))


def has_active_offer(resident_id: int, *, on: date) -> bool:
    """Tell whether the resident had an offer that took part at the end of that local day.

    It asks the facts, since steps can be recorded for a day on which the offer stood otherwise than now.
    """
    keys = select(HelpOffer.subject_key).where(
        HelpOffer.resident_id == resident_id, HelpOffer.received_on <= on
    )
    steps = db.session.execute(
        select(Fact.offer_key, Fact.kind)
        .where(Fact.offer_key.in_(keys), Fact.kind.in_(_TAKES_PART), Fact.occurred_on <= on)
        .order_by(Fact.occurred_on, Fact.id)
    )
    latest = dict(iter(steps))
    return any(_TAKES_PART[kind] for kind in latest.values())


def last_offer_step_on(offer: HelpOffer) -> date:
    """Return the local day on which the offer was received, paused, resumed or withdrawn, or expired last."""
    latest = db.session.scalar(
        select(func.max(Fact.occurred_on)).where(
            Fact.offer_key == offer.subject_key, Fact.kind.in_(_TAKES_PART)
        )
    )
    return latest or offer.received_on


def list_unanswered_requests(*, received_by: date) -> list[HelpRequest]:
    """Return the open requests that nothing answers yet, received on or before a day, by id.

    A weekly one of which the team does a week is among them: somebody is still looked for.
    """
    answered = exists().where(Solution.help_request_id == HelpRequest.id, ANSWERS_WHOLE)
    rows = db.session.scalars(
        select(HelpRequest)
        .where(
            HelpRequest.state == RequestState.OPEN,
            HelpRequest.received_on <= received_by,
            ~answered,
        )
        .order_by(HelpRequest.id)
    )
    return list(rows.unique())


def list_active_offers(*, received_by: date, resident_id: int | None = None) -> list[HelpOffer]:
    """Return the offers that take part, received on or before a day, by id; all, or of one helper."""
    query = select(HelpOffer).where(
        HelpOffer.state == OfferState.ACTIVE, HelpOffer.received_on <= received_by
    )
    if resident_id is not None:
        query = query.where(HelpOffer.resident_id == resident_id)
    return list(db.session.scalars(query.order_by(HelpOffer.id)).unique())


def list_requests() -> list[HelpRequest]:
    """Return all requests, oldest first."""
    query = select(HelpRequest).order_by(HelpRequest.received_on, HelpRequest.id)
    return list(db.session.scalars(query).unique())


def list_offers() -> list[HelpOffer]:
    """Return all offers, oldest first."""
    query = select(HelpOffer).order_by(HelpOffer.received_on, HelpOffer.id)
    return list(db.session.scalars(query).unique())


def list_offers_of(resident_id: int) -> list[HelpOffer]:
    """Return all offers of one resident, by id."""
    query = select(HelpOffer).where(HelpOffer.resident_id == resident_id).order_by(HelpOffer.id)
    return list(db.session.scalars(query).unique())


def list_choosable_categories() -> list[Category]:
    """Return the kinds of help to choose from now, as they stand on the page; `iets anders` comes last."""
    query = select(Category).where(Category.retired_on.is_(None))
    return list(db.session.scalars(query.order_by(Category.position, Category.name_nl)))


def list_requests_of(resident_id: int) -> list[HelpRequest]:
    """Return all requests of one resident, by id."""
    query = select(HelpRequest).where(HelpRequest.resident_id == resident_id).order_by(HelpRequest.id)
    return list(db.session.scalars(query).unique())


def list_requests_without_kind() -> list[HelpRequest]:
    """Return the open requests for which a worker still has to find out which kind of help they are."""
    query = (
        select(HelpRequest)
        .join(Category, HelpRequest.category_id == Category.id)
        .where(HelpRequest.state == RequestState.OPEN, Category.code == OTHER)
        .order_by(HelpRequest.received_on, HelpRequest.id)
    )
    return list(db.session.scalars(query).unique())


def wanted_categories() -> dict[int, int]:
    """Return for each kind of help how many more requests wait than there are places at offers."""
    answered = exists().where(Solution.help_request_id == HelpRequest.id, ANSWERS_WHOLE)
    asked = (
        select(HelpRequest.category_id, func.count())
        .where(HelpRequest.state == RequestState.OPEN, ~answered)
        .group_by(HelpRequest.category_id)
    )
    free = (
        select(HelpOffer.category_id, func.sum(HelpOffer.capacity - HelpOffer.places_taken))
        .where(HelpOffer.state == OfferState.ACTIVE)
        .group_by(HelpOffer.category_id)
    )
    places = dict(iter(db.session.execute(free)))
    return {kind: count - int(places.get(kind, 0)) for kind, count in db.session.execute(asked)}


def category_names(language: str = "nl") -> dict[str, str]:
    """Return the name of each kind of help by its code."""
    return {category.code: category.name_in(language) for category in list_categories()}
