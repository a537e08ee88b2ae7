"""Messages that people bring away: a letter, or something to tell. Done once, and undone within a day."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, update

from buurtservice.messages.errors import MessageDoneAlready, MessageNotToUndo
from buurtservice.messages.models import MessageState, OutboxMessage
from buurtservice.messages.past import BY_HAND
from buurtservice.transactions import changes_one, transaction

UNDONE_WITHIN = timedelta(days=1)


def mark_done(message_id: int, *, by_id: int, now: datetime) -> None:
    """Note that it was told or brought away. Raises MessageDoneAlready when a colleague was faster."""
    with transaction():
        if not _mark(OutboxMessage.id == message_id, by_id=by_id, now=now):
            raise MessageDoneAlready(id=message_id)


def mark_all_done(message_ids: Collection[int], *, by_id: int, now: datetime) -> int:
    """Note it of several; return of how many it was news. What a colleague did stays as it is."""
    with transaction():
        return sum(_mark(OutboxMessage.id == one, by_id=by_id, now=now) for one in sorted(set(message_ids)))


def undo_done(message_id: int, *, now: datetime) -> None:
    """Take that back: it was a slip. Raises MessageNotToUndo."""
    done = update(OutboxMessage).where(
        OutboxMessage.id == message_id,
        OutboxMessage.channel.in_(BY_HAND),
        OutboxMessage.state == MessageState.SENT,
        OutboxMessage.sent_at > now - UNDONE_WITHIN,
    )
    with transaction():
        if not changes_one(done.values(state=MessageState.WAITING, sent_at=None, done_by_id=None)):
            raise MessageNotToUndo(id=message_id)


def _mark(which: ColumnElement[bool], *, by_id: int, now: datetime) -> bool:
    waiting = update(OutboxMessage).where(
        which, OutboxMessage.channel.in_(BY_HAND), OutboxMessage.state == MessageState.WAITING
    )
    return changes_one(waiting.values(state=MessageState.SENT, sent_at=now, done_by_id=by_id))
