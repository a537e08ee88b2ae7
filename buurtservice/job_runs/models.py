"""The claim of a job on a period, and the wish of a person that a job runs now."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime, state_column
from buurtservice.extensions import Base


class JobRunState(StrEnum):
    """What came of a run."""

    DONE = "done"
    FAILED = "failed"


class JobRun(Base):
    """One run of one job. A second run of a period that is done cannot be stored, so it has no second effect.

    A run that failed had no effect; it is noted, and its period stays free for the next try.
    """

    __tablename__ = "job_run"
    __table_args__ = (
        Index(
            "uq_job_run_done",
            "job",
            "period",
            unique=True,
            sqlite_where=text("state = 'done'"),
            postgresql_where=text("state = 'done'"),
        ),
        Index("ix_job_run_job", "job", "id"),
        CheckConstraint("seconds IS NULL OR seconds >= 0", name="seconds"),
        CheckConstraint("touched IS NULL OR touched >= 0", name="touched"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(80))
    claimed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    state: Mapped[JobRunState] = mapped_column(state_column(JobRunState, "state"), default=JobRunState.DONE)
    seconds: Mapped[float | None]  # How long it took, preparation included.
    touched: Mapped[int | None]  # How many requests, offers, messages … it changed.
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str | None] = mapped_column(String(300))  # A sentence for the reader, in Dutch.


class JobRequestState(StrEnum):
    """Where a wish stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class JobRequest(Base):
    """A person asked for a job to run now. The jobs process picks it up; one wish at a time for each job."""

    __tablename__ = "job_request"
    __table_args__ = (
        CheckConstraint("done_parts BETWEEN 0 AND total_parts", name="progress"),
        Index(
            "uq_job_request_live",
            "job",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'running')"),
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    state: Mapped[JobRequestState] = mapped_column(
        state_column(JobRequestState, "state"), default=JobRequestState.WAITING
    )
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)  # The process's last sign of life.
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    done_parts: Mapped[int] = mapped_column(default=0)
    total_parts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    error: Mapped[str | None] = mapped_column(String(300))  # A sentence for the reader, in Dutch.
