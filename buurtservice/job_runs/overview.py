"""How the jobs stand: the last run of each, what went wrong, what runs now, and when it comes again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select

from buurtservice.extensions import db
from buurtservice.job_runs.models import JobRequest, JobRequestState, JobRun, JobRunState
from buurtservice.job_runs.queries import LIVE
from buurtservice.job_runs.times import OUTBOX, TIMES, next_moment

JOBS = (*(timed.job for timed in TIMES), OUTBOX)
FAILURES_SHOWN_FOR = timedelta(days=7)
FAILURES_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One job. `done` is its last run that was done; `wish` what somebody asked for and is not over."""

    job: str
    done: JobRun | None
    failed: JobRun | JobRequest | None  # The last failure, when nothing was done since.
    wish: JobRequest | None
    next_at: datetime | None


def list_standings(*, now: datetime) -> list[Standing]:
    """Return how each job stands, in the order of the table of times."""
    runs = {(run.job, run.state): run for run in db.session.scalars(_last_runs())}
    wishes = {(wish.job, wish.state): wish for wish in db.session.scalars(_last_wishes())}
    times = {timed.job: next_moment(timed, now) for timed in TIMES}
    return [
        Standing(
            job=job,
            done=(done := runs.get((job, JobRunState.DONE))),
            failed=_failure(
                done, runs.get((job, JobRunState.FAILED)), wishes.get((job, JobRequestState.FAILED))
            ),
            wish=next((wish for state in LIVE if (wish := wishes.get((job, state)))), None),
            next_at=times.get(job),
        )
        for job in JOBS
    ]


def list_failures(*, now: datetime) -> list[JobRun]:
    """Return the runs by the clock that came to nothing lately, the newest first."""
    lately = JobRun.claimed_at > now - FAILURES_SHOWN_FOR
    failed = select(JobRun).where(JobRun.state == JobRunState.FAILED, lately)
    return list(db.session.scalars(failed.order_by(JobRun.id.desc()).limit(FAILURES_SHOWN)))


def list_live_wishes(jobs: Collection[str] = JOBS) -> list[JobRequest]:
    """Return the wishes that wait or run, the oldest first."""
    live = select(JobRequest).where(JobRequest.state.in_(LIVE), JobRequest.job.in_(jobs))
    return list(db.session.scalars(live.order_by(JobRequest.id).execution_options(populate_existing=True)))


def _last_runs() -> Select[JobRun]:
    last = select(func.max(JobRun.id)).where(JobRun.job.in_(JOBS)).group_by(JobRun.job, JobRun.state)
    return select(JobRun).where(JobRun.id.in_(last))


def _last_wishes() -> Select[JobRequest]:
    last = select(func.max(JobRequest.id)).where(JobRequest.job.in_(JOBS))
    return select(JobRequest).where(JobRequest.id.in_(last.group_by(JobRequest.job, JobRequest.state)))


def _failure(done: JobRun | None, run: JobRun | None, wish: JobRequest | None) -> JobRun | JobRequest | None:
    since = done.claimed_at if done else None
    failures: list[tuple[datetime, JobRun | JobRequest]] = [(run.claimed_at, run)] if run else []
    if wish is not None and wish.finished_at is not None:
        failures.append((wish.finished_at, wish))
    later = [one for one in failures if since is None or one[0] > since]
    return max(later, key=lambda one: one[0])[1] if later else None
