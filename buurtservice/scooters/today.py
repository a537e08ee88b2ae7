"""Reads for the host: what goes out and comes back at one site today, what is late, and what stands here."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import and_, or_, select

from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import db
from buurtservice.residents.models import Resident
from buurtservice.scooters.affected import Affected, list_affected_at
from buurtservice.scooters.models import (
    Loan,
    Reservation,
    ReservationState,
    Scooter,
    ScooterBlock,
    ScooterPolicy,
    ScooterSlot,
    SlotKind,
)
from buurtservice.scooters.no_shows import no_show_at
from buurtservice.scooters.queries import Fleet, block_span, get_policy, load_fleet, window_around
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span, number_of, slot_of
from buurtservice.scooters.standing import Standing, list_standing
from buurtservice.sites.models import Site
from buurtservice.sites.opening import Opening, load_openings

DAYS_AHEAD = 7  # So far the host is told whose scooter will not be there.


@dataclass(frozen=True, kw_only=True)
class Out:
    """A scooter that went out, and with whom."""

    loan: Loan
    reservation: Reservation
    resident: Resident
    scooter: Scooter


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A reservation that was not fetched. `why` is a code: what is wrong with its scooter, if anything."""

    reservation: Reservation
    resident: Resident
    scooter: Scooter
    span: Span
    is_late: bool = False  # The time that the site waits is over.
    why: str | None = None


@dataclass(frozen=True, kw_only=True)
class NotFetched:
    """A reservation of somebody who did not come; it holds nothing any more."""

    reservation: Reservation
    resident: Resident


@dataclass(frozen=True, kw_only=True)
class HostDay:
    """All that the host of one site sees today."""

    site: Site
    opening: Opening
    today: date
    overdue: list[Out]
    coming: list[Coming]
    missing: list[Coming]  # Today or later, and the scooter will not be there.
    due_today: list[Out]
    away: list[Out]
    standing: list[Standing]
    not_fetched: list[NotFetched]
    came_back: list[Out]


def read_host_day(site: Site, *, now: datetime) -> HostDay:
    """Return the day of a site, also of one where no scooter stands; always as many queries."""
    today = now.astimezone(LOCAL_ZONE).date()
    begin = number_of(today, 0)
    week = Span(begin, begin + DAYS_AHEAD * DAYPARTS_A_DAY - 1)
    fleet = load_fleet(window_around(week), now=now)
    opening = fleet.openings.get(site.id) or load_openings([site.id])[site.id]
    midnight = datetime.combine(today, time(0), LOCAL_ZONE)
    policy, loans = get_policy(), _list_out(site.id, since=midnight)
    reserved = _list_reserved(site.id, fleet, opening, policy, now=now)
    out = [one for one in loans if one.loan.in_at is None]
    return HostDay(
        site=site,
        opening=opening,
        today=today,
        overdue=[one for one in out if one.loan.due_at < now],
        coming=[one for one in reserved if one.span.from_slot[0] <= today],
        missing=[one for one in reserved if one.why and one.span.first <= week.last],
        due_today=[one for one in out if now <= one.loan.due_at and _day(one.loan.due_at) == today],
        away=[one for one in out if _day(one.loan.due_at) > today],
        standing=list_standing(site.id, fleet, policy, {one.scooter.id for one in out}, now=now),
        not_fetched=_list_not_fetched(site.id, since=midnight),
        came_back=[one for one in loans if one.loan.in_at is not None],
    )


def list_missing(site_id: int, *, now: datetime) -> list[tuple[Affected, Resident]]:
    """Return everybody at a site whose scooter will not be there, with what is free instead, in order."""
    found = list_affected_at(site_id, now=now)
    ids = {one.reservation.resident_id for one in found}
    people = {
        one.id: one for one in db.session.scalars(select(Resident).where(Resident.id.in_(ids))).unique()
    }
    return [(one, people[one.reservation.resident_id]) for one in found]


def list_lending_sites() -> list[Site]:
    """Return the sites that lend scooters, by name."""
    lends = select(Site).where(Site.lends_scooters.is_(True), Site.closed_at.is_(None))
    return list(db.session.scalars(lends.order_by(Site.name)).unique())


