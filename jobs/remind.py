"""Reminds residents of what is theirs, and workers of what waits and of what goes to the team tomorrow."""

from datetime import date, datetime
from typing import Any

from buurtservice.fallback.reminding import tell_workers_of_tomorrow
from buurtservice.reminders.services import remind


def remind_all(*, today: date, now: datetime) -> dict[str, Any]:
    """Write what there is to say today, once; return how many messages are new and what failed."""
    done = remind(today=today, now=now)
    told = tell_workers_of_tomorrow(today=today, now=now)
    return {"touched": done["touched"] + told["touched"], "failed": done["failed"] + told["failed"]}
