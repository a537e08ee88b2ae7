"""The team's tasks, and who is in the team."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from buurtservice.accounts.models import StaffUser
from buurtservice.columns import state_column
from buurtservice.extensions import Base
from buurtservice.help.models import DAYPARTS_ARE_A_WEEK, HelpRequest
from buurtservice.residents.models import Neighbourhood

_LIVE = "state IN ('new', 'planned', 'doing')"


class TaskState(StrEnum):
    """Where a task stands."""

    NEW = "new"
    PLANNED = "planned"
    DOING = "doing"
    DONE = "done"
    HANDED_BACK = "handed_back"  # The team cannot do it: the worker looks further.
    DROPPED = "dropped"  # Nobody needs it any more: withdrawn, or a neighbour took over.


LIVE_TASKS = (TaskState.NEW, TaskState.PLANNED, TaskState.DOING)


class HandBackReason(StrEnum):
    """Why the team gives a task back. Nothing about anybody's health stands here."""

    NOT_OUR_WORK = "not_our_work"
    TOO_MUCH = "too_much"
    NOT_REACHED = "not_reached"
    NOT_NEEDED = "not_needed"
    NOT_SAFE = "not_safe"
    OTHER = "other"


class TeamTask(Base):
    """A request, or one week of a weekly one, that the paid team does.

    `occurrence_on` is the Monday of the week that a task of a weekly request is for; None is the whole
    request. Of each week there is one task at most.
    """

    __tablename__ = "team_task"
    __table_args__ = (
        Index(
            "uq_team_task_occurrence",
            "help_request_id",
            "occurrence_on",
            unique=True,
            sqlite_where=text("occurrence_on IS NOT NULL"),
            postgresql_where=text("occurrence_on IS NOT NULL"),
        ),
        Index("ix_team_task_state", "state", "opened_on"),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_on"),
        CheckConstraint(
            "state NOT IN ('planned', 'doing') OR (planned_on IS NOT NULL AND staff_user_id IS NOT NULL)",
            name="planned",
        ),
        CheckConstraint(
            "(state = 'handed_back') = (handed_back_on IS NOT NULL AND hand_back_reason IS NOT NULL)",
            name="handed_back",
        ),
        CheckConstraint("planned_daypart IS NULL OR planned_daypart BETWEEN 0 AND 2", name="planned_daypart"),
        CheckConstraint("hours IS NULL OR hours >= 0", name="hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    help_request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), index=True)
    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id"), unique=True)
    occurrence_on: Mapped[date | None]
    state: Mapped[TaskState] = mapped_column(state_column(TaskState, "state"), default=TaskState.NEW)
    opened_on: Mapped[date]
    staff_user_id: Mapped[int | None] = mapped_column(ForeignKey("staff_user.id"), index=True)
    planned_on: Mapped[date | None]
    planned_daypart: Mapped[int | None]  # 0 morning, 1 afternoon, 2 evening.
    done_on: Mapped[date | None]
    hours: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    handed_back_on: Mapped[date | None]
    hand_back_reason: Mapped[HandBackReason | None] = mapped_column(
        state_column(HandBackReason, "hand_back_reason")
    )
    hand_back_note: Mapped[str | None] = mapped_column(String(300))

    request: Mapped[HelpRequest] = relationship(lazy="joined")
    member: Mapped[StaffUser | None] = relationship(lazy="joined")


class TeamMember(Base):
    """When somebody of the team works, what they do, and from where they set out.

    `dayparts` is a bit mask as of a request; `categories` are codes of kinds of help, None means all.
    """

    __tablename__ = "team_member"
    __table_args__ = (
        CheckConstraint(DAYPARTS_ARE_A_WEEK, name="dayparts"),
        CheckConstraint("tasks_per_daypart BETWEEN 1 AND 20", name="tasks_per_daypart"),
    )

    staff_user_id: Mapped[int] = mapped_column(ForeignKey("staff_user.id"), primary_key=True)
    dayparts: Mapped[int]
    tasks_per_daypart: Mapped[int] = mapped_column(default=1)
    categories: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))

    user: Mapped[StaffUser] = relationship(lazy="joined")
    neighbourhood: Mapped[Neighbourhood | None] = relationship(lazy="joined")
