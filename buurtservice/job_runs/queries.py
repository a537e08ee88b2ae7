"""Reads about wishes that a job runs now."""

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.job_runs.models import JobRequest, JobRequestState

LIVE = (JobRequestState.WAITING, JobRequestState.RUNNING)


def find_latest_request(job: str) -> JobRequest | None:
    """Return the latest wish for this job, whatever became of it, as it is in the database now."""
    return db.session.scalar(
        select(JobRequest)
        .where(JobRequest.job == job)
        .order_by(JobRequest.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def find_live_request(job: str) -> JobRequest | None:
    """Return the wish for this job that waits or runs, if there is one."""
    return db.session.scalar(select(JobRequest).where(JobRequest.job == job, JobRequest.state.in_(LIVE)))
