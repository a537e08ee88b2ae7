"""The one table of times: which job runs when, what its period is, and what a missed one means.

It stands here and not in `jobs`, because the operator's page shows it too. Nothing here asks the clock or the
database: `due.py` does. Times are those of the clock in the neighbourhood (Europe/Amsterdam).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from buurtservice.clock import LOCAL_ZONE

OUTBOX = "outbox"
OUTBOX_EVERY_S = 5.0  # Somebody waits for a code. It has no period: each message is claimed by itself.


class Every(StrEnum):
    """How often, which is also what a period is: the local day itself, or the month that is over."""

    DAY = "day"
    MONTH = "month"  # On the first, about the month before.


class CatchUp(StrEnum):
    """What is done about periods that were missed while nothing ran."""

    ONCE = "once"  # The work looks at what there is now, so once is enough.
    EACH = "each"  # Each period has a result of its own.


@dataclass(frozen=True, kw_only=True)
class Timed:
    """One job with its time. None of them is in the hour that the change to summer time leaves out."""

    job: str
    at: time
    every: Every = Every.DAY
    catch_up: CatchUp = CatchUp.ONCE


TIMES = (
    Timed(job="freeze", at=time(0, 30), every=Every.MONTH, catch_up=CatchUp.EACH),
    Timed(job="retention", at=time(1, 10)),
    Timed(job="backup", at=time(1, 30)),
    Timed(job="round", at=time(3, 30)),
    Timed(job="route", at=time(4, 30)),  # After the round: it may have found somebody.
    Timed(job="expire", at=time(6, 0)),
    Timed(job="remind", at=time(8, 0)),
    Timed(job="ask", at=time(10, 0)),
)


def occurs_at(timed: Timed, day: date) -> datetime:
    """Return the moment, in UTC, at which the job is due on a local day.

    A clock time that happens twice is the first of the two; one that is left out is an hour later.
    """
    return datetime.combine(day, timed.at, tzinfo=LOCAL_ZONE).astimezone(UTC)


def latest_day(timed: Timed, now: datetime) -> date:
    """Return the local day on which the job was last due."""
    today = now.astimezone(LOCAL_ZONE).date()
    day = today.replace(day=1) if timed.every == Every.MONTH else today
    return day if occurs_at(timed, day) <= now else _day_before(timed, day)


def next_moment(timed: Timed, now: datetime) -> datetime:
    """Return when the job is due next, in UTC."""
    return occurs_at(timed, day_after(timed, latest_day(timed, now)))


def day_after(timed: Timed, day: date) -> date:
    """Return the next local day on which the job is due."""
    if timed.every == Every.DAY:
        return day + timedelta(days=1)
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def period_of(timed: Timed, day: date) -> str:
    """Return the key of the period: that day, or the month that ended before it."""
    if timed.every == Every.DAY:
        return day.isoformat()
    return f"{_day_before(timed, day):%Y-%m}"


def day_of(timed: Timed, period: str) -> date:
    """Return the local day on which the job is due for this period: the inverse of `period_of`."""
    if timed.every == Every.DAY:
        return date.fromisoformat(period)
    return day_after(timed, date.fromisoformat(f"{period}-01"))


def _day_before(timed: Timed, day: date) -> date:
    if timed.every == Every.DAY:
        return day - timedelta(days=1)
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
