"""The tables of sites and of when they are open."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buurtservice.columns import UTCDateTime
from buurtservice.extensions import Base
from buurtservice.residents.models import Neighbourhood


class Site(Base):
    """A walk-in desk, a place that lends scooters, or both."""

    __tablename__ = "site"
    __table_args__ = (CheckConstraint("is_desk OR lends_scooters", name="is_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    address: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    opening_hours: Mapped[str | None] = mapped_column(String(300))
    directions: Mapped[str | None] = mapped_column(String(500))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    is_desk: Mapped[bool] = mapped_column(default=True)
    lends_scooters: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="joined")


class SiteHours(Base):
    """One daypart of the week at which a site is open, with its clock times there. No row: not open."""

    __tablename__ = "site_hours"
    __table_args__ = (
        UniqueConstraint("site_id", "weekday", "daypart"),
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("daypart BETWEEN 0 AND 2", name="daypart"),
        CheckConstraint("opens_at < closes_at", name="in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    weekday: Mapped[int]  # Monday is 0.
    daypart: Mapped[int]  # Morning 0, afternoon 1, evening 2.
    opens_at: Mapped[time]  # Local clock time.
    closes_at: Mapped[time]


class SiteClosedDay(Base):
    """A day on which a site is closed of its own accord; public holidays need no row."""

    __tablename__ = "site_closed_day"
    __table_args__ = (UniqueConstraint("site_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(String(120))
