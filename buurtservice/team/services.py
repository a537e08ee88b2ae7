"""The life of a team task: opened, begun, done, handed back, dropped. Planning is in planning.py."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import update

from buurtservice.days import check_not_future
from buurtservice.errors import DateTooEarly
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.help.models import HelpRequest, RequestState, SolutionKind
from buurtservice.help.services import about_request
from buurtservice.help.solutions import claim_solution, end_solution, find_live_solution
from buurtservice.team.models import LIVE_TASKS, HandBackReason, TaskState, TeamTask
from buurtservice.team.steps import lock_task, move_task
from buurtservice.transactions import transaction

WEEK = timedelta(days=7)


def open_task(request: HelpRequest, *, on: date, week: date | None = None) -> TeamTask:
    """Give the request to the team, as its live answer; or one week of it, its Monday, while it stays open.

    Raises RequestNotOpen or RequestAlreadyAnswered when somebody was faster.
    """
    with transaction() as session:
        solution = claim_solution(request_id=request.id, kind=SolutionKind.TEAM_TASK, on=on, week=week)
        task = TeamTask(request=request, solution_id=solution.id, opened_on=on, occurrence_on=week)
        session.add(task)
        session.flush()
        record_fact(FactKind.TEAM_TASK_OPENED, on=on, about=about_request(request))
        return task


def begin_task(task_id: int) -> TeamTask:
    """Record that the member is at work on it. Raises NotFound, TaskNotOpen or TaskInOtherState."""
    with transaction():
        task = lock_task(task_id)
        move_task(task, needed=(TaskState.PLANNED,), to=TaskState.DOING)
        return task


def undo_begin(task_id: int) -> TeamTask:
    """Make a task that was begun a planned one again. Raises NotFound, TaskNotOpen or TaskInOtherState."""
    with transaction():
        task = lock_task(task_id)
        move_task(task, needed=(TaskState.DOING,), to=TaskState.PLANNED)
        return task


def finish_task(task_id: int, *, on: date, today: date, hours: Decimal | None = None) -> TeamTask:
    """Record that the team did the task; the request is fulfilled, and of a weekly one that week is done.

    Raises NotFound, DateInFuture, DateTooEarly, TaskNotOpen or TaskInOtherState.
    """
    check_not_future(on, today=today)
    with transaction():
        task = lock_task(task_id)
        if on < task.opened_on:
            raise DateTooEarly(on=on.isoformat(), previous=task.opened_on.isoformat())
        move_task(task, needed=LIVE_TASKS, to=TaskState.DONE, done_on=on, hours=hours)
        end_solution(task.solution_id, on=on, fulfilled=True)
        if task.occurrence_on is not None:
            _fulfil_after_last_week(task.request, task.occurrence_on)
        record_fact(FactKind.TEAM_TASK_DONE, on=on, hours=hours, about=about_request(task.request))
        db.session.refresh(task)
        return task


def hand_back(task_id: int, *, reason: HandBackReason, note: str | None, on: date, today: date) -> TeamTask:
    """Record that the team cannot do it; the request is open again. Whoever calls this tells the worker.

    Raises NotFound, DateInFuture, DateTooEarly, TaskNotOpen or TaskInOtherState.
    """
    check_not_future(on, today=today)
    with transaction():
        task = lock_task(task_id)
        if on < task.opened_on:
            raise DateTooEarly(on=on.isoformat(), previous=task.opened_on.isoformat())
        move_task(
            task,
            needed=LIVE_TASKS,
            to=TaskState.HANDED_BACK,
            handed_back_on=on,
            hand_back_reason=reason,
            hand_back_note=note,
        )
        end_solution(task.solution_id, on=on, fulfilled=False)
        about = about_request(task.request)
        record_fact(FactKind.TEAM_TASK_HANDED_BACK, on=on, reason=reason.value, about=about)
        return task


def drop_task(task_id: int, *, on: date) -> None:
    """Take back a task that nobody needs any more; the request is open again, for whoever withdraws it.

    Raises NotFound, TaskNotOpen when it was done, or TaskInOtherState.
    """
    with transaction():
        task = lock_task(task_id)
        day = max(on, task.opened_on)
        move_task(task, needed=LIVE_TASKS, to=TaskState.DROPPED)
        end_solution(task.solution_id, on=day, fulfilled=False)
        record_fact(FactKind.TEAM_TASK_DROPPED, on=day, about=about_request(task.request))


def _fulfil_after_last_week(request: HelpRequest, week: date) -> None:
    """Let a weekly request be fulfilled that is wanted no longer, unless a neighbour has it."""
    over = request.until is not None and request.until < week + WEEK
    if over and find_live_solution(request.id) is None:
        still_open = update(HelpRequest).where(
            HelpRequest.id == request.id, HelpRequest.state == RequestState.OPEN
        )
        db.session.execute(still_open.values(state=RequestState.FULFILLED))
