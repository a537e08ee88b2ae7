"""Tables of matches, the rings they may form, and every step they took."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime, state_column
from buurtservice.extensions import Base
from buurtservice.facts.models import new_subject_key
from buurtservice.help.models import HelpOffer, HelpRequest


class MatchState(StrEnum):
    """Where a match stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    AGREED = "agreed"
    ACTIVE = "active"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    STOPPED = "stopped"


LIVE_STATES = (MatchState.APPROVED, MatchState.AGREED, MatchState.ACTIVE)
UNDER_WAY_STATES = (MatchState.PROPOSED, *LIVE_STATES)


class Reciprocity(StrEnum):
    """Why the matcher gave this match its reciprocity bonus."""

    RING = "ring"
    GIVES_BACK = "gives_back"


class Step(StrEnum):
    """What can happen to a match."""

    PROPOSED = "proposed"
    POSTPONED = "postponed"
    APPROVED = "approved"
    ASKER_SAID_YES = "asker_said_yes"
    HELPER_SAID_YES = "helper_said_yes"
    AGREED = "agreed"
    STARTED = "started"
    COMPLETED = "completed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    RING_BROKEN = "ring_broken"
    APPROVAL_UNDONE = "approval_undone"
    DECLINE_UNDONE = "decline_undone"
    ASKER_YES_UNDONE = "asker_yes_undone"
    HELPER_YES_UNDONE = "helper_yes_undone"
    ASKER_NOT_REACHED = "asker_not_reached"
    HELPER_NOT_REACHED = "helper_not_reached"
    MEETING_PLANNED = "meeting_planned"
    MEETING_CANCELLED = "meeting_cancelled"
    ASKER_REVIEWED = "asker_reviewed"
    HELPER_REVIEWED = "helper_reviewed"


class Side(StrEnum):
    """Which of the two."""

    ASKER = "asker"
    HELPER = "helper"


class Went(StrEnum):
    """How it went, in the words of one side."""

    WELL = "well"
    SO_SO = "so_so"
    BADLY = "badly"


class NextStep(StrEnum):
    """What to do next, in the words of one side."""

    AGAIN = "again"
    WEEKLY = "weekly"
    STOP = "stop"
    NEVER = "never"


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Ring(Base):
    """Matches that close a circle. Broken when a link fails; the others stay as ordinary matches."""

    __tablename__ = "ring"

    id: Mapped[int] = mapped_column(primary_key=True)
    broken_on: Mapped[date | None]


class Match(Base):
    """A request joined to an offer."""

    __tablename__ = "match"
    __table_args__ = (
        CheckConstraint("score IS NULL OR score BETWEEN 1 AND 1000", name="score"),
        CheckConstraint("hours IS NULL OR hours >= 0", name="hours"),
        Index(
            "uq_match_proposed",
            "help_request_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    help_request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), index=True)
    help_offer_id: Mapped[int] = mapped_column(ForeignKey("help_offer.id"), index=True)
    round_number: Mapped[int | None]  # None for a match made by hand.
    ring_id: Mapped[int | None] = mapped_column(ForeignKey("ring.id"), index=True)
    state: Mapped[MatchState] = mapped_column(state_column(MatchState, "state"), default=MatchState.PROPOSED)
    score: Mapped[int | None]
    parts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    reciprocity: Mapped[Reciprocity | None] = mapped_column(state_column(Reciprocity, "reciprocity"))
    postponed_until: Mapped[date | None]
    proposed_on: Mapped[date]
    last_step_on: Mapped[date]
    asker_said_yes_on: Mapped[date | None]
    helper_said_yes_on: Mapped[date | None]
    asker_call_back_on: Mapped[date | None]  # Nobody answered: try again from this day on.
    helper_call_back_on: Mapped[date | None]
    contact_shared_on: Mapped[date | None]  # Both said yes: from then on each sees how to reach the other.
    # The Monday from which this helper does what the team did each week until then.
    takes_over_on: Mapped[date | None]
    hours: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))
    completed_on: Mapped[date | None]
    solution_id: Mapped[int | None] = mapped_column(ForeignKey("solution.id"))
    subject_key: Mapped[str | None] = mapped_column(String(32), unique=True, default=new_subject_key)

    request: Mapped[HelpRequest] = relationship(lazy="joined")
    offer: Mapped[HelpOffer] = relationship(lazy="joined")
    ring: Mapped[Ring | None] = relationship(lazy="joined")

    @property
    def made_by_hand(self) -> bool:
        """Tell whether a worker made this match, not a round."""
        return self.round_number is None

    @property
    def whole_ring_id(self) -> int | None:
        """Return the ring this match still is a link of; None once it is broken."""
        return self.ring_id if self.ring is not None and self.ring.broken_on is None else None


class MatchEvent(Base):
    """One step of one match: what, on which local day, why, and when it was written down."""

    __tablename__ = "match_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), index=True)
    step: Mapped[Step] = mapped_column(state_column(Step, "step"))
    happened_on: Mapped[date]
    reason: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(String(300))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    staff_user_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff_user.id")
    )  # None: the system, or a card.


class Appointment(Base):
    """When two people of a match meet, for the first time with the worker if they wish."""

    __tablename__ = "appointment"
    __table_args__ = (CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), index=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    place: Mapped[str | None] = mapped_column(String(200))
    with_worker_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    state: Mapped[AppointmentState] = mapped_column(
        state_column(AppointmentState, "state"), default=AppointmentState.PLANNED
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)

    match: Mapped[Match] = relationship(lazy="joined")


class MatchReview(Base):
    """What one side said about how it went. A later word of the same side replaces the earlier one."""

    __tablename__ = "match_review"
    __table_args__ = (CheckConstraint("hours IS NULL OR hours BETWEEN 0 AND 1000", name="hours"),)

    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"), primary_key=True)
    side: Mapped[Side] = mapped_column(state_column(Side, "side"), primary_key=True)
    went: Mapped[Went] = mapped_column(state_column(Went, "went"))
    next_step: Mapped[NextStep | None] = mapped_column(state_column(NextStep, "next_step"))
    hours: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))
    note: Mapped[str | None] = mapped_column(String(300))
    given_on: Mapped[date]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
