"""Reads about activities and who has a place at them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.activities.models import OPEN_PLACES, Activity, ActivityPlace, ActivityState, PlaceState
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_

MOST_IN_CALENDAR = 300
_NEAREST_FIRST: tuple[ColumnElement[Any], ...] = (
    case((Activity.takes_place_on.is_(None), 1), else_=0),  # The databases sort what is empty differently.
    Activity.takes_place_on.expression,
    case((Activity.begins_at.is_(None), 1), else_=0),
    Activity.begins_at.expression,
    Activity.id.expression,
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How many are invited to an activity and said nothing yet, and how many wait for a place."""

    invited: int = 0
    waiting: int = 0


def get_activity(activity_id: int) -> Activity:
    """Return the activity as it is in the database now. Raises NotFound."""
    found = db.session.get(Activity, activity_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Activiteit"), id=activity_id)
    return found


def list_activities() -> list[Activity]:
    """Return all activities, in the order they were added."""
    return list(db.session.scalars(select(Activity).order_by(Activity.id)).unique())


def list_public_activities(*, today: date, offset: int = 0, limit: int = 25) -> tuple[list[Activity], int]:
    """Return what is to come and for everybody to see, the nearest first, and how many there are.

    What has no day yet comes last.
    """
    coming = (_is_public(ActivityState.PLANNED), _comes_after(today))
    return _page(select(Activity).where(*coming).order_by(*_NEAREST_FIRST), offset=offset, limit=limit)


def list_calendar_activities(*, since: date) -> list[Activity]:
    """Return the public activities that have a day from `since` on, also those cancelled, in order."""
    shown = _is_public(ActivityState.PLANNED, ActivityState.CANCELLED)
    query = select(Activity).where(shown, Activity.takes_place_on >= since).order_by(*_NEAREST_FIRST)
    return list(db.session.scalars(query.limit(MOST_IN_CALENDAR)).unique())


def page_of_activities(
    *states: ActivityState, offset: int = 0, limit: int = 25
) -> tuple[list[Activity], int]:
    """Return activities in these states for who works here: what is planned nearest first, else latest."""
    if states == (ActivityState.PLANNED,):
        order: tuple[ColumnElement[Any], ...] = _NEAREST_FIRST
    else:
        order = (func.coalesce(Activity.held_on, Activity.cancelled_on).desc(), Activity.id.desc())
    return _page(
        select(Activity).where(Activity.state.in_(states)).order_by(*order), offset=offset, limit=limit
    )


def standing_of(activity_ids: Collection[int]) -> dict[int, Standing]:
    """Return by activity how many are invited and how many wait."""
    invited = func.count().filter(ActivityPlace.state == PlaceState.INVITED)
    waiting = func.count().filter(ActivityPlace.state == PlaceState.WAITING_LIST)
    rows = db.session.execute(
        select(ActivityPlace.activity_id, invited, waiting)
        .where(ActivityPlace.activity_id.in_(activity_ids))
        .group_by(ActivityPlace.activity_id)
    )
    found = {one: Standing(invited=asked, waiting=wait) for one, asked, wait in rows}
    return {one: found.get(one, Standing()) for one in activity_ids}


def list_places(activity_id: int) -> list[ActivityPlace]:
    """Return all places at an activity, also those given up, in the order they were added."""
    query = select(ActivityPlace).where(ActivityPlace.activity_id == activity_id).order_by(ActivityPlace.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)).unique())


def list_places_at_cancelling(activity: Activity) -> list[ActivityPlace]:
    """Return the places that ended on the day it was cancelled, each person once; else none.

    Who gave theirs up that same day is among them: a place keeps the day on which it ended, not why.
    """
    day = activity.cancelled_on
    if day is None:
        return []
    ended = [place for place in list_places(activity.id) if place.ended_on and place.ended_on >= day]
    return list({one.resident_id: one for one in ended}.values())


def find_standing_place(activity_id: int, resident_id: int) -> ActivityPlace | None:
    """Return the place of this person at the activity that was not given up, if there is one."""
    query = select(ActivityPlace).where(
        ActivityPlace.activity_id == activity_id,
        ActivityPlace.resident_id == resident_id,
        ActivityPlace.state != PlaceState.CANCELLED,
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).unique().one_or_none()


def list_hosted_activities(resident_id: int) -> list[Activity]:
    """Return the planned activities of which this resident is the host, the nearest first."""
    hosted = (Activity.host_id == resident_id, Activity.state == ActivityState.PLANNED)
    return list(db.session.scalars(select(Activity).where(*hosted).order_by(*_NEAREST_FIRST)).unique())


def list_workers() -> dict[int, str]:
    """Return the name of each worker whose account is open, by id, in the order of their names."""
    rows = db.session.execute(
        select(StaffUser.id, StaffUser.name)
        .join(StaffRole, StaffRole.staff_user_id == StaffUser.id)
        .where(StaffRole.role == Role.WORKER, StaffUser.closed_at.is_(None))
        .order_by(StaffUser.name, StaffUser.id)
    )
    return dict(iter(rows))


def invited_request_ids() -> set[int]:
    """Return the requests whose askers are invited to an activity to come, wait for a place or have one."""
    query = select(ActivityPlace.help_request_id).where(
        ActivityPlace.state.in_(OPEN_PLACES), ActivityPlace.help_request_id.is_not(None)
    )
    return {request_id for request_id in db.session.scalars(query) if request_id is not None}


def _is_public(*states: ActivityState) -> ColumnElement[bool]:
    return and_(Activity.public, Activity.state.in_(states))


def _comes_after(today: date) -> ColumnElement[bool]:
    return or_(Activity.takes_place_on.is_(None), Activity.takes_place_on >= today)


def _page(query: Select[Activity], *, offset: int, limit: int) -> tuple[list[Activity], int]:
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    return list(db.session.scalars(query.offset(offset).limit(limit)).unique()), total
