"""The months that were frozen."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime
from buurtservice.extensions import Base


class MonthFigures(Base):
    """The figures of one local month as published. A correction is a further revision, never an edit.

    `facts_hash` is the SHA-256 of the facts they were counted from, `figures_hash` that of the figures: the
    same facts counted by the same code give the same two.
    """

    __tablename__ = "month_figures"
    __table_args__ = (
        UniqueConstraint("month", "revision"),
        CheckConstraint("revision >= 1", name="revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    month: Mapped[date]  # Its first day.
    revision: Mapped[int]
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    code_version: Mapped[str] = mapped_column(String(40))
    last_fact_id: Mapped[int]  # Facts beyond it came later.
    facts_hash: Mapped[str] = mapped_column(String(64))
    figures_hash: Mapped[str] = mapped_column(String(64))
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # What differs from the one before.
