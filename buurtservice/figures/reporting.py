"""Tells the policy officers that the figures of a month are there."""

from datetime import date, datetime

from sqlalchemy import select

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.extensions import db
from buurtservice.figures.periods import month_of
from buurtservice.messages.telling import tell_staff

KIND = "month_report"
PAGE = "/cijfers?periode="


def report_month(month: date, *, now: datetime) -> None:
    """Write a mail with a link, and no number, to each policy officer; once for each month."""
    officers = (
        select(StaffUser).join(StaffRole).where(StaffRole.role == Role.POLICY, StaffUser.closed_at.is_(None))
    )
    for officer in db.session.scalars(officers).unique():
        tell_staff(
            KIND,
            staff=officer,
            key=f"{KIND}:{month:%Y-%m}:{officer.id}",
            values={"month_on": month.isoformat(), "page": PAGE + month_of(month).key},
            now=now,
        )
