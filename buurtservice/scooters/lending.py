"""Handing out on the clock of the site: with a reservation, early perhaps, or walked in without one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.scooters.errors import CannotHandOut, NothingFree, ReservationElsewise, TooEarlyToHandOut
from buurtservice.scooters.loans import Checked, open_loan
from buurtservice.scooters.models import Loan, Reservation, ReservationState, Scooter, SlotKind
from buurtservice.scooters.no_shows import no_show_at, record_no_show, record_no_shows
from buurtservice.scooters.placing import (
    WHY_NOT,
    add_reservation,
    checked_fleet,
    choose,
    day_of,
    record_refusal,
)
from buurtservice.scooters.policies import check_driver, last_number
from buurtservice.scooters.queries import (
    Fleet,
    Wish,
    find_open_loan,
    get_policy,
    get_scooter,
    load_fleet,
    window_around,
)
from buurtservice.scooters.returning import take_back
from buurtservice.scooters.services import held_reservation, step
from buurtservice.scooters.slots import (
    expire_offers,
    lock_pool,
    take_slots,
    use_and_charge,
)
from buurtservice.scooters.spans import Span, number_of
from buurtservice.scooters.waiting import offer_freed
from buurtservice.sites.opening import Opening, load_openings
from buurtservice.transactions import transaction

_EARLIER_MOST = 2  # Whoever comes three dayparts early means another day.
__all__ = [
    "Checked",
    "check_hand_out",
    "hand_out",
    "no_show_at",
    "record_no_show",
    "record_no_shows",
    "take_back",
    "walk_in",
]


class TimeIsOver(ReservationElsewise):
    """Nobody came for the reservation while it lasted."""

    code = "time_is_over"
    text = N_("De tijd van reservering %(reference)s is voorbij. Leen de scootmobiel uit zonder reservering.")


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A reservation whose scooter can go out now; `before` are the dayparts to take for who comes early."""

    reservation: Reservation
    scooter: Scooter
    span: Span
    before: dict[int, SlotKind]


def hand_out(reservation_id: int, *, checked: Checked, now: datetime, by: int | None = None) -> Loan:
    """Hand the scooter of a reservation out. Whoever comes earlier takes it earlier, if it is free till then.

    Raises as check_hand_out.
    """
    with transaction():
        lock_pool()
        ready = check_hand_out(reservation_id, now=now)
        if ready.before:
            take_slots(ready.scooter.id, ready.before, reservation_id=reservation_id)
            step(ready.reservation, ReservationState.RESERVED, was=ReservationState.RESERVED, moved_at=now)
        return open_loan(ready.reservation, ready.scooter.id, ready.span.last, checked, now=now, by=by)


def check_hand_out(reservation_id: int, *, now: datetime) -> Ready:
    """Return what is handed out, after everything that can be refused; it reads only, so a page may ask too.

    Raises ReservationUnknown, ReservationElsewise, TimeIsOver, CannotHandOut (with alternatives),
    TooEarlyToHandOut, or as check_driver.
    """
    reservation, scooter_id, span = held_reservation(reservation_id)
    opening = load_openings([reservation.site_id])[reservation.site_id]
    if opening.ends(*span.to_slot) <= now:
        raise TimeIsOver(reference=reservation.reference)
    check_driver(reservation.resident_id, on=day_of(now))
    fleet, scooter = load_fleet_here(span, now=now, ignoring=[reservation_id]), get_scooter(scooter_id)
    _check_here(reservation, scooter, span, fleet, now=now)
    before = _dayparts_before(reservation, scooter_id, span, fleet, opening, now=now)
    return Ready(reservation=reservation, scooter=scooter, span=span, before=before)


