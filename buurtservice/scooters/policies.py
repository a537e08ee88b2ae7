"""Rules about who may reserve what: riding check, fair use, opening hours. Each refusal says the rule."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import db
from buurtservice.labels import DAYPARTS
from buurtservice.scooters.errors import (
    CheckExpires,
    CheckRevoked,
    EndBeforeStart,
    InThePast,
    NoValidCheck,
    SiteLendsNone,
    SiteNotOpen,
    TooFarAhead,
    TooLong,
    TooManyOpen,
)
from buurtservice.scooters.models import Driver, Reservation, ReservationState, ScooterPolicy
from buurtservice.scooters.queries import Fleet, uses_of
from buurtservice.scooters.spans import Span, number_of, slot_of

_LAST_DAYPART = len(DAYPARTS) - 1


def check_driver(resident_id: int, *, on: date) -> None:
    """Refuse who has no riding check that is valid on a day. A check after it was revoked counts again.

    Raises NoValidCheck, CheckExpires or CheckRevoked.
    """
    query = select(Driver).where(Driver.resident_id == resident_id)
    rows = list(db.session.scalars(query.execution_options(populate_existing=True)))
    revoked = max((row for row in rows if row.revoked_on), key=lambda row: row.revoked_on or on, default=None)
    good = [
        row
        for row in rows
        if row.revoked_on is None and (revoked is None or row.checked_on >= (revoked.revoked_on or on))
    ]
    if any(row.valid_until >= on for row in good):
        return
    if good:
        raise CheckExpires(until=max(row.valid_until for row in good))
    if revoked is not None:
        raise CheckRevoked(reason=revoked.revoked_reason)
    raise NoValidCheck


def check_span(span: Span, policy: ScooterPolicy, *, now: datetime) -> None:
    """Refuse what is too long or too far ahead. Raises EndBeforeStart, TooLong or TooFarAhead."""
    if span.last < span.first:
        raise EndBeforeStart
    today = now.astimezone(LOCAL_ZONE).date()
    if span.to_slot[0] > last_day(policy, today):
        opens = span.to_slot[0] - timedelta(policy.days_ahead)
        raise TooFarAhead(
            days=policy.days_ahead,
            until=last_day(policy, today),
            opens=opens,
        )
    if span.last - span.first + 1 > policy.dayparts_most:
        most = Span(span.first, span.first + policy.dayparts_most - 1)
        raise TooLong(most=policy.dayparts_most, until=Span(most.last, most.last))


def check_sane(span: Span, *, now: datetime) -> None:
    """Refuse a day long past, before anything is read. Raises InThePast or EndBeforeStart."""
    if span.last < span.first:
        raise EndBeforeStart
    if span.from_slot[0] < now.astimezone(LOCAL_ZONE).date():
        raise InThePast


def check_open(fleet: Fleet, site_id: int | None, span: Span, *, now: datetime) -> None:
    """Refuse a site that is not open at the beginning or the end, and a daypart that is over.

    Raises SiteLendsNone, InThePast or SiteNotOpen.
    """
    if site_id is None:
        return
    if site_id not in fleet.openings:
        raise SiteLendsNone(id=site_id)
    opening = fleet.openings[site_id]
    if opening.ends(*span.from_slot) <= now:
        raise InThePast
    for day, daypart in (span.from_slot, span.to_slot):
        if not opening.is_open(day, daypart):
            why = opening.closed_because(day)
            when = Span.of(day, daypart)
            raise SiteNotOpen(site=fleet.sites[site_id].name, when=when, why=f" ({why})" if why else "")


def check_open_reservations(resident_id: int, policy: ScooterPolicy) -> None:
    """Refuse one more reservation to who has as many as may stand open. Raises TooManyOpen."""
    mine = select(Reservation.id).where(
        Reservation.resident_id == resident_id, Reservation.state == ReservationState.RESERVED
    )
    ids = list(db.session.scalars(mine))
    if len(ids) < policy.open_most:
        return
    first_end = min((span.last for _, span in uses_of(ids).values()), default=None)
    until = "" if first_end is None else Span(first_end, first_end)
    raise TooManyOpen(open=len(ids), most=policy.open_most, until=until)


def last_day(policy: ScooterPolicy, today: date) -> date:
    """Return the last local day that can be reserved today."""
    return today + timedelta(policy.days_ahead)


def last_number(policy: ScooterPolicy, *, now: datetime) -> int:
    """Return the number of the last daypart that can be reserved now."""
    return number_of(last_day(policy, now.astimezone(LOCAL_ZONE).date()), _LAST_DAYPART)


def number_now(fleet: Fleet, site_id: int, *, now: datetime) -> int:
    """Return the number of the daypart that it is at a site."""
    return number_of(*fleet.openings[site_id].daypart_at(now))


def first_day(number: int) -> date:
    """Return the local day of a daypart's number."""
    return slot_of(number)[0]
