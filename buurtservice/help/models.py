"""Tables of requests, offers and their answers."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, and_, text
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
    PAUSED = "paused"
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


class BroughtBy(StrEnum):
    """Who came with a request for somebody else."""

    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    GP = "gp"
    PARISH = "parish"
    POLICE = "police"
    SOCIAL_TEAM = "social_team"
    OTHER = "other"


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
    position: Mapped[int] = mapped_column(default=100)  # The order on the page, then by name.
    retired_on: Mapped[date | None]  # Not to choose from any more; what was asked and offered stays.

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
    reference: Mapped[str | None] = mapped_column(String(12), unique=True)  # Short, for paper and telephone.
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
    weekly: Mapped[bool] = mapped_column(default=False)
    wanted_on: Mapped[date | None]  # The day it is for, when it is for one day.
    until: Mapped[date | None]  # The last day on which a weekly one is wanted.
    routed_on: Mapped[date | None]  # When its time had passed and it went to the team or to the worker.
    route_held_until: Mapped[date | None]  # A worker wants to try longer: not routed before this day.
    route_hastened_on: Mapped[date | None]  # A worker does not want to wait: routed at the next run.


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
    confirmed_on: Mapped[date | None]  # When the helper last said that it still stands.
    confirm_asked_on: Mapped[date | None]
    expires_on: Mapped[date | None]  # None: it does not expire by itself.


class RequestPause(Base):
    """A stretch of days in which a request did not take part; those days do not count as waiting."""

    __tablename__ = "request_pause"
    __table_args__ = (
        CheckConstraint("until IS NULL OR until >= since", name="until"),
        Index(
            "uq_request_pause_open",
            "help_request_id",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    help_request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), index=True)
    since: Mapped[date]
    until: Mapped[date | None]


class Introduction(Base):
    """A request that somebody brought for somebody else: who, and when the person themselves agreed."""

    __tablename__ = "introduction"

    help_request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), primary_key=True)
    brought_by: Mapped[BroughtBy] = mapped_column(state_column(BroughtBy, "brought_by"))
    name: Mapped[str | None] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(40))
    agreed_on: Mapped[date]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))


class Solution(Base):
    """What answers a request now.

    The partial unique indexes allow one live answer to a request, and one to each week of a weekly one. While
    the team bridges a week, the matcher still looks for somebody who takes all of it.
    """

    __tablename__ = "solution"
    __table_args__ = (
        Index(
            "uq_solution_live",
            "help_request_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL AND occurrence_on IS NULL"),
            postgresql_where=text("ended_on IS NULL AND occurrence_on IS NULL"),
        ),
        Index(
            "uq_solution_live_occurrence",
            "help_request_id",
            "occurrence_on",
            unique=True,
            sqlite_where=text("ended_on IS NULL AND occurrence_on IS NOT NULL"),
            postgresql_where=text("ended_on IS NULL AND occurrence_on IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    help_request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), index=True)
    # The Monday of the week it answers, when it answers one week of a weekly request; None: all of it.
    occurrence_on: Mapped[date | None]
    kind: Mapped[SolutionKind] = mapped_column(state_column(SolutionKind, "kind"))
    since: Mapped[date]
    ended_on: Mapped[date | None]


# What answers a request so that nobody looks for somebody else: not the team that does one week of it.
ANSWERS_WHOLE = and_(Solution.ended_on.is_(None), Solution.occurrence_on.is_(None))
