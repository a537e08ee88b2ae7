"""Writes activities as a calendar (RFC 5545): one in a file, or all that are public as a feed.

It holds what the public list holds: no names. Moments are in UTC; an activity without a time lasts the day.
"""

from datetime import UTC, date, datetime, time

from icalendar import Event

from buurtservice.activities.models import Activity, ActivityState
from buurtservice.clock import LOCAL_ZONE


def activity_event(activity: Activity, *, host: str, now: datetime, url: str | None = None) -> Event:
    """Return one activity that has a day. Its UID stays the same whatever changes. Raises ValueError."""
    day = activity.takes_place_on
    if day is None:
        raise ValueError("an activity without a day has no place in a calendar")
    event = Event()
    event.add("uid", f"activiteit-{activity.id}@{host}")
    event.add("dtstamp", now)
    event.add("summary", activity.title)
    event.add("dtstart", _moment(day, activity.begins_at) if activity.begins_at else day)
    if activity.ends_at:
        event.add("dtend", _moment(day, activity.ends_at))
    if activity.place:
        event.add("location", activity.place)
    if activity.description:
        event.add("description", activity.description)
    if url:
        event.add("url", url)
    event.add("status", "CANCELLED" if activity.state == ActivityState.CANCELLED else "CONFIRMED")
    return event


def _moment(day: date, clock_time: time) -> datetime:
    """Return the moment at which the clock in the neighbourhood shows this time, in UTC."""
    return datetime.combine(day, clock_time, LOCAL_ZONE).astimezone(UTC)
