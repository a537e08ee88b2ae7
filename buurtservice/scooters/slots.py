"""Takes and frees slots. All slots of a change go in by one INSERT, ascending; the primary key decides.

`lock_pool` lets one change to the fleet happen after another, as SQLite does anyway: what a refusal says was
true when it was said, and no two changes wait for each other. It is no part of the guarantee: without it two
changes can meet at the primary key, and one of them is refused there.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, delete, insert, or_, select, text, update
from sqlalchemy.exc import IntegrityError

from buurtservice.extensions import db
from buurtservice.scooters.errors import NothingFree
from buurtservice.scooters.models import (
    ScooterBlock,
    ScooterLog,
    ScooterSlot,
    ScooterWaiting,
    SlotKind,
    WaitingState,
)
from buurtservice.scooters.queries import block_span
from buurtservice.scooters.spans import number_of, slot_of
from buurtservice.scooters.telling import forget_offer
from buurtservice.transactions import savepoint

_POOL_LOCK = 5_607_001  # Any number of our own.
Freed = list[tuple[int, int]]  # Scooter and number of each slot that came free.


def lock_pool() -> None:
    """Wait until no other transaction changes what is held of the fleet."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _POOL_LOCK})


def take_slots(scooter_id: int, kinds: dict[int, SlotKind], **holder: int) -> None:
    """Take these dayparts of a scooter for one holder, all or none. Raises NothingFree when one is held."""
    rows = [
        {"scooter_id": scooter_id, "local_date": day, "daypart": daypart, "kind": kind, **holder}
        for (day, daypart), kind in ((slot_of(number), kinds[number]) for number in sorted(kinds))
    ]
    if not rows:
        return
    try:
        with savepoint() as session:
            session.execute(insert(ScooterSlot).values(rows))
    except IntegrityError:
        raise NothingFree from None


def use_and_charge(first: int, last: int, charging: int) -> dict[int, SlotKind]:
    """Return what each daypart of a use is for: riding, and charging behind it."""
    use = dict.fromkeys(range(first, last + 1), SlotKind.USE)
    return use | dict.fromkeys(range(last + 1, last + 1 + charging), SlotKind.CHARGING)


def free_slots(*, from_number: int | None = None, **holder: int) -> Freed:
    """Free what one holder holds, from a number on; return what came free. A block over it takes it over."""
    ((column, holder_id),) = holder.items()
    mine = getattr(ScooterSlot, column) == holder_id
    if from_number is not None:
        day, daypart = slot_of(from_number)
        later = and_(ScooterSlot.local_date == day, ScooterSlot.daypart >= daypart)
        mine = and_(mine, or_(ScooterSlot.local_date > day, later))
    found = db.session.execute(
        select(ScooterSlot.scooter_id, ScooterSlot.local_date, ScooterSlot.daypart).where(mine)
    )
    freed = sorted((scooter_id, number_of(day, daypart)) for scooter_id, day, daypart in found)
    db.session.execute(delete(ScooterSlot).where(mine).execution_options(synchronize_session=False))
    return _without_blocked(freed)


def _without_blocked(freed: Freed) -> Freed:
    blocks = select(ScooterBlock).where(
        ScooterBlock.lifted_at.is_(None), ScooterBlock.scooter_id.in_({scooter_id for scooter_id, _ in freed})
    )
    left = freed
    for block in db.session.scalars(blocks) if freed else ():
        covered = set(block_span(block).numbers)
        mine = [one for one in left if one[0] == block.scooter_id and one[1] in covered]
        kinds = {number: SlotKind.MAINTENANCE for _, number in mine}
        take_slots(block.scooter_id, kinds, block_id=block.id)
        left = [one for one in left if one not in mine]
    return left


def expire_offers(*, now: datetime) -> Freed:
    """End the offers that nobody took in time, and free what was held for them."""
    over = select(ScooterWaiting.id).where(
        ScooterWaiting.state == WaitingState.OFFERED, ScooterWaiting.held_until <= now
    )
    freed: Freed = []
    for waiting_id in list(db.session.scalars(over.order_by(ScooterWaiting.id))):
        freed += free_slots(waiting_id=waiting_id)
        forget_offer(waiting_id)
        ended = update(ScooterWaiting).where(ScooterWaiting.id == waiting_id)
        db.session.execute(
            ended.values(state=WaitingState.EXPIRED).execution_options(synchronize_session="fetch")
        )
    return freed


def write_log(
    scooter_id: int, event: str, *, now: datetime, by: int | None = None, note: str | None = None
) -> None:
    """Add a line to the log of a scooter; never who drove it."""
    line = ScooterLog(scooter_id=scooter_id, at=now, event=event, note=(note or "")[:300] or None, by_id=by)
    db.session.add(line)


def numbers_of(freed: Iterable[tuple[int, int]]) -> list[int]:
    """Return the dayparts among what came free, each once, in order."""
    return sorted({number for _, number in freed})
