"""When two of a match meet, for the first time with a worker if they wish: planned, changed, cancelled."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select, update

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.clock import LOCAL_ZONE
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.matches.contact_errors import (
    EndsBeforeItBegins,
    MeetingChanged,
    MeetingNotPossible,
    MeetingPlannedAlready,
    NoSuchTime,
    NotOfTheWorkers,
)
from buurtservice.matches.models import Appointment, AppointmentState, Match, MatchState, Step
from buurtservice.matches.steps import StepDetails, check_step, lock_match, record_step
from buurtservice.messages.services import take_back
from buurtservice.transactions import changes_one, transaction

LATEST_MEETING = timedelta(days=366)
USUAL_LENGTH = timedelta(hours=1)
MEETING_STATES = (MatchState.AGREED, MatchState.ACTIVE)


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """When and where, in local time, and who of the staff comes along. Without an end it takes an hour."""

    day: date
    begins: time
    ends: time | None = None
    place: str | None = None
    worker_id: int | None = None


def get_meeting(appointment_id: int) -> Appointment:
    """Return the meeting as it is in the database now. Raises NotFound."""
    found = db.session.get(Appointment, appointment_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Kennismaking"), id=appointment_id)
    return found


def list_meetings(match_id: int) -> list[Appointment]:
    """Return the meetings of a match, also those cancelled, the earliest first."""
    query = select(Appointment).where(Appointment.match_id == match_id).order_by(Appointment.starts_at)
    return list(db.session.scalars(query).unique())


def version_of(meeting: Appointment) -> int:
    """Return a number that grows with each change: calendars want it (RFC 5545, SEQUENCE), and so do we."""
    return round((meeting.changed_at - meeting.created_at).total_seconds())


def plan_meeting(match_id: int, meeting: Meeting, *, now: datetime, by: int | None = None) -> Appointment:
    """Plan the meeting of two who agreed.

    Raises NotFound, MatchInOtherState, MeetingPlannedAlready, MeetingNotPossible, NoSuchTime,
    EndsBeforeItBegins or NotOfTheWorkers.
    """
    starts_at, ends_at = _moments(meeting, now=now)
    with transaction() as session:
        match = _lock(match_id, now=now)
        if any(_lies_ahead(one, now=now) for one in list_meetings(match_id)):
            raise MeetingPlannedAlready(id=match_id)
        _check_worker(meeting.worker_id)
        appointment = Appointment(
            match=match,
            starts_at=starts_at,
            ends_at=ends_at,
            place=meeting.place,
            with_worker_id=meeting.worker_id,
            created_at=now,
            changed_at=now,
        )
        session.add(appointment)
        session.flush()
        record_step(match, Step.MEETING_PLANNED, on=_local_day(now), details=StepDetails(by=by))
        return appointment


def change_meeting(
    appointment_id: int, meeting: Meeting, *, version: int, now: datetime, by: int | None = None
) -> Appointment:
    """Change when, where or with whom; `version` is the one that was shown.

    Raises as plan_meeting, and MeetingChanged when a colleague was faster.
    """
    starts_at, ends_at = _moments(meeting, now=now)
    with transaction():
        match = _lock(get_meeting(appointment_id).match_id, now=now)
        _check_worker(meeting.worker_id)
        _change(
            appointment_id,
            version=version,
            now=now,
            starts_at=starts_at,
            ends_at=ends_at,
            place=meeting.place,
            with_worker_id=meeting.worker_id,
        )
        record_step(match, Step.MEETING_PLANNED, on=_local_day(now), details=StepDetails(by=by))
        return get_meeting(appointment_id)


def cancel_meeting(appointment_id: int, *, version: int, now: datetime, by: int | None = None) -> Appointment:
    """Record that the meeting does not take place. Raises NotFound or MeetingChanged."""
    with transaction():
        match = lock_match(get_meeting(appointment_id).match_id)
        _change(appointment_id, version=version, now=now, state=AppointmentState.CANCELLED)
        record_step(match, Step.MEETING_CANCELLED, on=_local_day(now), details=StepDetails(by=by))
        return get_meeting(appointment_id)


def _change(appointment_id: int, *, version: int, now: datetime, **columns: object) -> None:
    """Change a planned meeting that still is as it was shown. The number of the version always grows."""
    seen = get_meeting(appointment_id)
    changed_at = max(now, seen.changed_at + timedelta(seconds=1))
    as_shown = update(Appointment).where(
        Appointment.id == appointment_id,
        Appointment.state == AppointmentState.PLANNED,
        Appointment.changed_at == seen.changed_at,
    )
    if version_of(seen) != version or not changes_one(as_shown.values(changed_at=changed_at, **columns)):
        raise MeetingChanged(id=appointment_id)
    take_back(f"appointment:{appointment_id}:")  # A reminder of how it was.


def _lock(match_id: int, *, now: datetime) -> Match:
    match = lock_match(match_id)
    today = _local_day(now)
    check_step(match, needed=MEETING_STATES, on=max(today, match.last_step_on), today=today)
    return match


def _check_worker(worker_id: int | None) -> None:
    if worker_id is None:
        return
    is_worker = (
        select(StaffRole.staff_user_id)
        .join(StaffUser)
        .where(
            StaffRole.staff_user_id == worker_id, StaffRole.role == Role.WORKER, StaffUser.closed_at.is_(None)
        )
    )
    if db.session.scalar(is_worker) is None:
        raise NotOfTheWorkers


def _moments(meeting: Meeting, *, now: datetime) -> tuple[datetime, datetime]:
    """Return the beginning and the end in UTC.

    Where the clock goes back an hour comes twice: the first is meant. Where it goes forward there is none.
    """
    starts_at = _in_utc(meeting.day, meeting.begins)
    last = _local_day(now) + LATEST_MEETING
    if starts_at < now or meeting.day > last:
        raise MeetingNotPossible(last=last.isoformat())
    if meeting.ends is None:
        return starts_at, starts_at + USUAL_LENGTH
    ends_at = _in_utc(meeting.day, meeting.ends)
    if ends_at <= starts_at:
        raise EndsBeforeItBegins
    return starts_at, ends_at


def _in_utc(day: date, clock: time) -> datetime:
    local = datetime.combine(day, clock.replace(tzinfo=None, fold=0), LOCAL_ZONE)
    moment = local.astimezone(UTC)
    if moment.astimezone(LOCAL_ZONE).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime
    return moment


def _lies_ahead(meeting: Appointment, *, now: datetime) -> bool:
    return meeting.state == AppointmentState.PLANNED and (meeting.ends_at or meeting.starts_at) > now


def _local_day(moment: datetime) -> date:
    return moment.astimezone(LOCAL_ZONE).date()
