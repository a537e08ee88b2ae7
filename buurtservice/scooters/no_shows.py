"""Who did not come: by hand, or by the job after the time that the site waits."""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.scooters.errors import NotYetNoShow
from buurtservice.scooters.models import Reservation, ReservationState
from buurtservice.scooters.placing import about, day_of
from buurtservice.scooters.queries import get_policy, uses_of
from buurtservice.scooters.services import held_reservation, step
from buurtservice.scooters.slots import expire_offers, free_slots, lock_pool, write_log
from buurtservice.scooters.spans import Span, number_of
from buurtservice.scooters.waiting import offer_freed
from buurtservice.sites.opening import Opening, load_openings
from buurtservice.transactions import savepoint, transaction

log = logging.getLogger(__name__)


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


@dataclass(frozen=True)
class NoShows:
    """The numbers of the reservations that nobody fetched, and of those that could not be recorded."""

    recorded: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


def record_no_shows(*, now: datetime) -> NoShows:
    """Record everybody who did not come in time. For the job: one that fails keeps no other waiting."""
    done = NoShows()
    with transaction():
        lock_pool()
        for reservation_id in _due_no_shows(now):
            try:
                with savepoint():
                    record_no_show(reservation_id, now=now)
                done.recorded.append(reservation_id)
            except (BuurtserviceError, SQLAlchemyError) as fault:
                log.error("reservation %s stays as it is: %s", reservation_id, type(fault).__name__)
                done.failed.append(reservation_id)
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
