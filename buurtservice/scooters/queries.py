"""Reads about scooters: the fleet, what holds each daypart, and what is free nearest to a wish."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select

from buurtservice.extensions import db
from buurtservice.scooters.errors import Option, ReservationUnknown, ScooterUnknown
from buurtservice.scooters.models import (
    Loan,
    Reservation,
    Scooter,
    ScooterBlock,
    ScooterPolicy,
    ScooterSlot,
    ScooterState,
    ScooterWaiting,
    SlotKind,
)
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span, number_of, slot_of
from buurtservice.sites.models import Site
from buurtservice.sites.opening import Opening, load_openings

NEARBY_DAYS = 7
OPTIONS_MOST = 4
_DEFAULTS = {
    column.name: column.default.arg
    for column in ScooterPolicy.__table__.columns
    if column.default is not None
}


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Where and when somebody wants a scooter, and which, if it matters. Without a site: anywhere."""

    span: Span
    site_id: int | None
    scooter_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """All scooters and what holds them in a window of dayparts, read in six queries."""

    scooters: dict[int, Scooter]
    openings: dict[int, Opening]
    sites: dict[int, Site]
    overdue: frozenset[int]
    window: Span
    taken: dict[int, dict[int, SlotKind]] = field(default_factory=dict)

    def is_taken(self, scooter_id: int, number: int) -> bool:
        """Tell whether something holds the scooter on this daypart."""
        return number in self.taken[scooter_id]

    def why_not_at_all(self, scooter: Scooter) -> str | None:
        """Return "retired", "maintenance" or "overdue" where a scooter cannot be reserved whenever it is."""
        if scooter.state != ScooterState.AVAILABLE:
            return scooter.state.value
        return "overdue" if scooter.id in self.overdue else None

    def is_open(self, site_id: int, span: Span) -> bool:
        """Tell whether somebody is at the site at the beginning and at the end."""
        opening = self.openings[site_id]
        return opening.is_open(*span.from_slot) and opening.is_open(*span.to_slot)

    def fits(self, scooter: Scooter, span: Span) -> bool:
        """Tell whether the scooter can be had: nothing holds it, nor its charging afterwards."""
        held = self.taken[scooter.id]
        return self.why_not_at_all(scooter) is None and not any(
            number in held for number in span.with_after(scooter.charging_dayparts).numbers
        )

    def find_free(self, wish: Wish) -> Scooter | None:
        """Return the first scooter that fits, the lowest number first."""
        return next((scooter for scooter in self._wanted(wish) if self.fits(scooter, wish.span)), None)

    def options(self, wish: Wish, *, now: datetime, last: int) -> list[Option]:
        """Return what is free nearest to a wish: other site, other daypart, other day; up to `last`."""
        found: list[Option] = []
        for site_id, span in self._near(wish, last):
            opening = self.openings[site_id]
            if opening.ends(*span.from_slot) <= now or not self.is_open(site_id, span):
                continue
            free = self.find_free(Wish(span=span, site_id=site_id))
            if free is not None:
                name = self.sites[site_id].name
                found.append(Option(scooter_id=free.id, site_id=site_id, site_name=name, span=span))
            if len(found) == OPTIONS_MOST:
                break
        return found

    def _wanted(self, wish: Wish) -> Iterator[Scooter]:
        for scooter in self.scooters.values():
            wanted = wish.scooter_id in (None, scooter.id) and wish.site_id in (None, scooter.site_id)
            if wanted and self.is_open(scooter.site_id, wish.span):
                yield scooter

    def _near(self, wish: Wish, last: int) -> Iterator[tuple[int, Span]]:
        sites = sorted(self.sites, key=lambda site_id: (site_id != wish.site_id, site_id))
        dayparts = [
            move for move in (1, -1, 2, -2) if slot_of(wish.span.first + move)[0] == wish.span.from_slot[0]
        ]
        days = [sign * day * DAYPARTS_A_DAY for day in range(1, NEARBY_DAYS + 1) for sign in (1, -1)]
        for move in (0, *dayparts, *days):
            span = wish.span.later(move)
            if span.last <= last:
                yield from ((site_id, span) for site_id in sites)


def load_fleet(window: Span, *, now: datetime, ignoring: Collection[int] = ()) -> Fleet:
    """Read the fleet and all that holds it in a window; the slots of reservations `ignoring` count as free.

    An offer to who waits that is over holds nothing any more.
    """
    query = select(Scooter).order_by(Scooter.id).execution_options(populate_existing=True)
    scooters = {one.id: one for one in db.session.scalars(query).unique()}
    sites = {one.site_id: one.site for one in scooters.values() if _lends(one.site)}
    scooters = {one.id: one for one in scooters.values() if one.site_id in sites}
    fleet = Fleet(
        scooters=scooters,
        openings=load_openings(list(sites)),
        sites=sites,
        overdue=frozenset(_overdue_ids(now)),
        window=window,
        taken={scooter_id: {} for scooter_id in scooters},
    )
    for scooter_id, number, kind in _held(window, now=now, ignoring=ignoring):
        if scooter_id in scooters:
            fleet.taken[scooter_id].setdefault(number, kind)
    return fleet


