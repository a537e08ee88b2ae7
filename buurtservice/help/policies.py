"""Rules about requests and offers that only look and never change anything."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from buurtservice.help.errors import (
    DayGone,
    DayTooFar,
    KindGone,
    NeedUnknown,
    NoDaypart,
    NoteTooLong,
    WeeklyOrOnce,
)
from buurtservice.help.models import Category, HelpRequest
from buurtservice.job_runs.times import taken_up_on
from buurtservice.labels import NEEDS

CONFIRM_BEFORE_DAYS = 14  # So long before it expires, whoever offers is asked whether it still stands.
LONGEST_AHEAD_DAYS = 2 * 366
LONGEST_NOTE = 500
# Help for one day is arranged before that day, or it comes too late.
ARRANGE_BEFORE_DAYS = 2


def route_due_on(request: HelpRequest, *, paused_days: int = 0) -> date:
    """Return the first local day on which the request goes to the team if nothing answers it.

    It counts from the day it was asked, without the days of its pauses; how many days is for each kind of
    help to say. What is for one day goes in time for that day. A worker may hold it, or not want to wait.
    """
    if request.route_hastened_on is not None:
        return request.route_hastened_on
    due = _due_by_itself(request, paused_days)
    return due if request.route_held_until is None else max(due, request.route_held_until)


def routed_by(request: HelpRequest, *, now: datetime, paused_days: int = 0) -> date:
    """Return the local day on which the request goes to the team if nothing answers it: at night, by a run.

    That run is after the round, so that what was asked today is looked for first.
    """
    return taken_up_on("route", route_due_on(request, paused_days=paused_days), now=now)


def _due_by_itself(request: HelpRequest, paused_days: int) -> date:
    category = request.category
    days = category.urgent_route_after_days if request.urgent else category.route_after_days
    due = request.received_on + timedelta(days=days + paused_days)
    if request.wanted_on is None:
        return due
    return min(due, max(request.received_on, request.wanted_on - timedelta(days=ARRANGE_BEFORE_DAYS)))


def is_for_today(request: HelpRequest) -> bool:
    """Tell whether help was wanted on the day of asking: the next round comes too late for that."""
    return request.wanted_on is not None and request.wanted_on <= request.received_on


def waiting_days(request: HelpRequest, *, as_of: date, paused_days: int = 0) -> int:
    """Return for how many days the request has waited, without the days of its pauses."""
    return max(0, (as_of - request.received_on).days - paused_days)


def offer_lasts_until(said_on: date) -> date:
    """Return the day on which an offer expires that was made or confirmed on a day: a year later."""
    try:
        return said_on.replace(year=said_on.year + 1)
    except ValueError:  # 29 February: the year after has none.
        return said_on.replace(year=said_on.year + 1, month=3, day=1)


def check_category(category: Category) -> None:
    """Refuse a kind of help that is not to be chosen any more. Raises KindGone."""
    if category.retired_on is not None:
        raise KindGone(kind=category.name_nl)


def check_details(*, dayparts: Collection[int] | None, needs: Collection[str], note: str | None) -> None:
    """Refuse what nobody can mean. Raises NoDaypart, NeedUnknown or NoteTooLong."""
    if dayparts is not None and not dayparts:
        raise NoDaypart
    for need in needs:
        if need not in NEEDS:
            raise NeedUnknown(need=need)
    if note is not None and len(note) > LONGEST_NOTE:
        raise NoteTooLong(count=len(note), longest=LONGEST_NOTE)


def check_when(*, weekly: bool, wanted_on: date | None, until: date | None, today: date) -> None:
    """Refuse days that cannot be. Raises WeeklyOrOnce, DayGone or DayTooFar."""
    if (weekly and wanted_on is not None) or (until is not None and not weekly):
        raise WeeklyOrOnce
    for day in (wanted_on, until):
        if day is not None and day < today:
            raise DayGone(day=day.isoformat())
        if day is not None and day > today + timedelta(days=LONGEST_AHEAD_DAYS):
            raise DayTooFar(day=day.isoformat())
