"""What counts as waiting for the worker: a query for each kind of thing."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    String,
    and_,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)

from buurtservice.calls.models import Call, CallState
from buurtservice.calls.queries import FOUND_NOBODY, may_be_begun
from buurtservice.clock import LOCAL_ZONE
from buurtservice.fallback.queries import soon_routed
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState
from buurtservice.matches.models import (
    Appointment,
    AppointmentState,
    Match,
    MatchReview,
    MatchState,
    Ring,
)
from buurtservice.residents.models import Resident

HEARD_AFTER = timedelta(days=3)  # So long after the beginning or the meeting we ask how it went.
HEARD_AGAIN_AFTER = timedelta(days=30)  # And so long after the last word, while the help goes on.
HELPER_ANSWERS_WITHIN = timedelta(days=7)  # A helper with e-mail gets this long to say that the offer stands.


class Kind(StrEnum):
    """The kinds of things that wait."""

    PROPOSAL = "voorstel"
    YES = "bellen"
    CALL = "belletje"
    REVIEW = "hoe-ging-het"
    ROUTED = "naar-team"
    OFFER = "aanbod"


def selects_by_kind(today: date) -> dict[Kind, Select[Any]]:
    """Return, for each kind, the query of what waits: kind, id, since when."""
    return {
        Kind.PROPOSAL: _proposals(today),
        Kind.YES: _yeses(today),
        Kind.CALL: _open_calls(today),
        Kind.REVIEW: _reviews(today),
        Kind.ROUTED: _soon_routed(today),
        Kind.OFFER: _offers_to_confirm(today),
    }


def _row(kind: Kind, record: Any, since: Any) -> Select[Any]:
    return select(
        literal(kind.value, String).label("kind"),
        record.label("id"),
        func.min(since, type_=Date).label("since"),
    )


def _proposals(today: date) -> Select[Any]:
    """Return the proposals to decide on; a whole ring is one, since it is decided as one."""
    together = case((and_(Ring.id.is_not(None), Ring.broken_on.is_(None)), Ring.id), else_=-Match.id)
    return (
        _row(Kind.PROPOSAL, func.min(Match.id), HelpRequest.received_on)
        .select_from(Match)
        .join(HelpRequest, HelpRequest.id == Match.help_request_id)
        .outerjoin(Ring, Ring.id == Match.ring_id)
        .where(
            Match.state == MatchState.PROPOSED,
            or_(Match.postponed_until.is_(None), Match.postponed_until <= today),
        )
        .group_by(together)
    )


def _yeses(today: date) -> Select[Any]:
    """Return the approved matches about which somebody can be phoned now."""
    asker_now = and_(
        Match.asker_said_yes_on.is_(None),
        or_(Match.asker_call_back_on.is_(None), Match.asker_call_back_on <= today),
    )
    helper_now = and_(
        Match.helper_said_yes_on.is_(None),
        or_(Match.helper_call_back_on.is_(None), Match.helper_call_back_on <= today),
    )
    return (
        _row(Kind.YES, Match.id, HelpRequest.received_on)
        .select_from(Match)
        .join(HelpRequest, HelpRequest.id == Match.help_request_id)
        .where(Match.state == MatchState.APPROVED, or_(asker_now, helper_now))
        .group_by(Match.id)
    )


def _open_calls(today: date) -> Select[Any]:
    """Return the calls to make; about a request that found nobody, somebody waits since they asked."""
    since = case((Call.reason.in_(FOUND_NOBODY), HelpRequest.received_on), else_=Call.opened_on)
    return (
        _row(Kind.CALL, Call.id, since)
        .outerjoin(HelpRequest, HelpRequest.id == Call.help_request_id)
        .where(
            Call.state == CallState.OPEN,
            or_(Call.call_back_on.is_(None), Call.call_back_on <= today),
            may_be_begun(today=today),
        )
        .group_by(Call.id)
    )


def _reviews(today: date) -> Select[Any]:
    """Return the matches of which it is time to hear how it went."""
    met_lately = exists().where(
        Appointment.match_id == Match.id,
        Appointment.state == AppointmentState.PLANNED,
        Appointment.starts_at >= start_of(today - HEARD_AFTER + timedelta(days=1)),
    )
    heard_lately = exists().where(
        MatchReview.match_id == Match.id, MatchReview.given_on > today - HEARD_AGAIN_AFTER
    )
    return (
        _row(Kind.REVIEW, Match.id, Match.last_step_on)
        .where(
            Match.state.in_((MatchState.AGREED, MatchState.ACTIVE)),
            Match.last_step_on <= today - HEARD_AFTER,
            ~met_lately,
            ~heard_lately,
        )
        .group_by(Match.id)
    )


def _soon_routed(today: date) -> Select[Any]:
    """Return the requests that go to the team tomorrow or sooner, and that have no proposal."""
    return (
        _row(Kind.ROUTED, HelpRequest.id, HelpRequest.received_on)
        .where(
            soon_routed(by=today + timedelta(days=1)),
            ~exists().where(Match.help_request_id == HelpRequest.id, Match.state == MatchState.PROPOSED),
        )
        .group_by(HelpRequest.id)
    )


def _offers_to_confirm(today: date) -> Select[Any]:
    """Return the offers that grow old, whose helper has no e-mail or did not answer it."""
    return (
        _row(Kind.OFFER, HelpOffer.id, HelpOffer.confirm_asked_on)
        .join(Resident, Resident.id == HelpOffer.resident_id)
        .where(
            HelpOffer.state == OfferState.ACTIVE,
            HelpOffer.expires_on.is_not(None),
            HelpOffer.confirm_asked_on.is_not(None),
            or_(Resident.email.is_(None), HelpOffer.confirm_asked_on <= today - HELPER_ANSWERS_WITHIN),
        )
        .group_by(HelpOffer.id)
    )


def start_of(day: date) -> datetime:
    """Return the moment at which a local day begins."""
    return datetime.combine(day, time(), LOCAL_ZONE)
