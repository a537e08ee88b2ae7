"""What takes seconds to work out is worked out by the jobs process; a page shows what was found last.

A job keeps what it found in its wish (job_runs): ids and numbers, no names.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from buurtservice.calls.planning import plan_calls
from buurtservice.calls.scarcity import list_shortages, pick_for_paper
from buurtservice.calls.together import list_suggestions
from buurtservice.extensions import db
from buurtservice.job_runs.models import JobRequest, JobRequestState

CALLS_PLANNED = 10  # As many as somebody makes in a few days; afterwards the plan is made anew.
MOST_SUGGESTIONS = 50
MOST_SHORTAGES = 15


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a job found last, and whether it looks again now. `failed` is why the last try came to nothing."""

    found: dict[str, Any] | None
    finished_at: datetime | None
    is_looking: bool
    failed: str | None


def last_look(job: str) -> Looked:
    """Return what this job found last, in one query."""
    latest_done = (
        select(JobRequest.id)
        .where(JobRequest.job == job, JobRequest.state == JobRequestState.DONE)
        .order_by(JobRequest.id.desc())
        .limit(1)
    )
    latest = select(JobRequest.id).where(JobRequest.job == job).order_by(JobRequest.id.desc()).limit(1)
    either = JobRequest.id.in_(latest_done.subquery().select()) | JobRequest.id.in_(
        latest.subquery().select()
    )
    rows = list(db.session.scalars(select(JobRequest).where(either).order_by(JobRequest.id)))
    done = next((row for row in rows if row.state == JobRequestState.DONE), None)
    last = rows[-1] if rows else None
    looking = last is not None and last.state in (JobRequestState.WAITING, JobRequestState.RUNNING)
    failed = last.error if last is not None and last.state == JobRequestState.FAILED else None
    return Looked(
        found=done.outcome if done else None,
        finished_at=done.finished_at if done else None,
        is_looking=looking,
        failed=failed,
    )


def look_for_calls(*, as_of: date, today: date) -> dict[str, Any]:
    """Plan the calls that help most, and store them; return the number of the plan."""
    stored = plan_calls(calls=CALLS_PLANNED, as_of=as_of, today=today)
    return {"plan": stored.number, "requests": stored.requests, "served_max": stored.served_max}


def look_for_together(*, as_of: date, today: date) -> dict[str, Any]:
    """Find groups of open requests that one activity could answer; return their ids."""
    found = list_suggestions(as_of=as_of, today=today)
    return {
        "groups": [
            {
                "key": one.key,
                "requests": [request.id for request in one.requests],
                "daypart": one.daypart,
                "across_m": one.across_m,
                "otherwise_unserved": one.otherwise_unserved,
            }
            for one in found[:MOST_SUGGESTIONS]
        ]
    }


def look_for_shortages(*, as_of: date, today: date) -> dict[str, Any]:
    """Find where one more helper would help most; return the places and, apart, the three for the paper."""
    found = list_shortages(as_of=as_of, today=today)
    return {
        "shortages": [one.to_dict() for one in found[:MOST_SHORTAGES]],
        "paper": [one.to_dict() for one in pick_for_paper(found)],
    }
