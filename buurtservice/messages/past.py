"""When nobody needs to bring a message away any more: its day is over, or it lay there for a month."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_

from buurtservice.messages.models import Channel, MessageState, OutboxMessage

BY_HAND = (Channel.LETTER, Channel.CALL)
KEPT_TO_TELL = timedelta(days=30)  # So late nobody wants to be rung about it.
SHOWN = timedelta(days=7)


def is_past(now: datetime) -> ColumnElement[bool]:
    """Return the condition that telling it makes no sense any more."""
    too_old = OutboxMessage.channel.in_(BY_HAND) & (OutboxMessage.not_before <= now - KEPT_TO_TELL)
    return or_(and_(OutboxMessage.expires_at.is_not(None), OutboxMessage.expires_at <= now), too_old)


def waits_by_hand(now: datetime) -> ColumnElement[bool]:
    """Return the condition that somebody is to tell it or to bring it away now."""
    return and_(
        OutboxMessage.channel.in_(BY_HAND),
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.not_before <= now,
        ~is_past(now),
    )


def was_let_go(now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody brought it away in time, and that this is a week ago at most."""
    return and_(
        OutboxMessage.channel.in_(BY_HAND),
        OutboxMessage.state != MessageState.SENT,
        OutboxMessage.not_before <= now,
        is_past(now),
        ~is_past(now - SHOWN),
    )


def is_over(message: OutboxMessage, now: datetime) -> bool:
    """Tell whether its day is over; otherwise it lay there too long."""
    return message.expires_at is not None and message.expires_at <= now
