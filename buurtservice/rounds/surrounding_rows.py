"""The queries behind a proposal's surroundings: offers that may fit, and requests that have a proposal."""

from math import cos, radians
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from buurtservice.extensions import db
from buurtservice.help.models import Category, HelpOffer, HelpRequest, OfferState
from buurtservice.matches.models import Match, MatchState
from buurtservice.residents.models import Neighbourhood, Resident

AnyRow = Any  # A row of the queries below, or what `_row_of` makes of a request.


AnySelect = Select[*tuple[Any, ...]]


METRES_PER_DEGREE = 111_195.0  # Of latitude, on the matcher's sphere.


SLACK = 1.02  # The look in the database is coarse; the matcher measures.


def row_of(request: HelpRequest) -> AnyRow:
    """Return a request that was read already, as a row of the query of requests."""
    person = request.resident
    return SimpleNamespace(
        id=request.id,
        resident_id=request.resident_id,
        category_id=request.category_id,
        urgent=request.urgent,
        dayparts=request.dayparts,
        lat=request.lat,
        lon=request.lon,
        needs=request.needs,
        received_on=request.received_on,
        requires_screening=request.category.requires_screening,
        name=person.name,
        household_id=person.household_id,
        languages=person.languages,
        max_active=person.max_active,
        active_matches=person.active_matches,
        resting=person.resting,
        screened=person.screened,
        neighbourhood=person.neighbourhood.name if person.neighbourhood else None,
    )


def by_id(query: AnySelect) -> dict[int, AnyRow]:
    """Run a query; return its rows by their id."""
    return {row.id: row for row in db.session.execute(query)}


def may_fit(request: AnyRow) -> ColumnElement[bool]:
    """Return the condition that leaves out most offers that cannot fit, and none that can."""
    conditions = [HelpOffer.category_id == request.category_id]
    if request.dayparts is not None:
        shared = HelpOffer.dayparts.bitwise_and(request.dayparts) != 0
        conditions.append(or_(HelpOffer.dayparts.is_(None), shared))
    if request.lat is not None:
        up = func.abs(HelpOffer.lat - request.lat) * METRES_PER_DEGREE
        aside = func.abs(HelpOffer.lon - request.lon) * METRES_PER_DEGREE * cos(radians(request.lat))
        reach = HelpOffer.radius_m * SLACK + 50
        near = and_(up <= reach, aside <= reach)
        conditions.append(or_(HelpOffer.radius_m.is_(None), HelpOffer.lat.is_(None), near))
    return and_(*conditions)


_PERSON = (
    Resident.name,
    Resident.household_id,
    Resident.languages,
    Resident.max_active,
    Resident.active_matches,
    Resident.resting,
    Resident.screened,
    Neighbourhood.name.label("neighbourhood"),
)


def requests_with_proposal() -> AnySelect:
    """Return the query of requests that have a proposal, and whose it is."""
    return (
        select(
            HelpRequest.id,
            HelpRequest.resident_id,
            HelpRequest.category_id,
            HelpRequest.urgent,
            HelpRequest.dayparts,
            HelpRequest.lat,
            HelpRequest.lon,
            HelpRequest.needs,
            HelpRequest.received_on,
            Category.requires_screening,
            Match.id.label("match_id"),
            Match.help_offer_id,
            HelpOffer.resident_id.label("helper_id"),
            *_PERSON,
        )
        .select_from(HelpRequest)
        .join(Category, Category.id == HelpRequest.category_id)
        .join(Resident, Resident.id == HelpRequest.resident_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Resident.neighbourhood_id)
        .join(Match, (Match.help_request_id == HelpRequest.id) & (Match.state == MatchState.PROPOSED))
        .join(HelpOffer, HelpOffer.id == Match.help_offer_id)
    )


def active_offers() -> AnySelect:
    """Return the query of offers that take part, and whose they are."""
    query: AnySelect = (
        select(
            HelpOffer.id,
            HelpOffer.resident_id,
            HelpOffer.category_id,
            HelpOffer.capacity,
            HelpOffer.places_taken,
            HelpOffer.dayparts,
            HelpOffer.lat,
            HelpOffer.lon,
            HelpOffer.radius_m,
            HelpOffer.can,
            *_PERSON,
        )
        .join(Resident, Resident.id == HelpOffer.resident_id)
        .outerjoin(Neighbourhood, Neighbourhood.id == Resident.neighbourhood_id)
        .where(HelpOffer.state == OfferState.ACTIVE)
    )
    return query
