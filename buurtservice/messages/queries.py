"""Reads of the outbox."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, exists, func, select

from buurtservice.extensions import db
from buurtservice.messages.models import Channel, MessageState, OutboxMessage
from buurtservice.messages.past import waits_by_hand


def list_messages(
    *, offset: int = 0, limit: int = 25, channels: Collection[Channel] = tuple(Channel)
) -> tuple[list[OutboxMessage], int]:
    """Return the newest messages that have words, and how many there are."""
    with_words = and_(OutboxMessage.body != "", OutboxMessage.channel.in_(channels))
    newest = select(OutboxMessage).where(with_words)
    newest = newest.order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc())
    total = db.session.scalar(select(func.count()).select_from(OutboxMessage).where(with_words)) or 0
    return list(db.session.scalars(newest.offset(offset).limit(limit))), total


def count_by_state() -> dict[MessageState, int]:
    """Return how many messages stand in each state."""
    counted = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    found = dict(iter(db.session.execute(counted)))
    return {state: found.get(state, 0) for state in MessageState}


def was_told(key: str) -> bool:
    """Tell whether there is a message about this already. The UNIQUE key decides where two ask at once."""
    return bool(db.session.scalar(select(exists().where(OutboxMessage.key == key))))


def count_by_hand(*, now: datetime) -> dict[Channel, int]:
    """Return how many letters wait to be brought away, and how many messages to be told."""
    counted = select(OutboxMessage.channel, func.count()).where(waits_by_hand(now))
    found = dict(iter(db.session.execute(counted.group_by(OutboxMessage.channel))))
    return {channel: found.get(channel, 0) for channel in (Channel.LETTER, Channel.CALL)}
