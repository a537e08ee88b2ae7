"""Mia's appointments in her own calendar: one in a file, all of them by a link that she can take back."""

from datetime import time, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select

from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.matches.meetings import Meeting, cancel_meeting, change_meeting, plan_meeting, version_of
from buurtservice.matches.models import MatchState
from buurtservice.privacy.calendar_links import find_calendar_owner, make_calendar_link
from buurtservice.privacy.leaving import leave
from buurtservice.residents.models import CalendarLink, Resident
from buurtservice.transactions import transaction
from tests.factories import bring, pair, resident


@pytest.fixture
def planned(inside):
    """Return the meeting of Mia and Sjef, the day after tomorrow at two."""
    with inside():
        match = bring(pair(), MatchState.AGREED)
        with transaction() as session:
            session.get_one(Resident, match.offer.resident_id).name = "Sjef Willems"
        when = Meeting(day=local_today() + timedelta(days=2), begins=time(14), place="Buurthuis")
        return plan_meeting(match.id, when, now=utc_now())


def events(visitor, path: str) -> list:
    answer = visitor.client.get(path)
    assert answer.status_code == 200, path
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    return Calendar.from_ical(answer.data).walk("VEVENT")


def link_of(page) -> str:
    [found] = page.main.all(class_="command")
    return found.text.partition("localhost")[2]


def test_one_appointment_in_a_file(planned, client_as_resident):
    mia = client_as_resident(planned.match.request.resident)

    [event] = events(mia, f"/mijn/afspraken/{planned.id}.ics")

    begins = event["DTSTART"].dt
    assert begins == planned.starts_at
    assert event.to_ical().decode().count("Z\r\n") >= 4  # In UTC: no calendar needs to know our time zone.
    assert event["DTSTAMP"].dt == planned.changed_at.replace(microsecond=0)
    assert str(event["UID"]).startswith(f"kennismaking-{planned.id}@")
    assert str(event["SUMMARY"]) == "Afspraak met Sjef"
    assert "Willems" not in event.to_ical().decode()


def test_the_appointment_of_others_is_not_there(inside, planned, client_as_resident):
    with inside():
        fatima = resident("Fatima")

    assert client_as_resident(fatima).get(f"/mijn/afspraken/{planned.id}.ics").status == 404


def test_a_link_is_shown_once_and_opens_everything(planned, client_as_resident, client):
    mia = client_as_resident(planned.match.request.resident)

    page = mia.press(mia.get("/mijn/agenda"), "Maak een koppeling")
    link = link_of(page)

    assert [str(one["SUMMARY"]) for one in events(client, link)] == ["Afspraak met Sjef"]
    assert link.split("/")[-1].removesuffix(".ics") not in mia.get("/mijn/agenda").html


def test_of_the_link_only_a_hash_is_kept(inside, planned):
    with inside():
        token = make_calendar_link(planned.match.request.resident_id, now=utc_now())
        kept = db.session.scalars(select(CalendarLink)).one()
        assert token not in (kept.token_hash,)
        assert find_calendar_owner(kept.token_hash) is None


def test_a_new_link_ends_the_old_one(planned, client_as_resident, client):
    mia = client_as_resident(planned.match.request.resident)
    first = link_of(mia.press(mia.get("/mijn/agenda"), "Maak een koppeling"))

    second = link_of(mia.press(mia.get("/mijn/agenda"), "Maak een nieuwe koppeling"))

    assert client.get(first).status == 404
    assert events(client, second)


def test_a_link_that_was_taken_back_opens_nothing(planned, client_as_resident, client):
    mia = client_as_resident(planned.match.request.resident)
    link = link_of(mia.press(mia.get("/mijn/agenda"), "Maak een koppeling"))

    page = mia.press(mia.get("/mijn/agenda"), "Trek de koppeling in")

    assert "ingetrokken" in page.told[0]
    assert client.get(link).status == 404


@pytest.mark.parametrize("token", ["x", "a" * 5000, "%00", "1"])
def test_without_a_link_nothing_is_there(client, token):
    assert client.get(f"/agenda/{token}.ics").status == 404


def test_guessing_ends_soon(client):
    answers = [client.get(f"/agenda/raad-{number}.ics").status for number in range(33)]

    assert answers[:30] == [404] * 30
    assert 429 in answers


def test_a_calendar_that_asks_without_end_is_told_to_wait(inside, planned, client):
    with inside():
        token = make_calendar_link(planned.match.request.resident_id, now=utc_now())

    answers = [client.get(f"/agenda/{token}.ics").status for _ in range(33)]

    assert answers[0] == 200
    assert 429 in answers


def test_a_change_is_a_later_version_of_the_same_and_a_cancelled_one_says_so(inside, planned, client):
    with inside():
        token = make_calendar_link(planned.match.offer.resident_id, now=utc_now())
    [first] = events(client, f"/agenda/{token}.ics")
    with inside():
        later = Meeting(day=local_today() + timedelta(days=3), begins=time(9))
        changed = change_meeting(planned.id, later, version=version_of(planned), now=utc_now())
    [second] = events(client, f"/agenda/{token}.ics")
    with inside():
        cancel_meeting(planned.id, version=version_of(changed), now=utc_now())
    [third] = events(client, f"/agenda/{token}.ics")

    assert first["UID"] == second["UID"] == third["UID"]
    assert first["SEQUENCE"] < second["SEQUENCE"] < third["SEQUENCE"]
    assert [str(one["STATUS"]) for one in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert second["DTSTART"].dt != first["DTSTART"].dt


def test_when_she_left_her_link_opens_nothing_and_his_calendar_says_cancelled(inside, planned, client):
    with inside():
        hers = make_calendar_link(planned.match.request.resident_id, now=utc_now())
        his = make_calendar_link(planned.match.offer.resident_id, now=utc_now())
        leave(planned.match.request.resident_id, now=utc_now())

    assert client.get(f"/agenda/{hers}.ics").status == 404
    [event] = events(client, f"/agenda/{his}.ics")
    assert str(event["STATUS"]) == "CANCELLED"
    assert "Mia" not in event.to_ical().decode()


def test_the_token_is_in_no_log(inside, planned, client, caplog):
    caplog.set_level("DEBUG")
    with inside():
        token = make_calendar_link(planned.match.request.resident_id, now=utc_now())

    client.get(f"/agenda/{token}.ics")
    client.get(f"/agenda/{token}x.ics")

    assert token not in caplog.text
