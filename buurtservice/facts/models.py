"""The fact table. No names, no resident ids: random keys join the facts of one request, offer or match."""

import secrets
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime, state_column
from buurtservice.extensions import Base


class FactKind(StrEnum):
    """What can happen."""

    REQUEST_RECEIVED = "request_received"
    REQUEST_PAUSED = "request_paused"
    REQUEST_RESUMED = "request_resumed"
    REQUEST_WITHDRAWN = "request_withdrawn"
    OFFER_RECEIVED = "offer_received"
    OFFER_PAUSED = "offer_paused"
    OFFER_RESUMED = "offer_resumed"
    OFFER_WITHDRAWN = "offer_withdrawn"
    OFFER_EXPIRED = "offer_expired"
    OFFER_CHANGED = "offer_changed"  # How many at once.
    MATCH_PROPOSED = "match_proposed"
    MATCH_APPROVED = "match_approved"
    MATCH_AGREED = "match_agreed"
    MATCH_STARTED = "match_started"
    MATCH_COMPLETED = "match_completed"
    MATCH_DECLINED = "match_declined"
    MATCH_WITHDRAWN = "match_withdrawn"
    MATCH_STOPPED = "match_stopped"
    MATCH_APPROVAL_UNDONE = "match_approval_undone"
    MATCH_DECLINE_UNDONE = "match_decline_undone"
    MATCH_REVIEWED = "match_reviewed"
    TEAM_TASK_OPENED = "team_task_opened"
    TEAM_TASK_DONE = "team_task_done"
    TEAM_TASK_HANDED_BACK = "team_task_handed_back"
    TEAM_TASK_DROPPED = "team_task_dropped"
    CALL_OPENED = "call_opened"
    CALL_ANSWERED = "call_answered"
    CALL_NOT_REACHED = "call_not_reached"
    CALL_DONE = "call_done"
    ACTIVITY_PLANNED = "activity_planned"
    ACTIVITY_HELD = "activity_held"
    ACTIVITY_CANCELLED = "activity_cancelled"
    ACTIVITY_PLACE_TAKEN = "activity_place_taken"
    ACTIVITY_PLACE_FREED = "activity_place_freed"
    ACTIVITY_ATTENDED = "activity_attended"
    SCOOTER_RESERVED = "scooter_reserved"
    SCOOTER_CANCELLED = "scooter_cancelled"
    SCOOTER_REFUSED = "scooter_refused"  # Nothing was free: the number that argues for one more.
    SCOOTER_NO_SHOW = "scooter_no_show"
    SCOOTER_LENT = "scooter_lent"
    SCOOTER_RETURNED = "scooter_returned"
    CASE_COUNTED = "case_counted"  # Somebody was helped without being registered.
    QUESTION_COUNTED = "question_counted"  # Only a question at the desk; nothing about the person is kept.
    QUESTION_UNCOUNTED = "question_uncounted"  # One tap too many, taken back.
    SIGNAL_RAISED = "signal_raised"
    SIGNAL_TAKEN = "signal_taken"
    REFERRAL_MADE = "referral_made"


class ReciprocityKind(StrEnum):
    """Why an agreed match counts as reciprocal for its asker, on the day it was agreed."""

    RING = "ring"
    OFFERS = "offers"
    GAVE = "gave"


class Fact(Base):
    """One thing that happened on one local day. Rows are added, never changed and never removed."""

    __tablename__ = "fact"
    __table_args__ = (
        CheckConstraint("hours IS NULL OR hours >= 0", name="hours"),
        CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity"),
        CheckConstraint("people IS NULL OR people >= 0", name="people"),
        Index("ix_fact_occurred_on_kind", "occurred_on", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FactKind] = mapped_column(state_column(FactKind, "kind"))
    occurred_on: Mapped[date]  # The local day, Europe/Amsterdam.
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    request_key: Mapped[str | None] = mapped_column(String(32), index=True)
    offer_key: Mapped[str | None] = mapped_column(String(32), index=True)
    match_key: Mapped[str | None] = mapped_column(String(32), index=True)
    category: Mapped[str | None] = mapped_column(String(40))
    neighbourhood: Mapped[str | None] = mapped_column(String(80))
    site: Mapped[str | None] = mapped_column(String(80))
    reciprocity: Mapped[ReciprocityKind | None] = mapped_column(state_column(ReciprocityKind, "reciprocity"))
    asker_offers: Mapped[bool | None]  # On the day of asking; never recomputed.
    reason: Mapped[str | None] = mapped_column(String(40))
    hours: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))
    capacity: Mapped[int | None]
    people: Mapped[int | None]


def new_subject_key() -> str:
    """Return a random key that joins facts and says nothing about anybody."""
    return secrets.token_hex(12)
