"""The table of times against every trick of the clock: no database, only the calendar of Amsterdam."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from buurtservice.clock import LOCAL_ZONE
from buurtservice.job_runs.times import (
    TIMES,
    Every,
    Timed,
    day_of,
    latest_day,
    next_moment,
    occurs_at,
    period_of,
)
from jobs.alarm import alarm_clock

NIGHT = Timed(job="round", at=time(3, 30))
QUARTER = Timed(job="waiting", every=Every.QUARTER)
MONTH = Timed(job="freeze", at=time(0, 30), every=Every.MONTH)


def local(*moment: int) -> datetime:
    """Return a moment by the clock in the neighbourhood."""
    return datetime(*moment, tzinfo=LOCAL_ZONE).astimezone(UTC)  # type: ignore[misc,arg-type]


def rings(timed: Timed, begin: datetime, end: datetime) -> list[str]:
    """Walk through the time a quarter of an hour at once; return each period at its first moment."""
    seen: list[str] = []
    while begin < end:
        period = period_of(timed, latest_day(timed, begin))
        if period not in seen:
            seen.append(period)
        begin += timedelta(minutes=15)
    return seen


@pytest.mark.parametrize("at", [time(0, 0), time(2, 30), time(3, 30)], ids=str)
@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)], ids=["23 hours", "25 hours"])
def test_each_local_day_comes_once_also_when_it_has_23_or_25_hours(at: time, change: date):
    timed = Timed(job="round", at=at)
    begin = occurs_at(timed, change - timedelta(days=1))

    days = rings(timed, begin, occurs_at(timed, change + timedelta(days=2)))

    assert days == [(change + timedelta(days=n)).isoformat() for n in (-1, 0, 1)]


def test_naively_every_24_hours_leaves_the_clock_and_at_an_hour_of_the_clock_happens_twice():
    begin = occurs_at(NIGHT, date(2026, 10, 24))
    assert (begin + timedelta(days=2)).astimezone(LOCAL_ZONE).time() == time(2, 30)

    moments = [local(2026, 10, 25, 0, 15) + n * timedelta(minutes=15) for n in range(16)]
    clock = [one.astimezone(LOCAL_ZONE).time() for one in moments]
    assert clock.count(time(2, 30)) == 2


def test_a_month_is_over_on_the_first_of_the_next_also_at_new_year():
    assert period_of(MONTH, latest_day(MONTH, local(2027, 1, 1, 0, 30))) == "2026-12"
    assert period_of(MONTH, latest_day(MONTH, local(2027, 1, 1, 0, 29))) == "2026-11"
    assert next_moment(MONTH, local(2026, 12, 31, 23, 59)) == local(2027, 1, 1, 0, 30)
    assert rings(MONTH, local(2026, 11, 1, 1), local(2027, 3, 1, 1)) == [
        "2026-10", "2026-11", "2026-12", "2027-01", "2027-02",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)], ids=["23 hours", "25 hours"]
)
def test_each_quarter_of_an_hour_comes_once_also_when_the_clock_changes(change: date, hours: int):
    begin, end = (local(day.year, day.month, day.day) for day in (change, change + timedelta(days=1)))

    quarters = rings(QUARTER, begin, end)

    assert len(quarters) == 4 * hours
    assert quarters == sorted(quarters)
    assert next_moment(QUARTER, begin + timedelta(minutes=7)) == begin + timedelta(minutes=15)


@pytest.mark.parametrize("timed", TIMES, ids=lambda timed: timed.job)
def test_a_period_says_its_day_and_the_next_time_is_later(timed: Timed):
    now = local(2026, 12, 31, 12)
    day = latest_day(timed, now)

    assert day_of(timed, period_of(timed, day)) == day
    assert occurs_at(timed, day) <= now < next_moment(timed, now)
    assert not time(2, 0) <= timed.at < time(3, 0), "this hour is left out in March"


def test_the_alarm_clock_rings_at_once_for_what_was_missed():
    with alarm_clock() as alarm:
        assert alarm.is_set()
