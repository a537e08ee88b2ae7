"""Handing out and taking back, on the clock of the site: early, late, walked in, never fetched."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import select, update

from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.i18n import N_
from buurtservice.scooters.errors import CannotHandOut, NothingFree, NotYetNoShow, TooEarlyToHandOut
from buurtservice.scooters.models import (
    Loan,
    NextAction,
    Reservation,
    ReservationState,
    Scooter,
    ScooterSlot,
    ScooterState,
    SlotKind,
)
from buurtservice.scooters.placing import (
    WHY_NOT,
    about,
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
    get_reservation,
    get_scooter,
    load_fleet,
    uses_of,
    window_around,
)
from buurtservice.scooters.services import elsewise, held_reservation, step
from buurtservice.scooters.slots import (
    expire_offers,
    free_slots,
    lock_pool,
    take_slots,
    use_and_charge,
    write_log,
)
from buurtservice.scooters.spans import Span, number_of
from buurtservice.scooters.waiting import offer_freed
from buurtservice.sites.opening import Opening, load_openings
from buurtservice.transactions import changes_one, transaction

log = logging.getLogger(__name__)

_HOUR_S = 3600


@dataclass(frozen=True, kw_only=True)
class Checked:
    """What the host sees of a scooter that goes out or comes in."""

    charge_pct: int | None = None
    condition: str = ""
    accessories: str = ""
    damage: bool = False
    damage_note: str = ""
    next_action: NextAction = NextAction.CHARGE


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
        return _go_out(reservation, scooter_id, span.last, checked, now=now, by=by)


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
            return _go_out(reservation, scooter.id, wish.span.last, checked, now=now, by=by)
    except NothingFree:
        with transaction():
            record_refusal(wish, now=now)
        raise


def take_back(reservation_id: int, *, checked: Checked, now: datetime, by: int | None = None) -> Loan:
    """Take a scooter back, early or late. What it is not needed for is free at once; it charges from now on.

    Raises ReservationUnknown or ReservationElsewise.
    """
    with transaction():
        lock_pool()
        reservation, scooter_id, span = held_reservation(reservation_id, ReservationState.OUT)
        loan = find_open_loan(scooter_id)
        if loan is None or loan.reservation_id != reservation_id:
            raise elsewise(reservation)
        _close_loan(loan, checked, now=now, by=by)
        step(reservation, ReservationState.BACK, was=ReservationState.OUT, ended_at=now)
        scooter = get_scooter(scooter_id)
        if checked.next_action == NextAction.MAINTENANCE:
            _put_in_maintenance(scooter)
        freed = expire_offers(now=now)
        freed += _hold_until_charged(reservation, scooter, span, checked.next_action, now=now)
        hours = Decimal((now - loan.out_at).total_seconds() / _HOUR_S).quantize(Decimal("0.01"))
        record_fact(FactKind.SCOOTER_RETURNED, on=day_of(now), about=about(reservation.site), hours=hours)
        event = "returned_late" if now > loan.due_at else "returned"
        write_log(scooter_id, event, now=now, by=by, note=checked.damage_note)
        offer_freed(freed, now=now)
        return loan


def record_no_show(reservation_id: int, *, now: datetime, by: int | None = None) -> Reservation:
    """Record that nobody came for a scooter; what is left of its dayparts is free.

    Raises ReservationUnknown, ReservationElsewise, or NotYetNoShow when they may still come.
    """
    with transaction():
        lock_pool()
        reservation, scooter_id, span = held_reservation(reservation_id)
        opening = load_openings([reservation.site_id])[reservation.site_id]
        if now < no_show_at(reservation, span, opening, get_policy().no_show_after_minutes):
            raise NotYetNoShow(reference=reservation.reference)
        step(reservation, ReservationState.NO_SHOW, was=ReservationState.RESERVED, ended_at=now)
        left = max(span.first, number_of(*opening.daypart_at(now)))
        freed = expire_offers(now=now) + free_slots(from_number=left, reservation_id=reservation_id)
        record_fact(FactKind.SCOOTER_NO_SHOW, on=day_of(now), about=about(reservation.site))
        write_log(scooter_id, "no_show", now=now, by=by, note=reservation.reference)
        offer_freed(freed, now=now)
        return reservation


def record_no_shows(*, now: datetime) -> int:
    """Record everybody who did not come in time; return how many. For the job; each has its own effect."""
    done = 0
    for reservation_id in _due_no_shows(now):
        try:
            with transaction():
                record_no_show(reservation_id, now=now)
            done += 1
        except BuurtserviceError as refusal:
            log.info("reservation %s was fetched or ended meanwhile: %s", reservation_id, refusal.code)
    return done


def no_show_at(reservation: Reservation, span: Span, opening: Opening, after_minutes: int) -> datetime:
    """Return from when on somebody counts as not having come."""
    placed_at = reservation.moved_at or reservation.created_at
    return max(opening.begins(*span.from_slot), placed_at) + timedelta(minutes=after_minutes)


def _due_no_shows(now: datetime) -> list[int]:
    query = select(Reservation).where(Reservation.state == ReservationState.RESERVED).order_by(Reservation.id)
    waiting = {one.id: one for one in db.session.scalars(query).unique()}
    uses = uses_of(list(waiting))
    openings = load_openings(sorted({one.site_id for one in waiting.values()}))
    minutes = get_policy().no_show_after_minutes
    return [
        one.id
        for one in waiting.values()
        if one.id in uses and now >= no_show_at(one, uses[one.id][1], openings[one.site_id], minutes)
    ]


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


def _go_out(
    reservation: Reservation, scooter_id: int, last: int, checked: Checked, *, now: datetime, by: int | None
) -> Loan:
    step(reservation, ReservationState.OUT, was=ReservationState.RESERVED)
    opening = load_openings([reservation.site_id])[reservation.site_id]
    loan = Loan(
        scooter_id=scooter_id,
        reservation_id=reservation.id,
        out_at=now,
        due_at=opening.ends(*Span(last, last).to_slot),
        out_by_id=by,
        out_charge_pct=checked.charge_pct,
        out_condition=checked.condition or None,
        out_accessories=checked.accessories or None,
    )
    db.session.add(loan)
    db.session.flush()
    record_fact(FactKind.SCOOTER_LENT, on=day_of(now), about=about(reservation.site))
    write_log(scooter_id, "handed_out", now=now, by=by, note=checked.condition)
    return loan


def _close_loan(loan: Loan, checked: Checked, *, now: datetime, by: int | None) -> None:
    change = update(Loan).where(Loan.id == loan.id, Loan.in_at.is_(None))
    values = {
        "in_at": max(now, loan.out_at),
        "in_by_id": by,
        "in_charge_pct": checked.charge_pct,
        "damage": checked.damage,
        "damage_note": checked.damage_note or None,
        "next_action": checked.next_action,
    }
    if not changes_one(change.values(**values)):
        raise elsewise(get_reservation(loan.reservation_id))
    db.session.refresh(loan)


def _put_in_maintenance(scooter: Scooter) -> None:
    in_use = update(Scooter).where(Scooter.id == scooter.id, Scooter.state == ScooterState.AVAILABLE)
    changes_one(in_use.values(state=ScooterState.MAINTENANCE))
    db.session.refresh(scooter)


def _hold_until_charged(
    reservation: Reservation, scooter: Scooter, span: Span, action: NextAction, *, now: datetime
) -> list[tuple[int, int]]:
    """Free what comes after now, and charge from now on as far as nobody has it; later people keep theirs."""
    opening = load_openings([reservation.site_id])[reservation.site_id]
    current = max(span.first, number_of(*opening.daypart_at(now)))
    freed = free_slots(from_number=current + 1, reservation_id=reservation.id)
    db.session.execute(
        update(ScooterSlot)
        .where(ScooterSlot.reservation_id == reservation.id)
        .values(kind=SlotKind.USE)
        .execution_options(synchronize_session=False)
    )
    charging = 0 if action == NextAction.READY else scooter.charging_dayparts
    after = range(current + 1, current + 1 + charging)
    held = load_fleet(Span(current, current + 1 + charging), now=now).taken.get(scooter.id, {})
    free = {number: SlotKind.CHARGING for number in after if number not in held}
    take_slots(scooter.id, free, reservation_id=reservation.id)
    return freed
