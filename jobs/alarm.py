"""The alarm clock (APScheduler): it rings at the times of the table, and once a minute to be sure.

It only rings. What is due, and whether it was done, the database says (`job_runs.due`): a clock that rings
twice, or four of them, changes nothing.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from buurtservice.clock import LOCAL_ZONE
from buurtservice.job_runs.times import TIMES, Every, Timed

LOOK_EVERY_S = 60  # After a failure, an outage, a night's sleep of the computer, or a clock that was set.


@contextmanager
def alarm_clock() -> Iterator[threading.Event]:
    """Give an event that is set when it is time to look what is due; at once, for what was missed."""
    rung = threading.Event()
    rung.set()
    clock = BackgroundScheduler(
        timezone=LOCAL_ZONE,
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    for timed in TIMES:
        clock.add_job(rung.set, _trigger(timed), id=timed.job)
    clock.add_job(rung.set, IntervalTrigger(seconds=LOOK_EVERY_S, timezone=LOCAL_ZONE), id="look")
    clock.start()
    try:
        yield rung
    finally:
        clock.shutdown(wait=False)


def _trigger(timed: Timed) -> CronTrigger:
    if timed.every == Every.QUARTER:
        return CronTrigger(minute="*/15", timezone=LOCAL_ZONE)
    day = 1 if timed.every == Every.MONTH else None
    return CronTrigger(day=day, hour=timed.at.hour, minute=timed.at.minute, timezone=LOCAL_ZONE)
