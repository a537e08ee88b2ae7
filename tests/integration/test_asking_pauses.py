"""A request that rests: it is in no round, its days do not count as waiting, and it goes on where it was."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.errors import DateInFuture, DateTooEarly
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.fallback.queries import list_due_requests
from buurtservice.figures.queries import get_figures
from buurtservice.help.errors import RequestAlreadyAnswered, RequestNotOpen, RequestNotPaused
from buurtservice.help.models import RequestState
from buurtservice.help.pausing import pause_request, paused_days_by_request, paused_since, resume_request
from buurtservice.help.queries import get_request
from buurtservice.help.services import withdraw_request
from buurtservice.help.solutions import claim_solution
from buurtservice.matches.leaving import pause_request_and_proposal, withdraw_request_and_proposal
from buurtservice.matches.models import MatchState
from buurtservice.matches.services import approve_match
from buurtservice.rounds.problem import build_problem
from tests import factories
from tests.factories import ASKED_ON, TODAY
from tests.integration.commands import Desk
from tests.integration.racing import states

pytestmark = pytest.mark.usefixtures("app")
DAY = {"on": TODAY, "today": TODAY}


def test_a_paused_request_is_in_no_round_and_goes_on_where_it_was():
    asked = factories.request(factories.resident("Mia"))

    pause_request(asked.id, **DAY)
    assert build_problem(as_of=TODAY).requests == ()
    assert paused_since(asked.id) == TODAY

    resume_request(asked.id, **DAY)
    assert [one.id for one in build_problem(as_of=TODAY).requests] == [asked.id]
    assert get_request(asked.id).state == RequestState.OPEN


def test_days_of_rest_do_not_count_as_waiting():
    asked = factories.request(factories.resident("Mia"))
    back = TODAY + timedelta(days=10)

    pause_request(asked.id, **DAY)
    resume_request(asked.id, on=back, today=back)

    (in_problem,) = build_problem(as_of=back).requests
    assert in_problem.waiting_days == (TODAY - ASKED_ON).days
    assert paused_days_by_request(as_of=back) == {asked.id: 10}


def test_days_of_rest_are_counted_until_the_day_one_looks():
    asked = factories.request(factories.resident("Mia"))
    pause_request(asked.id, **DAY)

    assert paused_days_by_request(as_of=TODAY) == {}
    assert paused_days_by_request(as_of=TODAY + timedelta(days=3)) == {asked.id: 3}


def test_the_team_waits_as_many_days_longer_as_the_request_rested():
    asked = factories.request(factories.resident("Mia"))
    due = ASKED_ON + timedelta(days=7)
    pause_request(asked.id, **DAY)
    back = TODAY + timedelta(days=2)
    resume_request(asked.id, on=back, today=back)

    assert list_due_requests(today=due) == []
    assert list_due_requests(today=due + timedelta(days=1)) == []
    assert list_due_requests(today=due + timedelta(days=2)) == [get_request(asked.id)]


def test_what_rests_is_not_routed():
    asked = factories.request(factories.resident("Mia"))
    pause_request(asked.id, **DAY)

    assert list_due_requests(today=TODAY + timedelta(days=100)) == []


def test_a_pause_withdraws_the_proposal_that_waited():
    match = factories.pair()

    pause_request_and_proposal(match.help_request_id, **DAY)

    assert states(match) == [MatchState.WITHDRAWN]


def test_a_paused_request_can_be_withdrawn_and_its_pause_ends():
    asked = factories.request(factories.resident("Mia"))
    pause_request(asked.id, **DAY)

    withdraw_request_and_proposal(asked.id, **DAY)

    assert get_request(asked.id).state == RequestState.WITHDRAWN
    assert paused_since(asked.id) is None


def test_a_paused_request_still_counts_as_open_in_the_figures():
    asked = factories.request(factories.resident("Mia"))
    pause_request(asked.id, **DAY)

    figures = get_figures(start=ASKED_ON, end=TODAY)

    assert (figures.requests, figures.requests_open, figures.requests_withdrawn) == (1, 1, 0)


def test_somebody_who_is_being_helped_cannot_pause():
    match = factories.pair()
    approve_match(match.id, **DAY)

    with pytest.raises(RequestAlreadyAnswered, match="een match"):
        pause_request_and_proposal(match.help_request_id, **DAY)
    assert states(match) == [MatchState.APPROVED]


def test_nobody_begins_to_help_somebody_who_pauses():
    asked = factories.request(factories.resident("Mia"))
    pause_request(asked.id, **DAY)

    with pytest.raises(RequestNotOpen, match="pauze"):
        claim_solution(request_id=asked.id, kind="match", on=TODAY)


def test_what_rests_cannot_rest_again_and_what_goes_on_cannot_be_resumed():
    asked = factories.request(factories.resident("Mia"))

    with pytest.raises(RequestNotPaused):
        resume_request(asked.id, **DAY)
    pause_request(asked.id, **DAY)
    with pytest.raises(RequestNotOpen):
        pause_request(asked.id, **DAY)
    withdraw_request(asked.id, **DAY)
    with pytest.raises(RequestNotPaused):
        resume_request(asked.id, **DAY)


def test_a_pause_is_recorded_on_no_day_that_cannot_be():
    asked = factories.request(factories.resident("Mia"))
    yesterday = {"on": TODAY - timedelta(days=1), "today": TODAY}

    with pytest.raises(DateInFuture):
        pause_request(asked.id, on=TODAY + timedelta(days=1), today=TODAY)
    with pytest.raises(DateTooEarly):
        pause_request(asked.id, on=ASKED_ON - timedelta(days=1), today=TODAY)
    pause_request(asked.id, **DAY)
    with pytest.raises(DateTooEarly):
        resume_request(asked.id, **yesterday)
    with pytest.raises(DateTooEarly):
        withdraw_request(asked.id, **yesterday)


def test_the_desk_pauses_and_resumes_by_command(desk: Desk):
    asked = factories.request(factories.resident("Mia"), received_on=ASKED_ON)

    (paused,) = desk.ask("request", "pause", asked.id)
    assert (paused["state"], paused["reference"]) == ("paused", asked.reference)
    assert "pauze" in desk.run("request", "list").out
    assert "RequestAlready" not in desk.refused("request", "pause", asked.id)
    (resumed,) = desk.ask("request", "resume", asked.id)
    assert resumed["state"] == "open"


def test_a_pause_and_its_end_are_facts():
    asked = factories.request(factories.resident("Mia"))
    pause_request(asked.id, **DAY)
    resume_request(asked.id, **DAY)

    assert kinds_of(asked.subject_key)[1:] == [FactKind.REQUEST_PAUSED, FactKind.REQUEST_RESUMED]


def kinds_of(key: str) -> list[FactKind]:
    return list(db.session.scalars(select(Fact.kind).where(Fact.request_key == key).order_by(Fact.id)))
