"""Handing out on the clock of the site: with a reservation, early perhaps, or walked in without one."""

from datetime import datetime

from buurtservice.scooters.errors import NothingFree
from buurtservice.scooters.loans import Checked, open_loan
from buurtservice.scooters.models import Loan, ReservationState, Scooter, SlotKind
from buurtservice.scooters.no_shows import no_show_at, record_no_show, record_no_shows
from buurtservice.scooters.placing import (
    add_reservation,
    checked_fleet,
    choose,
    record_refusal,
)
from buurtservice.scooters.queries import (
    Fleet,
    Wish,
    find_open_loan,
    get_scooter,
)
from buurtservice.scooters.ready import look_at_hand_out
from buurtservice.scooters.returning import take_back
from buurtservice.scooters.services import elsewise, step
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

    Raises what look_at_hand_out says.
    """
    with transaction():
        lock_pool()
        ready = look_at_hand_out(reservation_id, now=now)
        if ready.refused is not None or ready.scooter is None or ready.span is None:
            raise ready.refused or elsewise(ready.reservation)
        if ready.before:
            take_slots(ready.scooter.id, ready.before, reservation_id=reservation_id)
            step(ready.reservation, ReservationState.RESERVED, was=ReservationState.RESERVED, moved_at=now)
        return open_loan(ready.reservation, ready.scooter.id, ready.span.last, checked, now=now, by=by)


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
