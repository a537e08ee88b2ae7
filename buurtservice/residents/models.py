"""Tables of who takes part. Only what a match needs: no citizen service number, no diagnosis."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime, state_column
from buurtservice.extensions import Base

PLACE_IS_WHOLE = "(lat IS NULL) = (lon IS NULL)"
PLACE_IS_ON_EARTH = "lat IS NULL OR (lat BETWEEN -90 AND 90 AND lon BETWEEN -180 AND 180)"


class ContactBy(StrEnum):
    """How somebody wants to be reached."""

    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"
    DESK = "desk"


class AgreementKind(StrEnum):
    """What somebody agreed to."""

    TAKING_PART = "taking_part"  # With how their data is used.
    AGE = "age"  # They say that they are sixteen or older.
    ON_BEHALF = "on_behalf"  # That somebody else asks for them.
    REFERRAL = "referral"  # That others are told.


class AgreementThrough(StrEnum):
    """How the agreement reached us."""

    SELF = "self"
    DESK = "desk"
    FAMILY = "family"
    OTHER = "other"


class Neighbourhood(Base):
    """A part of the town, by the name its people use; its centre serves where a postcode is not known."""

    __tablename__ = "neighbourhood"
    __table_args__ = (
        CheckConstraint(PLACE_IS_WHOLE, name="place_whole"),
        CheckConstraint(PLACE_IS_ON_EARTH, name="place_on_earth"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(80), unique=True)  # The name without capitals and accents.
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    hidden: Mapped[bool] = mapped_column(default=False)  # Not to choose from any more; who lives there stays.


class PostcodeCentroid(Base):
    """The middle of a postcode, four digits or four and two letters: as near as we ever look."""

    __tablename__ = "postcode_centroid"
    __table_args__ = (CheckConstraint(PLACE_IS_ON_EARTH, name="place_on_earth"),)

    postcode: Mapped[str] = mapped_column(String(6), primary_key=True)  # 6217 or 6217AB.
    lat: Mapped[float]
    lon: Mapped[float]
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))


class Household(Base):
    """People who live together: they help each other already, so they are never matched."""

    __tablename__ = "household"

    id: Mapped[int] = mapped_column(primary_key=True)


class Resident(Base):
    """Somebody who asks or offers. A pseudonymous resident has no contact details at all."""

    __tablename__ = "resident"
    __table_args__ = (
        CheckConstraint(
            "NOT pseudonymous OR (name IS NULL AND address IS NULL AND phone IS NULL AND email IS NULL "
            "AND postcode IS NULL AND search_text IS NULL)",
            name="pseudonymous_has_no_contact",
        ),
        CheckConstraint("pseudonymous OR name IS NOT NULL", name="known_has_name"),
        CheckConstraint(PLACE_IS_WHOLE, name="place_whole"),
        CheckConstraint(PLACE_IS_ON_EARTH, name="place_on_earth"),
        CheckConstraint("max_active >= 0", name="max_active"),
        CheckConstraint("active_matches >= 0", name="active_matches"),
        CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="merged_into_another"),
        Index("uq_resident_person", "person_key", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    pseudonymous: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str | None] = mapped_column(String(120))
    salutation: Mapped[str | None] = mapped_column(String(10))
    address: Mapped[str | None] = mapped_column(String(200))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(254), index=True)  # In small letters.
    postcode: Mapped[str | None] = mapped_column(String(6))
    contact_by: Mapped[ContactBy | None] = mapped_column(state_column(ContactBy, "contact_by"))
    language: Mapped[str] = mapped_column(String(5), default="nl")  # In which we write to them.
    # Name, street and telephone number, folded, to search in; see residents/searching.py.
    search_text: Mapped[str | None] = mapped_column(String(600))
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
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    left_on: Mapped[date | None]  # They left: name and contact details are gone, what was counted stays.

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
    reason: Mapped[str | None] = mapped_column(String(300))  # The worker's alone: on no other page.
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class Agreement(Base):
    """What somebody agreed to: which text, when, and through whom."""

    __tablename__ = "agreement"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[AgreementKind] = mapped_column(state_column(AgreementKind, "kind"))
    text_version: Mapped[str] = mapped_column(String(20))
    given_on: Mapped[date]
    through: Mapped[AgreementThrough] = mapped_column(state_column(AgreementThrough, "through"))
    through_name: Mapped[str | None] = mapped_column(String(120))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    withdrawn_on: Mapped[date | None]


class ResidentMerge(Base):
    """Two records of one person made one. `moved` says what came over, so that it can be undone."""

    __tablename__ = "resident_merge"
    __table_args__ = (
        CheckConstraint("kept_id <> merged_id", name="two_records"),
        Index(
            "uq_resident_merge_standing",
            "merged_id",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kept_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    merged_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    merged_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    merged_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    moved: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class DistinctPair(Base):
    """Two records that look alike and are two people: somebody asked. The lower id stands first."""

    __tablename__ = "distinct_pair"
    __table_args__ = (CheckConstraint("resident_a_id < resident_b_id", name="ordered"),)

    resident_a_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    resident_b_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, index=True)
    recorded_on: Mapped[date]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class CalendarLink(Base):
    """A link with which a telephone's calendar reads somebody's appointments, until they take it back."""

    __tablename__ = "calendar_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
