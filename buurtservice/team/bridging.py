"""Weekly requests: the team does one week after the other, until a neighbour takes over.

Each week is a task and an answer of its own, so that the request stays open as a whole and the matcher keeps
looking. Nothing here is called without holding the request first.
"""

from datetime import date, timedelta

from sqlalchemy import and_, exists, or_, select, update

from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.help.models import Category, HelpRequest, RequestState, SolutionKind
from buurtservice.help.queries import get_request
from buurtservice.help.services import about_request, dayparts_list
from buurtservice.help.solutions import claim_solution, lock_requests
from buurtservice.matches.models import Match, MatchState
from buurtservice.team.models import TaskState, TeamTask
from buurtservice.team.queries import find_latest_task, find_task_of_week, monday_of
from buurtservice.team.services import drop_task, open_task
from buurtservice.transactions import changes_one, transaction

WEEK = timedelta(days=7)
OPENS_BEFORE = timedelta(days=4)  # From Thursday on next week's work can be planned.
PARTS_A_DAY = 3
AGREED_STATES = (MatchState.AGREED, MatchState.ACTIVE)
NOT_BEGUN = (TaskState.NEW, TaskState.PLANNED)


def list_requests_to_bridge() -> list[int]:
    """Return the open weekly requests that went to the team before, by id: each week of them is a task."""
    query = (
        select(HelpRequest.id)
        .join(Category, Category.id == HelpRequest.category_id)
        .where(
            HelpRequest.weekly,
            HelpRequest.state == RequestState.OPEN,
            HelpRequest.routed_on.is_not(None),
            Category.team_may_do,
            exists().where(TeamTask.help_request_id == HelpRequest.id, TeamTask.occurrence_on.is_not(None)),
        )
    )
    return list(db.session.scalars(query.order_by(HelpRequest.id)))


def open_first_week(request_id: int, *, today: date) -> TeamTask | None:
    """Give the first week that can still be done to the team; None when it is not wanted any longer."""
    with transaction():
        lock_requests([request_id])
        request = get_request(request_id)
        for week in (monday_of(today), monday_of(today) + WEEK):
            if _is_free(request, week) and (week > today or _something_left(request, today)):
                return _open_week(request, week, today=today)
        return None


def open_weeks(request_id: int, *, today: date) -> list[TeamTask]:
    """Open this week's task, and from Thursday on next week's, unless they are there or somebody took over.

    After the team handed a week back no other is opened: the worker looks further first.
    """
    with transaction():
        lock_requests([request_id])
        request, latest = get_request(request_id), find_latest_task(request_id)
        if request.state != RequestState.OPEN or latest is None or latest.state == TaskState.HANDED_BACK:
            return []
        weeks = [monday_of(today)] if _something_left(request, today) else []
        if today >= monday_of(today) + WEEK - OPENS_BEFORE:
            weeks.append(monday_of(today) + WEEK)
        opened = [_open_week(request, week, today=today) for week in weeks if _is_free(request, week)]
        return [task for task in opened if task is not None]


def list_tasks_not_needed() -> list[TeamTask]:
    """Return the tasks not begun that nobody needs: asked no more, not each week, or a neighbour does it."""
    taken_over = exists().where(
        Match.help_request_id == TeamTask.help_request_id,
        Match.state.in_(AGREED_STATES),
        Match.takes_over_on <= TeamTask.occurrence_on,
    )
    query = (
        select(TeamTask)
        .join(HelpRequest, HelpRequest.id == TeamTask.help_request_id)
        .where(
            TeamTask.state.in_(NOT_BEGUN),
            or_(
                HelpRequest.state != RequestState.OPEN,
                taken_over,
                and_(TeamTask.occurrence_on.is_not(None), ~HelpRequest.weekly),
            ),
        )
    )
    return list(db.session.scalars(query.order_by(TeamTask.id)).unique())


def drop_weeks_from(request_id: int, week: date | None, *, on: date) -> None:
    """Drop the tasks of a request that nobody has begun: all, or those of weeks from a Monday on."""
    query = select(TeamTask.id).where(
        TeamTask.help_request_id == request_id,
        TeamTask.state.in_(NOT_BEGUN),
        TeamTask.occurrence_on.is_not(None),
    )
    if week is not None:
        query = query.where(TeamTask.occurrence_on >= week)
    for task_id in list(db.session.scalars(query.order_by(TeamTask.id))):
        drop_task(task_id, on=on)


def is_bridged(request: HelpRequest) -> bool:
    """Tell whether the team does the weeks of this request."""
    latest = find_latest_task(request.id) if request.weekly else None
    return latest is not None and latest.occurrence_on is not None and latest.state != TaskState.HANDED_BACK


def _is_free(request: HelpRequest, week: date) -> bool:
    """Tell whether this week is wanted, nobody took over by then, and it is not the team's already."""
    if request.until is not None and request.until < week:
        return False
    task = find_task_of_week(request.id, week)
    if task is not None and task.state != TaskState.DROPPED:
        return False
    neighbours = exists().where(
        Match.help_request_id == request.id,
        Match.state.in_(AGREED_STATES),
        or_(Match.takes_over_on.is_(None), Match.takes_over_on <= week),
    )
    return not db.session.scalar(select(neighbours))


def _open_week(request: HelpRequest, week: date, *, today: date) -> TeamTask | None:
    """Open the task of a week, or one that was dropped again: of each week there is one task."""
    dropped = find_task_of_week(request.id, week)
    if dropped is None:
        return open_task(request, on=today, week=week)
    solution = claim_solution(request_id=request.id, kind=SolutionKind.TEAM_TASK, on=today, week=week)
    again = update(TeamTask).where(TeamTask.id == dropped.id, TeamTask.state == TaskState.DROPPED)
    nobody = {"staff_user_id": None, "planned_on": None, "planned_daypart": None}
    changes_one(again.values(state=TaskState.NEW, opened_on=today, solution_id=solution.id, **nobody))
    record_fact(FactKind.TEAM_TASK_OPENED, on=today, about=about_request(request))
    return find_task_of_week(request.id, week)


def _something_left(request: HelpRequest, today: date) -> bool:
    """Tell whether there is a daypart from today to Sunday on which the help is wanted."""
    wanted = dayparts_list(request.dayparts)
    return wanted is None or any(part >= today.weekday() * PARTS_A_DAY for part in wanted)
