"""Activities, and who has a place at them."""

from datetime import date, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buurtservice.columns import state_column
from buurtservice.extensions import Base
from buurtservice.facts.models import new_subject_key
from buurtservice.help.models import Category, HelpRequest
from buurtservice.residents.models import Neighbourhood, Resident

_STANDS = "state <> 'cancelled'"


class ActivityState(StrEnum):
    """Where an activity stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class PlaceState(StrEnum):
    """Where somebody's place at an activity stands."""

    INVITED = "invited"  # Asked to come; whether they will is theirs to say.
    TAKEN = "taken"
    WAITING_LIST = "waiting_list"
    CAME = "came"
    ABSENT = "absent"
    CANCELLED = "cancelled"


OPEN_PLACES = (PlaceState.INVITED, PlaceState.TAKEN, PlaceState.WAITING_LIST)


class Activity(Base):
    """Several residents together, with a title that can hang on the door."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("people IS NULL OR people >= 0", name="people"),
        CheckConstraint("capacity IS NULL OR capacity >= 1", name="capacity"),
        CheckConstraint(
            "places_taken >= 0 AND (capacity IS NULL OR places_taken <= capacity)", name="places_taken"
        ),
        CheckConstraint("ends_at IS NULL OR (begins_at IS NOT NULL AND ends_at > begins_at)", name="times"),
        CheckConstraint("begins_at IS NULL OR takes_place_on IS NOT NULL", name="times_have_a_day"),
        CheckConstraint("(state = 'cancelled') = (cancelled_on IS NOT NULL)", name="cancelled_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    state: Mapped[ActivityState] = mapped_column(
        state_column(ActivityState, "state"), default=ActivityState.PLANNED
    )
    added_on: Mapped[date]
    description: Mapped[str | None] = mapped_column(String(500))  # What we do, for whoever thinks of coming.
    place: Mapped[str | None] = mapped_column(String(200))
    takes_place_on: Mapped[date | None]  # None: the day is still to be agreed.
    begins_at: Mapped[time | None]  # Local clock times.
    ends_at: Mapped[time | None]
    capacity: Mapped[int | None]  # None: whoever comes.
    places_taken: Mapped[int] = mapped_column(default=0)  # Never more than there are, by the CHECK above.
    public: Mapped[bool] = mapped_column(default=True)  # On the public list, for everybody to see.
    host_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    host_agreed_on: Mapped[date | None]  # To stand on the public list, by first name.
    supported_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"))
    cancelled_on: Mapped[date | None]
    cancel_note: Mapped[str | None] = mapped_column(String(200))  # Told to whoever had a place.
    held_on: Mapped[date | None]
    people: Mapped[int | None]
    subject_key: Mapped[str] = mapped_column(String(32), unique=True, default=new_subject_key)

    category: Mapped[Category | None] = relationship(lazy="joined")
    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="joined")
    host: Mapped[Resident | None] = relationship(lazy="joined", foreign_keys=[host_id])


class ActivityPlace(Base):
    """One person's place at an activity, and the request that it answers, if they asked for something.

    While the place is taken its solution is the live answer to the request; afterwards the solution has
    ended, and stays to tell.
    """

    __tablename__ = "activity_place"
    __table_args__ = (
        Index(
            "uq_activity_place_standing",
            "activity_id",
            "resident_id",
            unique=True,
            sqlite_where=text(_STANDS),
            postgresql_where=text(_STANDS),
        ),
        CheckConstraint("solution_id IS NULL OR help_request_id IS NOT NULL", name="answers_a_request"),
        CheckConstraint(
            "solution_id IS NOT NULL OR help_request_id IS NULL OR state NOT IN ('taken', 'came', 'absent')",
            name="taken_answers",
        ),
        CheckConstraint(
            "state NOT IN ('invited', 'waiting_list') OR (solution_id IS NULL AND taken_on IS NULL)",
            name="not_yet_taken",
        ),
        CheckConstraint("state NOT IN ('taken', 'came', 'absent') OR taken_on IS NOT NULL", name="taken_on"),
        CheckConstraint(
            "(state IN ('came', 'absent', 'cancelled')) = (ended_on IS NOT NULL)", name="ended_on"
        ),
        CheckConstraint("taken_on >= added_on AND ended_on >= added_on", name="days_in_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    help_request_id: Mapped[int | None] = mapped_column(ForeignKey("help_request.id"), index=True)
    solution_id: Mapped[int | None] = mapped_column(ForeignKey("solution.id"), unique=True)
    state: Mapped[PlaceState] = mapped_column(state_column(PlaceState, "state"))
    added_on: Mapped[date]  # Invited, put on the waiting list, or taken at once.
    taken_on: Mapped[date | None]
    ended_on: Mapped[date | None]  # Came, did not come, or gave the place up.

    activity: Mapped[Activity] = relationship(lazy="joined")
    resident: Mapped[Resident] = relationship(lazy="joined")
    request: Mapped[HelpRequest | None] = relationship(lazy="joined")
