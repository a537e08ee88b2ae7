"""Who does a task, and when. Nobody gets more in one daypart than fits."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import exists, select

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.accounts.queries import get_staff_user
from buurtservice.clock import LOCAL_ZONE
from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.help.solutions import lock_requests
from buurtservice.messages.telling import tell
from buurtservice.team.errors import (
    MemberFull,
    NotInTeam,
    PlanInPast,
    PlanOutsideWeek,
    TaskInOtherState,
    TaskNotOpen,
    TaskTaken,
)
from buurtservice.team.models import TaskState, TeamMember, TeamTask
from buurtservice.team.queries import TASKS_PER_DAYPART, count_planned, get_task, list_tasks_by_id
from buurtservice.team.steps import in_other_state, lock_task, move_task
from buurtservice.transactions import savepoint, transaction


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who does a task and when; `daypart` is 0 morning, 1 afternoon, 2 evening."""

    member_id: int
    on: date
    daypart: int


def plan_of(task: TeamTask) -> Plan | None:
    """Return how the task is planned, if it is."""
    if task.staff_user_id is None or task.planned_on is None or task.planned_daypart is None:
        return None
    return Plan(member_id=task.staff_user_id, on=task.planned_on, daypart=task.planned_daypart)


def plan_task(task_id: int, plan: Plan, *, seen: Plan | None, today: date, now: datetime) -> TeamTask:
    """Plan a new task, or change a plan; `seen` is the plan that stood on the page, None of a new task.

    The asker is told. Raises NotFound, PlanInPast, PlanOutsideWeek, NotInTeam, MemberFull, TaskNotOpen,
    TaskTaken when somebody planned it otherwise meanwhile, or TaskInOtherState.
    """
    with transaction():
        task = lock_task(task_id)
        _check_day(task, plan, today=today)
        hold_member(plan.member_id)
        _check_room(plan, besides=plan_of(task) if seen is not None else None)
        where = [] if seen is None else [_is_planned_as(seen)]
        try:
            move_task(
                task,
                *where,
                needed=(TaskState.NEW if seen is None else TaskState.PLANNED,),
                to=TaskState.PLANNED,
                staff_user_id=plan.member_id,
                planned_on=plan.on,
                planned_daypart=plan.daypart,
            )
        except TaskInOtherState:
            raise _taken(task_id) from None
        _tell_asker(task, now=now)
        return task


def unplan_task(task_id: int) -> TeamTask:
    """Take a task out of the planning: it is new again. Raises NotFound, TaskNotOpen or TaskInOtherState."""
    with transaction():
        task = lock_task(task_id)
        nobody = {"staff_user_id": None, "planned_on": None, "planned_daypart": None}
        move_task(task, needed=(TaskState.PLANNED,), to=TaskState.NEW, **nobody)
        return task


def hold_member(staff_id: int) -> None:
    """Hold one of the team until the transaction ends, so that two plans see each other. Raises NotInTeam.

    (SQLite's writer holds the whole database already.)
    """
    in_team = exists().where(StaffRole.staff_user_id == StaffUser.id, StaffRole.role == Role.TEAM)
    held = select(StaffUser.id).where(StaffUser.id == staff_id, StaffUser.closed_at.is_(None), in_team)
    if db.session.scalar(held.with_for_update(key_share=True, of=StaffUser)) is None:
        known = db.session.get(StaffUser, staff_id)
        raise NotInTeam(name=known.name if known else str(staff_id))


def _check_day(task: TeamTask, plan: Plan, *, today: date) -> None:
    if plan.on < today:
        raise PlanInPast(on=plan.on.isoformat())
    week = task.occurrence_on
    if week is not None and not week <= plan.on < week + timedelta(days=7):
        raise PlanOutsideWeek(week=week.isoformat())


def _check_room(plan: Plan, *, besides: Plan | None) -> None:
    """Refuse a daypart that is full; the member is held. A plan that only moves does not count itself."""
    member = db.session.get(TeamMember, plan.member_id, populate_existing=True)
    most = member.tasks_per_daypart if member else TASKS_PER_DAYPART
    slot = (plan.member_id, plan.on, plan.daypart)
    count = count_planned([plan.member_id], since=plan.on, until=plan.on).get(slot, 0)
    if plan != besides and count >= most:
        name = get_staff_user(plan.member_id).name
        raise MemberFull(name=name, on=plan.on.isoformat(), count=count, most=most)


def _is_planned_as(seen: Plan) -> object:
    return (
        (TeamTask.staff_user_id == seen.member_id)
        & (TeamTask.planned_on == seen.on)
        & (TeamTask.planned_daypart == seen.daypart)
    )


def _taken(task_id: int) -> TaskTaken | TaskInOtherState | TaskNotOpen:
    """Return the refusal that says who has the task now, or how it stands."""
    task = get_task(task_id)
    if task.state == TaskState.PLANNED and task.member is not None and task.planned_on is not None:
        return TaskTaken(id=task.id, name=task.member.name, on=task.planned_on.isoformat())
    return in_other_state(task)


def _tell_asker(task: TeamTask, *, now: datetime) -> None:
    plan, asker = plan_of(task), task.request.resident
    if plan is None:
        return
    tell(
        "team_planned",
        resident=asker,
        key=f"team_planned:{task.id}:{plan.on.isoformat()}:{plan.daypart}",
        now=now,
        values={
            "help": task.request.category.name_in(asker.language),
            "planned_on": plan.on.isoformat(),
            "daypart": str(plan.daypart),
        },
        expires_at=datetime.combine(plan.on + timedelta(days=1), time(), LOCAL_ZONE),
    )


def accept_plans(
    plans: list[tuple[int, Plan]], *, today: date, now: datetime
) -> tuple[list[TeamTask], list[BuurtserviceError]]:
    """Plan new tasks as was proposed; return those that were planned, and why others could not be.

    All requests are held before all members, so that two who accept at once do not wait for each other.
    """
    with transaction():
        known = list_tasks_by_id([task_id for task_id, _ in plans])
        lock_requests([task.help_request_id for task in known.values()])
        for member_id in sorted({plan.member_id for _, plan in plans}):
            with suppress(NotInTeam):
                hold_member(member_id)
        planned, refused = [], list[BuurtserviceError]()
        for task_id, plan in plans:
            try:
                with savepoint():
                    planned.append(plan_task(task_id, plan, seen=None, today=today, now=now))
            except BuurtserviceError as why:
                refused.append(why)
        return planned, refused
