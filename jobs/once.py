"""The jobs: each does one thing now, for a person, for cron, or because it is due.

A job prepares its work, and then claims its period and has its effect in one transaction. A run that somebody
asked for has a period of its own (`period` None). Rules live in the services; nothing is decided here.
"""

import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from buurtservice.app import current_settings
from buurtservice.clock import utc_now
from buurtservice.fallback.services import route_requests
from buurtservice.figures.freezing import freeze_months
from buurtservice.job_runs.services import claim_period, finish_run, period_by_hand
from buurtservice.job_runs.times import OUTBOX, TIMES
from buurtservice.privacy.retention import throw_away
from buurtservice.reminders.scooters import tell_what_is_not_there
from buurtservice.reminders.services import ask_how_it_went
from buurtservice.rounds.services import run_round
from buurtservice.settings import Settings
from buurtservice.today.looking import look_for_calls, look_for_shortages, look_for_together
from buurtservice.transactions import transaction
from jobs.backup import run_backup
from jobs.expire import expire
from jobs.outbox import run_outbox
from jobs.remind import remind_all
from jobs.scooters import free_no_shows, pass_on

Job = Callable[..., dict[str, Any]]
Tell = Callable[[str], None]


def run_route(*, as_of: date, today: date, settings: Settings, period: str | None = None) -> dict[str, Any]:
    """Give what found no match in time to the team or the worker; return the ids."""
    del today, settings
    done = route_requests(today=as_of, period=period or period_by_hand())
    return asdict(done)


def run_matching(
    *,
    as_of: date,
    today: date,
    settings: Settings,
    period: str | None = None,
    tell: Tell = lambda _stage: None,
) -> dict[str, Any]:
    """Run and store a matching round; return its number and how many proposals it made."""
    stored = run_round(
        as_of=as_of,
        today=today,
        solver_seconds=settings.solver_seconds,
        tell=tell,
        period=period or period_by_hand(),
    )
    return {"round": stored.number, "status": stored.status, "matches": stored.levels["served"]}


def claiming(job: str, effect: Callable[..., dict[str, Any]]) -> Job:
    """Return the job that claims its period and has this effect, in one transaction.

    `effect` is given `today` and `now`, and returns at least how many it `touched` and the ids that `failed`.
    """

    def run(*, as_of: date, today: date, settings: Settings, period: str | None = None) -> dict[str, Any]:
        del today, settings
        begun = time.monotonic()
        with transaction():
            claimed = claim_period(job, period or period_by_hand())
            done = effect(today=as_of, now=utc_now())
            finish_run(claimed, outcome=done, touched=int(done["touched"]), begun=begun)
        return done

    return run


def looking(look: Callable[..., dict[str, Any]]) -> Job:
    """Return a job that only looks; what it found is kept in the wish of whoever asked."""

    def run(*, as_of: date, today: date, settings: Settings, period: str | None = None) -> dict[str, Any]:
        del settings, period
        return look(as_of=as_of, today=today)

    return run


JOBS: dict[str, Job] = {
    "ask": claiming("ask", ask_how_it_went),
    "backup": run_backup,
    "calls": looking(look_for_calls),
    "expire": claiming("expire", expire),
    "freeze": claiming("freeze", freeze_months),
    "no_shows": claiming("no_shows", free_no_shows),
    OUTBOX: run_outbox,
    "overdue": claiming("overdue", tell_what_is_not_there),
    "remind": claiming("remind", remind_all),
    "retention": claiming("retention", throw_away),
    "round": run_matching,
    "route": run_route,
    "scarcity": looking(look_for_shortages),
    "together": looking(look_for_together),
    "waiting": claiming("waiting", pass_on),
}


def scheduled() -> frozenset[str]:
    """Return the jobs that run by themselves in this installation."""
    off = frozenset() if current_settings().backups else frozenset({"backup"})
    return frozenset(timed.job for timed in TIMES) & JOBS.keys() - off
