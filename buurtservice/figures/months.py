"""Reads the months that were frozen."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, func, select

from buurtservice.extensions import db
from buurtservice.figures.models import MonthFigures


def list_latest_months(months: Collection[date] | None = None) -> list[MonthFigures]:
    """Return the latest revision of each frozen month, or of these months, oldest first."""
    newest = select(MonthFigures.month, func.max(MonthFigures.revision).label("revision"))
    if months is not None:
        newest = newest.where(MonthFigures.month.in_(months))
    last = newest.group_by(MonthFigures.month).subquery()
    same = and_(MonthFigures.month == last.c.month, MonthFigures.revision == last.c.revision)
    return list(db.session.scalars(select(MonthFigures).join(last, same).order_by(MonthFigures.month)))


def list_revisions(month: date | None = None) -> list[MonthFigures]:
    """Return every revision, of one month or of all, in the order of months and revisions."""
    query = select(MonthFigures).order_by(MonthFigures.month, MonthFigures.revision)
    if month is not None:
        query = query.where(MonthFigures.month == month)
    return list(db.session.scalars(query))


def find_latest_month() -> date | None:
    """Return the last month that was frozen."""
    return db.session.scalar(select(func.max(MonthFigures.month)))
