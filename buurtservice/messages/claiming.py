"""Takes messages for one process, so that whoever comes second finds them gone; or lets them wait a day.

To one resident at most three messages that may wait leave on a local day. The rest wait for the next morning,
and leave as one mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import and_, func, or_, select, update

from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import Base, db
from buurtservice.messages.joining import PLUS, parcel_of
from buurtservice.messages.kinds import URGENT_KINDS
from buurtservice.messages.models import Channel, MessageState, OutboxMessage
from buurtservice.messages.policies import next_morning
from buurtservice.transactions import changes_one, transaction

MOST_AT_ONCE = 200
MOST_A_DAY = 3
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Due:
    """One message that may leave, as it was when we looked."""

    id: int
    tries: int


def wait_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries: a minute, then twice as long each time."""
    return min(FIRST_WAIT * int(2 ** min(tries - 1, 10)), LONGEST_WAIT)


def list_due(*, now: datetime, channels: Sequence[Channel]) -> list[list[Due]]:
    """Return what may leave now, the longest waiting first; what leaves as one mail stands together."""
    waiting = (
        select(OutboxMessage)
        .where(
            OutboxMessage.state == MessageState.WAITING,
            OutboxMessage.channel.in_(channels),
            OutboxMessage.not_before <= now,
            or_(OutboxMessage.expires_at.is_(None), OutboxMessage.expires_at > now),
        )
        .order_by(OutboxMessage.not_before, OutboxMessage.resident_id, OutboxMessage.id)
        .limit(MOST_AT_ONCE)
    )
    groups: dict[object, list[Due]] = {}
    found = list(db.session.scalars(waiting))
    for message in found:
        groups.setdefault(_together(message), []).append(Due(id=message.id, tries=message.tries))
    db.session.rollback()
    whole = list(groups.values())
    # The end of the list may cut a mail of several in two: that one comes the next time.
    return whole[:-1] if len(found) == MOST_AT_ONCE and len(whole) > 1 else whole


def claim(group: Sequence[Due], *, now: datetime) -> list[OutboxMessage]:
    """Take these for this process: their next try is put off. None when others were first, or they wait."""
    with transaction() as session:
        ids = [one.id for one in group if _take(one, now=now)]
        if not ids:
            return []
        found = select(OutboxMessage).where(OutboxMessage.id.in_(ids)).order_by(OutboxMessage.id)
        rows = list(session.scalars(found.execution_options(populate_existing=True)))
        if _must_wait(rows, now=now):
            _put_off(ids, now=now)
            return []
        _bind(rows)
        return rows


def _together(message: OutboxMessage) -> object:
    """Return what messages of one mail have in common; one that was tried alone is never joined later."""
    if message.tries or PLUS in message.message_id:
        return parcel_of(message.message_id)
    joins = message.resident_id is not None and message.channel == Channel.MAIL
    if joins and message.kind not in URGENT_KINDS and message.not_before > message.created_at:
        return message.resident_id, message.to, message.language
    return message.id


def _take(one: Due, *, now: datetime) -> bool:
    untaken = update(OutboxMessage).where(
        OutboxMessage.id == one.id,
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.tries == one.tries,
    )
    return changes_one(untaken.values(tries=one.tries + 1, not_before=now + wait_after(one.tries + 1)))


def _must_wait(rows: Sequence[OutboxMessage], *, now: datetime) -> bool:
    """Tell whether this resident heard enough from us today. What would be too late tomorrow goes today."""
    message = rows[0]
    if message.resident_id is None or message.kind in URGENT_KINDS or message.tries > 1:
        return False
    if message.expires_at is not None and message.expires_at <= next_morning(now):
        return False
    # Two processes must not both count two: the resident's own row is the lock.
    residents = Base.metadata.tables["resident"]
    db.session.execute(select(residents.c.id).where(residents.c.id == message.resident_id).with_for_update())
    today = datetime.combine(now.astimezone(LOCAL_ZONE).date(), time(), LOCAL_ZONE)
    left = or_(
        OutboxMessage.sent_at >= today,
        and_(
            OutboxMessage.state == MessageState.WAITING,
            OutboxMessage.tries > 0,
            OutboxMessage.not_before > now,
            OutboxMessage.id.not_in([row.id for row in rows]),
        ),
    )
    counted = select(func.count()).where(
        OutboxMessage.resident_id == message.resident_id,
        OutboxMessage.channel.in_((Channel.MAIL, Channel.SMS)),
        OutboxMessage.kind.not_in(URGENT_KINDS),
        OutboxMessage.message_id.not_like(f"%{PLUS}%"),
        left,
    )
    return (db.session.scalar(counted) or 0) >= MOST_A_DAY


def _put_off(ids: Sequence[int], *, now: datetime) -> None:
    later = update(OutboxMessage).where(OutboxMessage.id.in_(ids))
    db.session.execute(later.values(tries=0, not_before=next_morning(now)))


def _bind(rows: Sequence[OutboxMessage]) -> None:
    """Let the messages of one mail share their Message-ID, from the first try on."""
    parcel = parcel_of(rows[0].message_id)
    for number, row in enumerate(rows):
        if number and parcel_of(row.message_id) != parcel:
            row.message_id = f"{parcel}{PLUS}{number}"
