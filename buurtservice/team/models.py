"""The team's tasks."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from buurtservice.columns import state_column
from buurtservice.extensions import Base
from buurtservice.help.models import HelpRequest


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"


class TeamTask(Base):
    """A request that the paid team does."""

    __tablename__ = "team_task"

    id: Mapped[int] = mapped_column(primary_key=True)
    help_request_id: Mapped[int] = mapped_column(ForeignKey("help_request.id"), index=True)
    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id"), unique=True)
    state: Mapped[TaskState] = mapped_column(state_column(TaskState, "state"), default=TaskState.OPEN)
    opened_on: Mapped[date]
    done_on: Mapped[date | None]

    request: Mapped[HelpRequest] = relationship(lazy="joined")
