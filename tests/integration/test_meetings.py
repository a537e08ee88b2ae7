"""The first meeting: planned in local time, changed, cancelled, and in a calendar."""

from datetime import UTC, date, datetime, time, timedelta
from functools import partial

import pytest
from icalendar import Calendar

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.clock import LOCAL_ZONE
from buurtservice.errors import NotFound
from buurtservice.matches.calendar import calendar_of, meeting_event
from buurtservice.matches.contact_errors import (
    EndsBeforeItBegins,
    MeetingChanged,
    MeetingNotPossible,
    MeetingPlannedAlready,
    NoSuchTime,
    NotOfTheWorkers,
)
from buurtservice.matches.errors import MatchInOtherState
from buurtservice.matches.meetings import (
    Meeting,
    cancel_meeting,
    change_meeting,
    get_meeting,
    list_meetings,
    plan_meeting,
    version_of,
)
from buurtservice.matches.models import AppointmentState, Match, MatchState, Step
from buurtservice.matches.queries import list_events
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY
from tests.integration.racing import race

pytestmark = pytest.mark.usefixtures("app")

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)  # 10.00 uur.
FRIDAY = date(2026, 3, 6)
COFFEE = Meeting(day=FRIDAY, begins=time(14, 30), place="Buurthuis De Poort")


@pytest.fixture
def agreed() -> Match:
    """Return a match that Mia and Sjef agreed to."""
    return factories.bring(factories.pair(), MatchState.AGREED)


def worker(name: str = "Dora", *, role: Role = Role.WORKER, closed_at: datetime | None = None) -> int:
    with transaction() as session:
        person = StaffUser(
            email=f"{name.casefold()}@example.org",
            name=name,
            closed_at=closed_at,
            roles=[StaffRole(role=role)],
        )
        session.add(person)
        session.flush()
        return person.id


def test_a_meeting_is_kept_in_utc_and_takes_an_hour_unless_it_is_said_otherwise(agreed):
    meeting = plan_meeting(agreed.id, COFFEE, now=NOW)

    assert meeting.starts_at == datetime(2026, 3, 6, 13, 30, tzinfo=UTC)
    assert meeting.ends_at - meeting.starts_at == timedelta(hours=1)
    assert list_events(agreed.id)[-1].step == Step.MEETING_PLANNED


def test_a_worker_may_come_along(agreed):
    dora = worker()

    meeting = plan_meeting(agreed.id, Meeting(day=FRIDAY, begins=time(14), worker_id=dora), now=NOW, by=dora)

    assert meeting.with_worker_id == dora
    assert list_events(agreed.id)[-1].staff_user_id == dora


@pytest.mark.parametrize(
    "who", [{"name": "Ben", "role": Role.DESK}, {"name": "Els", "closed_at": NOW}, {"name": None}]
)
def test_only_a_worker_of_today_comes_along(agreed, who):
    staff_id = worker(**who) if who["name"] else 999

    with pytest.raises(NotOfTheWorkers):
        plan_meeting(agreed.id, Meeting(day=FRIDAY, begins=time(14), worker_id=staff_id), now=NOW)

    assert list_meetings(agreed.id) == []


def test_in_summer_the_same_clock_is_another_moment(agreed):
    meeting = plan_meeting(agreed.id, Meeting(day=date(2026, 4, 3), begins=time(14, 30)), now=NOW)

    assert meeting.starts_at == datetime(2026, 4, 3, 12, 30, tzinfo=UTC)


def test_an_hour_that_the_clock_skips_is_refused(agreed):
    with pytest.raises(NoSuchTime):
        plan_meeting(agreed.id, Meeting(day=date(2026, 3, 29), begins=time(2, 30)), now=NOW)


def test_of_an_hour_that_comes_twice_the_first_is_meant(agreed):
    meeting = plan_meeting(agreed.id, Meeting(day=date(2026, 10, 25), begins=time(2, 30)), now=NOW)

    assert meeting.starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "begins"),
    [(TODAY, time(9, 59)), (TODAY - timedelta(days=1), time(12)), (date(2300, 1, 1), time(12))],
)
def test_a_meeting_lies_ahead_and_not_too_far(agreed, day, begins):
    with pytest.raises(MeetingNotPossible):
        plan_meeting(agreed.id, Meeting(day=day, begins=begins), now=NOW)


@pytest.mark.parametrize("ends", [time(14, 30), time(9)])
def test_a_meeting_ends_after_its_beginning(agreed, ends):
    with pytest.raises(EndsBeforeItBegins):
        plan_meeting(agreed.id, Meeting(day=FRIDAY, begins=time(14, 30), ends=ends), now=NOW)


@pytest.mark.parametrize("state", ["proposed", "approved", "declined", "completed"])
def test_only_who_agreed_meet(state):
    match = factories.bring(factories.pair(), MatchState(state))

    with pytest.raises(MatchInOtherState):
        plan_meeting(match.id, COFFEE, now=NOW)


