"""Tables of referrals and signals."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime, state_column
from buurtservice.extensions import Base
from buurtservice.help.models import HelpRequest
from buurtservice.residents.models import Neighbourhood, Resident


class Direction(StrEnum):
    """Whether somebody came to us or went from us."""

    TO = "to"
    FROM = "from"


class Party(StrEnum):
    """Whom we refer to, or who referred to us."""

    SOCIAL_TEAM = "social_team"
    GP = "gp"
    WMO_TEAM = "wmo_team"
    POLICE = "police"
    PARISH = "parish"
    HOUSING = "housing"
    FAMILY = "family"
    OTHER = "other"


class ReferralState(StrEnum):
    """Where a referral stands."""

    OPEN = "open"
    ARRIVED = "arrived"
    CLOSED = "closed"


class SignalState(StrEnum):
    """Where a signal stands: it is on top of the worker's day until somebody took it."""

    OPEN = "open"
    TAKEN = "taken"
    CLOSED = "closed"


class Referral(Base):
    """Somebody, or one request of somebody, that goes to others or came from them, with their agreement."""

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("resident_id IS NOT NULL OR help_request_id IS NOT NULL", name="about_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    direction: Mapped[Direction] = mapped_column(state_column(Direction, "direction"))
    party: Mapped[Party] = mapped_column(state_column(Party, "party"))
    party_name: Mapped[str | None] = mapped_column(String(120))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    help_request_id: Mapped[int | None] = mapped_column(ForeignKey("help_request.id"), index=True)
    agreed_on: Mapped[date]  # When the person themselves agreed to it.
    note: Mapped[str | None] = mapped_column(String(500))
    state: Mapped[ReferralState] = mapped_column(
        state_column(ReferralState, "state"), default=ReferralState.OPEN
    )
    made_on: Mapped[date]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    closed_on: Mapped[date | None]

    resident: Mapped[Resident | None] = relationship(lazy="joined")
    request: Mapped[HelpRequest | None] = relationship(lazy="joined")


class Signal(Base):
    """Something that cannot wait, for the worker at once."""

    __tablename__ = "signal"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (taken_at IS NULL)", name="taken"),
        CheckConstraint("(taken_at IS NULL) = (taken_by_id IS NULL)", name="taken_by"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        Index("ix_signal_state_raised_at", "state", "raised_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(500))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    help_request_id: Mapped[int | None] = mapped_column(ForeignKey("help_request.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    state: Mapped[SignalState] = mapped_column(state_column(SignalState, "state"), default=SignalState.OPEN)
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    raised_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    taken_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    outcome: Mapped[str | None] = mapped_column(String(500))

    resident: Mapped[Resident | None] = relationship(lazy="joined")
    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="joined")
