"""Maintenance from a daypart to a daypart, and lifting it again."""

from datetime import datetime

from sqlalchemy import select, update

from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.scooters.errors import EndBeforeStart
from buurtservice.scooters.models import ScooterBlock, ScooterSlot, SlotKind
from buurtservice.scooters.queries import get_scooter
from buurtservice.scooters.rearranging import Consequences, rearrange, take_offers_back
from buurtservice.scooters.slots import expire_offers, free_slots, lock_pool, take_slots, write_log
from buurtservice.scooters.spans import Span, number_of
from buurtservice.scooters.waiting import offer_freed
from buurtservice.transactions import changes_one, transaction


def block_scooter(
    scooter_id: int, span: Span, *, now: datetime, reason: str | None = None, by: int | None = None
) -> Consequences:
    """Keep a scooter for maintenance. Who can have another one there and then gets it; the others are named.

    Those keep their slots until they chose: the block takes them over as they come free.
    Raises ScooterUnknown or EndBeforeStart.
    """
    if span.last < span.first:
        raise EndBeforeStart
    with transaction():
        lock_pool()
        get_scooter(scooter_id)
        freed = expire_offers(now=now)
        block = _add_block(scooter_id, span, reason=reason, now=now, by=by)
        take_offers_back(scooter_id, span)
        taken = set(_numbers_held(scooter_id, span))
        take_slots(
            scooter_id, {n: SlotKind.MAINTENANCE for n in span.numbers if n not in taken}, block_id=block.id
        )
        write_log(scooter_id, "blocked", now=now, by=by, note=reason)
        found = rearrange(scooter_id, span, now=now, by=by)
        freed += [(scooter_id, number) for number in span.numbers]
        offer_freed(freed, now=now)
        return Consequences(moved=found.moved, affected=found.affected, block=block)


def lift_block(block_id: int, *, now: datetime, by: int | None = None) -> None:
    """End a maintenance block; what it held is free. A block that was lifted before stays lifted."""
    with transaction():
        lock_pool()
        block = ScooterBlock.id == block_id
        if changes_one(
            update(ScooterBlock).where(block, ScooterBlock.lifted_at.is_(None)).values(lifted_at=now)
        ):
            freed = expire_offers(now=now) + free_slots(block_id=block_id)
            lifted = db.session.get_one(ScooterBlock, block_id, populate_existing=True)
            write_log(lifted.scooter_id, "block_lifted", now=now, by=by)
            offer_freed(freed, now=now)


def get_block(block_id: int, *, scooter_id: int) -> ScooterBlock:
    """Return maintenance of a scooter. Raises NotFound for what is none of this scooter."""
    found = db.session.get(ScooterBlock, block_id, populate_existing=True)
    if found is None or found.scooter_id != scooter_id:
        raise NotFound(what=N_("Onderhoud"), id=block_id)
    return found


def _add_block(
    scooter_id: int, span: Span, *, reason: str | None, now: datetime, by: int | None
) -> ScooterBlock:
    (day, daypart), (to_day, to_daypart) = span.from_slot, span.to_slot
    block = ScooterBlock(
        scooter_id=scooter_id,
        from_date=day,
        from_daypart=daypart,
        to_date=to_day,
        to_daypart=to_daypart,
        reason=reason,
        created_at=now,
        created_by_id=by,
    )
    db.session.add(block)
    db.session.flush()
    return block


def _numbers_held(scooter_id: int, span: Span) -> list[int]:
    query = select(ScooterSlot.local_date, ScooterSlot.daypart).where(
        ScooterSlot.scooter_id == scooter_id,
        ScooterSlot.local_date.between(span.from_slot[0], span.to_slot[0]),
    )
    return [number_of(day, daypart) for day, daypart in db.session.execute(query)]
