"""Of what somebody is to be reminded, by local day. Whether they were told already, the outbox knows."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, case, exists, func, select

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.activities.models import Activity, ActivityPlace, ActivityState, PlaceState
from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, OfferState
from buurtservice.help.policies import CONFIRM_BEFORE_DAYS
from buurtservice.matches.models import Appointment, AppointmentState, Match, MatchReview, MatchState, Ring

ASK_AFTER = timedelta(days=3)
# Whoever was not asked by then is not asked any more: after a long outage nobody wants a letter about spring.
ASK_UNTIL = timedelta(days=30)
WAITS_TOO_LONG = timedelta(days=1)
LET_GO_LATELY = timedelta(days=7)


def list_matches_to_ask(*, today: date) -> list[Match]:
    """Return the matches that were agreed, begun or met three days ago, or a little longer."""
    met_lately = exists().where(
        Appointment.match_id == Match.id,
        Appointment.state == AppointmentState.PLANNED,
        Appointment.starts_at >= start_of(today - ASK_AFTER + timedelta(days=1)),
    )
    found = select(Match).where(
        Match.state.in_((MatchState.AGREED, MatchState.ACTIVE)),
        Match.contact_shared_on.is_not(None),
        Match.last_step_on.between(today - ASK_UNTIL, today - ASK_AFTER),
        ~met_lately,
    )
    return list(db.session.scalars(found.order_by(Match.id)).unique())


def list_reviewed(match_ids: list[int]) -> set[tuple[int, str]]:
    """Return of which matches which side told how it went."""
    told = select(MatchReview.match_id, MatchReview.side).where(MatchReview.match_id.in_(match_ids))
    return {(row.match_id, row.side.value) for row in db.session.execute(told)}


def list_meetings_soon(*, today: date, now: datetime) -> list[Appointment]:
    """Return the meetings from now until the end of tomorrow."""
    soon = (
        select(Appointment)
        .join(Match, Match.id == Appointment.match_id)
        .where(
            Appointment.state == AppointmentState.PLANNED,
            Appointment.starts_at > now,
            Appointment.starts_at < start_of(today + timedelta(days=2)),
            Match.state.in_((MatchState.AGREED, MatchState.ACTIVE)),
        )
    )
    return list(db.session.scalars(soon.order_by(Appointment.id)).unique())


def list_places_soon(*, today: date) -> list[ActivityPlace]:
    """Return the places taken at activities of today and tomorrow."""
    soon = (
        select(ActivityPlace)
        .join(Activity, Activity.id == ActivityPlace.activity_id)
        .where(
            ActivityPlace.state == PlaceState.TAKEN,
            Activity.state == ActivityState.PLANNED,
            Activity.takes_place_on.between(today, today + timedelta(days=1)),
        )
    )
    return list(db.session.scalars(soon.order_by(ActivityPlace.id)).unique())


def list_offers_asked_about(*, today: date) -> list[HelpOffer]:
    """Return the offers of whose helpers we want to hear whether they still stand."""
    asked = select(HelpOffer).where(
        HelpOffer.state == OfferState.ACTIVE,
        HelpOffer.expires_on.is_not(None),
        HelpOffer.confirm_asked_on > today - timedelta(days=CONFIRM_BEFORE_DAYS),
    )
    return list(db.session.scalars(asked.order_by(HelpOffer.id)).unique())


def list_offers_let_go(*, today: date) -> list[HelpOffer]:
    """Return the offers that expired lately."""
    gone = select(HelpOffer).where(
        HelpOffer.state == OfferState.EXPIRED, HelpOffer.expires_on.between(today - LET_GO_LATELY, today)
    )
    return list(db.session.scalars(gone.order_by(HelpOffer.id)).unique())


def count_proposals_waiting(*, today: date) -> int:
    """Return how many proposals wait for longer than a day, and were not put off; a whole ring is one."""
    together = case((and_(Ring.id.is_not(None), Ring.broken_on.is_(None)), Ring.id), else_=-Match.id)
    waiting = (
        select(func.count(together.distinct()))
        .select_from(Match)
        .outerjoin(Ring, Ring.id == Match.ring_id)
        .where(
            Match.state == MatchState.PROPOSED,
            Match.proposed_on < today - WAITS_TOO_LONG,
            Match.postponed_until.is_(None) | (Match.postponed_until <= today),
        )
    )
    return db.session.scalar(waiting) or 0


def list_workers() -> list[StaffUser]:
    """Return the community workers."""
    workers = (
        select(StaffUser).join(StaffRole).where(StaffRole.role == Role.WORKER, StaffUser.closed_at.is_(None))
    )
    return list(db.session.scalars(workers.order_by(StaffUser.id)).unique())


def start_of(day: date) -> datetime:
    """Return the first moment of a local day."""
    return datetime.combine(day, time(), LOCAL_ZONE)
