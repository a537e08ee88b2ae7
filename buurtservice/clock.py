"""Time: aware UTC inside, Europe/Amsterdam at the edge. Services never call these; they are given `today`.

The clock of the demonstration stands in 2014, when its card box was full: what runs inside `moved_clock`
takes that for the present.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Europe/Amsterdam")
_moved_by: ContextVar[timedelta] = ContextVar("moved_by", default=timedelta(0))
_process_moved_by = timedelta(0)


def utc_now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC) + _process_moved_by + _moved_by.get()


def real_now() -> datetime:
    """Return the moment that somebody's telephone shows, whatever the clock here was moved by.

    Only for what another device works out by its own clock: the codes of an authenticator.
    """
    return datetime.now(UTC)


def local_today() -> date:
    """Return today's date as the neighbourhood's calendar shows it."""
    return utc_now().astimezone(LOCAL_ZONE).date()


@contextmanager
def moved_clock(by: timedelta) -> Iterator[None]:
    """Let the block live this much later than it is; earlier when negative. Threads begin in the present."""
    token = _moved_by.set(by)
    try:
        yield
    finally:
        _moved_by.reset(token)


def move_clock_of_process(by: timedelta) -> None:
    """Let this whole process, its threads too, live this much later than it is; earlier when negative."""
    global _process_moved_by
    _process_moved_by = by
