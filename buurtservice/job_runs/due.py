"""Which jobs are due and not done: asked of the database, so that no clock has to be trusted to ring once.

Whether the alarm rang twice, or not for three days, or the clock was set back: what counts is which periods
have a run that is done.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from buurtservice.extensions import db
from buurtservice.job_runs.models import JobRun, JobRunState
from buurtservice.job_runs.times import (
    TIMES,
    CatchUp,
    Every,
    Timed,
    day_after,
    day_of,
    latest_day,
    occurs_at,
    period_of,
)

MOST_CAUGHT_UP = 24  # Periods of one job: two years of months.
# How long to wait after the first, second … failure of a period. After the last one it is left for people.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 60, 60, 120, 240))
BY_HAND = "by-hand-"
Failures = dict[tuple[str, str], tuple[int, datetime]]


@dataclass(frozen=True, kw_only=True)
class Due:
    """A job that should run now for a period. `as_of` is the local day of a period that matters by itself."""

    job: str
    period: str
    as_of: date | None


def list_due(*, now: datetime, jobs: Collection[str], since: datetime | None = None) -> list[Due]:
    """Return what should run now, in the order of its times; of a job that misses several, the oldest first.

    What was due before `since` is not missed: nobody expected it of a database that is newer.
    """
    wanted = [timed for timed in TIMES if timed.job in jobs]
    found = [
        (day, timed)
        for timed in wanted
        for day in _days(timed, now)
        if since is None or occurs_at(timed, day) > since
    ]
    done = _done({key for day, timed in found for _, key in _answers(timed, day)})
    failures = _failures({period_of(timed, day) for day, timed in found})
    return [
        Due(job=timed.job, period=period, as_of=day if timed.catch_up == CatchUp.EACH else None)
        for day, timed in sorted(found, key=lambda one: occurs_at(one[1], one[0]))
        if not done.intersection(_answers(timed, day))
        and _may_try(failures.get((timed.job, period := period_of(timed, day))), now)
    ]


def is_late(*, now: datetime, jobs: Collection[str], by: timedelta) -> bool:
    """Tell whether something was due this long ago that was never even tried: the jobs do not run at all."""
    wanted = [timed for timed in TIMES if timed.job in jobs and timed.every == Every.DAY]
    late = [_answers(one, latest_day(one, now - by)) for one in wanted]
    periods = {period for keys in late for _, period in keys}
    tried = _done(periods) | _failures(periods).keys()
    return any(not tried.intersection(keys) for keys in late)


def _days(timed: Timed, now: datetime) -> Iterator[date]:
    """Give the days on which the job was due, of which none may be done; the oldest first."""
    last = latest_day(timed, now)
    if timed.catch_up == CatchUp.EACH and (done_on := _last_done(timed, before=last)) is not None:
        missed = []
        while (done_on := day_after(timed, done_on)) < last:
            missed.append(done_on)
        yield from missed[-MOST_CAUGHT_UP:]
    yield last


def _answers(timed: Timed, day: date) -> list[tuple[str, str]]:
    """Return the runs of which one is enough for this day.

    Work that looks at what there is now is also done by a later day's run; of those only the next two count,
    or a clock that once stood years ahead would stop it for ever.
    """
    days = [day]
    if timed.catch_up == CatchUp.ONCE:
        days += [later := day_after(timed, day), day_after(timed, later)]
    return [(timed.job, period_of(timed, one)) for one in days]


def _last_done(timed: Timed, *, before: date) -> date | None:
    query = select(func.max(JobRun.period)).where(
        JobRun.job == timed.job,
        JobRun.state == JobRunState.DONE,
        JobRun.period < period_of(timed, before),  # Periods sort as days do; those by hand come after.
    )
    period = db.session.scalar(query)
    return None if period is None else day_of(timed, period)


def _done(periods: Collection[str]) -> set[tuple[str, str]]:
    rows = select(JobRun.job, JobRun.period).where(
        JobRun.period.in_(periods), JobRun.state == JobRunState.DONE
    )
    return {(row.job, row.period) for row in db.session.execute(rows)}


def _failures(periods: Collection[str]) -> Failures:
    counted = (
        select(
            JobRun.job, JobRun.period, func.count().label("tries"), func.max(JobRun.claimed_at).label("at")
        )
        .where(JobRun.period.in_(periods), JobRun.state == JobRunState.FAILED)
        .group_by(JobRun.job, JobRun.period)
    )
    return {(row.job, row.period): (row.tries, row.at) for row in db.session.execute(counted)}


def _may_try(failed: tuple[int, datetime] | None, now: datetime) -> bool:
    if failed is None:
        return True
    tries, last = failed
    # A failure that has still to come was noted before the clock was set back.
    return tries <= len(WAITS) and (now >= last + WAITS[tries - 1] or now < last)
