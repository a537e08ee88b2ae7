"""Reads what waits for somebody to tell it or to bring it away, with whom it is for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from buurtservice.accounts.models import StaffUser
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.messages.by_hand import UNDONE_WITHIN
from buurtservice.messages.models import Channel, MessageState, OutboxMessage
from buurtservice.messages.past import BY_HAND, waits_by_hand, was_let_go
from buurtservice.residents.models import Resident

MOST_LETTERS = 50  # In one pile from the printer.


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """One message that people bring away, and whom it is for; who did it, once it is done."""

    message: OutboxMessage
    resident: Resident
    done_by: str | None = None


def page_of_waiting(channel: Channel, *, now: datetime, offset: int, limit: int) -> tuple[list[ByHand], int]:
    """Return what waits, the oldest first, and how much there is."""
    waiting = _with_resident().where(OutboxMessage.channel == channel, waits_by_hand(now))
    total = db.session.scalar(select(func.count()).select_from(waiting.subquery())) or 0
    rows = waiting.order_by(OutboxMessage.not_before, OutboxMessage.id).offset(offset).limit(limit)
    return _by_hand(rows), total


def list_letters(message_ids: Collection[int], *, now: datetime) -> list[ByHand]:
    """Return these letters that wait, or all; a message to tell can be printed as well."""
    letters = _with_resident().where(waits_by_hand(now))
    if message_ids:
        letters = letters.where(OutboxMessage.id.in_(message_ids))
    else:
        letters = letters.where(OutboxMessage.channel == Channel.LETTER)
    return _by_hand(letters.order_by(OutboxMessage.not_before, OutboxMessage.id).limit(MOST_LETTERS))


def list_done_lately(*, now: datetime, limit: int = 20) -> list[ByHand]:
    """Return what was done within a day, the latest first: it can still be taken back."""
    done = _with_resident().where(
        OutboxMessage.channel.in_(BY_HAND),
        OutboxMessage.state == MessageState.SENT,
        OutboxMessage.sent_at > now - UNDONE_WITHIN,
    )
    return _by_hand(done.order_by(OutboxMessage.sent_at.desc(), OutboxMessage.id.desc()).limit(limit))


def list_let_go(*, now: datetime, limit: int = 20) -> list[ByHand]:
    """Return what nobody told in time in the past week, the latest first."""
    return _by_hand(_with_resident().where(was_let_go(now)).order_by(OutboxMessage.id.desc()).limit(limit))


def get_by_hand(message_id: int) -> ByHand:
    """Return one message that people bring away. Raises NotFound."""
    found = _by_hand(
        _with_resident().where(OutboxMessage.id == message_id, OutboxMessage.channel.in_(BY_HAND))
    )
    if not found:
        raise NotFound(what=N_("Bericht"), id=message_id)
    return found[0]


def _with_resident() -> Select[OutboxMessage, Resident, str]:
    return (
        select(OutboxMessage, Resident, StaffUser.name)
        .join(Resident, Resident.id == OutboxMessage.resident_id)
        .outerjoin(StaffUser, StaffUser.id == OutboxMessage.done_by_id)
    )


def _by_hand(query: Select[OutboxMessage, Resident, str]) -> list[ByHand]:
    rows = db.session.execute(query.execution_options(populate_existing=True))
    return [ByHand(message=row[0], resident=row[1], done_by=row[2]) for row in rows]
