"""Ends everything that runs for somebody who leaves, by the services that end it for anybody."""

from datetime import date, datetime

from sqlalchemy import or_, select, update

from buurtservice.activities.models import OPEN_PLACES, ActivityPlace, PlaceState
from buurtservice.activities.places import end_place
from buurtservice.calls.changes import tell_worker
from buurtservice.calls.models import Call, CallState
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState, RequestState
from buurtservice.matches.ending import stop_match
from buurtservice.matches.leaving import change_offer_and_proposals, withdraw_request_and_proposal
from buurtservice.matches.meetings import cancel_meeting, list_meetings, version_of
from buurtservice.matches.models import LIVE_STATES, AppointmentState, Match
from buurtservice.matches.reasons import Reason
from buurtservice.referrals.models import Referral, ReferralState
from buurtservice.scooters.services import release_everything
from buurtservice.team.models import LIVE_TASKS, TeamTask
from buurtservice.team.services import drop_task

Ids = tuple[int, ...]
WHY = "De ander doet niet meer mee."  # What the worker reads beside the match that stopped.


def end_everything(ids: Ids, *, now: datetime, today: date, by: int | None) -> list[Match]:
    """End what runs for these records of one person; return the matches that were stopped.

    Matches first, so that their requests and offers can be withdrawn after. The worker gets a call with each
    of the others on the list.
    """
    matches = _live_matches(ids)
    for match in matches:
        _stop(match, ids, now=now, today=today, by=by)
    _leave_activities(ids, today=today)
    for task in _open_tasks(ids):
        drop_task(task.id, on=today)
    _withdraw_wishes(ids, today=today)
    release_everything(ids, now=now)
    mine = Call.resident_id.in_(ids) & (Call.state == CallState.OPEN)
    db.session.execute(update(Call).where(mine).values(state=CallState.WITHDRAWN))
    open_ones = (Referral.resident_id.in_(ids), Referral.state != ReferralState.CLOSED)
    db.session.execute(update(Referral).where(*open_ones).values(state=ReferralState.CLOSED, closed_on=today))
    return matches


def _stop(match: Match, ids: Ids, *, now: datetime, today: date, by: int | None) -> None:
    for meeting in list_meetings(match.id):
        if meeting.state == AppointmentState.PLANNED and meeting.starts_at > now:
            cancel_meeting(meeting.id, version=version_of(meeting), now=now, by=by)
    stop_match(match.id, reason=Reason.OTHER.value, note=WHY, on=today, today=today, by=by)
    asker_id, helper_id = match.request.resident_id, match.offer.resident_id
    tell_worker(match.help_request_id, on=today, resident_id=helper_id if asker_id in ids else asker_id)


def _live_matches(ids: Ids) -> list[Match]:
    query = (
        select(Match)
        .join(HelpRequest, Match.help_request_id == HelpRequest.id)
        .join(HelpOffer, Match.help_offer_id == HelpOffer.id)
        .where(
            Match.state.in_(LIVE_STATES),
            or_(HelpRequest.resident_id.in_(ids), HelpOffer.resident_id.in_(ids)),
        )
        .order_by(Match.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query).unique())


def _leave_activities(ids: Ids, *, today: date) -> None:
    query = select(ActivityPlace).where(
        ActivityPlace.resident_id.in_(ids), ActivityPlace.state.in_(OPEN_PLACES)
    )
    for place in db.session.scalars(query.order_by(ActivityPlace.id)).unique().all():
        end_place(place, PlaceState.CANCELLED, on=max(today, place.taken_on or place.added_on))
    db.session.flush()


def _open_tasks(ids: Ids) -> list[TeamTask]:
    query = (
        select(TeamTask)
        .join(HelpRequest, TeamTask.help_request_id == HelpRequest.id)
        .where(HelpRequest.resident_id.in_(ids), TeamTask.state.in_(LIVE_TASKS))
    )
    return list(db.session.scalars(query.order_by(TeamTask.id)).unique())


def _withdraw_wishes(ids: Ids, *, today: date) -> None:
    waiting = select(HelpRequest.id).where(
        HelpRequest.resident_id.in_(ids),
        HelpRequest.state.in_((RequestState.OPEN, RequestState.PAUSED)),
    )
    for request_id in list(db.session.scalars(waiting.order_by(HelpRequest.id))):
        withdraw_request_and_proposal(request_id, on=today, today=today)
    standing = select(HelpOffer.id).where(
        HelpOffer.resident_id.in_(ids), HelpOffer.state != OfferState.WITHDRAWN
    )
    for offer_id in list(db.session.scalars(standing.order_by(HelpOffer.id))):
        change_offer_and_proposals(offer_id, to=OfferState.WITHDRAWN, on=today, today=today)
