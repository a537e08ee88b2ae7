"""Runs one job now, for a person or for cron. A run by hand has a period of its own."""

from collections.abc import Callable
from datetime import date
from typing import Any

from buurtservice.fallback.services import route_requests
from buurtservice.job_runs.services import period_by_hand
from buurtservice.rounds.services import run_round
from buurtservice.settings import Settings


def run_route(*, as_of: date, today: date, settings: Settings) -> dict[str, Any]:
    """Give what found no match in time to the team or the worker; return the request ids."""
    del today, settings
    done = route_requests(today=as_of, period=period_by_hand())
    return {"to_team": done.to_team, "to_worker": done.to_worker, "failed": done.failed}


def run_matching(*, as_of: date, today: date, settings: Settings) -> dict[str, Any]:
    """Run and store a matching round; return its number and how many proposals it made."""
    stored = run_round(as_of=as_of, today=today, solver_seconds=settings.solver_seconds)
    return {"round": stored.number, "status": stored.status, "matches": stored.levels["served"]}


JOBS: dict[str, Callable[..., dict[str, Any]]] = {"round": run_matching, "route": run_route}
