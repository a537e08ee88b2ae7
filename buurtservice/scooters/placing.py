"""What reserving, moving, waiting and walking in have in common: the checks before, the row and its slots."""

import secrets
from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select

from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.i18n import N_
from buurtservice.scooters.errors import NothingFree, ScooterNotToBeHad
from buurtservice.scooters.models import Reservation, ReservationState, Scooter
from buurtservice.scooters.policies import (
    check_driver,
    check_open,
    check_sane,
    check_span,
    last_number,
)
from buurtservice.scooters.queries import Fleet, Wish, get_policy, get_scooter, load_fleet, window_around
from buurtservice.sites.models import Site

_SIGNS = "23456789CDFGHJKMNPQRTWX"  # As of requests: nothing that looks or sounds alike.
WHY_NOT = {
    "retired": N_("hij is niet meer in gebruik"),
    "maintenance": N_("hij is in onderhoud"),
    "overdue": N_("hij is nog niet terug"),
}


def checked_fleet(resident_id: int, wish: Wish, *, now: datetime, ignoring: Collection[int] = ()) -> Fleet:
    """Check all that can be refused but that nothing is free; return the fleet around the wish.

    Raises InThePast, EndBeforeStart, TooFarAhead, TooLong, SiteLendsNone, SiteNotOpen, ScooterUnknown,
    NoValidCheck, CheckExpires or CheckRevoked.
    """
    policy = get_policy()
    check_sane(wish.span, now=now)
    check_span(wish.span, policy, now=now)
    if wish.scooter_id is not None:
        get_scooter(wish.scooter_id)
    fleet = load_fleet(window_around(wish.span), now=now, ignoring=ignoring)
    site_id = wish.site_id
    if site_id is None and wish.scooter_id in fleet.scooters:
        site_id = fleet.scooters[wish.scooter_id].site_id
    check_open(fleet, site_id, wish.span, now=now)
    check_driver(resident_id, on=wish.span.to_slot[0])
    return fleet


def choose(fleet: Fleet, wish: Wish, *, now: datetime) -> Scooter:
    """Return a scooter that is free. Raises NothingFree or ScooterNotToBeHad, with the next best."""
    scooter = fleet.find_free(wish)
    if scooter is not None and fleet.openings[scooter.site_id].ends(*wish.span.from_slot) > now:
        return scooter
    options = fleet.options(wish, now=now, last=last_number(get_policy(), now=now))
    if wish.scooter_id is None:
        raise NothingFree(options=options)
    wanted = get_scooter(wish.scooter_id)
    why = fleet.why_not_at_all(wanted)
    if why is not None:
        raise ScooterNotToBeHad(options=options, scooter=wanted.name, why=WHY_NOT[why])
    raise NothingFree(options=options)


def add_reservation(
    resident_id: int,
    scooter_id: int,
    *,
    now: datetime,
    by: int | None = None,
    walk_in: bool = False,
    series_key: str | None = None,
) -> Reservation:
    """Add the row of a reservation, without slots, and its fact; part of the transaction that takes them."""
    site = get_scooter(scooter_id).site
    reservation = Reservation(
        reference=_new_reference(),
        resident_id=resident_id,
        site_id=site.id,
        state=ReservationState.RESERVED,
        walk_in=walk_in,
        series_key=series_key,
        created_at=now,
        created_by_id=by,
    )
    db.session.add(reservation)
    db.session.flush()
    if not walk_in:
        record_fact(FactKind.SCOOTER_RESERVED, on=day_of(now), about=about(site))
    return reservation


def record_refusal(wish: Wish, *, now: datetime) -> None:
    """Count that somebody wanted a scooter and there was none: the number that argues for one more."""
    site = db.session.get(Site, wish.site_id) if wish.site_id is not None else None
    record_fact(FactKind.SCOOTER_REFUSED, on=day_of(now), about=about(site) if site else About())


def about(site: Site) -> About:
    """Return what a fact about a scooter holds: where."""
    return About(site=site.name, neighbourhood=site.neighbourhood.name if site.neighbourhood else None)


def day_of(now: datetime) -> date:
    """Return the local day of a moment."""
    return now.astimezone(LOCAL_ZONE).date()


def _new_reference() -> str:
    while True:
        signs = "".join(secrets.choice(_SIGNS) for _ in range(5))
        reference = f"S{signs[0]}-{signs[1:]}"
        taken = select(Reservation.id).where(Reservation.reference == reference)
        if db.session.scalars(taken).first() is None:
            return reference
