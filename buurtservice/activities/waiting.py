"""The waiting list of a full activity: who stands first moves up as soon as a place comes free.

It happens in the transaction that frees the place. The count of places is raised by a conditional update, so
that two who move up at once never take the same place, and one who moves up does so once.
"""

from datetime import date

from sqlalchemy import select

from buurtservice.activities.answering import (
    count_place,
    last_step_before,
    lock_request,
    occupy,
    waits,
)
from buurtservice.activities.models import Activity, ActivityPlace, PlaceState
from buurtservice.activities.telling import tell_moved_up
from buurtservice.extensions import db
from buurtservice.help.models import HelpRequest
from buurtservice.residents.models import Resident


def put_on_waiting_list(
    activity: Activity,
    place: ActivityPlace | None,
    *,
    resident: Resident,
    request: HelpRequest | None,
    on: date,
) -> ActivityPlace:
    """Put somebody last on the list; their request, if any, stays open meanwhile.

    An invitation makes way for it: the list is in the order of its rows, and who was invited long ago has no
    right to stand before those who said yes earlier.
    """
    if place is not None:
        db.session.delete(place)
        db.session.flush()
    waiting = ActivityPlace(
        activity=activity, resident=resident, request=request, state=PlaceState.WAITING_LIST, added_on=on
    )
    db.session.add(waiting)
    db.session.flush()
    return waiting


def move_up(activity_id: int, *, on: date) -> list[ActivityPlace]:
    """Give every place that is free to who waits longest; return the places that were taken so.

    It is part of the transaction in which places come free; the activity is held by it.
    """
    moved: list[ActivityPlace] = []
    while (first := find_first_in_line(activity_id)) is not None and count_place(activity_id):
        moved.append(_take_free_place(first, on=on))
        tell_moved_up(first)
    return moved


def find_first_in_line(activity_id: int) -> ActivityPlace | None:
    """Return who waits longest, if anybody does."""
    query = select(ActivityPlace).where(
        ActivityPlace.activity_id == activity_id, ActivityPlace.state == PlaceState.WAITING_LIST
    )
    query = query.order_by(ActivityPlace.id).limit(1).execution_options(populate_existing=True)
    return db.session.scalars(query).unique().one_or_none()


def _take_free_place(place: ActivityPlace, *, on: date) -> ActivityPlace:
    """Take the place on the day it came free, or the first day on which it can answer the request."""
    day = max(on, place.added_on)
    request_id = place.help_request_id
    if request_id is not None:
        lock_request(request_id)
        request_id = request_id if waits(request_id) else None
    if request_id is not None:
        day = max(day, last_step_before(request_id))
    return occupy(place, request_id=request_id, on=day)
