"""What the resident's pages read: their own records and nobody else's. A record of another is not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from buurtservice.accounts.models import StaffUser
from buurtservice.activities.models import ActivityPlace, PlaceState
from buurtservice.calls.models import Call, CallState
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.help.helped import list_helped
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.pausing import paused_days_by_request
from buurtservice.help.queries import get_offer, get_request, list_offers_of, list_requests_of
from buurtservice.i18n import N_
from buurtservice.matches.meetings import USUAL_LENGTH, get_meeting
from buurtservice.matches.models import (
    LIVE_STATES,
    Appointment,
    AppointmentState,
    Match,
    MatchReview,
    MatchState,
)
from buurtservice.matches.queries import get_match
from buurtservice.matches.reviewing import REVIEWED_STATES
from buurtservice.my.people import side_of
from buurtservice.team.models import TeamTask

SHOWN_STATES = (*LIVE_STATES, MatchState.COMPLETED, MatchState.STOPPED)


@dataclass(frozen=True, kw_only=True)
class Doing:
    """Everything of one resident that their page tells of."""

    resident_id: int
    today: date
    now: datetime
    requests: list[HelpRequest]
    offers: list[HelpOffer]
    matches: list[Match]
    meetings: list[Appointment]
    reviewed: frozenset[int]  # Matches about which this resident told how it went.
    tasks: list[TeamTask]
    places: list[ActivityPlace]
    called_about: frozenset[int]  # Requests about which the worker will call this resident.
    paused_days: dict[int, int]
    helped: frozenset[int]  # Requests that ended because this resident was helped already.
    workers: dict[int, str]

    def matches_of_request(self, request_id: int) -> list[Match]:
        """Return the matches for a request, the latest first."""
        return [one for one in reversed(self.matches) if one.help_request_id == request_id]

    def matches_of_offer(self, offer_id: int) -> list[Match]:
        """Return the matches of an offer, the oldest first."""
        return [one for one in self.matches if one.help_offer_id == offer_id]


def read_doing(resident_id: int, *, now: datetime, today: date) -> Doing:
    """Return what is the resident's, in a fixed number of questions to the database."""
    requests, offers = list_requests_of(resident_id), list_offers_of(resident_id)
    matches = _matches_of([one.id for one in requests], [one.id for one in offers])
    meetings = _coming_meetings(matches, now=now)
    return Doing(
        resident_id=resident_id,
        today=today,
        now=now,
        requests=requests,
        offers=offers,
        matches=matches,
        meetings=meetings,
        reviewed=_reviewed(matches, resident_id),
        tasks=_tasks(requests),
        places=list_own_places(resident_id),
        called_about=_called_about(resident_id),
        paused_days=paused_days_by_request(as_of=today, request_ids=[one.id for one in requests]),
        helped=list_helped(requests),
        workers=_first_names({one.with_worker_id for one in meetings if one.with_worker_id}),
    )


def list_own_matches(resident_id: int) -> list[Match]:
    """Return the matches that somebody asked this resident about, or may ask soon, by id.

    A proposal is not among them: it is a thought of the matcher until a worker decides.
    """
    requests = db.session.scalars(select(HelpRequest.id).where(HelpRequest.resident_id == resident_id))
    offers = db.session.scalars(select(HelpOffer.id).where(HelpOffer.resident_id == resident_id))
    return _matches_of(list(requests), list(offers))


def _matches_of(request_ids: list[int], offer_ids: list[int]) -> list[Match]:
    """Return the matches of these; by ids, each with its index, or every match of the city is read."""
    mine = or_(Match.help_request_id.in_(request_ids), Match.help_offer_id.in_(offer_ids))
    query = select(Match).where(mine, Match.state.in_(SHOWN_STATES)).order_by(Match.id)
    return list(db.session.scalars(query).unique())


def list_own_places(resident_id: int) -> list[ActivityPlace]:
    """Return the places at activities that stand, by id."""
    query = select(ActivityPlace).where(
        ActivityPlace.resident_id == resident_id, ActivityPlace.state != PlaceState.CANCELLED
    )
    return list(db.session.scalars(query.order_by(ActivityPlace.id)).unique())


def list_own_meetings(resident_id: int, *, since: datetime) -> list[Appointment]:
    """Return the meetings of this resident that begin after a moment, also those cancelled, in order."""
    matches = [one.id for one in list_own_matches(resident_id) if one.contact_shared_on]
    query = select(Appointment).where(Appointment.match_id.in_(matches), Appointment.starts_at > since)
    return list(db.session.scalars(query.order_by(Appointment.starts_at, Appointment.id)).unique())


def get_own_request(request_id: int, *, resident_id: int) -> HelpRequest:
    """Return a request of this resident. Raises NotFound, also for another's."""
    request = get_request(request_id)
    if request.resident_id != resident_id:
        raise NotFound(what=N_("Vraag"), id=request_id)
    return request


def get_own_offer(offer_id: int, *, resident_id: int) -> HelpOffer:
    """Return an offer of this resident. Raises NotFound, also for another's."""
    offer = get_offer(offer_id)
    if offer.resident_id != resident_id:
        raise NotFound(what=N_("Aanbod"), id=offer_id)
    return offer


def get_own_match(match_id: int, *, resident_id: int) -> Match:
    """Return a match that both agreed to, one of whom is this resident. Raises NotFound."""
    match = get_match(match_id)
    is_theirs = resident_id in (match.request.resident_id, match.offer.resident_id)
    if not is_theirs or match.contact_shared_on is None or match.state not in REVIEWED_STATES:
        raise NotFound(what=N_("Match"), id=match_id)
    return match


def get_own_meeting(meeting_id: int, *, resident_id: int) -> Appointment:
    """Return a meeting of this resident. Raises NotFound."""
    meeting = get_meeting(meeting_id)
    get_own_match(meeting.match_id, resident_id=resident_id)
    return meeting


def _coming_meetings(matches: Iterable[Match], *, now: datetime) -> list[Appointment]:
    """Return the planned meetings that are not over; of a match that ended, none."""
    ids = [one.id for one in matches if one.state in LIVE_STATES and one.contact_shared_on]
    query = select(Appointment).where(
        Appointment.match_id.in_(ids),
        Appointment.state == AppointmentState.PLANNED,
        Appointment.starts_at > now - timedelta(days=1),
    )
    found = db.session.scalars(query.order_by(Appointment.starts_at)).unique()
    return [one for one in found if (one.ends_at or one.starts_at + USUAL_LENGTH) > now]


def _reviewed(matches: Iterable[Match], resident_id: int) -> frozenset[int]:
    sides = {match.id: side_of(match, resident_id) for match in matches}
    rows = db.session.execute(
        select(MatchReview.match_id, MatchReview.side).where(MatchReview.match_id.in_(sides))
    )
    return frozenset(match_id for match_id, side in rows if sides[match_id] == side)


def _tasks(requests: Iterable[HelpRequest]) -> list[TeamTask]:
    ids = [one.id for one in requests]
    query = select(TeamTask).where(TeamTask.help_request_id.in_(ids)).order_by(TeamTask.id)
    return list(db.session.scalars(query).unique())


def _called_about(resident_id: int) -> frozenset[int]:
    mine = (Call.resident_id == resident_id, Call.state == CallState.OPEN)
    found = db.session.scalars(select(Call.help_request_id).where(*mine))
    return frozenset(one for one in found if one is not None)


def _first_names(staff_ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_(staff_ids)))
    return {staff_id: name.split()[0] for staff_id, name in rows}
