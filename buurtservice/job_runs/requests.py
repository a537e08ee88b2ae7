"""Wishes that a job runs now: asked by a person, claimed by the jobs process, taken over when that dies.

Each step is a conditional update, so that two processes never run the same wish, and one that was thought
dead and is not cannot finish what another took over: the moment of its claim is its key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.job_runs.models import JobRequest, JobRequestState
from buurtservice.job_runs.queries import find_live_request
from buurtservice.transactions import changes_one, savepoint, transaction

DEAD_AFTER = timedelta(seconds=60)  # Several signs of life, which come every few seconds, were missed.
MOST_CLAIMS = 3  # What kills its process each time must not kill it for ever.
DIED = N_("Het programma viel hierbij telkens uit. Probeer het later nog eens, of meld dit aan de beheerder.")


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A wish that this process runs."""

    request_id: int
    job: str
    started_at: datetime


def ask_for_job(job: str, *, by: int | None, now: datetime) -> JobRequest:
    """Ask that the job runs now. Whoever asks while it waits or runs already gets that wish: there is one."""
    with transaction() as session:
        standing = find_live_request(job)
        if standing is not None:
            return standing
        wish = JobRequest(job=job, asked_by_id=by, asked_at=now)
        try:
            with savepoint():
                session.add(wish)
                session.flush()
        except IntegrityError:  # Somebody asked at the same moment.
            standing = find_live_request(job)
            if standing is None:
                raise
            return standing
        return wish


def claim_next_request(*, now: datetime) -> Claim | None:
    """Claim the wish that waits longest, or that of a process that died; None when there is nothing to do."""
    with transaction():
        give_up_hopeless(now=now)
        for wish in db.session.scalars(_claimable(now)).all():
            claims = int(wish.outcome.get("claims", 0)) + 1
            claimed = update(JobRequest).where(
                JobRequest.id == wish.id,
                JobRequest.state == wish.state,
                JobRequest.seen_at.is_not_distinct_from(wish.seen_at),
            )
            values = {
                "state": JobRequestState.RUNNING,
                "started_at": now,
                "seen_at": now,
                "done_parts": 0,
                "total_parts": 0,
                "outcome": {"claims": claims},
            }
            if changes_one(claimed.values(**values)):
                return Claim(request_id=wish.id, job=wish.job, started_at=now)
    return None


def show_progress(claim: Claim, *, done: int, total: int, now: datetime) -> bool:
    """Note how far it is, with a sign of life; tell whether the wish is still ours."""
    with transaction():
        ours = _ours(claim)
        return changes_one(ours.values(done_parts=done, total_parts=total, seen_at=now))


def show_life(claim: Claim, *, now: datetime) -> bool:
    """Note that the process lives; tell whether the wish is still ours."""
    with transaction():
        return changes_one(_ours(claim).values(seen_at=now))


def finish_request(claim: Claim, *, outcome: dict[str, Any], now: datetime) -> bool:
    """Note what came of it; tell whether the wish was still ours."""
    with transaction():
        done = _ours(claim).values(
            state=JobRequestState.DONE,
            outcome=outcome,
            finished_at=now,
            seen_at=now,
            done_parts=JobRequest.total_parts,
        )
        return changes_one(done)


def fail_request(claim: Claim, *, error: str, now: datetime) -> bool:
    """Note why it did not work, in a sentence for whoever asked; tell whether the wish was still ours."""
    with transaction():
        failed = _ours(claim).values(
            state=JobRequestState.FAILED, error=error[:300], finished_at=now, seen_at=now
        )
        return changes_one(failed)


def give_back(claim: Claim) -> bool:
    """Let the wish wait again, for the next process: this one has to stop. It does not count as a death."""
    with transaction():
        waits = _ours(claim).values(state=JobRequestState.WAITING, started_at=None, seen_at=None, outcome={})
        return changes_one(waits)


def give_up_hopeless(*, now: datetime) -> None:
    """Let a wish fail that cost several processes their life."""
    for wish in db.session.scalars(_dead(now)).all():
        if int(wish.outcome.get("claims", 0)) >= MOST_CLAIMS:
            hopeless = update(JobRequest).where(
                JobRequest.id == wish.id,
                JobRequest.state == JobRequestState.RUNNING,
                JobRequest.seen_at.is_not_distinct_from(wish.seen_at),
            )
            changes_one(hopeless.values(state=JobRequestState.FAILED, error=DIED, finished_at=now))


def _claimable(now: datetime) -> Any:
    dead = (JobRequest.state == JobRequestState.RUNNING) & (JobRequest.seen_at < now - DEAD_AFTER)
    return (
        select(JobRequest)
        .where((JobRequest.state == JobRequestState.WAITING) | dead)
        .order_by(JobRequest.id)
        .execution_options(populate_existing=True)
    )


def _dead(now: datetime) -> Any:
    return (
        select(JobRequest)
        .where(JobRequest.state == JobRequestState.RUNNING, JobRequest.seen_at < now - DEAD_AFTER)
        .execution_options(populate_existing=True)
    )


def _ours(claim: Claim) -> Any:
    return update(JobRequest).where(
        JobRequest.id == claim.request_id,
        JobRequest.state == JobRequestState.RUNNING,
        JobRequest.started_at == claim.started_at,
    )
