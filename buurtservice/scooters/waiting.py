"""The waiting list: who wants a scooter that was not free is offered what comes free, held for a while."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import db
from buurtservice.scooters.errors import AlreadyOnWaitingList, FreeAfterAll, OfferGone
from buurtservice.scooters.models import (
    Reservation,
    ScooterSlot,
    ScooterWaiting,
    WaitingState,
)
from buurtservice.scooters.placing import add_reservation, checked_fleet
from buurtservice.scooters.policies import check_driver, check_open_reservations
from buurtservice.scooters.queries import Fleet, Wish, block_span, get_policy, load_fleet, window_around
from buurtservice.scooters.slots import (
    Freed,
    expire_offers,
    free_slots,
    lock_pool,
    numbers_of,
    take_slots,
    use_and_charge,
)
from buurtservice.scooters.spans import Span, span_of
from buurtservice.scooters.telling import forget_offer, tell_offered, tell_reserved
from buurtservice.transactions import changes_one, transaction

_STANDING = (WaitingState.WAITING, WaitingState.OFFERED)


def wait_for_scooter(*, resident_id: int, wish: Wish, now: datetime) -> ScooterWaiting:
    """Put somebody on the waiting list. Raises as reserve; FreeAfterAll when there is no need to wait."""
    with transaction() as session:
        lock_pool()
        fleet = checked_fleet(resident_id, wish, now=now)
        if fleet.find_free(wish) is not None:
            raise FreeAfterAll
        (day, daypart), (to_day, to_daypart) = wish.span.from_slot, wish.span.to_slot
        same = select(ScooterWaiting.id).where(
            ScooterWaiting.resident_id == resident_id,
            ScooterWaiting.state.in_(_STANDING),
            ScooterWaiting.from_date == day,
            ScooterWaiting.from_daypart == daypart,
        )
        if db.session.scalars(same).first() is not None:
            raise AlreadyOnWaitingList
        waiting = ScooterWaiting(
            resident_id=resident_id,
            site_id=wish.site_id,
            from_date=day,
            from_daypart=daypart,
            to_date=to_day,
            to_daypart=to_daypart,
            state=WaitingState.WAITING,
            added_at=now,
        )
        session.add(waiting)
        session.flush()
        return waiting


def stop_waiting(waiting_id: int, *, now: datetime) -> None:
    """Take somebody off the list; what was held for them goes to the next. Raises OfferGone."""
    with transaction():
        lock_pool()
        _step(waiting_id, WaitingState.WITHDRAWN, *_STANDING)
        forget_offer(waiting_id)
        offer_freed(free_slots(waiting_id=waiting_id), now=now)


def accept_offer(waiting_id: int, *, now: datetime, by: int | None = None) -> Reservation:
    """Make a reservation of an offer: its slots change hands and are never free in between.

    Raises OfferGone, TooManyOpen, or as check_driver.
    """
    with transaction() as session:
        lock_pool()
        waiting = session.get(ScooterWaiting, waiting_id, populate_existing=True)
        if waiting is None or waiting.held_until is None or waiting.held_until <= now:
            raise OfferGone
        held = select(ScooterSlot.scooter_id).where(ScooterSlot.waiting_id == waiting_id)
        scooter_id = db.session.scalars(held).first()
        if waiting.state != WaitingState.OFFERED or scooter_id is None:
            raise OfferGone
        check_driver(waiting.resident_id, on=waiting.to_date)
        check_open_reservations(waiting.resident_id, get_policy())
        reservation = add_reservation(waiting.resident_id, scooter_id, now=now, by=by)
        _step(waiting_id, WaitingState.TAKEN, WaitingState.OFFERED, reservation_id=reservation.id)
        session.execute(
            update(ScooterSlot)
            .where(ScooterSlot.waiting_id == waiting_id)
            .values(waiting_id=None, reservation_id=reservation.id)
            .execution_options(synchronize_session=False)
        )
        forget_offer(waiting_id)
        tell_reserved(reservation, block_span(waiting), now=now)
        return reservation


def pass_on_offers(*, now: datetime) -> int:
    """End the offers that nobody took, and offer whatever is free; return how many are offered. For the job.

    Also what came free without anybody's doing: a scooter that was overdue counts for every day again.
    """
    with transaction():
        lock_pool()
        _end_waits_of_the_past(now)
        freed = expire_offers(now=now)
        spans = [block_span(one) for one in _list_waiting()]
        freed += [(0, number) for span in spans for number in (span.first, span.last)]
        return offer_freed(freed, now=now)


def _end_waits_of_the_past(now: datetime) -> None:
    """Nobody waits any more for a day that is over."""
    over = update(ScooterWaiting).where(
        ScooterWaiting.state == WaitingState.WAITING,
        ScooterWaiting.from_date < now.astimezone(LOCAL_ZONE).date(),
    )
    db.session.execute(over.values(state=WaitingState.EXPIRED).execution_options(synchronize_session=False))


def withdraw_waiting(resident_ids: Sequence[int]) -> Freed:
    """Take these residents off the list, and return what was held for them; part of a transaction."""
    mine = ScooterWaiting.resident_id.in_(resident_ids) & ScooterWaiting.state.in_(_STANDING)
    freed: Freed = []
    for waiting_id in db.session.scalars(select(ScooterWaiting.id).where(mine)).all():
        freed += free_slots(waiting_id=waiting_id)
        _step(waiting_id, WaitingState.WITHDRAWN, *_STANDING)
    return freed


def offer_freed(freed: Freed, *, now: datetime) -> int:
    """Offer what came free to who waits longest; return how many were offered something.

    Part of the transaction in which it came free: nobody comes between.
    """
    if not freed:
        return 0
    around = span_of(numbers_of(freed))
    queue = [one for one in _list_waiting() if _meet(block_span(one), around)]
    if not queue:
        return 0
    spans = [block_span(one) for one in queue]
    everything = Span(min(span.first for span in spans), max(span.last for span in spans))
    fleet = load_fleet(window_around(everything), now=now)
    return sum(_offer(one, fleet, now=now) for one in queue)


def _offer(waiting: ScooterWaiting, fleet: Fleet, *, now: datetime) -> bool:
    span = block_span(waiting)
    scooter = fleet.find_free(Wish(span=span, site_id=waiting.site_id))
    if scooter is None:
        return False
    begins = fleet.openings[scooter.site_id].begins(*span.from_slot)
    if begins <= now:
        return False
    kinds = use_and_charge(span.first, span.last, scooter.charging_dayparts)
    take_slots(scooter.id, kinds, waiting_id=waiting.id)
    fleet.taken[scooter.id].update(kinds)
    held_until = min(begins, now + timedelta(minutes=get_policy().hold_minutes))
    _step(waiting.id, WaitingState.OFFERED, WaitingState.WAITING, held_until=held_until)
    tell_offered(waiting, scooter.site, span, now=now)
    return True


def _list_waiting() -> list[ScooterWaiting]:
    query = select(ScooterWaiting).where(ScooterWaiting.state == WaitingState.WAITING)
    in_line = query.order_by(ScooterWaiting.added_at, ScooterWaiting.id)
    return list(db.session.scalars(in_line.execution_options(populate_existing=True)))


def _meet(one: Span, other: Span) -> bool:
    room = 9  # Charging behind a use may have stood in the way.
    return one.first - room <= other.last and other.first <= one.last + room


def _step(waiting_id: int, to: WaitingState, *was: WaitingState, **values: object) -> None:
    one = ScooterWaiting.id == waiting_id
    if not changes_one(
        update(ScooterWaiting).where(one, ScooterWaiting.state.in_(was)).values(state=to, **values)
    ):
        raise OfferGone
    db.session.get_one(ScooterWaiting, waiting_id, populate_existing=True)
