"""A loan that lasts longer than was agreed, as far as nobody else has the scooter."""

from datetime import datetime

from sqlalchemy import update

from buurtservice.errors import Conflict
from buurtservice.i18n import N_
from buurtservice.scooters.errors import EndBeforeStart, InThePast, NothingFree, SiteNotOpen, TooLong
from buurtservice.scooters.models import Loan, Reservation, ReservationState, ScooterPolicy, SlotKind
from buurtservice.scooters.policies import check_driver, last_number
from buurtservice.scooters.queries import (
    Fleet,
    find_open_loan,
    get_policy,
    get_scooter,
    load_fleet,
    window_around,
)
from buurtservice.scooters.services import elsewise, held_reservation
from buurtservice.scooters.slots import expire_offers, free_slots, lock_pool, take_slots, write_log
from buurtservice.scooters.spans import Span, slot_of
from buurtservice.scooters.waiting import offer_freed
from buurtservice.sites.opening import load_openings
from buurtservice.transactions import changes_one, transaction


class CannotExtend(Conflict):
    """The scooter is promised to somebody else, or must charge for them."""

    code = "cannot_extend"
    text = N_("Zo lang kan niet: scootmobiel %(scooter)s is daarna voor iemand anders. Kies eerder terug.")


def extend_loan(reservation_id: int, *, last: int, now: datetime, by: int | None = None) -> Loan:
    """Let a scooter that is out stay out to the end of daypart number `last`.

    What it held to charge is given up and all slots until `last`, with the charging behind it, are taken in
    one INSERT: all of them, or the loan stays what it was.
    Raises ReservationElsewise, EndBeforeStart, InThePast, SiteNotOpen, TooLong, CannotExtend, or as
    check_driver.
    """
    with transaction():
        lock_pool()
        reservation, scooter_id, span = held_reservation(reservation_id, ReservationState.OUT)
        loan = find_open_loan(scooter_id)
        if loan is None or loan.reservation_id != reservation_id:
            raise elsewise(reservation)
        _check(reservation, span, last, now=now)
        freed = expire_offers(now=now)
        freed += _hold_until(reservation_id, scooter_id, span, last)
        _set_due(loan, reservation, last)
        write_log(scooter_id, "extended", now=now, by=by, note=reservation.reference)
        offer_freed(freed, now=now)
        return loan


def list_ends(reservation_id: int, *, now: datetime) -> list[int]:
    """Return until the end of which dayparts a scooter that is out can stay out; nothing when no longer."""
    _, scooter_id, span = held_reservation(reservation_id, ReservationState.OUT)
    policy = get_policy()
    fleet = load_fleet(window_around(span), now=now, ignoring=[reservation_id])
    if scooter_id not in fleet.scooters:
        return []
    ends = ends_from(fleet, scooter_id, span.first, policy, now=now)
    return [number for number in ends if number > span.last]


def ends_from(
    fleet: Fleet, scooter_id: int, first: int, policy: ScooterPolicy, *, now: datetime
) -> list[int]:
    """Return after which dayparts a scooter that goes at `first` can be back: open, and free till then."""
    scooter, held = fleet.scooters[scooter_id], fleet.taken[scooter_id]
    opening, found = fleet.openings[scooter.site_id], []
    furthest = min(first + policy.dayparts_most - 1, last_number(policy, now=now))
    for number in range(first, furthest + 1):
        if number in held:
            break
        charging = range(number + 1, number + 1 + scooter.charging_dayparts)
        is_open = opening.is_open(*slot_of(number)) and opening.ends(*slot_of(number)) > now
        if is_open and not any(one in held for one in charging):
            found.append(number)
    return found


def _check(reservation: Reservation, span: Span, last: int, *, now: datetime) -> None:
    opening, policy = load_openings([reservation.site_id])[reservation.site_id], get_policy()
    if last <= span.last:
        raise EndBeforeStart
    if last - span.first + 1 > policy.dayparts_most:
        furthest = span.first + policy.dayparts_most - 1
        raise TooLong(most=policy.dayparts_most, until=Span(furthest, furthest))
    end = Span(last, last)
    if opening.ends(*end.to_slot) <= now:
        raise InThePast
    if not opening.is_open(*end.to_slot):
        why = opening.closed_because(end.to_slot[0])
        raise SiteNotOpen(site=reservation.site.name, when=end, why=f" ({why})" if why else "")
    check_driver(reservation.resident_id, on=end.to_slot[0])


def _hold_until(reservation_id: int, scooter_id: int, span: Span, last: int) -> list[tuple[int, int]]:
    scooter = get_scooter(scooter_id)
    freed = free_slots(from_number=span.last + 1, reservation_id=reservation_id)
    kinds = dict.fromkeys(range(span.last + 1, last + 1), SlotKind.USE)
    kinds |= dict.fromkeys(range(last + 1, last + 1 + scooter.charging_dayparts), SlotKind.CHARGING)
    try:
        take_slots(scooter_id, kinds, reservation_id=reservation_id)
    except NothingFree:
        raise CannotExtend(scooter=scooter.name) from None
    return freed


def _set_due(loan: Loan, reservation: Reservation, last: int) -> None:
    due_at = load_openings([reservation.site_id])[reservation.site_id].ends(*slot_of(last))
    if not changes_one(update(Loan).where(Loan.id == loan.id, Loan.in_at.is_(None)).values(due_at=due_at)):
        raise elsewise(reservation)
