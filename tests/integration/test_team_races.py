"""The team at the same moment: held or routed, planned by one, begun or withdrawn. See test_races.py."""

from datetime import timedelta
from functools import partial

from flask import Flask
from sqlalchemy import select

from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.fallback.holding import hold_request
from buurtservice.fallback.services import route_requests
from buurtservice.help.models import RequestState
from buurtservice.help.queries import get_request
from buurtservice.help.services import When
from buurtservice.matches.services import approve_match, record_yes
from buurtservice.team.hours import Hours, save_hours
from buurtservice.team.leaving import withdraw_request_and_task
from buurtservice.team.models import TaskState, TeamTask
from buurtservice.team.planning import Plan, plan_task
from buurtservice.team.queries import get_task, list_tasks
from buurtservice.team.services import begin_task, open_task
from buurtservice.team.taking_over import record_yes_and_hand_over
from tests import factories
from tests.factories import ASKED_ON, TODAY
from tests.integration.racing import count, naive_race, own_table, race, wrong_answers

DUE = ASKED_ON + timedelta(days=7)
DAY = {"on": DUE, "today": DUE}


def tasks(number: int) -> list[TeamTask]:
    asked = [factories.request(factories.resident(f"asks {n}")) for n in range(number)]
    return [open_task(one, on=TODAY) for one in asked]


def planning(task: TeamTask, staff_id: int):
    plan = Plan(member_id=staff_id, on=DUE, daypart=0)
    return partial(plan_task, task.id, plan, seen=None, today=TODAY, now=utc_now())


def test_what_is_held_is_not_routed_and_what_is_routed_is_not_held(app: Flask):
    asked = [factories.request(factories.resident(f"asks {n}")).id for n in range(8)]
    hold = partial(hold_request, until=DUE + timedelta(days=3), today=DUE)

    outcomes = race(
        app,
        [partial(hold, request_id) for request_id in asked]
        + [partial(route_requests, today=DUE, period=f"night {n}") for n in range(3)],
    )

    routed = sorted(request_id for outcome in outcomes[8:] for request_id in outcome.value.to_team)
    held = [request_id for request_id, outcome in zip(asked, outcomes, strict=False) if outcome.won]
    assert sorted(routed + held) == asked
    assert sorted(task.help_request_id for task in list_tasks()) == routed
    assert [one for one in asked if get_request(one).route_held_until is not None] == held


def test_naively_what_is_held_is_routed_all_the_same(app: Flask):
    with own_table("naive_request", "held integer, routed integer"):
        with db.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO naive_request VALUES (0, 0)")
        columns = iter(["held", "routed"])
        naive_race(
            db.engine,
            "SELECT held + routed FROM naive_request",
            lambda seen: f"UPDATE naive_request SET {next(columns)} = 1" if seen == 0 else "",
            threads=2,
        )

        assert count("naive_request WHERE held = 1 AND routed = 1") == 1


def test_of_those_who_take_a_task_at_once_one_has_it(app: Flask):
    (task,) = tasks(1)
    team = [factories.team_member(f"Lid {n}").id for n in range(6)]

    outcomes = race(app, [planning(task, staff_id) for staff_id in team])

    winners = [staff_id for staff_id, outcome in zip(team, outcomes, strict=True) if outcome.won]
    assert winners == [get_task(task.id).staff_user_id]
    assert {o.refusal.code for o in outcomes if o.refusal} == {"task_taken"}


def test_of_plans_made_at_once_for_one_daypart_as_many_hold_as_fit(app: Flask):
    made, tom = tasks(6), factories.team_member()
    save_hours(tom.id, Hours(dayparts=[0], tasks_per_daypart=2))

    outcomes = race(app, [planning(task, tom.id) for task in made])

    assert sum(outcome.won for outcome in outcomes) == len(list_tasks(TaskState.PLANNED)) == 2
    assert {o.refusal.code for o in outcomes if o.refusal} == {"member_full"}


def test_naively_everybody_has_it(app: Flask):
    with own_table("naive_plan", "member integer"):
        naive_race(
            db.engine,
            "SELECT count(*) FROM naive_plan",
            lambda seen: "INSERT INTO naive_plan VALUES (1)" if seen == 0 else "",
        )

        assert count("naive_plan") > 2


def test_a_task_is_begun_or_its_request_withdrawn_never_both(app: Flask):
    made, tom = tasks(5), factories.team_member()
    save_hours(tom.id, Hours(dayparts=[0], tasks_per_daypart=9))
    for task in made:
        planning(task, tom.id)()

    outcomes = race(
        app,
        [partial(begin_task, task.id) for task in made]
        + [partial(withdraw_request_and_task, task.help_request_id, **DAY) for task in made],
    )

    for n, task in enumerate(made):
        begun, gone = outcomes[n].won, outcomes[n + 5].won
        assert begun != gone
        assert get_task(task.id).state == (TaskState.DOING if begun else TaskState.DROPPED)
        assert (get_request(task.help_request_id).state == RequestState.WITHDRAWN) == gone
    assert wrong_answers() == []


def test_of_each_week_there_is_one_task_however_many_run_and_agree_at_once(app: Flask):
    asked = [
        factories.request(factories.resident(f"asks {n}"), when=When(weekly=True), dayparts=None)
        for n in range(4)
    ]
    route_requests(today=DUE, period="before")
    thursday = DUE + timedelta(days=3)
    day = {"on": thursday, "today": thursday}
    matches = [
        factories.proposal(one, factories.offer(factories.resident(f"helps {one.id}")), on=DUE)
        for one in asked[:2]
    ]
    for match in matches:
        approve_match(match.id, **day)
        record_yes(match.id, side="asker", **day)
    agree = partial(record_yes_and_hand_over, side="helper", **day, now=utc_now())

    outcomes = race(
        app,
        [partial(agree, match.id) for match in matches]
        + [partial(route_requests, today=thursday, period=f"night {n}") for n in range(4)],
    )

    assert all(outcome.won for outcome in outcomes)
    assert not [outcome.value.failed for outcome in outcomes[2:] if outcome.value.failed]
    weeks = {(task.help_request_id, task.occurrence_on): task.state for task in list_tasks()}
    next_week = DUE + timedelta(days=7)
    assert [weeks.get((one.id, DUE)) for one in asked] == [TaskState.NEW] * 4
    assert [weeks.get((one.id, next_week)) for one in asked[2:]] == [TaskState.NEW] * 2
    assert {weeks.get((one.id, next_week)) for one in asked[:2]} <= {None, TaskState.DROPPED}
    opened = db.session.scalars(select(Fact.id).where(Fact.kind == FactKind.TEAM_TASK_OPENED)).all()
    assert len(opened) == len(weeks)
    assert wrong_answers() == []