def walk_in(*, resident_id: int, wish: Wish, checked: Checked, now: datetime, by: int | None = None) -> Loan:
    """Lend a scooter at once to who has no reservation; it begins now, whatever the wish says.

    Raises as reserve.
    """
    wish = _from_now(wish, now=now)
    try:
        with transaction():
            lock_pool()
            offer_freed(expire_offers(now=now), now=now)
            scooter = _choose_here(checked_fleet(resident_id, wish, now=now), wish, now=now)
            reservation = add_reservation(resident_id, scooter.id, now=now, by=by, walk_in=True)
            kinds = use_and_charge(wish.span.first, wish.span.last, scooter.charging_dayparts)
            take_slots(scooter.id, kinds, reservation_id=reservation.id)
            return open_loan(reservation, scooter.id, wish.span.last, checked, now=now, by=by)
    except NothingFree:
        with transaction():
            record_refusal(wish, now=now)
        raise


def load_fleet_here(span: Span, *, now: datetime, ignoring: Collection[int] = ()) -> Fleet:
    """Read the fleet around a span, as it stands at the sites: a scooter that is out cannot be had now."""
    fleet = load_fleet(window_around(span), now=now, ignoring=ignoring)
    for scooter_id in db.session.scalars(select(Loan.scooter_id).where(Loan.in_at.is_(None))):
        if scooter_id in fleet.scooters:
            opening = fleet.openings[fleet.scooters[scooter_id].site_id]
            fleet.taken[scooter_id].setdefault(number_of(*opening.daypart_at(now)), SlotKind.USE)
    return fleet


def _check_here(
    reservation: Reservation, scooter: Scooter, span: Span, fleet: Fleet, *, now: datetime
) -> None:
    """Refuse a scooter that is out, not well, or elsewhere; say what is free instead."""
    why = fleet.why_not_at_all(scooter)
    reason = WHY_NOT[why] if why else None
    if reason is None and find_open_loan(scooter.id) is not None:
        reason = N_("hij is mee met iemand anders")
    if reason is None and scooter.site_id != reservation.site_id:
        reason = N_("hij staat op een andere locatie")
    if reason is None and _is_blocked(fleet, scooter.id, span):
        reason = WHY_NOT["maintenance"]
    if reason is not None:
        wish = Wish(span=what_is_left(span, reservation.site_id, now=now), site_id=reservation.site_id)
        options = fleet.options(wish, now=now, last=last_number(get_policy(), now=now))
        raise CannotHandOut(options=options, scooter=scooter.name, why=reason)


def what_is_left(span: Span, site_id: int, *, now: datetime) -> Span:
    """Return the dayparts of a span that are not over at a site; at least the last one."""
    current = number_of(*load_openings([site_id])[site_id].daypart_at(now))
    return Span(min(max(span.first, current), span.last), span.last)


def _is_blocked(fleet: Fleet, scooter_id: int, span: Span) -> bool:
    held = fleet.taken.get(scooter_id, {})
    return any(held.get(number) == SlotKind.MAINTENANCE for number in span.numbers)


def _dayparts_before(
    reservation: Reservation, scooter_id: int, span: Span, fleet: Fleet, opening: Opening, *, now: datetime
) -> dict[int, SlotKind]:
    """Return the dayparts before, for who comes early; half an hour early is none."""
    early = timedelta(minutes=get_policy().early_minutes)
    current = number_of(*opening.daypart_at(now + early))
    before = dict.fromkeys(range(current, span.first), SlotKind.USE)
    if any(fleet.is_taken(scooter_id, number) for number in before) or len(before) > _EARLIER_MOST:
        raise TooEarlyToHandOut(reference=reservation.reference)
    return before


def _from_now(wish: Wish, *, now: datetime) -> Wish:
    site_id = wish.site_id if wish.site_id is not None else get_scooter(wish.scooter_id or 0).site_id
    current = number_of(*load_openings([site_id])[site_id].daypart_at(now))
    return Wish(span=Span(current, wish.span.last), site_id=site_id, scooter_id=wish.scooter_id)


def _choose_here(fleet: Fleet, wish: Wish, *, now: datetime) -> Scooter:
    """Return a scooter that is free and stands at the site: one that is still out does not."""
    while True:
        scooter = choose(fleet, wish, now=now)
        if find_open_loan(scooter.id) is None:
            return scooter
        fleet.taken[scooter.id][wish.span.first] = SlotKind.USE
