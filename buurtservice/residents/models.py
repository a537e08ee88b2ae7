"""Tables of who takes part. Only what a match needs: no citizen service number, no diagnosis."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime
from buurtservice.extensions import Base

PLACE_IS_WHOLE = "(lat IS NULL) = (lon IS NULL)"
PLACE_IS_ON_EARTH = "lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)"


class Neighbourhood(Base):
    """A part of the town, by the name its people use."""

    __tablename__ = "neighbourhood"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(80), unique=True)  # The name without capitals and accents.


class Household(Base):
    """People who live together: they help each other already, so they are never matched."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)


class Resident(Base):
    """Somebody who asks or offers. A pseudonymous resident has no contact details at all."""

    __tablename__ = "resident"
    __table_args__ = (
        CheckConstraint(
            "NOT pseudonymous OR (name IS NULL AND address IS NULL AND phone IS NULL AND email IS NULL)",
            name="pseudonymous_has_no_contact",
        ),
        CheckConstraint("pseudonymous OR name IS NOT NULL", name="known_has_name"),
        CheckConstraint(PLACE_IS_WHOLE, name="place_whole"),
        CheckConstraint(PLACE_IS_ON_EARTH, name="place_on_earth"),
        CheckConstraint("max_active >= 0", name="max_active"),
        CheckConstraint("active_matches >= 0", name="active_matches"),
        Index("uq_resident_person", "person_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pseudonymous: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str | None] = mapped_column(String(120))
    salutation: Mapped[str | None] = mapped_column(String(10))
    address: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254))
    # Name and address without capitals, accents, titles and blanks: the same person is not added twice.
    person_key: Mapped[str | None] = mapped_column(String(400))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    lat: Mapped[float | None]  # Of the postcode or the neighbourhood, never of the house.
    lon: Mapped[float | None]
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    screened: Mapped[bool] = mapped_column(default=False)
    resting: Mapped[bool] = mapped_column(default=False)
    max_active: Mapped[int] = mapped_column(default=2)
    active_matches: Mapped[int] = mapped_column(default=0)  # Live matches as helper; see help/places.py.
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)

    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="joined")


class NeverMatch(Base):
    """Two residents who must never be matched. The pair is unordered, so the lower id stands first."""

    __tablename__ = "never_match"
    __table_args__ = (
        CheckConstraint("resident_a_id < resident_b_id", name="ordered"),
        UniqueConstraint("resident_a_id", "resident_b_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_a_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    resident_b_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    since: Mapped[date]