def test_two_have_one_meeting_before_them(agreed):
    plan_meeting(agreed.id, COFFEE, now=NOW)

    with pytest.raises(MeetingPlannedAlready):
        plan_meeting(agreed.id, Meeting(day=FRIDAY, begins=time(16)), now=NOW)


def test_after_a_meeting_or_when_it_was_cancelled_another_can_be_planned(agreed):
    first = plan_meeting(agreed.id, COFFEE, now=NOW)
    later = NOW + timedelta(days=3)
    second = plan_meeting(agreed.id, Meeting(day=date(2026, 3, 10), begins=time(10)), now=later)
    cancel_meeting(second.id, version=version_of(second), now=later)

    third = plan_meeting(agreed.id, Meeting(day=date(2026, 3, 11), begins=time(10)), now=later)

    assert [one.id for one in list_meetings(agreed.id)] == [first.id, second.id, third.id]


def test_a_meeting_can_be_changed_and_its_version_grows(agreed):
    meeting = plan_meeting(agreed.id, COFFEE, now=NOW)
    before = version_of(meeting)

    changed = change_meeting(
        meeting.id, Meeting(day=FRIDAY, begins=time(16), place="Bij Mia"), version=before, now=NOW
    )

    assert (changed.starts_at.hour, changed.place) == (15, "Bij Mia")
    assert version_of(changed) > before


def test_who_saw_an_older_version_is_told(agreed):
    meeting = plan_meeting(agreed.id, COFFEE, now=NOW)
    seen = version_of(meeting)
    change_meeting(meeting.id, Meeting(day=FRIDAY, begins=time(16)), version=seen, now=NOW)

    with pytest.raises(MeetingChanged):
        change_meeting(meeting.id, Meeting(day=FRIDAY, begins=time(11)), version=seen, now=NOW)
    with pytest.raises(MeetingChanged):
        cancel_meeting(meeting.id, version=seen, now=NOW)

    assert get_meeting(meeting.id).starts_at.hour == 15


def test_a_cancelled_meeting_stays_cancelled(agreed):
    meeting = plan_meeting(agreed.id, COFFEE, now=NOW)
    cancelled = cancel_meeting(meeting.id, version=version_of(meeting), now=NOW)

    with pytest.raises(MeetingChanged):
        change_meeting(meeting.id, COFFEE, version=version_of(cancelled), now=NOW)

    assert get_meeting(meeting.id).state == AppointmentState.CANCELLED
    assert list_events(agreed.id)[-1].step == Step.MEETING_CANCELLED


def test_a_meeting_that_is_not_there_cannot_be_changed():
    with pytest.raises(NotFound):
        cancel_meeting(999, version=0, now=NOW)


def test_of_many_who_plan_or_change_at_once_one_wins(app, agreed):
    outcomes = race(app, [partial(plan_meeting, agreed.id, COFFEE, now=NOW)] * 4)
    assert sum(outcome.won for outcome in outcomes) == 1

    meeting = list_meetings(agreed.id)[0]
    outcomes = race(
        app,
        [partial(change_meeting, meeting.id, COFFEE, version=0, now=NOW)] * 2
        + [partial(cancel_meeting, meeting.id, version=0, now=NOW)] * 2,
    )
    assert sum(outcome.won for outcome in outcomes) == 1
    assert {one.refusal.code for one in outcomes if one.refusal} == {"meeting_changed"}


def test_a_calendar_takes_the_meeting_and_later_its_change(agreed):
    meeting = plan_meeting(agreed.id, COFFEE, now=NOW)
    first = in_calendar(meeting)
    changed = change_meeting(
        meeting.id, Meeting(day=date(2026, 4, 3), begins=time(9), ends=time(9, 30)), version=0, now=NOW
    )
    second = in_calendar(changed)
    third = in_calendar(cancel_meeting(meeting.id, version=version_of(changed), now=NOW))

    assert first["UID"] == second["UID"] == third["UID"] == f"kennismaking-{meeting.id}@buurt.example"
    assert first["SEQUENCE"] < second["SEQUENCE"] < third["SEQUENCE"]
    assert first["DTSTART"].dt.astimezone(LOCAL_ZONE).hour == 14
    assert second["DTEND"].dt - second["DTSTART"].dt == timedelta(minutes=30)
    assert (first["STATUS"], third["STATUS"]) == ("CONFIRMED", "CANCELLED")
    assert (first["LOCATION"], first["SUMMARY"]) == ("Buurthuis De Poort", "Kennismaking Mia en Sjef")
    assert "LOCATION" not in second


def in_calendar(meeting):
    made = calendar_of([meeting_event(meeting, summary="Kennismaking Mia en Sjef", host="buurt.example")])
    assert b"DTSTART:2026" in made
    assert made.rstrip().split(b"\r\n")[0] == b"BEGIN:VCALENDAR"
    return Calendar.from_ical(made).events[0]
