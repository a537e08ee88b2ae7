"""What people hear of their activity, beside what the pages say; in the transaction of what happened."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from buurtservice.activities.models import Activity, ActivityPlace
from buurtservice.clock import LOCAL_ZONE, utc_now
from buurtservice.messages.services import take_back
from buurtservice.messages.telling import tell


def tell_invited(place: ActivityPlace, *, page: str | None = None) -> bool:
    """Invite somebody, once; tell whether it is new. `page` is the path where they say yes."""
    values = {**_what_and_when(place.activity), **_where(place.activity), "page": page or ""}
    return _tell("activity_invited", place, values)


def tell_moved_up(place: ActivityPlace) -> None:
    """Tell somebody who waited that there is a place."""
    _tell("activity_place_free", place, {**_what_and_when(place.activity), **_where(place.activity)})


def tell_changed(activity: Activity, places: Iterable[ActivityPlace]) -> None:
    """Tell who comes, or waits for a place, that day, time or place are other ones: each change anew."""
    take_back(f"activity:{activity.id}:")  # Reminders that nobody got yet.
    values, now = {**_what_and_when(activity), **_where(activity)}, utc_now()
    for place in places:
        take_back(f"activity_changed:{place.id}:")
        key = f"activity_changed:{place.id}:{now.isoformat()}"
        over = _over(activity)
        tell("activity_changed", resident=place.resident, key=key, now=now, values=values, expires_at=over)


def tell_cancelled(activity: Activity, places: Iterable[ActivityPlace]) -> None:
    """Tell who had a place, or waited for one, that it is off."""
    take_back(f"activity:{activity.id}:")  # Reminders that nobody got yet.
    values = _what_and_when(activity) | {"note": activity.cancel_note or ""}
    values = {name: value for name, value in values.items() if not name.endswith("_time")}
    for place in places:
        _tell("activity_cancelled", place, values)


def _tell(kind: str, place: ActivityPlace, values: dict[str, str]) -> bool:
    # The moment of writing, as with a fact's: what causes it may be recorded for an earlier day.
    key, over = f"{kind}:{place.id}", _over(place.activity)
    return tell(kind, resident=place.resident, key=key, now=utc_now(), values=values, expires_at=over)


def _over(activity: Activity) -> datetime | None:
    """Return the end of its day: who was not told by then need not be."""
    day = activity.takes_place_on
    return None if day is None else datetime.combine(day + timedelta(days=1), time(), LOCAL_ZONE)


def _what_and_when(activity: Activity) -> dict[str, str]:
    values = {"title": activity.title}
    if activity.takes_place_on is not None:
        values["takes_place_on"] = activity.takes_place_on.isoformat()
    if activity.begins_at is not None:
        values["begins_time"] = activity.begins_at.isoformat("minutes")
    if activity.ends_at is not None:
        values["ends_time"] = activity.ends_at.isoformat("minutes")
    return values


def _where(activity: Activity) -> dict[str, str]:
    return {"place": activity.place} if activity.place else {}
