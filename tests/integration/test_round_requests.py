"""Asking that a job runs now: one wish at a time, claimed once, taken over from the dead, never run twice."""

from datetime import UTC, datetime, timedelta

import pytest

from buurtservice.extensions import db
from buurtservice.job_runs.models import JobRequest, JobRequestState
from buurtservice.job_runs.queries import find_latest_request
from buurtservice.job_runs.requests import (
    DEAD_AFTER,
    DIED,
    MOST_CLAIMS,
    ask_for_job,
    claim_next_request,
    fail_request,
    finish_request,
    give_back,
    show_life,
    show_progress,
)
from buurtservice.rounds.services import STAGES, run_round
from tests import factories
from tests.factories import TODAY
from tests.integration.racing import race

pytestmark = pytest.mark.usefixtures("app")

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LATER = NOW + DEAD_AFTER + timedelta(seconds=1)


def state() -> JobRequestState:
    wish = find_latest_request("round")
    assert wish is not None
    return wish.state


def test_a_wish_is_claimed_shows_how_far_it_is_and_is_done():
    ask_for_job("round", by=None, now=NOW)

    claim = claim_next_request(now=NOW)

    assert claim is not None
    assert (claim.job, state()) == ("round", JobRequestState.RUNNING)
    assert show_progress(claim, done=1, total=4, now=NOW)
    assert finish_request(claim, outcome={"round": 3}, now=NOW)
    wish = find_latest_request("round")
    assert (wish.state, wish.outcome, wish.done_parts, wish.total_parts) == ("done", {"round": 3}, 4, 4)
    assert claim_next_request(now=LATER) is None


def test_who_asks_while_it_waits_or_runs_gets_the_same_wish():
    first = ask_for_job("round", by=None, now=NOW)

    assert ask_for_job("round", by=None, now=NOW).id == first.id
    claim_next_request(now=NOW)
    assert ask_for_job("round", by=None, now=NOW).id == first.id
    assert ask_for_job("route", by=None, now=NOW).id != first.id


def test_after_it_is_done_one_may_ask_again():
    first = ask_for_job("round", by=None, now=NOW)
    finish_request(claim_next_request(now=NOW), outcome={}, now=NOW)

    assert ask_for_job("round", by=None, now=NOW).id != first.id


def test_many_who_ask_at_once_make_one_wish(bare_app):
    outcomes = race(bare_app, [lambda: ask_for_job("round", by=None, now=NOW).id] * 6)

    assert len({outcome.value for outcome in outcomes}) == 1
    assert db.session.query(JobRequest).count() == 1


def test_of_processes_that_look_at_once_one_claims_it(bare_app):
    ask_for_job("round", by=None, now=NOW)

    outcomes = race(bare_app, [lambda: claim_next_request(now=NOW)] * 6)

    assert [outcome.value is not None for outcome in outcomes].count(True) == 1


def test_a_wish_whose_process_died_is_taken_over_and_the_dead_cannot_finish_it():
    ask_for_job("round", by=None, now=NOW)
    dead = claim_next_request(now=NOW)
    assert claim_next_request(now=NOW + DEAD_AFTER) is None

    heir = claim_next_request(now=LATER)

    assert heir is not None
    assert (heir.request_id, state()) == (dead.request_id, JobRequestState.RUNNING)
    assert not show_life(dead, now=LATER)
    assert not show_progress(dead, done=1, total=4, now=LATER)
    assert not finish_request(dead, outcome={}, now=LATER)
    assert not fail_request(dead, error="Te laat", now=LATER)
    assert finish_request(heir, outcome={"round": 1}, now=LATER)


def test_a_sign_of_life_keeps_others_away():
    ask_for_job("round", by=None, now=NOW)
    claim = claim_next_request(now=NOW)

    assert show_life(claim, now=LATER)

    assert claim_next_request(now=LATER) is None


def test_what_kills_its_process_each_time_fails_in_the_end():
    ask_for_job("round", by=None, now=NOW)
    for number in range(MOST_CLAIMS):
        assert claim_next_request(now=NOW + number * 2 * DEAD_AFTER) is not None

    assert claim_next_request(now=NOW + MOST_CLAIMS * 2 * DEAD_AFTER) is None

    wish = find_latest_request("round")
    assert (wish.state, wish.error) == (JobRequestState.FAILED, DIED)


def test_a_wish_that_is_given_back_waits_for_the_next_process():
    ask_for_job("round", by=None, now=NOW)

    assert give_back(claim_next_request(now=NOW))

    assert state() == JobRequestState.WAITING
    assert claim_next_request(now=NOW) is not None


def test_a_round_tells_how_far_it_is():
    factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef"))
    heard: list[str] = []

    run_round(as_of=TODAY, today=TODAY, solver_seconds=10, tell=heard.append)

    assert heard == list(STAGES)
