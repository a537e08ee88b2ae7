"""Handing out on the clock of the site: with a reservation, early perhaps, or walked in without one."""

from datetime import datetime, timedelta

from buurtservice.i18n import N_
from buurtservice.scooters.errors import CannotHandOut, NothingFree, TooEarlyToHandOut
from buurtservice.scooters.loans import Checked, open_loan
from buurtservice.scooters.models import Loan, Reservation, Scooter, SlotKind
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
from buurtservice.scooters.services import elsewise, held_reservation
from buurtservice.scooters.slots import (
    expire_offers,
    lock_pool,
    take_slots,
    use_and_charge,
)
from buurtservice.scooters.spans import Span, number_of
from buurtservice.scooters.waiting import offer_freed
from buurtservice.sites.opening import load_openings
from buurtservice.transactions import transaction

__all__ = [
    "Checked",
    "hand_out",
    "no_show_at",
    "record_no_show",
    "record_no_shows",
    "take_back",
    "walk_in",
]


def hand_out(reservation_id: int, *, checked: Checked, now: datetime, by: int | None = None) -> Loan:
    """Hand the scooter of a reservation out. Whoever comes earlier takes it earlier, if it is free till then.

    Raises ReservationElsewise, CannotHandOut (with alternatives), TooEarlyToHandOut, or as check_driver.
    """
    with transaction():
        lock_pool()
        reservation, scooter_id, span = held_reservation(reservation_id)
        check_driver(reservation.resident_id, on=day_of(now))
        fleet = load_fleet(window_around(span), now=now, ignoring=[reservation_id])
        _check_here(reservation, get_scooter(scooter_id), span, fleet, now=now)
        _begin_earlier(reservation, scooter_id, span, fleet, now=now)
        return open_loan(reservation, scooter_id, span.last, checked, now=now, by=by)


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
        wish = Wish(span=span, site_id=reservation.site_id)
        options = fleet.options(wish, now=now, last=last_number(get_policy(), now=now))
        raise CannotHandOut(options=options, scooter=scooter.name, why=reason)


def _is_blocked(fleet: Fleet, scooter_id: int, span: Span) -> bool:
    held = fleet.taken.get(scooter_id, {})
    return any(held.get(number) == SlotKind.MAINTENANCE for number in span.numbers)


def _begin_earlier(
    reservation: Reservation, scooter_id: int, span: Span, fleet: Fleet, *, now: datetime
) -> None:
    """Take the dayparts before, for who comes early; half an hour early takes none."""
    opening = load_openings([reservation.site_id])[reservation.site_id]
    early = timedelta(minutes=get_policy().early_minutes)
    current = number_of(*opening.daypart_at(now + early))
    if opening.ends(*span.to_slot) <= now:
        raise elsewise(reservation)
    before = dict.fromkeys(range(current, span.first), SlotKind.USE)
    if any(fleet.is_taken(scooter_id, number) for number in before) or len(before) > 2:
        raise TooEarlyToHandOut(reference=reservation.reference)
    take_slots(scooter_id, before, reservation_id=reservation.id)


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
