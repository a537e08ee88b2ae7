"""Notes what came of a message. What could not be delivered comes back as a call for the worker, once."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from buurtservice.extensions import db
from buurtservice.messages.kinds import KINDS, SECRET_KINDS
from buurtservice.messages.models import Channel, MessageState, OutboxMessage
from buurtservice.messages.past import is_past
from buurtservice.transactions import changes_one, transaction

KEPT = timedelta(days=4)  # Longer than any of the secret kinds works.


def close(message_ids: Iterable[int], *, state: MessageState, now: datetime) -> None:
    """Note that these were sent, or failed for good; each failure and its call are one transaction."""
    with transaction() as session:
        for message_id in message_ids:
            waiting = update(OutboxMessage).where(
                OutboxMessage.id == message_id, OutboxMessage.state == MessageState.WAITING
            )
            sent_at = now if state == MessageState.SENT else None
            if not changes_one(waiting.values(state=state, sent_at=sent_at)):
                continue  # It was erased with the person it was for.
            message = session.get_one(OutboxMessage, message_id, populate_existing=True)
            if state == MessageState.FAILED:
                _follow_with_call(message, now=now)
            if message.kind in SECRET_KINDS:
                message.body = ""


def give_up_expired(now: datetime) -> int:
    """Let go of what came too late or nobody told for a month, and of old codes; return how many that are."""
    with transaction() as session:
        session.execute(
            delete(OutboxMessage).where(
                OutboxMessage.kind.in_(SECRET_KINDS), OutboxMessage.created_at < now - KEPT
            )
        )
        over = select(OutboxMessage).where(OutboxMessage.state == MessageState.WAITING, is_past(now))
        messages = list(session.scalars(over))
        for message in messages:
            message.state = MessageState.FAILED
            if message.kind in SECRET_KINDS:
                message.body = ""
        return len(messages)


def hand_to_people(*, channel: Channel, now: datetime) -> int:
    """Let people tell what waits for a channel that is not there; return how many messages that are."""
    waiting = select(OutboxMessage.id).where(
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.channel == channel,
        OutboxMessage.resident_id.is_not(None),
        OutboxMessage.not_before <= now,
        OutboxMessage.kind.not_in(SECRET_KINDS),
    )
    ids = list(db.session.scalars(waiting))
    close(ids, state=MessageState.FAILED, now=now)
    return len(ids)


def _follow_with_call(message: OutboxMessage, *, now: datetime) -> None:
    kind = KINDS.get(message.kind)
    by_telephone = kind is None or (kind.told_otherwise and Channel.CALL in kind.ways)
    over = message.expires_at is not None and message.expires_at <= now
    if message.resident_id is None or not by_telephone or over:
        return
    db.session.add(
        OutboxMessage(
            key=f"call:{message.id}",
            kind=message.kind,
            channel=Channel.CALL,
            follows_id=message.id,
            to="",
            subject=message.subject,
            body=message.body,
            language=message.language,
            resident_id=message.resident_id,
            message_id=secrets.token_hex(16),
            not_before=now,
            expires_at=message.expires_at,
            created_at=now,
        )
    )
