"""What the board shows: a few cards of each column and how many there are, in two queries."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from buurtservice.extensions import db
from buurtservice.help.models import Category, HelpRequest
from buurtservice.residents.models import Neighbourhood
from buurtservice.team.models import LIVE_TASKS, TaskState, TeamTask
from buurtservice.team.queries import monday_of

COLUMNS = (TaskState.NEW, TaskState.PLANNED, TaskState.DOING, TaskState.DONE, TaskState.HANDED_BACK)
HANDED_BACK_SHOWN = timedelta(days=14)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which tasks somebody wants to see; None is all."""

    category: str | None = None
    neighbourhood_id: int | None = None
    member_id: int | None = None
    state: TaskState | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column: so many tasks are in it, and these are the first."""

    state: TaskState
    total: int
    tasks: list[TeamTask]


def read_board(wanted: Wanted, *, today: date, limit: int, offset: int = 0) -> list[Column]:
    """Return the columns: what is urgent or comes first on top. What is done is of this week."""
    order = (
        TeamTask.planned_on,
        TeamTask.planned_daypart,
        HelpRequest.urgent.desc(),
        TeamTask.opened_on,
        TeamTask.id,
    )
    ranked = (
        select(
            TeamTask.id,
            TeamTask.state,
            func.row_number().over(partition_by=TeamTask.state, order_by=order).label("place"),
            func.count().over(partition_by=TeamTask.state).label("total"),
        )
        .join(HelpRequest, HelpRequest.id == TeamTask.help_request_id)
        .join(Category, Category.id == HelpRequest.category_id)
        .where(*_conditions(wanted, today))
        .subquery()
    )
    shown = select(ranked).where(ranked.c.place > offset, ranked.c.place <= offset + limit)
    rows = db.session.execute(shown.order_by(ranked.c.place)).all()
    found = select(TeamTask).where(TeamTask.id.in_([row.id for row in rows]))
    tasks = {task.id: task for task in db.session.scalars(found).unique()}
    columns = [one for one in COLUMNS if wanted.state in (None, one)]
    return [_column(state, [row for row in rows if row.state == state], tasks) for state in columns]


def list_filters() -> tuple[list[Category], list[Neighbourhood]]:
    """Return the kinds of help and the neighbourhoods of which there are tasks to do."""
    live = select(TeamTask.help_request_id).where(TeamTask.state.in_(LIVE_TASKS))
    of_live = HelpRequest.id.in_(live)
    kinds = select(Category).where(Category.id.in_(select(HelpRequest.category_id).where(of_live)))
    places = select(Neighbourhood).where(
        Neighbourhood.id.in_(select(HelpRequest.neighbourhood_id).where(of_live))
    )
    return (
        list(db.session.scalars(kinds.order_by(Category.position, Category.name_nl))),
        list(db.session.scalars(places.order_by(Neighbourhood.name))),
    )


def _column(state: TaskState, rows: list[Any], tasks: dict[int, TeamTask]) -> Column:
    total = rows[0].total if rows else 0
    return Column(state=state, total=total, tasks=[tasks[row.id] for row in rows if row.id in tasks])


def _conditions(wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    conditions = [
        or_(
            TeamTask.state.in_(LIVE_TASKS),
            (TeamTask.state == TaskState.DONE) & (TeamTask.done_on >= monday_of(today)),
            (TeamTask.state == TaskState.HANDED_BACK) & (TeamTask.handed_back_on > today - HANDED_BACK_SHOWN),
        )
    ]
    if wanted.category is not None:
        conditions.append(Category.code == wanted.category)
    if wanted.neighbourhood_id is not None:
        conditions.append(HelpRequest.neighbourhood_id == wanted.neighbourhood_id)
    if wanted.member_id is not None:
        conditions.append(TeamTask.staff_user_id == wanted.member_id)
    if wanted.state is not None:
        conditions.append(TeamTask.state == wanted.state)
    return conditions
