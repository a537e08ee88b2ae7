"""Each is reminded of what is theirs, once, however often the job runs; one bad record stops no other."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask import url_for
from sqlalchemy import select

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.activities.models import Activity, ActivityPlace, ActivityState, PlaceState
from buurtservice.extensions import db
from buurtservice.help.policies import CONFIRM_BEFORE_DAYS
from buurtservice.matches.leaving import expire_offers
from buurtservice.matches.meetings import Meeting, cancel_meeting, change_meeting, plan_meeting, version_of
from buurtservice.matches.models import Match, MatchState, Side, Went
from buurtservice.matches.reviewing import Word, record_review
from buurtservice.messages.models import OutboxMessage
from buurtservice.reminders import services
from buurtservice.reminders.services import ask_how_it_went, remind, tell_expiring
from buurtservice.transactions import transaction
from tests.factories import TODAY, bring, offer, proposal, request, resident
from tests.integration.racing import look_anew, race

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
NOTHING = {"touched": 0, "failed": []}

pytestmark = pytest.mark.usefixtures("app")


def agreed(one: str = "Mia", other: str = "Sjef", category: str = "ironing") -> Match:
    mia, sjef = (resident(name, email=f"{name.casefold()}@buurt.example") for name in (one, other))
    return bring(proposal(request(mia, category), offer(sjef, category)), MatchState.AGREED)


def told(kind: str) -> list[OutboxMessage]:
    look_anew()
    return list(
        db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == kind).order_by(OutboxMessage.id))
    )


def on(days: int) -> dict[str, object]:
    return {"today": TODAY + timedelta(days=days), "now": NOW + timedelta(days=days)}


def test_three_days_after_both_agreed_both_are_asked_once(app):
    match = agreed()

    assert ask_how_it_went(**on(2)) == NOTHING
    assert ask_how_it_went(**on(3)) == {"touched": 2, "failed": []}
    assert [ask_how_it_went(**on(days)) for days in (3, 4, 10)] == [NOTHING] * 3

    mia, sjef = told("how_it_went")
    assert (mia.to, sjef.to) == ("mia@buurt.example", "sjef@buurt.example")
    with app.test_request_context():
        assert url_for("my.review", match_id=match.id) in mia.body


def test_after_an_outage_they_are_asked_yet_but_not_after_a_month():
    agreed()
    assert ask_how_it_went(**on(31)) == NOTHING
    assert ask_how_it_went(**on(9)) == {"touched": 2, "failed": []}


def test_who_told_it_already_or_has_yet_to_meet_is_not_asked():
    match, later = agreed(), agreed("Anna", "Bram", "garden")
    well = Word(went=Went.WELL)
    record_review(match.id, side=Side.ASKER, word=well, on=TODAY, today=TODAY)
    plan_meeting(later.id, Meeting(day=TODAY + timedelta(days=5), begins=time(10)), now=NOW)

    assert ask_how_it_went(**on(3)) == {"touched": 1, "failed": []}
    assert [one.to for one in told("how_it_went")] == ["sjef@buurt.example"]
    assert ask_how_it_went(**on(8)) == {"touched": 2, "failed": []}


def test_four_processes_ask_once(bare_app):
    agreed()

    outcomes = race(bare_app, [lambda: ask_how_it_went(**on(3))["touched"]] * 4)

    assert sum(one.value for one in outcomes) == 2
    assert len(told("how_it_went")) == 2


def test_one_that_cannot_be_written_is_named_and_the_others_are_asked(monkeypatch):
    bad, good = agreed(), agreed("Anna", "Bram", "garden")
    writes = services.tell

    def fails_for_one(kind, *, resident, **details):
        writes(kind, resident=resident, **details)
        if resident.id == bad.offer.resident_id:
            raise ValueError
        return True

    monkeypatch.setattr(services, "tell", fails_for_one)
    assert ask_how_it_went(**on(3)) == {"touched": 2, "failed": [bad.id]}
    monkeypatch.undo()

    assert {one.resident_id for one in told("how_it_went")} == {
        good.offer.resident_id,
        good.request.resident_id,
    }
    assert ask_how_it_went(**on(4)) == {"touched": 2, "failed": []}  # The next day it is put right.


def test_it_joins_the_transaction_of_the_job():
    agreed()

    def killed_later() -> None:
        with transaction():
            ask_how_it_went(**on(3))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        killed_later()

    assert told("how_it_went") == []


def test_of_tomorrow_both_are_reminded_and_anew_when_it_moves():
    match = agreed()
    meeting = plan_meeting(match.id, Meeting(day=TODAY + timedelta(days=3), begins=time(10)), now=NOW)

    assert remind(**on(1)) == NOTHING
    assert remind(**on(2)) == {"touched": 2, "failed": []}
    assert remind(**on(2)) == NOTHING
    assert told("appointment_reminder")[0].expires_at == meeting.starts_at
    later = Meeting(day=TODAY + timedelta(days=3), begins=time(11))
    meeting = change_meeting(meeting.id, later, version=version_of(meeting), now=NOW)
    assert told("appointment_reminder") == []  # Nobody got it yet, and it is no longer so.
    assert remind(**on(2)) == {"touched": 2, "failed": []}
    assert "11.00 uur" in told("appointment_reminder")[0].body
    cancel_meeting(meeting.id, version=version_of(meeting), now=NOW)
    assert told("appointment_reminder") == []
    plan_meeting(match.id, Meeting(day=TODAY + timedelta(days=6), begins=time(10)), now=NOW)
    assert remind(**on(5)) == {"touched": 2, "failed": []}
    assert (
        remind(today=TODAY + timedelta(days=6), now=NOW + timedelta(days=6)) == NOTHING
    )  # Ten o'clock came.


def test_a_reminder_falls_on_the_local_day_before_also_when_the_clock_changes():
    match = agreed()
    begins = Meeting(day=date(2026, 3, 29), begins=time(0, 30))  # In the night in which an hour is lost.
    plan_meeting(match.id, begins, now=NOW)

    assert remind(today=date(2026, 3, 27), now=datetime(2026, 3, 27, 22, 59, tzinfo=UTC)) == NOTHING
    assert remind(today=date(2026, 3, 28), now=datetime(2026, 3, 28, 7, tzinfo=UTC))["touched"] == 2


def test_who_has_a_place_is_reminded_of_the_activity():
    with transaction() as session:
        soup = Activity(title="Soep", state=ActivityState.PLANNED, added_on=TODAY, begins_at=time(17))
        soup.takes_place_on = TODAY + timedelta(days=1)
        for name, state in (("Mia", PlaceState.TAKEN), ("Sjef", PlaceState.INVITED)):
            person = resident(name, email=f"{name.casefold()}@buurt.example")
            taken_on = TODAY if state == PlaceState.TAKEN else None
            session.add(
                ActivityPlace(activity=soup, resident=person, state=state, added_on=TODAY, taken_on=taken_on)
            )

    assert remind(**on(0)) == {"touched": 1, "failed": []}
    assert remind(**on(1)) == NOTHING
    assert [one.to for one in told("activity_reminder")] == ["mia@buurt.example"]


def test_workers_hear_of_waiting_proposals_once_a_working_day():
    with transaction() as session:
        for name, role in (("Dora", Role.WORKER), ("Ben", Role.DESK)):
            dora = StaffUser(name=name, email=f"{name.casefold()}@buurt.example")
            dora.roles = [StaffRole(role=role)]
            session.add(dora)
    proposal(request(resident("Mia")), offer(resident("Sjef")))

    assert remind(**on(1)) == NOTHING  # Since yesterday is not yet longer than a day.
    assert remind(**on(2)) == {"touched": 1, "failed": []}
    assert [remind(**on(days)) for days in (2, 3, 4)] == [NOTHING] * 3  # The weekend.
    assert remind(**on(5)) == {"touched": 1, "failed": []}
    assert {one.to for one in told("approvals_waiting")} == {"dora@buurt.example"}


def test_a_fortnight_before_the_helper_is_asked_and_told_when_it_stopped():
    with transaction():
        offered = offer(resident("Sjef", email="sjef@buurt.example"))
        offered.expires_on = TODAY + timedelta(days=365)
    day = offered.expires_on - timedelta(days=CONFIRM_BEFORE_DAYS)

    def run(today: date) -> int:
        return tell_expiring(today=today, now=datetime.combine(today, time(8), UTC))["touched"]

    assert [run(day - timedelta(days=1)), run(day), run(day), run(day + timedelta(days=1))] == [0, 1, 0, 0]
    over = offered.expires_on
    expire_offers(today=over)
    assert [run(over), run(over + timedelta(days=1))] == [1, 0]
    assert [len(told("offer_stands")), len(told("offer_expired"))] == [1, 1]
