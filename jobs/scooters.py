"""Frees what nobody fetched, and passes on what nobody took: the services do it, here it gets its numbers."""

from datetime import date, datetime
from typing import Any

from buurtservice.scooters.no_shows import record_no_shows
from buurtservice.scooters.waiting import pass_on_offers


def free_no_shows(*, today: date, now: datetime) -> dict[str, Any]:
    """Record who did not come for a scooter in time; return how many, and the ids of which it failed."""
    del today
    done = record_no_shows(now=now)
    return {"touched": len(done.recorded), "no_shows": done.recorded, "failed": done.failed}


def pass_on(*, today: date, now: datetime) -> dict[str, Any]:
    """End the offers that nobody took in time and offer to the next; return how many were offered."""
    del today
    offered = pass_on_offers(now=now)
    return {"touched": offered, "offered": offered, "failed": []}
