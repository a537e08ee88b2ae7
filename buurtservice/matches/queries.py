"""Reads about matches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, or_, select

from buurtservice.accounts.models import StaffUser
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.i18n import N_
from buurtservice.matches.models import LIVE_STATES, Match, MatchEvent, MatchState, Step


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


@dataclass(frozen=True, kw_only=True)
class Decision:
    """Who of the staff brought a match where it is now, and when that was written down."""

    name: str
    at: datetime


# The step that brings a match into each state that a worker decides on.
_DECISIONS = {
    MatchState.PROPOSED: (Step.APPROVAL_UNDONE, Step.DECLINE_UNDONE),
    MatchState.APPROVED: (Step.APPROVED,),
    MatchState.AGREED: (Step.AGREED,),
    MatchState.ACTIVE: (Step.STARTED,),
    MatchState.COMPLETED: (Step.COMPLETED,),
    MatchState.DECLINED: (Step.DECLINED,),
    MatchState.STOPPED: (Step.STOPPED,),
}


def find_decision(match_id: int, state: MatchState) -> Decision | None:
    """Return who brought the match into this state last, unless it was nobody of the staff."""
    row = db.session.execute(
        select(StaffUser.name, MatchEvent.recorded_at)
        .join(StaffUser, StaffUser.id == MatchEvent.staff_user_id)
        .where(MatchEvent.match_id == match_id, MatchEvent.step.in_(_DECISIONS.get(state, ())))
        .order_by(MatchEvent.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Decision(name=row.name, at=row.recorded_at)


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
    given: dict[int, Decimal] = {}
    received: dict[int, Decimal] = {}
    rows = db.session.execute(
        select(HelpOffer.resident_id, HelpRequest.resident_id, func.sum(Match.hours))
        .select_from(Match)
        .join(HelpRequest, Match.help_request_id == HelpRequest.id)
        .join(HelpOffer, Match.help_offer_id == HelpOffer.id)
        .where(Match.hours.is_not(None))
        .group_by(HelpOffer.resident_id, HelpRequest.resident_id)
    )
    for helper_id, asker_id, hours in rows:
        given[helper_id] = given.get(helper_id, Decimal(0)) + (hours or 0)
        received[asker_id] = received.get(asker_id, Decimal(0)) + (hours or 0)
    return given, received


def count_live_of(resident_id: int) -> int:
    """Return how many matches of somebody run or are being arranged, as asker or as helper."""
    own = or_(HelpRequest.resident_id == resident_id, HelpOffer.resident_id == resident_id)
    live = (
        select(func.count())
        .select_from(Match)
        .join(HelpRequest, HelpRequest.id == Match.help_request_id)
        .join(HelpOffer, HelpOffer.id == Match.help_offer_id)
        .where(Match.state.in_(LIVE_STATES), own)
    )
    return db.session.scalar(live) or 0


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
