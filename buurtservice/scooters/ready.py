"""Whether the scooter of a reservation can go now; if not, why not, and what can instead. It only reads."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from buurtservice.errors import Conflict
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.scooters.errors import CannotHandOut, ReservationElsewise, TooEarlyToHandOut
from buurtservice.scooters.models import (
    Loan,
    Reservation,
    ReservationState,
    Scooter,
    ScooterPolicy,
    SlotKind,
)
from buurtservice.scooters.placing import WHY_NOT, day_of
from buurtservice.scooters.policies import check_driver, last_number
from buurtservice.scooters.queries import (
    Fleet,
    Wish,
    get_policy,
    get_reservation,
    get_scooter,
    load_fleet,
    use_of,
    window_around,
)
from buurtservice.scooters.services import elsewise
from buurtservice.scooters.spans import Span, number_of
from buurtservice.sites.opening import Opening, load_openings

_EARLIER_MOST = 2  # Whoever comes three dayparts early means another day.


class TimeIsOver(ReservationElsewise):
    """Nobody came for the reservation while it lasted."""

    code = "time_is_over"
    text = N_("De tijd van reservering %(reference)s is voorbij. Leen de scootmobiel uit zonder reservering.")


@dataclass(frozen=True, kw_only=True)
class HandOut:
    """A reservation at the counter. Without scooter and span it holds nothing any more.

    `refused` says why its scooter cannot go now; `before` are the dayparts to take for who comes early.
    """

    reservation: Reservation
    opening: Opening
    scooter: Scooter | None = None
    span: Span | None = None
    before: dict[int, SlotKind] = field(default_factory=dict)
    refused: Conflict | None = None


def look_at_hand_out(reservation_id: int, *, now: datetime) -> HandOut:
    """Return what would go, or what refuses it. Raises ReservationUnknown.

    It is refused with ReservationElsewise, TimeIsOver, TooEarlyToHandOut, CannotHandOut (with alternatives),
    or as check_driver.
    """
    reservation, use = get_reservation(reservation_id), use_of(reservation_id)
    if reservation.state != ReservationState.RESERVED or use is None:
        opening = load_openings([reservation.site_id])[reservation.site_id]
        return HandOut(reservation=reservation, opening=opening, refused=elsewise(reservation))
    scooter_id, span = use
    out = list_out()
    fleet = load_fleet_here(span, out, now=now, ignoring=[reservation_id])
    site_id = reservation.site_id
    opening = fleet.openings[site_id] if site_id in fleet.openings else load_openings([site_id])[site_id]
    scooter = fleet.scooters.get(scooter_id) or get_scooter(scooter_id)
    before: dict[int, SlotKind] = {}
    refused, policy = None, get_policy()
    try:
        if opening.ends(*span.to_slot) <= now:
            raise TimeIsOver(reference=reservation.reference)
        check_driver(reservation.resident_id, on=day_of(now))
        _check_here(reservation, scooter, span, fleet, out, now=now, last=last_number(policy, now=now))
        before = _dayparts_before(reservation, scooter_id, span, fleet, opening, policy, now=now)
    except Conflict as why:
        refused = why
    return HandOut(
        reservation=reservation, opening=opening, scooter=scooter, span=span, before=before, refused=refused
    )


def list_out() -> set[int]:
    """Return which scooters are out."""
    return set(db.session.scalars(select(Loan.scooter_id).where(Loan.in_at.is_(None))))


def load_fleet_here(
    span: Span, out: Collection[int], *, now: datetime, ignoring: Collection[int] = ()
) -> Fleet:
    """Read the fleet around a span as it stands at the sites: a scooter that is `out` cannot be had now."""
    fleet = load_fleet(window_around(span), now=now, ignoring=ignoring)
    for scooter_id in out:
        if scooter_id in fleet.scooters:
            opening = fleet.openings[fleet.scooters[scooter_id].site_id]
            fleet.taken[scooter_id].setdefault(number_of(*opening.daypart_at(now)), SlotKind.USE)
    return fleet


def _check_here(
    reservation: Reservation,
    scooter: Scooter,
    span: Span,
    fleet: Fleet,
    out: Collection[int],
    *,
    now: datetime,
    last: int,
) -> None:
    """Refuse a scooter that is out, not well, or elsewhere; say what is free instead."""
    why = fleet.why_not_at_all(scooter)
    reason = WHY_NOT[why] if why else None
    if reason is None and scooter.id in out:
        reason = N_("hij is mee met iemand anders")
    if reason is None and scooter.site_id != reservation.site_id:
        reason = N_("hij staat op een andere locatie")
    if reason is None and scooter.id not in fleet.scooters:
        reason = N_("deze locatie leent geen scootmobielen meer uit")
    if reason is None and _is_blocked(fleet, scooter.id, span):
        reason = WHY_NOT["maintenance"]
    if reason is not None:
        wish = Wish(
            span=_what_is_left(span, reservation.site_id, fleet, now=now), site_id=reservation.site_id
        )
        raise CannotHandOut(options=fleet.options(wish, now=now, last=last), scooter=scooter.name, why=reason)


def _what_is_left(span: Span, site_id: int, fleet: Fleet, *, now: datetime) -> Span:
    """Return the dayparts of a span that are not over at a site; at least the last one."""
    if site_id not in fleet.openings:
        return span
    current = number_of(*fleet.openings[site_id].daypart_at(now))
    return Span(min(max(span.first, current), span.last), span.last)


def _is_blocked(fleet: Fleet, scooter_id: int, span: Span) -> bool:
    held = fleet.taken.get(scooter_id, {})
    return any(held.get(number) == SlotKind.MAINTENANCE for number in span.numbers)


def _dayparts_before(
    reservation: Reservation,
    scooter_id: int,
    span: Span,
    fleet: Fleet,
    opening: Opening,
    policy: ScooterPolicy,
    *,
    now: datetime,
) -> dict[int, SlotKind]:
    """Return the dayparts before, for who comes early; half an hour early is none."""
    current = number_of(*opening.daypart_at(now + timedelta(minutes=policy.early_minutes)))
    before = dict.fromkeys(range(current, span.first), SlotKind.USE)
    if any(fleet.is_taken(scooter_id, number) for number in before) or len(before) > _EARLIER_MOST:
        raise TooEarlyToHandOut(reference=reservation.reference)
    return before
