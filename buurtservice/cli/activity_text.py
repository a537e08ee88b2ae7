"""Prints activities and the places at them."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext

from buurtservice.activities.models import Activity, ActivityPlace
from buurtservice.cli.tables import table
from buurtservice.cli.words import kind_words, person_words
from buurtservice.i18n import N_
from buurtservice.labels import PLACE_STATES

ACTIVITY_STATES = {"planned": N_("gepland"), "held": N_("gehouden"), "cancelled": N_("afgezegd")}


def activity_line(activity: Activity) -> str:
    """Return an activity on one line."""
    state = gettext(ACTIVITY_STATES[activity.state])
    return gettext(
        "Activiteit %(id)s: %(title)s, %(state)s", id=activity.id, title=activity.title, state=state
    )


def places_table(places: Sequence[ActivityPlace]) -> str:
    """Return who is invited, comes or was there, with the request that it answers."""
    if not places:
        return gettext("Er is nog niemand uitgenodigd.")
    header = (gettext("bewoner"), gettext("naam"), gettext("vraag"), gettext("stand"))
    rows = [
        (
            place.resident_id,
            person_words(place.resident),
            _request_words(place),
            gettext(PLACE_STATES[place.state]),
        )
        for place in places
    ]
    return table(header, rows, right=(0,))


def place_line(place: ActivityPlace) -> str:
    """Return one place on one line: who, at what, which request, and how it stands now."""
    words = {
        "id": place.activity_id,
        "title": place.activity.title,
        "name": person_words(place.resident),
        "resident": place.resident_id,
        "state": gettext(PLACE_STATES[place.state]),
    }
    if place.request is None:
        return gettext("Activiteit %(id)s, %(title)s: %(name)s (bewoner %(resident)s) %(state)s", **words)
    return gettext(
        "Activiteit %(id)s, %(title)s: %(name)s (bewoner %(resident)s, vraag %(request)s) %(state)s",
        request=place.help_request_id,
        **words,
    )


def activity_dict(activity: Activity) -> dict[str, Any]:
    """Return an activity under the keys that other programs rely on."""
    return {
        "activity": activity.id,
        "title": activity.title,
        "category": activity.category.code if activity.category else None,
        "neighbourhood": activity.neighbourhood.name if activity.neighbourhood else None,
        "state": activity.state.value,
        "added_on": activity.added_on,
        "takes_place_on": activity.takes_place_on,
        "capacity": activity.capacity,
        "places_taken": activity.places_taken,
        "held_on": activity.held_on,
        "cancelled_on": activity.cancelled_on,
        "people": activity.people,
    }


def place_dict(place: ActivityPlace) -> dict[str, Any]:
    """Return a place; ids only, no names."""
    return {
        "place": place.id,
        "activity": place.activity_id,
        "resident": place.resident_id,
        "request": place.help_request_id,
        "state": place.state.value,
        "added_on": place.added_on,
        "taken_on": place.taken_on,
        "ended_on": place.ended_on,
    }


def _request_words(place: ActivityPlace) -> str:
    if place.request is None:
        return "-"
    return f"{place.help_request_id} {kind_words(place.request.category)}"
