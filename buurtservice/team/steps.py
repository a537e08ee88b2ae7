"""How one step of one task is taken: a conditional update, once, or a refusal that says how it stands."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import update

from buurtservice.extensions import db
from buurtservice.help.solutions import lock_requests
from buurtservice.labels import TASK_STATES
from buurtservice.team.errors import TaskInOtherState, TaskNotOpen
from buurtservice.team.models import TaskState, TeamTask
from buurtservice.team.queries import get_task
from buurtservice.transactions import changes_one


def lock_task(task_id: int) -> TeamTask:
    """Hold the task's request until the transaction ends; return the task as it is then. Raises NotFound."""
    lock_requests([get_task(task_id).help_request_id])
    return get_task(task_id)


def move_task(
    task: TeamTask, *where: Any, needed: Collection[TaskState], to: TaskState, **columns: Any
) -> None:
    """Bring the task from one of the states `needed` to the state `to`, once.

    `where` are further conditions. Raises TaskNotOpen when it is done, else TaskInOtherState.
    """
    moved = update(TeamTask).where(TeamTask.id == task.id, TeamTask.state.in_(needed), *where)
    if not changes_one(moved.values(state=to, **columns)):
        raise in_other_state(get_task(task.id))
    db.session.refresh(task)


def in_other_state(task: TeamTask) -> TaskNotOpen | TaskInOtherState:
    """Return the refusal that says how the task stands now."""
    if task.state == TaskState.DONE and task.done_on is not None:
        return TaskNotOpen(id=task.id, on=_day(task.done_on))
    return TaskInOtherState(id=task.id, state=TASK_STATES[task.state])


def _day(day: date) -> str:
    return day.isoformat()
