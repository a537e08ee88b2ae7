"""Changes to activities: planned, changed, held, cancelled; and who is host."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import update

from buurtservice.activities.answering import about_activity, lock_planned, lock_requests_of
from buurtservice.activities.errors import (
    ActivityAlreadyHeld,
    ActivityCancelled,
    ActivityStillToCome,
    CapacityBelowTaken,
    FewerThanCame,
    HostCannotBe,
)
from buurtservice.activities.models import OPEN_PLACES, Activity, ActivityState, PlaceState
from buurtservice.activities.places import cancel_places, close_places
from buurtservice.activities.queries import get_activity, list_places
from buurtservice.activities.telling import tell_cancelled, tell_changed
from buurtservice.activities.values import ActivityValues, clean_values, find_category_named
from buurtservice.activities.waiting import move_up
from buurtservice.days import check_not_before, check_not_future
from buurtservice.errors import InvalidInput
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.matches.reasons import clean_note
from buurtservice.residents.queries import get_kept_resident
from buurtservice.residents.services import get_or_add_neighbourhood
from buurtservice.transactions import changes_one, transaction

MAX_NEIGHBOURHOOD = 80
MAX_CANCEL_NOTE = 200
MOST_PEOPLE = 100_000


def add_activity(
    *,
    title: str,
    on: date,
    today: date,
    category_code: str | None = None,
    neighbourhood: str | None = None,
) -> Activity:
    """Plan an activity of which the rest is still to be agreed; `on` is the day it was decided.

    Raises TitleOutOfRange, UnknownCategory, InvalidInput or DateInFuture.
    """
    if neighbourhood is not None:
        neighbourhood = clean_note(neighbourhood) or ""
        if not 0 < len(neighbourhood) <= MAX_NEIGHBOURHOOD:
            raise InvalidInput(field="--neighbourhood", value=neighbourhood[:MAX_NEIGHBOURHOOD] or "''")
    with transaction():
        place = None if neighbourhood is None else get_or_add_neighbourhood(neighbourhood)
        kind = None if category_code is None else find_category_named(category_code)
        values = ActivityValues(
            title=title, category_id=kind.id if kind else None, neighbourhood_id=place.id if place else None
        )
        return plan_activity(values, on=on, today=today)


def plan_activity(values: ActivityValues, *, on: date, today: date) -> Activity:
    """Plan an activity with all that is known of it; `on` is the day it was decided.

    Raises TitleOutOfRange, InvalidInput, DayPast, TimesOutOfOrder, TimeWithoutDay or DateInFuture.
    """
    check_not_future(on, today=today)
    columns = clean_values(values, today=on)
    with transaction() as session:
        activity = Activity(**columns, added_on=on)
        session.add(activity)
        session.flush()
        session.refresh(activity)
        _record(activity, FactKind.ACTIVITY_PLANNED, on=on)
        return activity


def change_activity(activity_id: int, values: ActivityValues, *, on: date, today: date) -> Activity:
    """Change what, where, when or for how many; who waited and now has a place moves up.

    Who comes or waits is told of another day, time or place, unless that is past. A day that is past may stay
    as it is, but none is chosen. Raises as plan_activity, and NotFound, CapacityBelowTaken,
    ActivityAlreadyHeld or ActivityCancelled.
    """
    check_not_future(on, today=today)
    with transaction() as session:
        activity = lock_planned(activity_id)
        before = _when_and_where(activity)
        columns = clean_values(values, today=on, day_now=activity.takes_place_on)
        planned = update(Activity).where(Activity.id == activity_id, Activity.state == ActivityState.PLANNED)
        if columns["capacity"] is not None:
            planned = planned.where(Activity.places_taken <= columns["capacity"])
        if not changes_one(planned.values(**columns)):
            raise CapacityBelowTaken(taken=get_activity(activity_id).places_taken)
        session.refresh(activity)
        concerned = [place for place in list_places(activity_id) if place.state in OPEN_PLACES]
        lock_requests_of(concerned)  # All at once, in the order of the house, before some of them move up.
        if _when_and_where(activity) != before and (activity.takes_place_on or today) >= today:
            tell_changed(activity, [one for one in concerned if one.state != PlaceState.INVITED])
        move_up(activity_id, on=on)
        return get_activity(activity_id)


def _when_and_where(activity: Activity) -> tuple[object, ...]:
    return activity.takes_place_on, activity.begins_at, activity.ends_at, activity.place


def choose_host(
    activity_id: int, *, resident_id: int | None, name_agreed: bool, on: date, today: date
) -> Activity:
    """Let a resident be the host, or nobody; `name_agreed`: their first name may stand on the public list.

    Raises NotFound, HostCannotBe, DateInFuture, ActivityAlreadyHeld or ActivityCancelled.
    """
    check_not_future(on, today=today)
    with transaction() as session:
        activity = lock_planned(activity_id)
        host = None if resident_id is None else get_kept_resident(resident_id)
        if host is not None and (host.name is None or host.left_on is not None):
            raise HostCannotBe(resident=resident_id)
        activity.host = host
        activity.host_agreed_on = on if host is not None and name_agreed else None
        session.flush()
        return activity


def hold_activity(
    activity_id: int, *, on: date, today: date, people: int | None = None, absent: Collection[int] = ()
) -> Activity:
    """Record that the activity was held, and how many people came if somebody counted.

    Everybody with a taken place came, but for the residents `absent`: their requests are fulfilled, and
    requests of who did not come are open again. Who was only invited is asked no more.

    Raises NotFound, InvalidInput, FewerThanCame, NoPlaceAtActivity, DateInFuture, DateTooEarly,
    ActivityStillToCome, ActivityAlreadyHeld or ActivityCancelled.
    """
    if people is not None and not 0 <= people <= MOST_PEOPLE:
        raise InvalidInput(field="--people", value=people)
    check_not_future(on, today=today)
    with transaction() as session:
        activity = lock_planned(activity_id)
        check_not_before(on, activity.added_on)
        if activity.takes_place_on is not None and on < activity.takes_place_on:
            raise ActivityStillToCome(id=activity_id, day=activity.takes_place_on.isoformat())
        came = close_places(activity_id, absent=absent, on=on)
        if people is not None and people < came:
            raise FewerThanCame(field="--people", came=came)
        session.flush()
        held = update(Activity).where(Activity.id == activity_id, Activity.state == ActivityState.PLANNED)
        counted = came or None if people is None else people
        if not changes_one(held.values(state=ActivityState.HELD, held_on=on, people=counted)):
            raise ActivityAlreadyHeld(id=activity_id, on=get_activity(activity_id).held_on)
        session.refresh(activity)
        _record(activity, FactKind.ACTIVITY_HELD, on=on)
        return activity


def cancel_activity(activity_id: int, *, on: date, today: date, note: str | None = None) -> Activity:
    """Cancel an activity: everybody with a place is told, and the requests that it answered are open again.

    `note` is told to them too. Raises NotFound, InvalidInput, DateInFuture, DateTooEarly, ActivityAlreadyHeld
    or ActivityCancelled.
    """
    note = clean_note(note)
    if note is not None and len(note) > MAX_CANCEL_NOTE:
        raise InvalidInput(field="--note", value=f"{note[:40]}…")
    check_not_future(on, today=today)
    with transaction() as session:
        activity = lock_planned(activity_id)
        check_not_before(on, activity.added_on)
        planned = update(Activity).where(Activity.id == activity_id, Activity.state == ActivityState.PLANNED)
        cancelled = {"state": ActivityState.CANCELLED, "cancelled_on": on, "cancel_note": note}
        if not changes_one(planned.values(**cancelled)):
            raise ActivityCancelled(id=activity_id, on=get_activity(activity_id).cancelled_on)
        session.refresh(activity)
        tell_cancelled(activity, cancel_places(activity_id, on=on))
        _record(activity, FactKind.ACTIVITY_CANCELLED, on=on)
        return activity


def _record(activity: Activity, kind: FactKind, *, on: date) -> None:
    record_fact(kind, on=on, about=about_activity(activity), people=activity.people)
