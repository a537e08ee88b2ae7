"""Writes a reservation for a calendar (RFC 5545). It says when and where, and nothing about a person."""

from datetime import UTC

from icalendar import Event

from buurtservice.scooters.people import Booking


def booking_event(booking: Booking, *, summary: str, description: str, host: str) -> Event:
    """Return one reservation. Its UID stays the same when it is moved, so that a calendar replaces it."""
    reservation, site = booking.reservation, booking.reservation.site
    changed = reservation.moved_at or reservation.created_at
    event = Event()
    event.add("uid", f"scootmobiel-{reservation.id}@{host}")
    event.add("sequence", int((changed - reservation.created_at).total_seconds()))
    event.add("dtstamp", changed)
    event.add("created", reservation.created_at)
    event.add("last-modified", changed)
    event.add("dtstart", booking.begins.astimezone(UTC))
    event.add("dtend", booking.ends.astimezone(UTC))
    event.add("summary", summary)
    event.add("location", ", ".join(part for part in (site.name, site.address) if part))
    event.add("description", description)
    event.add("status", "CONFIRMED")
    return event
