"""Reads about the team's tasks, and who is in the team."""

from collections.abc import Collection
from datetime import date, timedelta

from sqlalchemy import func, select

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.team.models import LIVE_TASKS, TaskState, TeamMember, TeamTask

TASKS_PER_DAYPART = 1  # Of a member whose hours nobody has entered.
_TAKES_TIME = (TaskState.PLANNED, TaskState.DOING, TaskState.DONE)


def get_task(task_id: int) -> TeamTask:
    """Return the task as it is in the database now. Raises NotFound."""
    found = db.session.get(TeamTask, task_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Teamtaak"), id=task_id)
    return found


def list_tasks(*states: TaskState) -> list[TeamTask]:
    """Return tasks, all or those in some states, oldest first."""
    query = select(TeamTask).order_by(TeamTask.opened_on, TeamTask.id)
    if states:
        query = query.where(TeamTask.state.in_(states))
    return list(db.session.scalars(query).unique())


def list_tasks_by_id(ids: Collection[int]) -> dict[int, TeamTask]:
    """Return these tasks, by id; what does not exist is left out."""
    found = db.session.scalars(select(TeamTask).where(TeamTask.id.in_(ids))).unique()
    return {task.id: task for task in found}


def list_live_tasks_of(request_id: int) -> list[TeamTask]:
    """Return the tasks of a request that still have to be done, the earliest week first."""
    query = select(TeamTask).where(TeamTask.help_request_id == request_id, TeamTask.state.in_(LIVE_TASKS))
    query = query.order_by(TeamTask.occurrence_on, TeamTask.id).execution_options(populate_existing=True)
    return list(db.session.scalars(query).unique())


def find_task_of_week(request_id: int, week: date) -> TeamTask | None:
    """Return the task of one week of a weekly request, whatever became of it."""
    query = select(TeamTask).where(TeamTask.help_request_id == request_id, TeamTask.occurrence_on == week)
    return db.session.scalar(query.execution_options(populate_existing=True))


def find_latest_task(request_id: int) -> TeamTask | None:
    """Return the task of a request that was opened last, or is for the latest week."""
    query = (
        select(TeamTask)
        .where(TeamTask.help_request_id == request_id)
        .order_by(func.coalesce(TeamTask.occurrence_on, TeamTask.opened_on).desc(), TeamTask.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).unique().one_or_none()


def list_team() -> list[StaffUser]:
    """Return who is in the team now, by name."""
    in_team = select(StaffRole.staff_user_id).where(StaffRole.role == Role.TEAM)
    query = select(StaffUser).where(StaffUser.id.in_(in_team), StaffUser.closed_at.is_(None))
    return list(db.session.scalars(query.order_by(StaffUser.name, StaffUser.id)))


def members_by_id() -> dict[int, TeamMember]:
    """Return the hours of everybody whose hours were entered, by the id of the member of staff."""
    rows = db.session.scalars(select(TeamMember).execution_options(populate_existing=True)).unique()
    return {row.staff_user_id: row for row in rows}


def count_planned(
    staff_ids: Collection[int], *, since: date, until: date
) -> dict[tuple[int, date, int], int]:
    """Return how many tasks each member has by (member, day, daypart 0…2), both days included.

    What was done in a daypart took its time too.
    """
    slot = (TeamTask.staff_user_id, TeamTask.planned_on, TeamTask.planned_daypart)
    query = (
        select(*slot, func.count())
        .where(
            TeamTask.staff_user_id.in_(staff_ids),
            TeamTask.planned_on.between(since, until),
            TeamTask.state.in_(_TAKES_TIME),
        )
        .group_by(*slot)
    )
    rows = db.session.execute(query)
    return {
        (staff_id, day, part): count
        for staff_id, day, part, count in rows
        if staff_id is not None and day is not None and part is not None
    }


def monday_of(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())
