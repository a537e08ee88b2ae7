"""The blueprint of the pages of activities, and the words that they share."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import Blueprint
from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.activities.models import Activity, ActivityPlace, PlaceState
from buurtservice.residents.models import Resident
from buurtservice.web.words import clock_words, day_words
from buurtservice.wording import name_for_neighbours

activities_pages = Blueprint("activities", __name__)


def when_words(activity: Activity) -> str:
    """Say "donderdag 26 november, 12.00 uur tot 14.00 uur"; without a day, that it is still to be agreed."""
    day = activity.takes_place_on
    if day is None:
        return str(gettext("De dag spreken wij nog af"))
    if activity.begins_at is None:
        return day_words(day)
    begins = clock_words(datetime.combine(day, activity.begins_at))
    if activity.ends_at is None:
        return f"{day_words(day)}, {begins}"
    return str(
        gettext(
            "%(day)s, %(begins)s tot %(ends)s",
            day=day_words(day),
            begins=begins,
            ends=clock_words(datetime.combine(day, activity.ends_at)),
        )
    )


def where_words(activity: Activity) -> str:
    """Say where it is: the place, the neighbourhood, or nothing."""
    parts = [activity.place, activity.neighbourhood.name if activity.neighbourhood else None]
    return ", ".join(part for part in parts if part)


def places_words(activity: Activity) -> str:
    """Say how many places are left."""
    if activity.capacity is None:
        return str(gettext("Iedereen kan komen"))
    left = activity.capacity - activity.places_taken
    if left <= 0:
        return str(gettext("Vol. U kunt op de wachtlijst"))
    return str(ngettext("Nog %(num)d plaats", "Nog %(num)d plaatsen", left))


def host_words(activity: Activity) -> str:
    """Return the first name of the host, where they agreed that everybody reads it."""
    return name_for_neighbours(activity.host) if activity.host and activity.host_agreed_on else ""


def list_name(person: Resident) -> str:
    """Return first name and initial: enough to tick somebody off on paper that lies about."""
    words = (person.name or "").split()
    return name_for_neighbours(person) if len(words) < 2 else f"{words[0]} {words[-1][0].upper()}."


def picture_of(activity: Activity) -> str:
    """Return the pictogram of its kind of help, or a calendar."""
    return activity.category.pictogram if activity.category else "calendar"


def in_state(places: Iterable[ActivityPlace], *states: PlaceState) -> list[ActivityPlace]:
    """Return the places in these states, in their order."""
    return [place for place in places if place.state in states]


def note_reading(action: str, activity_id: int, places: Iterable[ActivityPlace]) -> None:
    """Write down that somebody who works here reads or changes who has a place."""
    record_access(action, f"activity:{activity_id}", [place.resident_id for place in places])


@activities_pages.context_processor
def shared_words() -> dict[str, Any]:
    """Return what the templates of these pages call by name."""
    return {
        "when_words": when_words,
        "where_words": where_words,
        "places_words": places_words,
        "host_words": host_words,
        "first_name": name_for_neighbours,
        "list_name": list_name,
        "picture_of": picture_of,
    }
