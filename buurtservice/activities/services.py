"""Changes to activities."""

from datetime import date

from sqlalchemy import update

from buurtservice.activities.errors import ActivityAlreadyHeld, TitleOutOfRange, UnknownCategory
from buurtservice.activities.models import Activity, ActivityState
from buurtservice.activities.queries import get_activity
from buurtservice.days import check_not_future
from buurtservice.errors import DateTooEarly, InvalidInput
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.help.queries import find_category, list_categories
from buurtservice.residents.services import get_or_add_neighbourhood
from buurtservice.transactions import changes_one, transaction

MAX_TITLE = 120
MAX_NEIGHBOURHOOD = 80


def add_activity(
    *,
    title: str,
    on: date,
    today: date,
    category_code: str | None = None,
    neighbourhood: str | None = None,
) -> Activity:
    """Plan an activity; `on` is the day it was decided.

    Raises TitleOutOfRange, UnknownCategory, InvalidInput or DateInFuture.
    """
    title = " ".join(title.split())
    if not 0 < len(title) <= MAX_TITLE:
        raise TitleOutOfRange(most=MAX_TITLE)
    if neighbourhood is not None:
        neighbourhood = " ".join(neighbourhood.split())
        if not 0 < len(neighbourhood) <= MAX_NEIGHBOURHOOD:
            raise InvalidInput(field="--neighbourhood", value=neighbourhood[:MAX_NEIGHBOURHOOD] or "''")
    check_not_future(on, today=today)
    with transaction() as session:
        activity = Activity(title=title, added_on=on)
        if category_code is not None:
            activity.category = find_category(category_code)
            if activity.category is None:
                known = ", ".join(category.code for category in list_categories())
                raise UnknownCategory(code=category_code, known=known)
        if neighbourhood is not None:
            activity.neighbourhood = get_or_add_neighbourhood(neighbourhood)
        session.add(activity)
        session.flush()
        _record(activity, FactKind.ACTIVITY_PLANNED, on=on)
        return activity


def hold_activity(activity_id: int, *, on: date, today: date, people: int | None = None) -> Activity:
    """Record that the activity was held, and how many people came if somebody counted.

    Raises NotFound, InvalidInput, DateInFuture, DateTooEarly or ActivityAlreadyHeld.
    """
    if people is not None and not 0 <= people <= 100_000:
        raise InvalidInput(field="--people", value=people)
    check_not_future(on, today=today)
    with transaction():
        activity = get_activity(activity_id)
        if on < activity.added_on:
            raise DateTooEarly(on=on.isoformat(), previous=activity.added_on.isoformat())
        held = update(Activity).where(Activity.id == activity_id, Activity.state == ActivityState.PLANNED)
        if not changes_one(held.values(state=ActivityState.HELD, held_on=on, people=people)):
            raise ActivityAlreadyHeld(id=activity_id, on=get_activity(activity_id).held_on)
        db.session.refresh(activity)
        _record(activity, FactKind.ACTIVITY_HELD, on=on)
        return activity


def _record(activity: Activity, kind: FactKind, *, on: date) -> None:
    record_fact(
        kind,
        on=on,
        about=About(
            match_key=activity.subject_key,
            category=activity.category.code if activity.category else None,
            neighbourhood=activity.neighbourhood.name if activity.neighbourhood else None,
        ),
        people=activity.people,
    )
