"""What one person has of scooters: reservations, places on the waiting list, and what they may."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from buurtservice.clock import LOCAL_ZONE
from buurtservice.errors import BuurtserviceError, NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.scooters.errors import TooManyOpen
from buurtservice.scooters.models import (
    LIVE_RESERVATIONS,
    Driver,
    Reservation,
    ReservationState,
    Scooter,
    ScooterPolicy,
    ScooterSlot,
    ScooterWaiting,
    SlotKind,
    WaitingState,
)
from buurtservice.scooters.policies import check_driver, check_open_reservations, last_day
from buurtservice.scooters.queries import block_span, get_policy, get_reservation
from buurtservice.scooters.spans import Span, number_of, span_of
from buurtservice.sites.models import Site
from buurtservice.sites.opening import Opening, load_openings

_PAST_SHOWN = 5


@dataclass(frozen=True, kw_only=True)
class Booking:
    """A reservation that holds a scooter: which, when, and between which moments."""

    reservation: Reservation
    scooter: Scooter
    span: Span
    begins: datetime
    ends: datetime
    fetch_until: datetime
    is_open: bool  # Whether somebody is at the site at its beginning and its end.

    def can_change(self, now: datetime) -> bool:
        """Tell whether it can still be moved and cancelled: up to its start."""
        return self.reservation.state == ReservationState.RESERVED and self.begins > now


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A place on the waiting list; `held_until` is there while a scooter is held for them."""

    id: int
    span: Span
    site: Site | None
    held_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What somebody may: why they cannot drive, until when they can, and how many more they may reserve."""

    policy: ScooterPolicy
    last_day: date
    open: int
    no_check: BuurtserviceError | None
    check_until: date | None
    too_many: TooManyOpen | None


def read_standing(resident_id: int, *, now: datetime) -> Standing:
    """Return what somebody may reserve now."""
    today, policy = now.astimezone(LOCAL_ZONE).date(), get_policy()
    standing = _count_open(resident_id)
    return Standing(
        policy=policy,
        last_day=last_day(policy, today),
        open=standing,
        no_check=_no_check(resident_id, today),
        check_until=_check_until(resident_id),
        too_many=_too_many(resident_id, policy) if standing >= policy.open_most else None,
    )


def list_bookings(resident_id: int) -> list[Booking]:
    """Return the reservations that stand, and what is out now, in order; three queries."""
    return _bookings(Reservation.resident_id == resident_id, Reservation.state.in_(LIVE_RESERVATIONS))


def list_past_reservations(resident_id: int) -> list[Reservation]:
    """Return the last few that are over, however they ended, the newest first."""
    query = select(Reservation).where(
        Reservation.resident_id == resident_id, Reservation.state.not_in(LIVE_RESERVATIONS)
    )
    newest = query.order_by(Reservation.ended_at.desc(), Reservation.id.desc()).limit(_PAST_SHOWN)
    return list(db.session.scalars(newest).unique())


def get_own_booking(reservation_id: int, *, resident_id: int) -> Booking | None:
    """Return a reservation of this resident; None when it holds nothing any more. Raises NotFound."""
    get_own_reservation(reservation_id, resident_id=resident_id)
    return next(iter(_bookings(Reservation.id == reservation_id)), None)


def get_own_reservation(reservation_id: int, *, resident_id: int) -> Reservation:
    """Return a reservation of this resident, whatever its state. Raises NotFound, also for another's."""
    reservation = get_reservation(reservation_id)
    if reservation.resident_id != resident_id:
        raise NotFound(what=N_("Reservering"), id=reservation_id)
    return reservation


def list_waiting_of(resident_id: int, *, now: datetime) -> list[Waiting]:
    """Return the places on the waiting list that can still come to something, offers first."""
    query = (
        select(ScooterWaiting, Site)
        .outerjoin(Site, ScooterWaiting.site_id == Site.id)
        .where(
            ScooterWaiting.resident_id == resident_id,
            ScooterWaiting.state.in_((WaitingState.WAITING, WaitingState.OFFERED)),
            ScooterWaiting.from_date >= now.astimezone(LOCAL_ZONE).date(),
        )
    )
    found = [_waiting(row, site, now=now) for row, site in db.session.execute(query)]
    return sorted(found, key=lambda one: (one.held_until is None, one.span))


def get_own_waiting(waiting_id: int, *, resident_id: int) -> ScooterWaiting:
    """Return a place on the waiting list of this resident. Raises NotFound, also for another's."""
    found = db.session.get(ScooterWaiting, waiting_id, populate_existing=True)
    if found is None or found.resident_id != resident_id:
        raise NotFound(what=N_("Plaats op de wachtlijst"), id=waiting_id)
    return found


def _bookings(*whose: ColumnElement[bool]) -> list[Booking]:
    query = (
        select(Reservation, Scooter, ScooterSlot.local_date, ScooterSlot.daypart)
        .join(ScooterSlot, ScooterSlot.reservation_id == Reservation.id)
        .join(Scooter, ScooterSlot.scooter_id == Scooter.id)
        .where(ScooterSlot.kind == SlotKind.USE, *whose)
    )
    held: dict[int, tuple[Reservation, Scooter, list[int]]] = {}
    for reservation, scooter, day, daypart in db.session.execute(query):
        _, _, numbers = held.setdefault(reservation.id, (reservation, scooter, []))
        numbers.append(number_of(day, daypart))
    openings = load_openings({one.site_id for one, _, _ in held.values()})
    found = [
        _booking(one, scooter, span_of(numbers), openings[one.site_id])
        for one, scooter, numbers in held.values()
    ]
    return sorted(found, key=lambda one: (one.begins, one.reservation.id))


def _booking(reservation: Reservation, scooter: Scooter, span: Span, opening: Opening) -> Booking:
    return Booking(
        reservation=reservation,
        scooter=scooter,
        span=span,
        begins=opening.begins(*span.from_slot),
        ends=opening.ends(*span.to_slot),
        fetch_until=opening.ends(*span.from_slot),
        is_open=opening.is_open(*span.from_slot) and opening.is_open(*span.to_slot),
    )


def _waiting(row: ScooterWaiting, site: Site | None, *, now: datetime) -> Waiting:
    is_held = row.state == WaitingState.OFFERED and row.held_until is not None and row.held_until > now
    return Waiting(
        id=row.id,
        span=block_span(row),
        site=site,
        held_until=row.held_until if is_held else None,
    )


def _count_open(resident_id: int) -> int:
    mine = Reservation.resident_id == resident_id, Reservation.state == ReservationState.RESERVED
    return db.session.scalar(select(func.count()).select_from(Reservation).where(*mine)) or 0


def _no_check(resident_id: int, today: date) -> BuurtserviceError | None:
    try:
        check_driver(resident_id, on=today)
    except BuurtserviceError as refused:
        return refused
    return None


def _check_until(resident_id: int) -> date | None:
    mine = Driver.resident_id == resident_id, Driver.revoked_on.is_(None)
    return db.session.scalar(select(func.max(Driver.valid_until)).where(*mine))


def _too_many(resident_id: int, policy: ScooterPolicy) -> TooManyOpen | None:
    try:
        check_open_reservations(resident_id, policy)
    except TooManyOpen as refused:
        return refused
    return None
