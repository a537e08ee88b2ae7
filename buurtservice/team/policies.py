"""Who of the team and the workers may see and do what with a task."""

from buurtservice.team.models import TaskState, TeamTask

HAS_IT = (TaskState.PLANNED, TaskState.DOING)


def may_see_contact(task: TeamTask, *, staff_id: int | None, is_worker: bool) -> bool:
    """Tell whether somebody may know who asks and how to reach them: who goes there, and the worker."""
    return is_worker or (task.state in HAS_IT and task.staff_user_id == staff_id)


def may_act(task: TeamTask, *, staff_id: int | None, is_worker: bool) -> bool:
    """Tell whether somebody may take a step with it. What nobody has yet is anybody's of the team."""
    return is_worker or task.state == TaskState.NEW or task.staff_user_id == staff_id


def may_see(task: TeamTask, *, is_worker: bool) -> bool:
    """Tell whether a task is on the board of somebody. What was dropped is nothing of the team's any more."""
    return is_worker or task.state != TaskState.DROPPED
