"""What people hear of scooters by the clock: see you tomorrow, yours will not be there, your check ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.extensions import db
from buurtservice.reminders.each import Done, say_for_each, together
from buurtservice.reminders.queries import start_of
from buurtservice.scooters.affected import Affected, list_affected
from buurtservice.scooters.drivers import list_checks_that_end
from buurtservice.scooters.models import Loan, Reservation
from buurtservice.scooters.queries import get_scooter, uses_of
from buurtservice.scooters.reserved import list_overdue_loans, list_reserved, list_reserved_between
from buurtservice.scooters.spans import Span, number_of
from buurtservice.scooters.telling import remind_of, tell_affected, tell_check_ends, tell_host_overdue
from buurtservice.sites.opening import load_openings
from buurtservice.transactions import transaction

CHECK_ENDS_WITHIN = timedelta(days=31)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class _Reserved:
    """A reservation with when it is, as the loop over records wants it."""

    id: int
    reservation: Reservation
    span: Span


@dataclass(frozen=True, kw_only=True)
class _Gone:
    """Somebody whose scooter will not be there."""

    id: int
    affected: Affected
    scooter_id: int
    late: Loan | None


def remind_of_scooters(*, today: date, now: datetime) -> Done:
    """Remind who fetches a scooter later today or tomorrow; part of a transaction."""
    span = Span(number_of(today, 0), number_of(today + A_DAY, 2))
    found = list_reserved_between(span)
    openings = load_openings(sorted({one.site_id for one, _ in found}))
    soon = [
        _Reserved(id=one.id, reservation=one, span=use)
        for one, use in found
        if openings[one.site_id].begins(*use.from_slot) > now
    ]
    return say_for_each(
        soon, lambda one: remind_of(one.reservation, one.span, now=now), what="scooter_reminder"
    )


def remind_of_checks(*, today: date, now: datetime) -> Done:
    """Tell drivers a month before that their riding check ends; part of a transaction."""
    ending = list_checks_that_end(today=today, until=today + CHECK_ENDS_WITHIN)
    return say_for_each(ending, lambda one: tell_check_ends(one, now=now), what="scooter_check_ends")


def tell_what_is_not_there(*, today: date, now: datetime) -> dict[str, Any]:
    """Tell who reserved a scooter that will not be there, with what is free instead; and hosts what is late.

    Of one that is overdue, who needs it before the end of tomorrow: until then it may come back.
    """
    with transaction():
        loans = {one.scooter_id: one for one in list_overdue_loans(now=now)}
        told = say_for_each(
            _to_tell(loans, today=today, now=now),
            lambda one: tell_affected(one.affected, one.scooter_id, late=one.late, now=now),
            what="scooter_gone",
        )
        hosts = _list_hosts()
        warned = say_for_each(
            loans.values(), lambda loan: _warn_hosts(hosts, loan, now=now), what="scooter_overdue"
        )
    return {**together([told, warned]), "told": told["touched"], "hosts": warned["touched"]}


def _to_tell(loans: Mapping[int, Loan], *, today: date, now: datetime) -> list[_Gone]:
    affected = [one for one in list_affected(now=now) if _lies_ahead(one, now=now)]
    uses = uses_of([one.reservation.id for one in affected])
    soon = start_of(today + 2 * A_DAY)
    return [
        _Gone(id=one.reservation.id, affected=one, scooter_id=scooter_id, late=loans.get(scooter_id))
        for one in affected
        for scooter_id in [uses[one.reservation.id][0]]
        if scooter_id not in loans or _begins(one) < soon
    ]


def _lies_ahead(one: Affected, *, now: datetime) -> bool:
    return _begins(one) > now


def _begins(one: Affected) -> datetime:
    site_id = one.reservation.site_id
    return load_openings([site_id])[site_id].begins(*one.span.from_slot)


def _warn_hosts(hosts: list[StaffUser], loan: Loan, *, now: datetime) -> int:
    scooter, later = get_scooter(loan.scooter_id), len(list_reserved(loan.scooter_id))
    return sum(tell_host_overdue(host, loan, scooter, later=later, now=now) for host in hosts)


def _list_hosts() -> list[StaffUser]:
    hosts = (
        select(StaffUser).join(StaffRole).where(StaffRole.role == Role.HOST, StaffUser.closed_at.is_(None))
    )
    return list(db.session.scalars(hosts.order_by(StaffUser.id)).unique())
