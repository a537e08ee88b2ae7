"""The fleet: scooters come, are repaired, go to another site, are retired. Whom it touches is named."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from buurtservice.extensions import db
from buurtservice.scooters.errors import (
    EndBeforeStart,
    Option,
    ScooterIsOut,
    ScooterNameTaken,
    ScooterUnknown,
)
from buurtservice.scooters.models import (
    Reservation,
    ReservationState,
    Scooter,
    ScooterBlock,
    ScooterSlot,
    ScooterState,
    ScooterWaiting,
    SlotKind,
    WaitingState,
)
from buurtservice.scooters.placing import day_of
from buurtservice.scooters.policies import last_number
from buurtservice.scooters.queries import (
    Fleet,
    Wish,
    block_span,
    find_open_loan,
    get_policy,
    get_scooter,
    load_fleet,
    uses_of,
    window_around,
)
from buurtservice.scooters.services import relocate
from buurtservice.scooters.slots import expire_offers, free_slots, lock_pool, take_slots, write_log
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span, number_of
from buurtservice.scooters.waiting import offer_freed
from buurtservice.sites.queries import get_site
from buurtservice.transactions import changes_one, savepoint, transaction

_FURTHEST = 400 * DAYPARTS_A_DAY  # Nothing is reserved further ahead.


@dataclass(frozen=True, kw_only=True)
class Affected:
    """Somebody whose scooter will not be there, when they need it, and what is free instead."""

    reservation: Reservation
    span: Span
    options: list[Option]


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """Who got another scooter at the same site and time, and who must choose."""

    moved: list[Reservation] = field(default_factory=list)
    affected: list[Affected] = field(default_factory=list)
    block: ScooterBlock | None = None


def add_scooter(
    *,
    site_id: int,
    name: str,
    now: datetime,
    model: str | None = None,
    accessories: str | None = None,
    charging_dayparts: int = 1,
    by: int | None = None,
) -> Scooter:
    """Add a scooter to a site. Raises NotFound or ScooterNameTaken."""
    with transaction() as session:
        scooter = Scooter(
            site=get_site(site_id),
            name=name,
            model=model,
            accessories=accessories,
            charging_dayparts=charging_dayparts,
            state=ScooterState.AVAILABLE,
        )
        try:
            with savepoint():
                session.add(scooter)
                session.flush()
        except IntegrityError:
            raise ScooterNameTaken(name=name) from None
        write_log(scooter.id, "added", now=now, by=by)
        return scooter


def block_scooter(
    scooter_id: int, span: Span, *, now: datetime, reason: str | None = None, by: int | None = None
) -> Consequences:
    """Keep a scooter for maintenance. Who can have another one there and then gets it; the others are named.

    Those keep their slots until they chose: the block takes them over as they come free.
    Raises ScooterUnknown or EndBeforeStart.
    """
    if span.last < span.first:
        raise EndBeforeStart
    with transaction() as session:
        lock_pool()
        get_scooter(scooter_id)
        freed = expire_offers(now=now)
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
        session.add(block)
        session.flush()
        _take_offers_back(scooter_id, span)
        taken = set(_numbers_held(scooter_id, span))
        take_slots(
            scooter_id, {n: SlotKind.MAINTENANCE for n in span.numbers if n not in taken}, block_id=block.id
        )
        write_log(scooter_id, "blocked", now=now, by=by, note=reason)
        found = _rearrange(scooter_id, span, now=now, by=by)
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


def set_scooter_state(
    scooter_id: int, to: ScooterState, *, now: datetime, by: int | None = None, note: str | None = None
) -> Consequences:
    """Put a scooter in maintenance until further notice, back in use, or retire it for good.

    Whoever has a retired one gets another where there is one. Raises ScooterUnknown or ScooterIsOut.
    """
    with transaction():
        lock_pool()
        scooter = get_scooter(scooter_id)
        if to == ScooterState.RETIRED:
            _check_in(scooter)
        alive = (Scooter.id == scooter_id, Scooter.state != ScooterState.RETIRED)
        if not changes_one(update(Scooter).where(*alive).values(state=to)):
            raise ScooterUnknown(id=scooter_id)
        db.session.refresh(scooter)
        write_log(scooter_id, to.value, now=now, by=by, note=note)
        freed = expire_offers(now=now)
        everything = _from_now_on(now)
        if to == ScooterState.AVAILABLE:
            offer_freed([*freed, (scooter_id, everything.first), (scooter_id, everything.last)], now=now)
            return Consequences()
        _take_offers_back(scooter_id, everything)
        found = _rearrange(scooter_id, everything, now=now, by=by, move=to == ScooterState.RETIRED)
        offer_freed([*freed, (scooter_id, everything.first), (scooter_id, everything.last)], now=now)
        return found


def move_scooter(scooter_id: int, site_id: int, *, now: datetime, by: int | None = None) -> Consequences:
    """Bring a scooter to another site. Who was told to come to the old one gets another there, or is named.

    Raises ScooterUnknown, NotFound or ScooterIsOut.
    """
    with transaction():
        lock_pool()
        scooter = get_scooter(scooter_id)
        site = get_site(site_id)
        _check_in(scooter)
        was = scooter.site.name
        scooter.site = site
        db.session.flush()
        write_log(scooter_id, "moved", now=now, by=by, note=f"{was} → {site.name}"[:300])
        everything = _from_now_on(now)
        freed = expire_offers(now=now)
        _take_offers_back(scooter_id, everything)
        found = _rearrange(scooter_id, everything, now=now, by=by, not_for=site_id)
        offer_freed([*freed, (scooter_id, everything.first), (scooter_id, everything.last)], now=now)
        return found


def list_affected(*, now: datetime) -> list[Affected]:
    """Return who reserved a scooter that is overdue, in maintenance, retired or elsewhere; soonest first."""
    query = select(Reservation).where(Reservation.state == ReservationState.RESERVED).order_by(Reservation.id)
    waiting = {one.id: one for one in db.session.scalars(query).unique()}
    uses = uses_of(list(waiting))
    if not uses:
        return []
    spans = [span for _, span in uses.values()]
    around = Span(min(span.first for span in spans), max(span.last for span in spans))
    fleet = load_fleet(window_around(around), now=now)
    blocked = _blocked_numbers(around)
    scooters = {one.id: one for one in db.session.scalars(select(Scooter)).unique()}
    return [
        _affected(waiting[reservation_id], span, fleet, now=now)
        for reservation_id, (scooter_id, span) in sorted(uses.items(), key=lambda item: item[1][1])
        if fleet.why_not_at_all(scooters[scooter_id])
        or scooters[scooter_id].site_id != waiting[reservation_id].site_id
        or blocked.get(scooter_id, frozenset()) & set(span.numbers)
    ]


def _rearrange(
    scooter_id: int,
    span: Span,
    *,
    now: datetime,
    by: int | None,
    move: bool = True,
    not_for: int | None = None,
) -> Consequences:
    """Give each reservation of the scooter in a span another one at its site, or say what else is free."""
    result = Consequences()
    for reservation, use in _reservations_in(scooter_id, span):
        if reservation.site_id == not_for:
            continue
        fleet = load_fleet(window_around(use), now=now, ignoring=[reservation.id])
        wish = Wish(span=use, site_id=reservation.site_id)
        other = next(
            (one for one in fleet.scooters.values() if one.id != scooter_id and _serves(fleet, one, wish)),
            None,
        )
        if other is not None and move:
            relocate(reservation, other, use, now=now)
            write_log(other.id, "reservation_moved", now=now, by=by, note=reservation.reference)
            result.moved.append(reservation)
        else:
            result.affected.append(_affected(reservation, use, fleet, now=now))
    return result


def _serves(fleet: Fleet, scooter: Scooter, wish: Wish) -> bool:
    return scooter.site_id == wish.site_id and fleet.fits(scooter, wish.span)


def _affected(reservation: Reservation, span: Span, fleet: Fleet, *, now: datetime) -> Affected:
    wish = Wish(span=span, site_id=reservation.site_id)
    options = fleet.options(wish, now=now, last=last_number(get_policy(), now=now))
    return Affected(reservation=reservation, span=span, options=options)


def _reservations_in(scooter_id: int, span: Span) -> list[tuple[Reservation, Span]]:
    query = (
        select(Reservation)
        .where(Reservation.state == ReservationState.RESERVED)
        .where(Reservation.id.in_(_holders(scooter_id, span)))
        .order_by(Reservation.id)
        .execution_options(populate_existing=True)
    )
    found = list(db.session.scalars(query).unique())
    uses = uses_of([one.id for one in found])
    return [(one, uses[one.id][1]) for one in found if one.id in uses]


def _holders(scooter_id: int, span: Span) -> Collection[int]:
    query = select(ScooterSlot.reservation_id, ScooterSlot.local_date, ScooterSlot.daypart).where(
        ScooterSlot.scooter_id == scooter_id, ScooterSlot.reservation_id.is_not(None)
    )
    near = query.where(ScooterSlot.local_date.between(span.from_slot[0], span.to_slot[0]))
    return {
        holder
        for holder, day, daypart in db.session.execute(near)
        if holder is not None and span.first <= number_of(day, daypart) <= span.last
    }


def _numbers_held(scooter_id: int, span: Span) -> list[int]:
    query = select(ScooterSlot.local_date, ScooterSlot.daypart).where(
        ScooterSlot.scooter_id == scooter_id,
        ScooterSlot.local_date.between(span.from_slot[0], span.to_slot[0]),
    )
    return [number_of(day, daypart) for day, daypart in db.session.execute(query)]


def _take_offers_back(scooter_id: int, span: Span) -> None:
    """Let whoever was offered this scooter wait on: they are offered another as soon as there is one."""
    offered = select(ScooterSlot.waiting_id).where(
        ScooterSlot.scooter_id == scooter_id,
        ScooterSlot.waiting_id.is_not(None),
        ScooterSlot.local_date.between(span.from_slot[0], span.to_slot[0]),
    )
    for waiting_id in sorted({one for one in db.session.scalars(offered) if one is not None}):
        free_slots(waiting_id=waiting_id)
        back = update(ScooterWaiting).where(
            ScooterWaiting.id == waiting_id, ScooterWaiting.state == WaitingState.OFFERED
        )
        changes_one(back.values(state=WaitingState.WAITING, held_until=None))


def _blocked_numbers(around: Span) -> dict[int, set[int]]:
    query = select(ScooterBlock).where(
        ScooterBlock.lifted_at.is_(None), ScooterBlock.to_date >= around.from_slot[0]
    )
    found: dict[int, set[int]] = {}
    for block in db.session.scalars(query):
        found.setdefault(block.scooter_id, set()).update(block_span(block).numbers)
    return found


def _from_now_on(now: datetime) -> Span:
    today = number_of(day_of(now), 0)
    return Span(today, today + _FURTHEST)


def _check_in(scooter: Scooter) -> None:
    if find_open_loan(scooter.id) is not None:
        raise ScooterIsOut(scooter=scooter.name)
