"""Two sites with scooters and people who may drive, and what must always hold of their slots."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.residents.models import Resident
from buurtservice.scooters.drivers import record_check
from buurtservice.scooters.fleet import add_scooter
from buurtservice.scooters.models import (
    LIVE_RESERVATIONS,
    Loan,
    Reservation,
    ReservationState,
    Scooter,
    ScooterSlot,
    ScooterWaiting,
    SlotKind,
    WaitingState,
)
from buurtservice.scooters.queries import Wish, block_span, uses_of
from buurtservice.scooters.spans import Span, number_of
from buurtservice.sites.models import Site
from buurtservice.sites.opening import CLOCK, set_hours
from buurtservice.sites.services import SiteValues, save_site
from tests import factories

MONDAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)  # Eight in the morning there.
EVERY_DAYPART = {(weekday, daypart): hours for weekday in range(7) for daypart, hours in CLOCK.items()}
MORNING, AFTERNOON, EVENING = range(3)


def site(name: str = "Oost", *, hours: dict[tuple[int, int], tuple[time, time]] | None = None) -> Site:
    """Add a site that lends scooters, open on all dayparts of all days."""
    made = save_site(None, SiteValues(name=name, is_desk=False, lends_scooters=True), now=NOW)
    set_hours(made.id, EVERY_DAYPART if hours is None else hours)
    return made


def scooters(place: Site, count: int = 1, *, charging: int = 0) -> list[Scooter]:
    """Add scooters to a site."""
    return [
        add_scooter(site_id=place.id, name=f"{place.name} {number}", now=NOW, charging_dayparts=charging)
        for number in range(1, count + 1)
    ]


def driver(name: str = "Mia", *, on: date = date(2025, 3, 1), until: date = date(2030, 1, 1)) -> Resident:
    """Add somebody with a riding check."""
    person = factories.resident(name)
    record_check(person.id, on=on, today=on, by=None, valid_until=until)
    return person


def wish(place: Site | None, day: date = MONDAY, daypart: int = AFTERNOON, **more: object) -> Wish:
    """Return a wish for one daypart, or `to=(day, daypart)`, or of one `scooter`."""
    to = more.get("to") or (day, daypart)
    which = more.get("scooter")
    return Wish(
        span=Span.of(day, daypart, *to),
        site_id=None if place is None else place.id,
        scooter_id=None if which is None else which.id,
    )


def held(reservation: Reservation, kind: SlotKind = SlotKind.USE) -> list[tuple[date, int]]:
    """Return the dayparts that a reservation holds."""
    mine = select(ScooterSlot.local_date, ScooterSlot.daypart).where(
        ScooterSlot.reservation_id == reservation.id, ScooterSlot.kind == kind
    )
    return sorted((day, daypart) for day, daypart in db.session.execute(mine))


def wrong_slots() -> list[str]:
    """Return what is wrong with slots, reservations, offers and loans: nothing, one hopes."""
    db.session.expire_all()
    slots = list(db.session.scalars(select(ScooterSlot)))
    keys = [(one.scooter_id, one.local_date, one.daypart) for one in slots]
    wrong = [] if len(set(keys)) == len(keys) else ["a slot is held twice"]
    reservations = {one.id: one for one in db.session.scalars(select(Reservation)).unique()}
    uses = uses_of(list(reservations))
    for one in reservations.values():
        if one.state in LIVE_RESERVATIONS and one.id not in uses:
            wrong.append(f"reservation {one.id} is {one.state.value} and holds nothing")
        if one.state == ReservationState.CANCELLED and one.id in uses:
            wrong.append(f"reservation {one.id} is cancelled and holds something")
    return wrong + _broken_spans(slots, reservations) + _wrong_offers(slots) + _wrong_loans(reservations)


def _broken_spans(slots: Iterable[ScooterSlot], reservations: dict[int, Reservation]) -> list[str]:
    held_by: dict[int, set[tuple[int, int]]] = {}
    for slot in slots:
        if slot.reservation_id and slot.kind == SlotKind.USE:
            number = number_of(slot.local_date, slot.daypart)
            held_by.setdefault(slot.reservation_id, set()).add((slot.scooter_id, number))
    wrong = []
    for reservation_id, ones in held_by.items():
        numbers = sorted(number for _, number in ones)
        if len({scooter_id for scooter_id, _ in ones}) > 1:
            wrong.append(f"reservation {reservation_id} holds two scooters")
        live = reservations[reservation_id].state in LIVE_RESERVATIONS
        if live and numbers != list(range(numbers[0], numbers[-1] + 1)):
            wrong.append(f"reservation {reservation_id} has a gap")
    return wrong


def _wrong_offers(slots: Iterable[ScooterSlot]) -> list[str]:
    offered = {one.waiting_id for one in slots if one.waiting_id and one.kind == SlotKind.USE}
    return [
        f"place {one.id} on the waiting list is {one.state.value}"
        for one in db.session.scalars(select(ScooterWaiting))
        if (one.state == WaitingState.OFFERED) != (one.id in offered) and block_span(one)
    ]


def _wrong_loans(reservations: dict[int, Reservation]) -> list[str]:
    out = {one.reservation_id for one in db.session.scalars(select(Loan).where(Loan.in_at.is_(None)))}
    said = {one.id for one in reservations.values() if one.state == ReservationState.OUT}
    return [] if out == said else [f"out are {said}, lent {out}"]
