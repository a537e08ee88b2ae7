"""The paid team's tasks, done once."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.errors import DateInFuture, DateTooEarly, NotFound
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.help.models import RequestState
from buurtservice.help.queries import get_request
from buurtservice.help.solutions import find_live_solution
from buurtservice.team.errors import TaskNotOpen
from buurtservice.team.models import TaskState, TeamTask
from buurtservice.team.queries import get_task, list_tasks
from buurtservice.team.services import finish_task, open_task
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("app")


def task() -> TeamTask:
    return open_task(factories.request(factories.resident("Mia")), on=TODAY)


def test_a_task_that_is_done_fulfils_the_request():
    made = task()
    later = TODAY + timedelta(days=2)

    finish_task(made.id, on=later, today=later)

    assert (get_task(made.id).state, get_task(made.id).done_on) == (TaskState.DONE, later)
    assert get_request(made.help_request_id).state == RequestState.FULFILLED
    assert find_live_solution(made.help_request_id) is None
    done = db.session.scalars(select(Fact).where(Fact.kind == FactKind.TEAM_TASK_DONE)).one()
    assert (done.occurred_on, done.request_key) == (later, made.request.subject_key)
    assert (len(list_tasks(TaskState.DONE)), list_tasks(TaskState.NEW)) == (1, [])


def test_a_task_is_not_done_twice():
    made = task()
    finish_task(made.id, on=TODAY, today=TODAY)

    with pytest.raises(TaskNotOpen, match="2026-03-04"):
        finish_task(made.id, on=TODAY, today=TODAY)

    kinds = db.session.scalars(select(Fact.kind).where(Fact.kind == FactKind.TEAM_TASK_DONE)).all()
    assert len(kinds) == 1


def test_a_day_to_come_a_day_before_it_was_opened_and_an_unknown_task_are_refused():
    made = task()

    with pytest.raises(DateInFuture):
        finish_task(made.id, on=TODAY + timedelta(days=1), today=TODAY)
    with pytest.raises(DateTooEarly, match="2026-03-04"):
        finish_task(made.id, on=TODAY - timedelta(days=1), today=TODAY)
    with pytest.raises(NotFound, match="Teamtaak 99"):
        finish_task(99, on=TODAY, today=TODAY)

    assert get_task(made.id).state == TaskState.NEW
