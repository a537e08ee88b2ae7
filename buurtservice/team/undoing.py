"""Taking back that a task is done, when that was a slip: it is being done again, and so is its request."""

from datetime import date, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from buurtservice.facts.models import FactKind
from buurtservice.facts.services import UNDONE, record_fact
from buurtservice.help.models import HelpRequest, RequestState, Solution
from buurtservice.help.services import about_request
from buurtservice.team.errors import DoneTooLongAgo, TaskNotToUndo
from buurtservice.team.models import TaskState, TeamTask
from buurtservice.team.steps import in_other_state, lock_task, move_task
from buurtservice.transactions import changes_one, savepoint, transaction

UNDONE_WITHIN = timedelta(days=7)  # As long as it can stand on the board.


def may_be_undone(task: TeamTask, *, today: date) -> bool:
    """Tell whether the task was done lately enough to take that back."""
    return task.done_on is not None and task.done_on > today - UNDONE_WITHIN


def undo_finish(task_id: int, *, today: date) -> TeamTask:
    """Take back that a task is done: it is being done, or new where nobody had planned it.

    The figures are those of a task that was not done. Raises NotFound, TaskInOtherState, DoneTooLongAgo, or
    TaskNotToUndo when its request went another way since, or the asker left.
    """
    with transaction() as session:
        task = lock_task(task_id)
        done_on = task.done_on
        if done_on is None:
            raise in_other_state(task)
        if not may_be_undone(task, today=today):
            raise DoneTooLongAgo(id=task_id, on=done_on.isoformat(), days=UNDONE_WITHIN.days)
        was_planned = task.staff_user_id is not None and task.planned_on is not None
        move_task(
            task,
            TeamTask.done_on == done_on,
            needed=(TaskState.DONE,),
            to=TaskState.DOING if was_planned else TaskState.NEW,
            done_on=None,
            hours=None,
        )
        _open_request(task)
        record_fact(FactKind.TEAM_TASK_OPENED, on=done_on, reason=UNDONE, about=about_request(task.request))
        session.flush()
        session.refresh(task)
        return task


def _open_request(task: TeamTask) -> None:
    """Make the task the live answer again. The indexes on live answers decide where somebody was faster."""
    if task.request.resident.left_on is not None:
        raise TaskNotToUndo(id=task.id)
    fulfilled = update(HelpRequest).where(
        HelpRequest.id == task.help_request_id, HelpRequest.state == RequestState.FULFILLED
    )
    is_open = changes_one(fulfilled.values(state=RequestState.OPEN))
    if not is_open and (task.occurrence_on is None or task.request.state != RequestState.OPEN):
        raise TaskNotToUndo(id=task.id)
    ended = update(Solution).where(Solution.id == task.solution_id, Solution.ended_on.is_not(None))
    try:
        with savepoint():
            if not changes_one(ended.values(ended_on=None)):
                raise TaskNotToUndo(id=task.id)
    except IntegrityError:
        raise TaskNotToUndo(id=task.id) from None
