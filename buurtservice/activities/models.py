"""Activities."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buurtservice.columns import state_column
from buurtservice.extensions import Base
from buurtservice.facts.models import new_subject_key
from buurtservice.help.models import Category
from buurtservice.residents.models import Neighbourhood


class ActivityState(StrEnum):
    """Where an activity stands."""

    PLANNED = "planned"
    HELD = "held"


class Activity(Base):
    """Several residents together, with a title that can hang on the door."""

    __tablename__ = "activity"
    __table_args__ = (CheckConstraint("people IS NULL OR people >= 0", name="people"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    category_id: Mapped[int | None] = mapped_column(ForeignKey("category.id"))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    state: Mapped[ActivityState] = mapped_column(
        state_column(ActivityState, "state"), default=ActivityState.PLANNED
    )
    added_on: Mapped[date]
    held_on: Mapped[date | None]
    people: Mapped[int | None]
    subject_key: Mapped[str] = mapped_column(String(32), unique=True, default=new_subject_key)

    category: Mapped[Category | None] = relationship(lazy="joined")
    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="joined")
