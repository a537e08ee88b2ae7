"""Tables of requests, offers and their answers."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.types import JSON

from buurtservice.clock import utc_now
from buurtservice.columns import UTCDateTime, state_column
from buurtservice.extensions import Base
from buurtservice.facts.models import new_subject_key
from buurtservice.residents.models import PLACE_IS_ON_EARTH, PLACE_IS_WHOLE, Neighbourhood, Resident

DAYPARTS_ARE_A_WEEK = "dayparts IS NULL OR dayparts BETWEEN 0 AND 2097151"  # 21 bits: 7 days × 3 dayparts.


class RequestState(StrEnum):
    """Where a request stands. Whether somebody is answering it at this moment is in `solution`."""

    OPEN = "open"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"


class OfferState(StrEnum):
    """Whether an offer takes part in matching."""

    ACTIVE = "active"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class SolutionKind(StrEnum):
    """What answers a request."""

    MATCH = "match"
    TEAM_TASK = "team_task"
    ACTIVITY_PLACE = "activity_place"


class Category(Base):
    """A kind of help. `spellings` are the words that people write on a card for it."""

    __tablename__ = "category"
    __table_args__ = (
        CheckConstraint("route_after_days >= 0", name="route_after_days"),
        CheckConstraint("urgent_route_after_days >= 0", name="urgent_route_after_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name_nl: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80))
    pictogram: Mapped[str] = mapped_column(String(40))
    requires_screening: Mapped[bool] = mapped_column(default=False)
    team_may_do: Mapped[bool] = mapped_column(default=True)
    route_after_days: Mapped[int] = mapped_column(default=7)
    urgent_route_after_days: Mapped[int] = mapped_column(default=2)
    spellings: Mapped[list[str]] = mapped_column(JSON, default=list)

    def name_in(self, language: str) -> str:
        """Return the name that stands on screen in this language."""
        return self.name_en if language == "en" else self.name_nl


class _Wish:
    """What a request and an offer have in common: whose it is, what kind of help, when, where and since when.

    `dayparts` is a bit mask (bit 3 × weekday + part), None means any time.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    dayparts: Mapped[int | None]
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    note: Mapped[str | None] = mapped_column(String(500))
    received_on: Mapped[date]
    subject_key: Mapped[str | None] = mapped_column(String(32), unique=True, default=new_subject_key)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=utc_now)

    @declared_attr
    @classmethod
    def resident(cls) -> Mapped[Resident]:
        """Return who asks or offers."""
        return relationship(lazy="joined")

    @declared_attr
    @classmethod
    def category(cls) -> Mapped[Category]:
        """Return the kind of help."""
        return relationship(lazy="joined")

    @declared_attr
    @classmethod
    def neighbourhood(cls) -> Mapped[Neighbourhood | None]:
        """Return where it is."""
        return relationship(lazy="joined")


def _wish_constraints() -> tuple[CheckConstraint, ...]:
    return (
        CheckConstraint(DAYPARTS_ARE_A_WEEK, name="dayparts"),
        CheckConstraint(PLACE_IS_WHOLE, name="place_whole"),
        CheckConstraint(PLACE_IS_ON_EARTH, name="place_on_earth"),
    )


class HelpRequest(_Wish, Base):
    """One need of one resident."""

    __tablename__ = "help_request"
    __table_args__ = (
        *_wish_constraints(),
        Index("ix_help_request_state_received_on", "state", "received_on"),
    )

    state: Mapped[RequestState] = mapped_column(
        state_column(RequestState, "state"), default=RequestState.OPEN
    )
    urgent: Mapped[bool] = mapped_column(default=False)
    needs: Mapped[list[str]] = mapped_column(JSON, default=list)
    routed_on: Mapped[date | None]  # When its time had passed and it went to the team or to the worker.


class HelpOffer(_Wish, Base):
    """One kind of help that one resident gives. `capacity` is how many requests at once."""

    __tablename__ = "help_offer"
    __table_args__ = (
        *_wish_constraints(),
        CheckConstraint("radius_m IS NULL OR radius_m >= 0", name="radius_m"),
        # More live matches than places cannot be stored, whoever forgets to look.
        CheckConstraint("places_taken >= 0 AND places_taken <= capacity", name="places_taken"),
    )

    state: Mapped[OfferState] = mapped_column(state_column(OfferState, "state"), default=OfferState.ACTIVE)
    capacity: Mapped[int] = mapped_column(default=1)
    places_taken: Mapped[int] = mapped_column(default=0)
    radius_m: Mapped[int | None]
    can: Mapped[list[str]] = mapped_column(JSON, default=list)


class Solution(Base):
    """What answers a request now. The partial unique index allows one live answer to a request, no more."""

    __tablename__ = "solution"
    __table_args__ = (
        Index(
            "uq_solution_live",
            "help_request_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    help_request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), index=True)
    kind: Mapped[SolutionKind] = mapped_column(state_column(SolutionKind, "kind"))
    since: Mapped[date]
    ended_on: Mapped[date | None]
