"""Finds another scooter for who reserved one that is taken away; part of the change that does it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, update

from buurtservice.extensions import db
from buurtservice.scooters.affected import Affected, affected_by
from buurtservice.scooters.models import (
    Reservation,
    ReservationState,
    Scooter,
    ScooterBlock,
    ScooterSlot,
    ScooterWaiting,
    WaitingState,
)
from buurtservice.scooters.placing import day_of
from buurtservice.scooters.policies import last_number
from buurtservice.scooters.queries import Fleet, Wish, get_policy, load_fleet, uses_of, window_around
from buurtservice.scooters.services import relocate
from buurtservice.scooters.slots import free_slots, write_log
from buurtservice.scooters.spans import DAYPARTS_A_DAY, Span, number_of
from buurtservice.transactions import changes_one

_FURTHEST = 400 * DAYPARTS_A_DAY  # Nothing is reserved further ahead.


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """Who got another scooter at the same site and time, and who must choose."""

    moved: list[Reservation] = field(default_factory=list)
    affected: list[Affected] = field(default_factory=list)
    block: ScooterBlock | None = None


def rearrange(
    scooter_id: int,
    span: Span,
    *,
    now: datetime,
    by: int | None,
    move: bool = True,
    not_for: int | None = None,
) -> Consequences:
    """Give each reservation of the scooter in a span another one at its site, or say what else is free.

    Those of the site `not_for` stay as they are; with `move=False` all keep their scooter and are named.
    """
    result = Consequences()
    last = last_number(get_policy(), now=now)
    for reservation, use in _reservations_in(scooter_id, span):
        if reservation.site_id == not_for:
            continue
        fleet = load_fleet(window_around(use), now=now, ignoring=[reservation.id])
        wish = Wish(span=use, site_id=reservation.site_id)
        other = next(
            (one for one in fleet.scooters.values() if one.id != scooter_id and _serves(fleet, one, wish)),
            None,
        )
        if other is not None and move:
            relocate(reservation, other, use, now=now)
            write_log(other.id, "reservation_moved", now=now, by=by, note=reservation.reference)
            result.moved.append(reservation)
        else:
            result.affected.append(affected_by(reservation, scooter_id, use, fleet, now=now, last=last))
    return result


def take_offers_back(scooter_id: int, span: Span) -> None:
    """Let whoever was offered this scooter wait on: they are offered another as soon as there is one."""
    offered = select(ScooterSlot.waiting_id).where(
        ScooterSlot.scooter_id == scooter_id,
        ScooterSlot.waiting_id.is_not(None),
        ScooterSlot.local_date.between(span.from_slot[0], span.to_slot[0]),
    )
    for waiting_id in sorted({one for one in db.session.scalars(offered) if one is not None}):
        free_slots(waiting_id=waiting_id)
        back = update(ScooterWaiting).where(
            ScooterWaiting.id == waiting_id, ScooterWaiting.state == WaitingState.OFFERED
        )
        changes_one(back.values(state=WaitingState.WAITING, held_until=None))


def from_now_on(now: datetime) -> Span:
    """Return the span from today on, as far as anything can be reserved."""
    today = number_of(day_of(now), 0)
    return Span(today, today + _FURTHEST)


def _serves(fleet: Fleet, scooter: Scooter, wish: Wish) -> bool:
    return scooter.site_id == wish.site_id and fleet.fits(scooter, wish.span)


def _reservations_in(scooter_id: int, span: Span) -> list[tuple[Reservation, Span]]:
    query = (
        select(Reservation)
        .where(Reservation.state == ReservationState.RESERVED)
        .where(Reservation.id.in_(_holders(scooter_id, span)))
        .order_by(Reservation.id)
        .execution_options(populate_existing=True)
    )
    found = list(db.session.scalars(query).unique())
    uses = uses_of([one.id for one in found])
    return [(one, uses[one.id][1]) for one in found if one.id in uses]


def _holders(scooter_id: int, span: Span) -> Collection[int]:
    query = select(ScooterSlot.reservation_id, ScooterSlot.local_date, ScooterSlot.daypart).where(
        ScooterSlot.scooter_id == scooter_id, ScooterSlot.reservation_id.is_not(None)
    )
    near = query.where(ScooterSlot.local_date.between(span.from_slot[0], span.to_slot[0]))
    return {
        holder
        for holder, day, daypart in db.session.execute(near)
        if holder is not None and span.first <= number_of(day, daypart) <= span.last
    }
