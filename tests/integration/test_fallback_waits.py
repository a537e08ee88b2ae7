"""What keeps a request from being routed for a while: a worker who still has to decide."""

from datetime import date, timedelta

import pytest

from buurtservice.calls.queries import list_open_calls
from buurtservice.fallback.services import route_requests
from buurtservice.matches.ending import decline_match
from buurtservice.matches.errors import MatchInOtherState
from buurtservice.matches.services import approve_match
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.services import run_round
from tests import factories
from tests.factories import ASKED_ON

pytestmark = pytest.mark.usefixtures("app")

DUE = ASKED_ON + timedelta(days=7)


def route(on: date) -> list[int]:
    return route_requests(today=on, period=f"night {on}").to_team


def test_a_match_made_by_hand_has_three_days_of_its_own():
    asked = factories.request(factories.resident("Mia"))
    first, second = (factories.offer(factories.resident(name)) for name in ("Sjef", "Fatima"))
    early = ASKED_ON + timedelta(days=1)
    proposed = create_match(request_id=asked.id, offer_id=first.id, on=early, today=early)
    decline_match(proposed.id, reason="days", on=DUE, today=DUE)

    create_match(request_id=asked.id, offer_id=second.id, on=DUE, today=DUE)

    assert route(DUE + timedelta(days=2)) == []
    assert route(DUE + timedelta(days=3)) == [asked.id]


def test_a_maatje_with_a_standing_proposal_needs_no_call_beside_it():
    asked = factories.request(factories.resident("Mia"), "buddy")
    offered = factories.offer(factories.resident("Sjef"), "buddy")
    proposed = create_match(request_id=asked.id, offer_id=offered.id, on=ASKED_ON, today=ASKED_ON)

    route(DUE + timedelta(days=30))
    assert list_open_calls() == []

    decline_match(proposed.id, reason="days", on=DUE + timedelta(days=30), today=DUE + timedelta(days=30))
    route(DUE + timedelta(days=31))
    assert [call.help_request_id for call in list_open_calls()] == [asked.id]


def test_a_withdrawn_proposal_says_so_also_when_the_day_would_not_fit_either():
    factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef"))
    run_round(as_of=DUE, today=DUE, solver_seconds=10)
    run_round(as_of=DUE, today=DUE, solver_seconds=10)

    with pytest.raises(MatchInOtherState, match="ingetrokken"):
        approve_match(1, on=ASKED_ON, today=DUE)
