"""The claim of a job on a period."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime
from buurtservice.extensions import Base


class JobRun(Base):
    """One run of one job. A second run of the same period cannot be stored, so it has no second effect."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(80))
    claimed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
