"""Done by mistake: a task is taken back for a week, once, and the figures are those of a task not done."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.figures.parts import count_parts
from buurtservice.figures.queries import get_figures
from buurtservice.help.models import RequestState
from buurtservice.help.queries import get_request
from buurtservice.help.services import When
from buurtservice.help.solutions import find_live_solution
from buurtservice.team.errors import DoneTooLongAgo, TaskInOtherState, TaskNotToUndo
from buurtservice.team.models import TaskState, TeamTask
from buurtservice.team.planning import Plan, plan_task
from buurtservice.team.queries import get_task, monday_of
from buurtservice.team.services import begin_task, finish_task, open_task
from buurtservice.team.undoing import undo_finish
from tests import factories
from tests.factories import TODAY
from tests.integration.racing import count, naive_race, own_table, race, wrong_answers
from tests.integration.recount import recount

pytestmark = pytest.mark.usefixtures("app")
DAY = timedelta(days=1)


def done_task(*, asker: str = "Mia", planned: bool = True) -> TeamTask:
    task = open_task(factories.request(factories.resident(asker)), on=TODAY)
    if planned:
        plan = Plan(member_id=factories.team_member().id, on=TODAY, daypart=0)
        plan_task(task.id, plan, seen=None, today=TODAY, now=utc_now())
        begin_task(task.id)
    return finish_task(task.id, on=TODAY, today=TODAY, hours=Decimal("1.5"))


def test_what_was_not_done_after_all_is_being_done_again():
    task = done_task()

    undo_finish(task.id, today=TODAY + DAY)

    task = get_task(task.id)
    assert (task.state, task.done_on, task.hours, task.planned_on) == (TaskState.DOING, None, None, TODAY)
    assert get_request(task.help_request_id).state == RequestState.OPEN
    assert find_live_solution(task.help_request_id).id == task.solution_id
    finish_task(task.id, on=TODAY + DAY, today=TODAY + DAY)
    assert get_request(task.help_request_id).state == RequestState.FULFILLED


def test_what_nobody_had_planned_is_new_again():
    task = done_task(planned=False)

    assert undo_finish(task.id, today=TODAY).state == TaskState.NEW


def test_the_figures_are_those_of_a_task_not_done_and_then_done_once():
    task = done_task()
    undo_finish(task.id, today=TODAY)

    assert counted(TODAY) == {"done": 0, "parts": 0, "outcome": "team", "days": None, "agrees": True}

    finish_task(task.id, on=TODAY + DAY, today=TODAY + DAY)
    days = float((TODAY + DAY - get_request(task.help_request_id).received_on).days)
    assert counted(TODAY) == {"done": 0, "parts": 0, "outcome": "team", "days": None, "agrees": True}
    assert counted(TODAY + DAY) == {"done": 1, "parts": 1, "outcome": "team", "days": days, "agrees": True}


def test_a_week_of_a_weekly_request_is_taken_back_and_the_request_stays_open():
    asked = factories.request(factories.resident("Mia"), when=When(weekly=True))
    task = open_task(asked, on=TODAY, week=monday_of(TODAY))
    finish_task(task.id, on=TODAY, today=TODAY)

    undo_finish(task.id, today=TODAY)

    assert get_task(task.id).state == TaskState.NEW
    assert get_request(asked.id).state == RequestState.OPEN
    finish_task(task.id, on=TODAY, today=TODAY)


def test_after_a_week_and_before_it_is_done_nothing_can_be_taken_back():
    task = done_task()

    with pytest.raises(DoneTooLongAgo, match="2026-03-04"):
        undo_finish(task.id, today=TODAY + 7 * DAY)
    undo_finish(task.id, today=TODAY + 6 * DAY)
    with pytest.raises(TaskInOtherState):
        undo_finish(task.id, today=TODAY)

    assert len(taken_back()) == 1


def test_nothing_is_taken_back_for_who_left():
    task = done_task()
    task.request.resident.left_on = TODAY
    db.session.commit()

    with pytest.raises(TaskNotToUndo):
        undo_finish(task.id, today=TODAY)

    assert (get_task(task.id).state, taken_back()) == (TaskState.DONE, [])


def test_of_those_who_take_it_back_at_once_one_does(app: Flask):
    made = [done_task(asker=f"asks {number}", planned=False) for number in range(3)]

    outcomes = race(app, [partial(undo_finish, task.id, today=TODAY) for task in made for _ in range(3)])

    assert sum(outcome.won for outcome in outcomes) == len(made) == len(taken_back())
    assert {o.refusal.code for o in outcomes if o.refusal} == {"task_in_other_state"}
    assert wrong_answers() == []


def test_naively_it_is_taken_back_by_everybody(app: Flask):
    with own_table("naive_task", "done integer"), own_table("naive_fact", "number integer"):
        with db.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO naive_task VALUES (1)")
        naive_race(
            db.engine,
            "SELECT done FROM naive_task",
            lambda seen: "INSERT INTO naive_fact VALUES (1)" if seen else "",
            threads=3,
        )

        assert count("naive_fact") == 3


def taken_back() -> list[Fact]:
    opened = select(Fact).where(Fact.kind == FactKind.TEAM_TASK_OPENED, Fact.reason == "undone")
    return list(db.session.scalars(opened))


def counted(day) -> dict[str, object]:
    """Return what the figures say from the day of asking to this day, of tasks on this day alone."""
    start = factories.ASKED_ON
    figures, plain = get_figures(start=start, end=day), recount(start, day)
    (outcome,) = [name for name, number in figures.outcomes.items() if number]
    of_day = get_figures(start=day, end=day)
    return {
        "done": of_day.team_tasks_done,
        "parts": count_parts("team_tasks_done", start=day, end=day),
        "outcome": outcome,
        "days": figures.median_days_to_help,
        "agrees": all(plain[name] == getattr(figures, name) for name in plain),
    }
