"""Calls: one conversation with one person."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buurtservice.columns import state_column
from buurtservice.extensions import Base
from buurtservice.help.models import HelpRequest


class CallReason(StrEnum):
    """Why the worker should call."""

    NO_MATCH_IN_TIME = "no_match_in_time"


class CallState(StrEnum):
    """Whether the conversation still has to take place."""

    OPEN = "open"
    DONE = "done"


class Call(Base):
    """One conversation about one request. At most one open call for a request and a reason."""

    __tablename__ = "call"
    __table_args__ = (
        Index(
            "uq_call_open",
            "help_request_id",
            "reason",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    help_request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), index=True)
    reason: Mapped[CallReason] = mapped_column(state_column(CallReason, "reason"))
    state: Mapped[CallState] = mapped_column(state_column(CallState, "state"), default=CallState.OPEN)
    opened_on: Mapped[date]

    request: Mapped[HelpRequest] = relationship(lazy="joined")
