"""A worker holds what would go to the team, or lets it go at once; both can be taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.calls.models import CallReason
from buurtservice.calls.queries import list_open_calls
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.fallback.errors import HoldTooLong, HoldTooShort, NotHeld, RoutedBefore, WithTeamAlready
from buurtservice.fallback.holding import hasten_request, hold_request, let_go
from buurtservice.fallback.queries import list_handed_back, list_held, page_of_soon_routed
from buurtservice.fallback.services import hand_back_task, route_requests
from buurtservice.help.errors import RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import RequestState
from buurtservice.help.queries import get_request
from buurtservice.help.services import When, withdraw_request
from buurtservice.help.solutions import find_live_solution
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import get_match
from buurtservice.rounds.problem import build_problem
from buurtservice.team.models import HandBackReason, TaskState
from buurtservice.team.queries import list_tasks
from tests import factories
from tests.factories import ASKED_ON, TODAY

pytestmark = pytest.mark.usefixtures("app")

DUE = ASKED_ON + timedelta(days=7)
DAY = timedelta(days=1)


def route(on):
    return route_requests(today=on, period=f"night {on}").to_team


def soon(today):
    found, total = page_of_soon_routed(today=today, limit=10, offset=0)
    assert total == len(found)
    return [(one.request.id, one.due_on) for one in found]


def test_the_worker_sees_what_goes_tomorrow_and_today():
    asked = factories.request(factories.resident("Mia"))

    match = factories.proposal(
        factories.request(factories.resident("Els")), factories.offer(factories.resident("Sjef")), on=DUE
    )

    assert soon(DUE - 4 * DAY) == []  # On Friday it is told: it goes on Monday.
    assert soon(DUE - DAY) == soon(DUE) == [(asked.id, DUE)]
    assert soon(DUE + 2 * DAY) == [(asked.id, DUE), (match.help_request_id, DUE)]


def test_what_is_held_goes_on_the_day_that_was_named():
    asked = factories.request(factories.resident("Mia"))
    until = DUE + 9 * DAY

    hold_request(asked.id, until=until, today=DUE - DAY)

    assert soon(DUE) == []
    assert [one.due_on for one in list_held(today=DUE, limit=5)[0]] == [until]
    assert not build_problem(as_of=DUE).requests[0].urgent  # It is not nearly the team's.
    assert route(DUE) == route(until - DAY) == []
    assert route(until) == [asked.id]


def test_a_holding_taken_back_lets_it_go_in_its_own_time():
    asked = factories.request(factories.resident("Mia"))
    hold_request(asked.id, until=DUE + 9 * DAY, today=DUE)

    let_go(asked.id)

    assert route(DUE) == [asked.id]
    with pytest.raises(NotHeld):
        let_go(asked.id)


def test_what_is_hastened_goes_at_the_next_run_with_its_proposal_withdrawn():
    match = factories.pair()
    early = TODAY + DAY
    hasten_request(match.help_request_id, today=early)

    assert soon(early) == [(match.help_request_id, early)]
    assert route(early) == [match.help_request_id]

    assert get_match(match.id).state == MatchState.WITHDRAWN
    assert get_request(match.help_request_id).route_hastened_on is None
    with pytest.raises(RequestAlreadyAnswered):
        hasten_request(match.help_request_id, today=early)


def test_hastening_taken_back_lets_it_wait():
    asked = factories.request(factories.resident("Mia"))
    hasten_request(asked.id, today=TODAY)

    let_go(asked.id)

    assert route(TODAY) == []


def test_holding_and_hastening_refuse_what_cannot_be():
    mia = factories.resident("Mia")
    asked = factories.request(mia)
    one_day = factories.request(mia, "garden", when=When(wanted_on=DUE + 3 * DAY))
    weekly = factories.request(mia, "pet", when=When(weekly=True))
    buddy = factories.request(mia, "buddy")
    gone = factories.request(mia, "forms")
    withdraw_request(gone.id, on=TODAY, today=TODAY)

    with pytest.raises(HoldTooShort):
        hold_request(asked.id, until=TODAY, today=TODAY)
    with pytest.raises(HoldTooLong):
        hold_request(asked.id, until=TODAY + 15 * DAY, today=TODAY)
    with pytest.raises(HoldTooLong, match=(DUE + 3 * DAY).isoformat()):
        hold_request(one_day.id, until=DUE + 4 * DAY, today=DUE)
    with pytest.raises(RequestNotOpen):
        hold_request(gone.id, until=DUE, today=TODAY)
    with pytest.raises(NotFound):
        hold_request(99, until=DUE, today=TODAY)
    route(DUE)
    with pytest.raises(RoutedBefore):
        hold_request(buddy.id, until=DUE + DAY, today=DUE)
    with pytest.raises(RoutedBefore):
        hasten_request(buddy.id, today=DUE)
    with pytest.raises(WithTeamAlready):
        hasten_request(weekly.id, today=DUE)


def test_what_the_team_hands_back_is_open_again_with_a_call_and_goes_back_only_when_hastened():
    asked = factories.request(factories.resident("Mia"))
    route(DUE)
    (task,) = list_tasks()

    hand_back_task(task.id, reason=HandBackReason.NOT_SAFE, note="de trap", on=DUE, today=DUE)

    assert (get_request(asked.id).state, find_live_solution(asked.id)) == (RequestState.OPEN, None)
    assert [one.id for one in build_problem(as_of=DUE).requests] == [asked.id]
    assert [call.reason for call in list_open_calls()] == [CallReason.HANDED_BACK]
    fact = db.session.scalars(select(Fact).where(Fact.kind == FactKind.TEAM_TASK_HANDED_BACK)).one()
    assert (fact.request_key, fact.reason) == (asked.subject_key, "not_safe")
    assert [one.request.id for one in list_handed_back(today=DUE, limit=5)[0]] == [asked.id]
    assert route(DUE + 5 * DAY) == []
    hasten_request(asked.id, today=DUE + 5 * DAY)
    assert route(DUE + 6 * DAY) == [asked.id]
    assert route(DUE + 7 * DAY) == []
    assert [task.state for task in list_tasks()] == [TaskState.HANDED_BACK, TaskState.NEW]
    assert list_open_calls() == []  # Somebody does it now.
