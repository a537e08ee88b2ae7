"""Tables of what the matcher was asked and what it answered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime
from buurtservice.extensions import Base


class MatchingRound(Base):
    """One run of the matcher. Each names the one before it, so two rounds at once cannot both be stored."""

    __tablename__ = "matching_round"
    __table_args__ = (
        UniqueConstraint("previous_round"),
        CheckConstraint("previous_round = number - 1", name="follows"),
        CheckConstraint("bound >= value", name="bound"),
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    previous_round: Mapped[int]  # 0 before the first.
    as_of: Mapped[date]
    stored_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    policy: Mapped[dict[str, Any]] = mapped_column(JSON)
    code_version: Mapped[str] = mapped_column(String(40))
    input_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(20))
    stopped: Mapped[bool]
    value: Mapped[int] = mapped_column(BigInteger)
    bound: Mapped[int] = mapped_column(BigInteger)
    gap: Mapped[float]
    served_max: Mapped[int]
    candidates: Mapped[int]
    levels: Mapped[dict[str, int]] = mapped_column(JSON)
    near_misses: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class RoundUnmatched(Base):
    """A request that a round found nobody for, and the first reason that holds."""

    __tablename__ = "round_unmatched"

    round_number: Mapped[int] = mapped_column(ForeignKey("matching_round.number"), primary_key=True)
    help_request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40))
