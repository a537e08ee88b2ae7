"""Tells the workers what goes to the team by the next working day, while they can still hold it."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import db
from buurtservice.fallback.policies import next_working_day
from buurtservice.fallback.queries import page_of_soon_routed
from buurtservice.messages.telling import tell_staff
from buurtservice.transactions import transaction

KIND = "routed_tomorrow"
PAGE = "/vandaag/morgen"
SATURDAY = 5


def tell_workers_of_tomorrow(*, today: date, now: datetime) -> dict[str, Any]:
    """Write each worker one mail a working day, where something goes; return how many are new."""
    with transaction():
        _, count = page_of_soon_routed(today=today, limit=1, offset=0)
        if not count or today.weekday() >= SATURDAY:
            return {"touched": 0, "failed": []}
        over = datetime.combine(today + timedelta(days=1), time(), LOCAL_ZONE)
        values = {"count": str(count), "goes_on": next_working_day(today).isoformat(), "page": PAGE}
        told = [
            tell_staff(
                KIND, staff=worker, key=f"{KIND}:{worker.id}:{today}", now=now, values=values, expires_at=over
            )
            for worker in _workers()
        ]
        return {"touched": sum(told), "failed": []}


def _workers() -> list[StaffUser]:
    workers = (
        select(StaffUser).join(StaffRole).where(StaffRole.role == Role.WORKER, StaffUser.closed_at.is_(None))
    )
    return list(db.session.scalars(workers.order_by(StaffUser.id)).unique())
