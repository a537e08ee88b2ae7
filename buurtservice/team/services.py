"""Changes to the team's tasks."""

from datetime import date

from sqlalchemy import update

from buurtservice.days import check_not_future
from buurtservice.errors import DateTooEarly
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.help.models import HelpRequest, SolutionKind
from buurtservice.help.services import about_request
from buurtservice.help.solutions import claim_solution, end_solution, lock_requests
from buurtservice.team.errors import TaskNotOpen
from buurtservice.team.models import TaskState, TeamTask
from buurtservice.team.queries import get_task
from buurtservice.transactions import changes_one, transaction


def open_task(request: HelpRequest, *, on: date) -> TeamTask:
    """Give the request to the team, as its live answer.

    Raises RequestNotOpen or RequestAlreadyAnswered when somebody was faster.
    """
    with transaction() as session:
        solution = claim_solution(request_id=request.id, kind=SolutionKind.TEAM_TASK, on=on)
        task = TeamTask(request=request, solution_id=solution.id, opened_on=on)
        session.add(task)
        session.flush()
        record_fact(FactKind.TEAM_TASK_OPENED, on=on, about=about_request(request))
        return task


def finish_task(task_id: int, *, on: date, today: date) -> TeamTask:
    """Record that the team did the task; the request is fulfilled.

    Raises NotFound, DateInFuture, DateTooEarly or TaskNotOpen.
    """
    check_not_future(on, today=today)
    with transaction():
        task = get_task(task_id)
        if on < task.opened_on:
            raise DateTooEarly(on=on.isoformat(), previous=task.opened_on.isoformat())
        lock_requests([task.help_request_id])
        done = update(TeamTask).where(TeamTask.id == task_id, TeamTask.state == TaskState.OPEN)
        if not changes_one(done.values(state=TaskState.DONE, done_on=on)):
            raise TaskNotOpen(id=task_id, on=get_task(task_id).done_on)
        end_solution(task.solution_id, on=on, fulfilled=True)
        record_fact(FactKind.TEAM_TASK_DONE, on=on, about=about_request(task.request))
        db.session.refresh(task)
        return task
