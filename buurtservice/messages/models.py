"""The outbox: messages that were decided upon, and whether they have left."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime, state_column
from buurtservice.extensions import Base


class MessageState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Channel(StrEnum):
    """How a message reaches somebody."""

    MAIL = "mail"
    SMS = "sms"
    LETTER = "letter"  # Somebody prints it and brings it away.
    CALL = "call"  # Somebody tells it by telephone, or at the desk.


class OutboxMessage(Base):
    """One message to one person. `key` says what it is about, so that it cannot be written twice.

    Mail and SMS leave by themselves; a letter or a call waits until a member of staff did it (`done_by_id`).
    One that cannot be delivered is followed by a call about the same (`follows_id`).
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("tries >= 0", name="tries"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        Index("ix_outbox_message_state_not_before", "state", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    staff_user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    channel: Mapped[Channel] = mapped_column(state_column(Channel, "channel"), default=Channel.MAIL)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_message.id"), unique=True)
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(5), default="nl")
    message_id: Mapped[str] = mapped_column(
        String(120), unique=True
    )  # The same at each try (RFC 5322, 3.6.4).
    state: Mapped[MessageState] = mapped_column(
        state_column(MessageState, "state"), default=MessageState.WAITING
    )
    not_before: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    expires_at: Mapped[datetime | None] = mapped_column(
        UTCDateTime
    )  # A code that is no longer valid is not sent.
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class MessageOptOut(Base):
    """A kind of message that somebody does not want. Twice the same is harmless: two cards may become one."""

    __tablename__ = "message_opt_out"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    since: Mapped[date]