def _list_out(site_id: int, *, since: datetime) -> list[Out]:
    """Return what is out of the scooters of a site, and what came back since; the first to be due first."""
    query = (
        select(Loan, Reservation, Resident, Scooter)
        .join(Reservation, Loan.reservation_id == Reservation.id)
        .join(Resident, Reservation.resident_id == Resident.id)
        .join(Scooter, Loan.scooter_id == Scooter.id)
        .where(Scooter.site_id == site_id, or_(Loan.in_at.is_(None), Loan.in_at >= since))
        .order_by(Loan.due_at, Loan.id)
    )
    return [
        Out(loan=loan, reservation=reservation, resident=resident, scooter=scooter)
        for loan, reservation, resident, scooter in db.session.execute(query).unique()
    ]


def _list_reserved(
    site_id: int, fleet: Fleet, opening: Opening, policy: ScooterPolicy, *, now: datetime
) -> list[Coming]:
    """Return what is reserved at a site and not fetched; the first first."""
    use = and_(ScooterSlot.reservation_id == Reservation.id, ScooterSlot.kind == SlotKind.USE)
    query = (
        select(Reservation, Resident, Scooter, ScooterSlot.local_date, ScooterSlot.daypart)
        .join(Resident, Reservation.resident_id == Resident.id)
        .join(ScooterSlot, use)
        .join(Scooter, ScooterSlot.scooter_id == Scooter.id)
        .where(Reservation.site_id == site_id, Reservation.state == ReservationState.RESERVED)
        .order_by(ScooterSlot.local_date, ScooterSlot.daypart)
    )
    found: dict[int, tuple[Reservation, Resident, Scooter, Span]] = {}
    for reservation, resident, scooter, day, daypart in db.session.execute(query).unique():
        number = number_of(day, daypart)
        first = found[reservation.id][3].first if reservation.id in found else number
        found[reservation.id] = reservation, resident, scooter, Span(first, number)
    blocked = _list_blocks(fleet.window)
    return [_coming(one, fleet, opening, blocked, policy, now=now) for one in found.values()]


def _coming(
    one: tuple[Reservation, Resident, Scooter, Span],
    fleet: Fleet,
    opening: Opening,
    blocked: dict[int, set[int]],
    policy: ScooterPolicy,
    *,
    now: datetime,
) -> Coming:
    reservation, resident, scooter, span = one
    why = fleet.why_not_at_all(scooter)
    if why is None and scooter.site_id != reservation.site_id:
        why = "elsewhere"
    if why is None and blocked.get(scooter.id, set()) & set(span.numbers):
        why = "maintenance"
    if why is None and not (opening.is_open(*span.from_slot) and opening.is_open(*span.to_slot)):
        why = "closed"
    return Coming(
        reservation=reservation,
        resident=resident,
        scooter=scooter,
        span=span,
        is_late=now >= no_show_at(reservation, span, opening, policy.no_show_after_minutes),
        why=why,
    )


def _list_blocks(window: Span) -> dict[int, set[int]]:
    """Return by scooter the dayparts on which it is in maintenance, also where somebody still holds them."""
    first, last = slot_of(window.first)[0], slot_of(window.last)[0]
    query = select(ScooterBlock).where(
        ScooterBlock.lifted_at.is_(None), ScooterBlock.from_date <= last, ScooterBlock.to_date >= first
    )
    found: dict[int, set[int]] = {}
    for block in db.session.scalars(query):
        found.setdefault(block.scooter_id, set()).update(block_span(block).numbers)
    return found


def _list_not_fetched(site_id: int, *, since: datetime) -> list[NotFetched]:
    query = (
        select(Reservation, Resident)
        .join(Resident, Reservation.resident_id == Resident.id)
        .where(Reservation.site_id == site_id, Reservation.state == ReservationState.NO_SHOW)
        .where(Reservation.ended_at >= since)
        .order_by(Reservation.ended_at)
    )
    return [
        NotFetched(reservation=reservation, resident=resident)
        for reservation, resident in db.session.execute(query).unique()
    ]


def _day(moment: datetime) -> date:
    return moment.astimezone(LOCAL_ZONE).date()
