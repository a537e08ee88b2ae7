"""Reserving a scooter, moving a reservation, cancelling it. Everything or nothing, in one transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.i18n import N_
from buurtservice.scooters.errors import NothingFree, ReservationBegan, ReservationElsewise
from buurtservice.scooters.models import Reservation, ReservationState, Scooter
from buurtservice.scooters.placing import (
    about,
    add_reservation,
    checked_fleet,
    choose,
    day_of,
    record_refusal,
)
from buurtservice.scooters.policies import check_open_reservations
from buurtservice.scooters.queries import Wish, get_policy, get_reservation, use_of
from buurtservice.scooters.slots import (
    Freed,
    expire_offers,
    free_slots,
    lock_pool,
    take_slots,
    use_and_charge,
    write_log,
)
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span
from buurtservice.scooters.telling import forget_warnings, tell_cancelled, tell_moved, tell_reserved
from buurtservice.scooters.waiting import offer_freed, withdraw_waiting
from buurtservice.sites.opening import load_openings
from buurtservice.transactions import changes_one, savepoint, transaction

STATES = {
    ReservationState.RESERVED: N_("gereserveerd"),
    ReservationState.OUT: N_("opgehaald"),
    ReservationState.BACK: N_("teruggebracht"),
    ReservationState.CANCELLED: N_("afgezegd"),
    ReservationState.NO_SHOW: N_("niet opgehaald"),
}


@dataclass(frozen=True, kw_only=True)
class Week:
    """One week of a weekly wish: its reservation, or why there is none."""

    span: Span
    reservation: Reservation | None = None
    refusal: BuurtserviceError | None = None


def reserve(*, resident_id: int, wish: Wish, now: datetime, by: int | None = None) -> Reservation:
    """Reserve a scooter that is free there and then.

    Raises NothingFree or ScooterNotToBeHad with the next best, TooManyOpen, or as checked_fleet.
    """
    try:
        with transaction():
            lock_pool()
            offer_freed(expire_offers(now=now), now=now)
            made = _place(resident_id, wish, now=now, by=by)
            tell_reserved(made, wish.span, now=now)
            return made
    except NothingFree:
        with transaction():
            record_refusal(wish, now=now)
        raise


def reserve_weekly(
    *, resident_id: int, wish: Wish, weeks: int, now: datetime, by: int | None = None
) -> list[Week]:
    """Reserve the same dayparts for several weeks; each week that clashes is named, with what is free."""
    series_key = secrets.token_hex(8)
    with transaction():
        lock_pool()
        offer_freed(expire_offers(now=now), now=now)
        found = []
        for week in range(weeks):
            one = Wish(
                span=wish.span.later(week * 7 * DAYPARTS_A_DAY),
                site_id=wish.site_id,
                scooter_id=wish.scooter_id,
            )
            found.append(_one_week(resident_id, one, series_key, now=now, by=by))
        made = [(week.reservation, week.span) for week in found if week.reservation is not None]
        if made:
            tell_reserved(*made[0], now=now, more=made[1:])
        return found


def move_reservation(reservation_id: int, *, wish: Wish, now: datetime, by: int | None = None) -> Reservation:
    """Give a reservation other dayparts, another site or another scooter. It is never without slots.

    Raises as reserve, ReservationElsewise, ReservationBegan; then it stays what it was.
    """
    try:
        with transaction():
            lock_pool()
            reservation, scooter_id, span = held_reservation(reservation_id)
            freed = expire_offers(now=now)
            _check_not_begun(reservation, span, now=now)
            fleet = checked_fleet(reservation.resident_id, wish, now=now, ignoring=[reservation_id])
            stays = Wish(span=wish.span, site_id=wish.site_id, scooter_id=wish.scooter_id or scooter_id)
            scooter = fleet.find_free(stays) or choose(fleet, wish, now=now)
            freed += relocate(reservation, scooter, wish.span, now=now)
            write_log(scooter.id, "reservation_moved", now=now, by=by, note=reservation.reference)
            tell_moved(reservation, wish.span, now=now)
            offer_freed(freed, now=now)
            return reservation
    except NothingFree:
        with transaction():
            record_refusal(wish, now=now)
        raise


def cancel_reservation(reservation_id: int, *, now: datetime, by: int | None = None) -> Reservation:
    """Cancel a reservation before it begins; its slots are free at once, for who waits first.

    Raises ReservationUnknown, ReservationElsewise or ReservationBegan.
    """
    with transaction():
        lock_pool()
        reservation, scooter_id, span = held_reservation(reservation_id)
        _check_not_begun(reservation, span, now=now)
        step(reservation, ReservationState.CANCELLED, was=ReservationState.RESERVED, ended_at=now)
        freed = expire_offers(now=now) + free_slots(reservation_id=reservation_id)
        record_fact(FactKind.SCOOTER_CANCELLED, on=day_of(now), about=about(reservation.site))
        write_log(scooter_id, "reservation_cancelled", now=now, by=by, note=reservation.reference)
        tell_cancelled(reservation, span, now=now)
        offer_freed(freed, now=now)
        return reservation


def release_everything(resident_ids: Sequence[int], *, now: datetime) -> None:
    """Cancel what these residents reserved and take them off the waiting list: they leave."""
    with transaction():
        lock_pool()
        mine = Reservation.resident_id.in_(resident_ids) & (Reservation.state == ReservationState.RESERVED)
        freed: Freed = []
        for reservation in db.session.scalars(select(Reservation).where(mine)).unique().all():
            step(reservation, ReservationState.CANCELLED, was=ReservationState.RESERVED, ended_at=now)
            freed += free_slots(reservation_id=reservation.id)
            record_fact(FactKind.SCOOTER_CANCELLED, on=day_of(now), about=about(reservation.site))
        freed += withdraw_waiting(resident_ids)
        offer_freed(freed, now=now)


def held_reservation(
    reservation_id: int, state: ReservationState = ReservationState.RESERVED
) -> tuple[Reservation, int, Span]:
    """Return the reservation in a state, its scooter and its span. Raises ReservationElsewise."""
    reservation = get_reservation(reservation_id)
    use = use_of(reservation_id)
    if reservation.state != state or use is None:
        raise elsewise(reservation)
    return reservation, *use


def relocate(reservation: Reservation, scooter: Scooter, span: Span, *, now: datetime) -> Freed:
    """Exchange the slots of a reservation for others, inside the transaction; return what came free."""
    freed = free_slots(reservation_id=reservation.id)
    kinds = use_and_charge(span.first, span.last, scooter.charging_dayparts)
    take_slots(scooter.id, kinds, reservation_id=reservation.id)
    moved = {"site_id": scooter.site_id, "moved_at": now}
    step(reservation, ReservationState.RESERVED, was=ReservationState.RESERVED, **moved)
    forget_warnings(reservation)
    return freed


def step(reservation: Reservation, to: ReservationState, *, was: ReservationState, **values: object) -> None:
    """Change the state of a reservation once. Raises ReservationElsewise when it is not in `was` any more."""
    one = update(Reservation).where(Reservation.id == reservation.id, Reservation.state == was)
    if not changes_one(one.values(state=to, **values)):
        raise elsewise(get_reservation(reservation.id))
    db.session.refresh(reservation)


def elsewise(reservation: Reservation) -> ReservationElsewise:
    """Return the refusal that names the state in which a reservation is."""
    return ReservationElsewise(reference=reservation.reference, state=STATES[reservation.state])


def _place(
    resident_id: int, wish: Wish, *, now: datetime, by: int | None, series_key: str | None = None
) -> Reservation:
    fleet = checked_fleet(resident_id, wish, now=now)
    check_open_reservations(resident_id, get_policy())
    scooter = choose(fleet, wish, now=now)
    reservation = add_reservation(resident_id, scooter.id, now=now, by=by, series_key=series_key)
    kinds = use_and_charge(wish.span.first, wish.span.last, scooter.charging_dayparts)
    take_slots(scooter.id, kinds, reservation_id=reservation.id)
    write_log(scooter.id, "reserved", now=now, by=by, note=reservation.reference)
    return reservation


def _one_week(resident_id: int, wish: Wish, series_key: str, *, now: datetime, by: int | None) -> Week:
    try:
        with savepoint():
            made = _place(resident_id, wish, now=now, by=by, series_key=series_key)
            return Week(span=wish.span, reservation=made)
    except BuurtserviceError as refusal:
        if isinstance(refusal, NothingFree):
            record_refusal(wish, now=now)
        return Week(span=wish.span, refusal=refusal)


def _check_not_begun(reservation: Reservation, span: Span, *, now: datetime) -> None:
    opening = load_openings([reservation.site_id])[reservation.site_id]
    if opening.begins(*span.from_slot) <= now:
        raise ReservationBegan(reference=reservation.reference)
