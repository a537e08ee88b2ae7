"""Claims a period for a job, in the transaction that has the job's effect; and notes what came of it."""

import secrets
import time
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from buurtservice.clock import utc_now
from buurtservice.errors import Conflict
from buurtservice.i18n import N_
from buurtservice.job_runs.due import BY_HAND
from buurtservice.job_runs.models import JobRun, JobRunState
from buurtservice.transactions import savepoint, transaction

LONGEST_ERROR = 300


class PeriodAlreadyDone(Conflict):
    """Another process ran this job for this period."""

    code = "period_already_done"
    text = N_("De taak %(job)s is voor %(period)s al gedaan. Er is niets veranderd.")


def claim_period(job: str, period: str) -> JobRun:
    """Claim the period. Raises PeriodAlreadyDone when another process was faster."""
    with transaction() as session:
        run = JobRun(job=job, period=period)
        try:
            with savepoint():
                session.add(run)
                session.flush()
        except IntegrityError:
            raise PeriodAlreadyDone(job=job, period=period) from None
        return run


def finish_run(run: JobRun, *, outcome: dict[str, Any], touched: int, begun: float) -> None:
    """Note what a run did, in the transaction of its claim. `begun` is `time.monotonic()` at its start."""
    with transaction() as session:
        run.outcome, run.touched = outcome, touched
        run.seconds = round(time.monotonic() - begun, 3)
        session.flush()


def add_to_run(
    job: str, period: str, *, counts: dict[str, int], touched: int, begun: float, now: datetime
) -> None:
    """Add up what a job did in a period, that needs no claim: its effects are claimed one by one."""
    with transaction() as session:
        try:
            run = claim_period(job, period)
        except PeriodAlreadyDone:
            there = select(JobRun).where(
                JobRun.job == job, JobRun.period == period, JobRun.state == JobRunState.DONE
            )
            run = session.scalars(there.with_for_update().execution_options(populate_existing=True)).one()
        run.claimed_at = now
        total = {name: run.outcome.get(name, 0) + n for name, n in counts.items()} if run.outcome else counts
        finish_run(run, outcome=total, touched=(run.touched or 0) + touched, begun=begun)


def note_failure(job: str, period: str, *, error: str, begun: float, now: datetime) -> None:
    """Note that a run came to nothing, and why. The period stays free for the next try."""
    with transaction() as session:
        session.add(
            JobRun(
                job=job,
                period=period,
                claimed_at=now,
                state=JobRunState.FAILED,
                seconds=round(time.monotonic() - begun, 3),
                error=error[:LONGEST_ERROR],
            )
        )


def period_by_hand() -> str:
    """Return a period of its own for a run that a person asked for."""
    return f"{BY_HAND}{utc_now():%Y%m%dT%H%M%S}-{secrets.token_hex(4)}"
