"""Reads about one reservation at the counter, and about who may walk in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from buurtservice.accounts.models import StaffUser
from buurtservice.extensions import db
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import get_resident
from buurtservice.scooters.extending import ends_from
from buurtservice.scooters.models import Driver, Loan, Reservation, Scooter
from buurtservice.scooters.placing import day_of
from buurtservice.scooters.queries import get_policy, get_reservation, get_scooter, use_of
from buurtservice.scooters.ready import list_out, load_fleet_here
from buurtservice.scooters.spans import Span, number_of
from buurtservice.sites.models import Site
from buurtservice.sites.opening import Opening, load_openings


@dataclass(frozen=True, kw_only=True)
class AtCounter:
    """A reservation with who has it. Without scooter and span it holds nothing any more."""

    reservation: Reservation
    resident: Resident
    opening: Opening
    scooter: Scooter | None
    span: Span | None
    loan: Loan | None


@dataclass(frozen=True, kw_only=True)
class Here:
    """A scooter that can go now, and the dayparts at whose end it can be back."""

    scooter: Scooter
    ends: list[int]


@dataclass(frozen=True, kw_only=True)
class NowFree:
    """What can go from a site at once."""

    site: Site
    opening: Opening
    current: int
    scooters: list[Here]

    @property
    def ends(self) -> list[int]:
        """Return every daypart at whose end one of them can be back."""
        return sorted({number for one in self.scooters for number in one.ends})


def get_at_counter(reservation_id: int) -> AtCounter:
    """Return a reservation as the host needs it. Raises ReservationUnknown."""
    reservation = get_reservation(reservation_id)
    use = use_of(reservation_id)
    query = select(Loan).where(Loan.reservation_id == reservation_id)
    loan = db.session.scalars(query.execution_options(populate_existing=True)).first()
    scooter_id = use[0] if use else loan.scooter_id if loan else None
    return AtCounter(
        reservation=reservation,
        resident=get_resident(reservation.resident_id),
        opening=load_openings([reservation.site_id])[reservation.site_id],
        scooter=None if scooter_id is None else get_scooter(scooter_id),
        span=use[1] if use else None,
        loan=loan,
    )


def read_now_free(site: Site, *, now: datetime) -> NowFree:
    """Return which scooters can go from a site now, and until when."""
    policy, morning = get_policy(), number_of(day_of(now), 0)
    fleet = load_fleet_here(Span(morning, morning + policy.dayparts_most), list_out(), now=now)
    opening = fleet.openings.get(site.id) or load_openings([site.id])[site.id]
    current = number_of(*opening.daypart_at(now))
    is_open = opening.is_open(*Span(current, current).from_slot)
    here = [
        Here(scooter=one, ends=ends_from(fleet, one.id, current, policy, now=now))
        for one in fleet.scooters.values()
        if one.site_id == site.id and is_open and fleet.why_not_at_all(one) is None
    ]
    free = [one for one in here if one.ends]
    return NowFree(site=site, opening=opening, current=current, scooters=free)


def checks_until(resident_ids: Collection[int]) -> dict[int, date]:
    """Return until when the riding check of each of these people is valid, where they have one."""
    query = select(Driver.resident_id, Driver.valid_until).where(
        Driver.resident_id.in_(resident_ids), Driver.revoked_on.is_(None)
    )
    return {
        row.resident_id: row.valid_until for row in db.session.execute(query.order_by(Driver.valid_until))
    }


def list_checks(resident_id: int) -> list[Driver]:
    """Return the riding checks of somebody, the newest first."""
    query = select(Driver).where(Driver.resident_id == resident_id)
    return list(db.session.scalars(query.order_by(Driver.checked_on.desc(), Driver.id.desc())))


def names_of_staff(checks: Collection[Driver]) -> dict[int, str]:
    """Return the names of who did these checks, by number."""
    ids = {one.checked_by_id for one in checks} - {None}
    query = select(StaffUser.id, StaffUser.name).where(StaffUser.id.in_(ids))
    return {row.id: row.name for row in db.session.execute(query)}
