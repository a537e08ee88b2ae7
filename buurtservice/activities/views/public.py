"""What everybody may read: the list, one activity, and both as a calendar."""

from collections.abc import Iterable
from datetime import timedelta

from flask import Response, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.visitor import current_visitor
from buurtservice.activities.calendar import activity_event
from buurtservice.activities.forms import StepForm
from buurtservice.activities.models import Activity, ActivityPlace
from buurtservice.activities.queries import (
    find_standing_place,
    get_activity,
    list_calendar_activities,
    list_public_activities,
)
from buurtservice.activities.views.blueprint import activities_pages
from buurtservice.clock import local_today, utc_now
from buurtservice.errors import NotFound
from buurtservice.i18n import N_
from buurtservice.matches.calendar import CONTENT_TYPE, calendar_of
from buurtservice.permissions import permission
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset

KEPT = timedelta(days=30)  # So long an activity stays in the feed, also a cancelled one.


@activities_pages.get("/activiteiten")
@permission("public")
def activities() -> str:
    """Show what is to come."""
    rows, total = list_public_activities(today=local_today(), offset=page_offset(), limit=ROWS)
    feed = url_for("activities.feed", _external=True)
    return render_template(
        "activities/activities.html",
        page=Page(rows=rows, number=asked_page(), size=ROWS, total=total),
        webcal="webcal:" + feed.partition(":")[2],
    )


@activities_pages.get("/activiteiten/<int:activity_id>")
@permission("public")
def activity(activity_id: int) -> str:
    """Show one activity, and how one takes part."""
    found, place = get_visible(activity_id)
    return render_template(
        "activities/activity.html",
        activity=found,
        place=place,
        form=StepForm(),
        is_over=found.takes_place_on is not None and found.takes_place_on < local_today(),
    )


@activities_pages.get("/activiteiten/<int:activity_id>.ics")
@permission("public", counts_as_activity=False)
def file(activity_id: int) -> Response:
    """Give one activity as a file for a calendar; one without a day is not there."""
    found, _ = get_visible(activity_id)
    if found.takes_place_on is None:
        raise NotFound(what=N_("Activiteit"), id=activity_id)
    return _calendar([found], name="activiteit.ics")


@activities_pages.get("/activiteiten.ics")
@permission("public", counts_as_activity=False)
def feed() -> Response:
    """Give all public activities to a calendar that asks for them every now and then."""
    return _calendar(list_calendar_activities(since=local_today() - KEPT), name="activiteiten.ics")


def get_visible(activity_id: int) -> tuple[Activity, ActivityPlace | None]:
    """Return an activity that the visitor may see, and their own place at it.

    One that is not public is there for who works here, who has a place and who is host. Raises NotFound.
    """
    found, visitor = get_activity(activity_id), current_visitor()
    place = find_standing_place(activity_id, visitor.resident_id) if visitor.resident_id else None
    is_host = visitor.resident_id is not None and visitor.resident_id == found.host_id
    if not (found.public or place or is_host or visitor.may("desk", "worker")):
        raise NotFound(what=N_("Activiteit"), id=activity_id)
    return found, place


def _calendar(found: Iterable[Activity], *, name: str) -> Response:
    now, host = utc_now(), request.host.partition(":")[0]
    events = [
        activity_event(
            one, host=host, now=now, url=url_for("activities.activity", activity_id=one.id, _external=True)
        )
        for one in found
    ]
    body = calendar_of(events, name=gettext("Activiteiten in de buurt"))
    answer = Response(body, content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
