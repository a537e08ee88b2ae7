"""Reads about matches."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.i18n import N_
from buurtservice.matches.models import Match, MatchEvent, MatchState


def get_match(match_id: int) -> Match:
    """Return the match as it is in the database now. Raises NotFound."""
    found = db.session.get(Match, match_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Match"), id=match_id)
    return found


def list_matches(states: Collection[MatchState] | None = None) -> list[Match]:
    """Return matches, all or those in these states, by id."""
    query = select(Match).order_by(Match.id)
    if states is not None:
        query = query.where(Match.state.in_(states))
    return list(db.session.scalars(query).unique())


def list_ring_matches(ring_id: int) -> list[Match]:
    """Return the links of a ring, by id, as they are in the database now."""
    query = select(Match).where(Match.ring_id == ring_id).order_by(Match.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)).unique())


def list_events(match_id: int) -> list[MatchEvent]:
    """Return the steps of a match in the order they were recorded."""
    query = select(MatchEvent).where(MatchEvent.match_id == match_id).order_by(MatchEvent.id)
    return list(db.session.scalars(query))


def list_declined_pairs() -> list[tuple[int, int]]:
    """Return the (request id, offer id) pairs that were declined: they are not proposed again."""
    query = select(Match.help_request_id, Match.help_offer_id).where(Match.state == MatchState.DECLINED)
    return sorted({(request_id, offer_id) for request_id, offer_id in db.session.execute(query)})


def list_good_pairs() -> list[tuple[int, int]]:
    """Return the (asker id, helper id) pairs whose match was completed: an existing pair is preferred."""
    query = (
        select(HelpRequest.resident_id, HelpOffer.resident_id)
        .select_from(Match)
        .join(HelpRequest, Match.help_request_id == HelpRequest.id)
        .join(HelpOffer, Match.help_offer_id == HelpOffer.id)
        .where(Match.state == MatchState.COMPLETED)
    )
    return sorted({(asker_id, helper_id) for asker_id, helper_id in db.session.execute(query)})


def hours_by_resident() -> tuple[dict[int, Decimal], dict[int, Decimal]]:
    """Return hours given and hours received per resident id. They stay inside the service, on no page."""
    return _hours_by(HelpOffer.resident_id), _hours_by(HelpRequest.resident_id)


def helped_since(resident_id: int, *, since: date, until: date) -> bool:
    """Tell whether the resident completed help as helper between two days, both included."""
    found = db.session.scalar(
        select(Match.id)
        .join(HelpOffer, Match.help_offer_id == HelpOffer.id)
        .where(
            HelpOffer.resident_id == resident_id,
            Match.state == MatchState.COMPLETED,
            Match.completed_on.between(since, until),
        )
        .limit(1)
    )
    return found is not None


def _hours_by(owner: InstrumentedAttribute[int]) -> dict[int, Decimal]:
    rows = db.session.execute(
        select(owner, func.sum(Match.hours))
        .select_from(Match)
        .join(HelpRequest, Match.help_request_id == HelpRequest.id)
        .join(HelpOffer, Match.help_offer_id == HelpOffer.id)
        .where(Match.hours.is_not(None))
        .group_by(owner)
    )
    return {resident_id: hours for resident_id, hours in rows if hours is not None}
