"""Weekly requests: the team bridges the weeks until a neighbour takes over, on a day that both know of."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtservice.calls.queries import list_open_calls
from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.fallback.holding import hasten_request
from buurtservice.fallback.services import RoutingDone, hand_back_task, route_requests
from buurtservice.figures.queries import get_figures
from buurtservice.help.changing import change_request, wish_of
from buurtservice.help.models import HelpRequest, RequestState
from buurtservice.help.queries import get_request
from buurtservice.help.services import When
from buurtservice.help.solutions import find_live_solution
from buurtservice.matches.ending import stop_match
from buurtservice.matches.models import Match
from buurtservice.matches.services import approve_match
from buurtservice.messages.models import OutboxMessage
from buurtservice.rounds.problem import build_problem
from buurtservice.team.errors import NoMonday, TakesOverTooLate
from buurtservice.team.leaving import pause_request_and_weeks, withdraw_request_and_task
from buurtservice.team.models import HandBackReason, TaskState, TeamTask
from buurtservice.team.planning import Plan, plan_task
from buurtservice.team.services import begin_task, finish_task
from buurtservice.team.taking_over import change_hand_over, record_yes_and_hand_over
from tests import factories

pytestmark = pytest.mark.usefixtures("app")

MONDAY = date(2026, 3, 9)  # The Monday on which what was asked on 2 March is due.
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def asked(until: date | None = None) -> HelpRequest:
    return factories.request(
        factories.resident("Mia", email="mia@mail.example"), when=When(weekly=True, until=until)
    )


def route(on: date) -> RoutingDone:
    return route_requests(today=on, period=f"night {on}")


def weeks() -> dict[date | None, str]:
    tasks = db.session.scalars(select(TeamTask).order_by(TeamTask.occurrence_on)).unique()
    return {task.occurrence_on: task.state.value for task in tasks}


def agree(request: HelpRequest, *, on: date) -> Match:
    match = factories.proposal(request, factories.offer(factories.resident("Sjef Bos")), on=on)
    approve_match(match.id, on=on, today=on)
    for side in ("asker", "helper"):
        record_yes_and_hand_over(match.id, side=side, on=on, today=on, now=utc_now())
    return match


def first_task() -> TeamTask:
    return db.session.scalars(select(TeamTask).order_by(TeamTask.occurrence_on)).unique().first()


def test_the_team_does_this_week_and_the_matcher_keeps_looking():
    request = asked()

    assert route(MONDAY).to_team == [request.id]

    assert weeks() == {MONDAY: "new"}
    assert find_live_solution(request.id) is None
    assert [one.id for one in build_problem(as_of=MONDAY).requests] == [request.id]
    finish_task(first_task().id, on=MONDAY + DAY, today=MONDAY + DAY)
    assert get_request(request.id).state == RequestState.OPEN


def test_each_week_is_opened_once_from_thursday_on_however_often_the_job_runs():
    asked()
    for days in range(16):
        route(MONDAY + days * DAY)
        route_requests(today=MONDAY + days * DAY, period=f"again {days}")
        expected = [MONDAY + n * WEEK for n in range(1 + (days + 4) // 7)]
        assert list(weeks()) == expected, days

    opened = db.session.scalars(select(Fact).where(Fact.kind == FactKind.TEAM_TASK_OPENED)).all()
    assert len(opened) == 3


def test_what_can_no_longer_be_done_this_week_begins_next_week():
    asked()  # On Tuesday morning.

    route(MONDAY + 3 * DAY)

    assert weeks() == {MONDAY + WEEK: "new"}


def test_after_its_last_week_a_request_is_fulfilled():
    request = asked(until=MONDAY + 5 * DAY)
    route(MONDAY)

    finish_task(first_task().id, on=MONDAY + DAY, today=MONDAY + DAY)

    assert get_request(request.id).state == RequestState.FULFILLED
    assert route(MONDAY + 4 * DAY).weeks == []


def test_a_neighbour_takes_over_next_monday_and_the_weeks_from_then_on_are_dropped():
    request = asked()
    route(MONDAY)
    thursday = MONDAY + 3 * DAY
    route(thursday)

    match = agree(request, on=thursday)

    assert db.session.get(Match, match.id).takes_over_on == MONDAY + WEEK
    assert weeks() == {MONDAY: "new", MONDAY + WEEK: "dropped"}
    assert route(MONDAY + 4 * DAY) == route(MONDAY + WEEK + 3 * DAY) == RoutingDone()
    told = db.session.scalars(select(OutboxMessage.kind).order_by(OutboxMessage.id)).all()
    assert told == ["team_helps", "neighbour_takes_over"]


def test_the_worker_names_another_monday_and_the_weeks_before_it_come_back():
    request = asked()
    route(MONDAY)
    friday = MONDAY + 4 * DAY
    route(friday)
    match = agree(request, on=friday)

    change_hand_over(match.id, monday=MONDAY + 2 * WEEK, today=friday, now=utc_now())

    assert weeks() == {MONDAY: "new", MONDAY + WEEK: "new"}
    assert route(MONDAY + WEEK + 3 * DAY).weeks == []
    with pytest.raises(NoMonday):
        change_hand_over(match.id, monday=MONDAY + 8 * DAY, today=friday, now=utc_now())
    with pytest.raises(NoMonday):
        change_hand_over(match.id, monday=MONDAY - WEEK, today=friday, now=utc_now())
    with pytest.raises(TakesOverTooLate):
        change_hand_over(match.id, monday=MONDAY + 20 * WEEK, today=friday, now=utc_now())


def test_a_week_that_the_team_has_begun_stays_the_teams():
    request, tom = asked(), factories.team_member()
    route(MONDAY)
    plan = Plan(member_id=tom.id, on=MONDAY + DAY, daypart=0)
    plan_task(first_task().id, plan, seen=None, today=MONDAY, now=utc_now())
    begin_task(first_task().id)
    match = agree(request, on=MONDAY)

    change_hand_over(match.id, monday=MONDAY, today=MONDAY, now=utc_now())

    assert weeks() == {MONDAY: "doing"}
    finish_task(first_task().id, on=MONDAY + DAY, today=MONDAY + DAY)
    assert get_request(request.id).state == RequestState.OPEN  # The neighbour goes on.


def test_when_the_neighbour_stops_the_team_bridges_again():
    request = asked()
    route(MONDAY)
    route(MONDAY + 3 * DAY)
    match = agree(request, on=MONDAY + 3 * DAY)
    stop_match(match.id, reason="other", on=MONDAY + 4 * DAY, today=MONDAY + 4 * DAY)

    assert len(route(MONDAY + 5 * DAY).weeks) == 1

    assert weeks() == {MONDAY: "new", MONDAY + WEEK: "new"}


def test_a_week_handed_back_is_not_followed_by_another_until_the_worker_says_so():
    request = asked()
    route(MONDAY)
    day = {"on": MONDAY, "today": MONDAY}
    hand_back_task(first_task().id, reason=HandBackReason.TOO_MUCH, note=None, **day)

    assert route(MONDAY + 4 * DAY) == RoutingDone()
    hasten_request(request.id, today=MONDAY + 4 * DAY)
    assert route(MONDAY + 5 * DAY).to_team == [request.id]
    assert weeks() == {MONDAY: "handed_back", MONDAY + WEEK: "new"}


@pytest.mark.parametrize(
    ("leave", "state"), [(withdraw_request_and_task, "withdrawn"), (pause_request_and_weeks, "paused")]
)
def test_what_is_withdrawn_or_rests_leaves_the_board(leave, state):
    request = asked()
    route(MONDAY)

    leave(request.id, on=MONDAY, today=MONDAY)

    assert weeks() == {MONDAY: "dropped"}
    assert get_request(request.id).state == state
    assert first_task().state == TaskState.DROPPED
    assert route(MONDAY + 4 * DAY) == RoutingDone()


def test_what_is_asked_once_from_now_on_goes_to_the_team_as_a_whole():
    request = asked()
    route(MONDAY)

    change_request(request.id, replace(wish_of(get_request(request.id)), when=When()), today=MONDAY)

    done = route(MONDAY + DAY)
    assert (done.to_team, len(done.dropped)) == ([request.id], 1)
    assert weeks() == {None: "new", MONDAY: "dropped"}


def test_of_a_request_whose_last_week_is_over_the_worker_is_told():
    request = asked(until=MONDAY - DAY)

    assert (route(MONDAY).to_team, route(MONDAY + DAY).to_worker, weeks()) == ([], [], {})
    assert [call.help_request_id for call in list_open_calls()] == [request.id]


def test_a_request_that_was_bridged_and_then_matched_counts_once_and_by_its_match():
    request = asked()
    route(MONDAY)
    finish_task(first_task().id, on=MONDAY + DAY, today=MONDAY + DAY)
    route(MONDAY + 3 * DAY)
    agree(request, on=MONDAY + 3 * DAY)

    figures = get_figures(start=date(2026, 3, 1), end=date(2026, 3, 31))

    assert (figures.requests, figures.requests_open) == (1, 0)
    assert (figures.reciprocal_matches, figures.other_matches) == (0, 1)
    assert {name: count for name, count in figures.outcomes.items() if count} == {"other": 1}
    assert figures.median_days_to_help == 8
