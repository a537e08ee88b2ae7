"""Time: aware UTC inside, Europe/Amsterdam at the edge. Services never call these; they are given `today`."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Europe/Amsterdam")


def utc_now() -> datetime:
    """Return the present moment, aware and in UTC."""
    return datetime.now(UTC)


def local_today() -> date:
    """Return today's date as the neighbourhood's calendar shows it."""
    return utc_now().astimezone(LOCAL_ZONE).date()
