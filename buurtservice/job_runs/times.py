"""The one table of times: which job runs when, what its period is, and what a missed one means.

It stands here and not in `jobs`, because the operator's page shows it too. Nothing here asks the clock or the
database: `due.py` does. Times are those of the clock in the neighbourhood (Europe/Amsterdam).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from buurtservice.clock import LOCAL_ZONE

OUTBOX = "outbox"
A_QUARTER = timedelta(minutes=15)
_QUARTER = "%Y-%m-%dT%H:%MZ"
OUTBOX_EVERY_S = 5.0  # Somebody waits for a code. It has no period: each message is claimed by itself.


class Every(StrEnum):
    """How often, which is also what a period is: the local day, the month that is over, a quarter of an hour.

    A quarter begins at a moment (UTC), so that none is left out or done twice when the clock changes.
    """

    QUARTER = "quarter"
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
    at: time = time()  # Of a job that runs every quarter it says nothing.
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
    Timed(job="no_shows", every=Every.QUARTER),
    Timed(job="waiting", every=Every.QUARTER),  # After it: what nobody fetched may be offered.
    Timed(job="overdue", every=Every.QUARTER),
)


def occurs_at(timed: Timed, day: date) -> datetime:
    """Return the moment, in UTC, at which the job is due on a local day; a quarter is that moment itself.

    A clock time that happens twice is the first of the two; one that is left out is an hour later.
    """
    if isinstance(day, datetime):
        return day
    return datetime.combine(day, timed.at, tzinfo=LOCAL_ZONE).astimezone(UTC)


def latest_day(timed: Timed, now: datetime) -> date:
    """Return the local day on which the job was last due, or the moment at which the quarter began."""
    if timed.every == Every.QUARTER:
        moment = now.astimezone(UTC)
        return moment.replace(minute=moment.minute - moment.minute % 15, second=0, microsecond=0)
    today = now.astimezone(LOCAL_ZONE).date()
    day = today.replace(day=1) if timed.every == Every.MONTH else today
    return day if occurs_at(timed, day) <= now else _day_before(timed, day)


def next_moment(timed: Timed, now: datetime) -> datetime:
    """Return when the job is due next, in UTC."""
    return occurs_at(timed, day_after(timed, latest_day(timed, now)))


def taken_up_on(job: str, due: date, *, now: datetime) -> date:
    """Return the local day of the job's first run, seen from now, that takes up what is due on a day."""
    timed = next(one for one in TIMES if one.job == job)
    return max(due, next_moment(timed, now).astimezone(LOCAL_ZONE).date())


def day_after(timed: Timed, day: date) -> date:
    """Return the next local day on which the job is due, or the next quarter."""
    if timed.every == Every.QUARTER:
        return day + A_QUARTER
    if timed.every == Every.DAY:
        return day + timedelta(days=1)
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def period_of(timed: Timed, day: date) -> str:
    """Return the key of the period: that day, the month that ended before it, or when the quarter began."""
    if timed.every == Every.QUARTER:
        return day.strftime(_QUARTER)
    if timed.every == Every.DAY:
        return day.isoformat()
    return f"{_day_before(timed, day):%Y-%m}"


def day_of(timed: Timed, period: str) -> date:
    """Return the local day, or the moment, at which it is due for this period: inverse of `period_of`."""
    if timed.every == Every.QUARTER:
        return datetime.strptime(period, _QUARTER).replace(tzinfo=UTC)
    if timed.every == Every.DAY:
        return date.fromisoformat(period)
    return day_after(timed, date.fromisoformat(f"{period}-01"))


def _day_before(timed: Timed, day: date) -> date:
    if timed.every == Every.DAY:
        return day - timedelta(days=1)
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)
