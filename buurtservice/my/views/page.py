"""The resident's page: what runs, what waits for them, and what came before."""

from collections.abc import Iterable
from datetime import date, datetime, time
from operator import itemgetter

from flask import render_template

from buurtservice.activities.models import OPEN_PLACES, Activity, ActivityState
from buurtservice.activities.queries import list_hosted_activities
from buurtservice.activities.views.blueprint import when_words
from buurtservice.clock import LOCAL_ZONE, local_today, utc_now
from buurtservice.matches.models import Appointment
from buurtservice.my.forms import ButtonForm
from buurtservice.my.people import other_of
from buurtservice.my.queries import Doing, read_doing
from buurtservice.my.story import tell_story
from buurtservice.my.telling import Told, tell_offer, tell_request
from buurtservice.my.to_do import find_to_do
from buurtservice.my.views.blueprint import my_id, my_pages
from buurtservice.permissions import permission
from buurtservice.residents.queries import get_resident
from buurtservice.scooters.coming import Coming, list_coming
from buurtservice.scooters.views.words import span_words
from buurtservice.sites.opening import CLOCK
from buurtservice.web.language import current_language
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset
from buurtservice.wording import name_for_neighbours

SHOWN_HERE = 20  # Of requests and offers each; all of them stand on a page of their own.


@my_pages.get("/mijn")
@permission("resident")
def my() -> str:
    """Show how everything stands, and the one thing to do."""
    doing = read_doing(my_id(), now=utc_now(), today=local_today())
    scooters = list_coming(my_id(), now=doing.now)
    requests, offers = _told(doing)
    running = {
        "requests": [one for one in requests if not one.is_over],
        "offers": [one for one in offers if not one.is_over],
    }
    return render_template(
        "my/my.html",
        person=name_for_neighbours(get_resident(my_id())),
        to_do=find_to_do(doing),
        appointments=_appointments(doing, [one for one in scooters if one.reservation_id]),
        coming=_coming(doing),
        hosted=list_hosted_activities(my_id()),
        held=[one for one in scooters if one.held_until],
        span_words=span_words,
        when_words=when_words,
        requests=running["requests"][:SHOWN_HERE],
        offers=running["offers"][:SHOWN_HERE],
        has_more=any(one.is_over for one in (*requests, *offers))
        or max(len(found) for found in running.values()) > SHOWN_HERE,
        story=tell_story(doing, language=current_language()),
        form=ButtonForm(),
    )


@my_pages.get("/mijn/alles")
@permission("resident")
def everything() -> str:
    """List all requests and offers, also those that are over, the latest first."""
    doing = read_doing(my_id(), now=utc_now(), today=local_today())
    requests, offers = _told(doing)
    both = sorted((*requests, *offers), key=lambda one: one.since, reverse=True)
    rows = both[page_offset() : page_offset() + ROWS]
    page = Page(rows=rows, number=asked_page(), size=ROWS, total=len(both))
    return render_template("my/everything.html", page=page)


def _told(doing: Doing) -> tuple[list[Told], list[Told]]:
    language = current_language()
    return (
        [tell_request(one, doing, language=language) for one in doing.requests],
        [tell_offer(one, doing, language=language) for one in doing.offers],
    )


def _coming(doing: Doing) -> list[Activity]:
    """Return the activities at which they have a place or are asked, the nearest first."""
    found = [
        one.activity
        for one in doing.places
        if one.state in OPEN_PLACES and one.activity.state == ActivityState.PLANNED
    ]
    return sorted(found, key=lambda one: (one.takes_place_on or date.max, one.begins_at or time.max, one.id))


def _appointments(doing: Doing, scooters: Iterable[Coming]) -> list[dict[str, object]]:
    """Return in order what is coming: meetings, with whom and who of us comes along, and scooters."""
    found: list[tuple[datetime, dict[str, object]]] = [
        (one.starts_at, {"booking": None, "meeting": one, **_who(one, doing)}) for one in doing.meetings
    ]
    found += [(_begins(one), {"booking": one}) for one in scooters]
    return [one for _, one in sorted(found, key=itemgetter(0))]


def _begins(scooter: Coming) -> datetime:
    """Return about when a scooter is fetched, for the order of a list: sites differ a little."""
    day, daypart = scooter.span.from_slot
    return datetime.combine(day, CLOCK[daypart][0], LOCAL_ZONE)


def _who(meeting: Appointment, doing: Doing) -> dict[str, object]:
    return {
        "name": name_for_neighbours(other_of(meeting.match, doing.resident_id)),
        "worker": doing.workers.get(meeting.with_worker_id or 0),
    }