def window_around(span: Span) -> Span:
    """Return the span with room for what is near it, and for charging."""
    room = (NEARBY_DAYS + 4) * DAYPARTS_A_DAY
    return Span(span.first - room, span.last + room)


def get_policy() -> ScooterPolicy:
    """Return the rules of fair use; the defaults where nobody set them."""
    kept = db.session.get(ScooterPolicy, 1, populate_existing=True)
    return kept or ScooterPolicy(**_DEFAULTS)


def get_scooter(scooter_id: int) -> Scooter:
    """Return the scooter as it is now. Raises ScooterUnknown."""
    found = db.session.get(Scooter, scooter_id, populate_existing=True)
    if found is None:
        raise ScooterUnknown(id=scooter_id)
    return found


def get_reservation(reservation_id: int) -> Reservation:
    """Return the reservation as it is now. Raises ReservationUnknown."""
    found = db.session.get(Reservation, reservation_id, populate_existing=True)
    if found is None:
        raise ReservationUnknown(id=reservation_id)
    return found


def use_of(reservation_id: int) -> tuple[int, Span] | None:
    """Return the scooter of a reservation, and from when to when it is used; None when it holds nothing."""
    query = select(ScooterSlot.scooter_id, ScooterSlot.local_date, ScooterSlot.daypart).where(
        ScooterSlot.reservation_id == reservation_id, ScooterSlot.kind == SlotKind.USE
    )
    rows = sorted(
        (number_of(day, daypart), scooter_id) for scooter_id, day, daypart in db.session.execute(query)
    )
    return (rows[0][1], Span(rows[0][0], rows[-1][0])) if rows else None


def uses_of(reservation_ids: Collection[int]) -> dict[int, tuple[int, Span]]:
    """Return the scooter and the span of each of these reservations that holds one, in one query."""
    query = select(
        ScooterSlot.reservation_id, ScooterSlot.scooter_id, ScooterSlot.local_date, ScooterSlot.daypart
    ).where(ScooterSlot.reservation_id.in_(reservation_ids), ScooterSlot.kind == SlotKind.USE)
    found: dict[int, tuple[int, Span]] = {}
    for reservation_id, scooter_id, day, daypart in db.session.execute(query):
        if reservation_id is None:
            continue
        number = number_of(day, daypart)
        _, span = found.get(reservation_id, (scooter_id, Span(number, number)))
        found[reservation_id] = scooter_id, Span(min(span.first, number), max(span.last, number))
    return found


def find_open_loan(scooter_id: int) -> Loan | None:
    """Return the loan with which the scooter is out, if it is."""
    query = select(Loan).where(Loan.scooter_id == scooter_id, Loan.in_at.is_(None))
    return db.session.scalars(query.execution_options(populate_existing=True)).first()


def _lends(site: Site) -> bool:
    return site.lends_scooters and site.closed_at is None


def _overdue_ids(now: datetime) -> list[int]:
    return list(db.session.scalars(select(Loan.scooter_id).where(Loan.in_at.is_(None), Loan.due_at < now)))


def _held(window: Span, *, now: datetime, ignoring: Collection[int]) -> Iterator[tuple[int, int, SlotKind]]:
    first, last = slot_of(window.first)[0], slot_of(window.last)[0]
    slots = (
        select(ScooterSlot.scooter_id, ScooterSlot.local_date, ScooterSlot.daypart, ScooterSlot.kind)
        .outerjoin(ScooterWaiting, ScooterSlot.waiting_id == ScooterWaiting.id)
        .where(ScooterSlot.local_date.between(first, last))
        .where(or_(ScooterWaiting.id.is_(None), ScooterWaiting.held_until > now))
    )
    if ignoring:
        slots = slots.where(
            or_(ScooterSlot.reservation_id.is_(None), ScooterSlot.reservation_id.not_in(ignoring))
        )
    for scooter_id, day, daypart, kind in db.session.execute(slots):
        yield scooter_id, number_of(day, daypart), kind
    blocks = select(ScooterBlock).where(
        ScooterBlock.lifted_at.is_(None), ScooterBlock.from_date <= last, ScooterBlock.to_date >= first
    )
    for block in db.session.scalars(blocks):
        span = block_span(block)
        for number in range(max(span.first, window.first), min(span.last, window.last) + 1):
            yield block.scooter_id, number, SlotKind.MAINTENANCE


def block_span(block: ScooterBlock | ScooterWaiting) -> Span:
    """Return from when to when a block or a wish is."""
    return Span.of(block.from_date, block.from_daypart, block.to_date, block.to_daypart)
