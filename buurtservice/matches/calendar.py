"""Writes meetings as a calendar (RFC 5545), for a worker's telephone or a resident's feed.

Moments are written in UTC, so that no calendar needs to know our time zone. A calendar travels to others:
it holds first names at most.
"""

from collections.abc import Iterable

from icalendar import Calendar, Event

from buurtservice import __version__
from buurtservice.matches.meetings import USUAL_LENGTH, version_of
from buurtservice.matches.models import Appointment, AppointmentState

CONTENT_TYPE = "text/calendar; charset=utf-8"


def meeting_event(meeting: Appointment, *, summary: str, host: str, description: str | None = None) -> Event:
    """Return one meeting. Its UID stays the same whatever changes, so that a calendar replaces it."""
    event = Event()
    event.add("uid", f"kennismaking-{meeting.id}@{host}")
    event.add("sequence", version_of(meeting))
    event.add("dtstamp", meeting.changed_at)
    event.add("created", meeting.created_at)
    event.add("last-modified", meeting.changed_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at or meeting.starts_at + USUAL_LENGTH)
    event.add("summary", summary)
    if meeting.place:
        event.add("location", meeting.place)
    if description:
        event.add("description", description)
    event.add("status", "CANCELLED" if meeting.state == AppointmentState.CANCELLED else "CONFIRMED")
    return event


def calendar_of(events: Iterable[Event], *, name: str | None = None) -> bytes:
    """Return a calendar with these events; `name` is what a feed calls itself."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Buurtservice//{__version__}//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name is not None:
        calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())
