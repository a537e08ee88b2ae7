"""Puts messages in the outbox, in the transaction of what causes them. Nothing is sent here."""

import secrets
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.exc import IntegrityError

from buurtservice.messages.models import Channel, MessageState, OutboxMessage
from buurtservice.transactions import savepoint, transaction


def queue_message(
    key: str,
    *,
    kind: str,
    to: str,
    subject: str,
    body: str,
    now: datetime,
    language: str = "nl",
    channel: Channel = Channel.MAIL,
    resident_id: int | None = None,
    staff_user_id: int | None = None,
    not_before: datetime | None = None,
    expires_at: datetime | None = None,
) -> bool:
    """Write one message; tell whether it is new. `key` says what it is about: so it is written once.

    After `expires_at` it is not sent any more: a code that has run out, a reminder of what is past.
    """
    message = OutboxMessage(
        key=key,
        kind=kind,
        channel=channel,
        to=to,
        subject=" ".join(subject.split()),  # A line end in it would begin another header.
        body=body,
        language=language,
        resident_id=resident_id,
        staff_user_id=staff_user_id,
        message_id=secrets.token_hex(16),
        not_before=not_before or now,
        expires_at=expires_at,
        created_at=now,
    )
    with transaction() as session:
        try:
            with savepoint():
                session.add(message)
                session.flush()
        except IntegrityError:
            return False
    return True


def take_back(key_begins: str) -> int:
    """Take out what nobody got yet and is no longer so; return how many. `key_begins` ends in a colon.

    What left cannot be taken back, nor what is being sent at this moment.
    """
    untold = delete(OutboxMessage).where(
        OutboxMessage.key.startswith(key_begins, autoescape=True),
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.tries == 0,
    )
    with transaction() as session:
        return cast("CursorResult[Any]", session.execute(untold)).rowcount
