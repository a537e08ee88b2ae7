"""Reads about activities."""

from sqlalchemy import select

from buurtservice.activities.models import Activity
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_


def get_activity(activity_id: int) -> Activity:
    """Return the activity as it is in the database now. Raises NotFound."""
    found = db.session.get(Activity, activity_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Activiteit"), id=activity_id)
    return found


def list_activities() -> list[Activity]:
    """Return all activities, in the order they were added."""
    return list(db.session.scalars(select(Activity).order_by(Activity.id)).unique())
