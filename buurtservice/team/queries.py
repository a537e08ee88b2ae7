"""Reads about the team's tasks."""

from sqlalchemy import select

from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.team.models import TaskState, TeamTask


def get_task(task_id: int) -> TeamTask:
    """Return the task as it is in the database now. Raises NotFound."""
    found = db.session.get(TeamTask, task_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Teamtaak"), id=task_id)
    return found


def list_tasks(state: TaskState | None = None) -> list[TeamTask]:
    """Return tasks, all or those in one state, oldest first."""
    query = select(TeamTask).order_by(TeamTask.opened_on, TeamTask.id)
    if state is not None:
        query = query.where(TeamTask.state == state)
    return list(db.session.scalars(query).unique())
