"""Whom a planned call leaves in peace after all: who asked for rest meanwhile, or was called this week."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from buurtservice.calls.errors import CalledThisWeek, PlanTooEarly, ResidentRests
from buurtservice.calls.hindrances import find_hindrance
from buurtservice.calls.models import Answer, Call, CallReason, CallState
from buurtservice.calls.planning import plan_calls
from buurtservice.calls.queries import (
    find_days_to_call_again,
    get_call,
    list_open_calls,
    list_planned_calls,
)
from buurtservice.calls.services import Answered, answer_question, finish_call, open_call, record_not_reached
from buurtservice.help.models import HelpOffer, OfferState
from buurtservice.help.queries import get_offer
from buurtservice.matches.leaving import change_offer_and_proposals
from buurtservice.residents.resting import end_rest, let_rest
from tests import factories
from tests.factories import TODAY
from tests.integration.commands import Desk
from tests.integration.racing import race

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}


def after(days: int) -> dict:
    day = TODAY + timedelta(days=days)
    return {"on": day, "today": day}


def answer(call: Call, said: Answer = Answer.YES, **day) -> Answered:
    return answer_question(call.id, 1, answer=said, **(day or DAY))


@pytest.fixture
def offer() -> HelpOffer:
    """Return Sjef's offer; a yes to a dog helps Mia."""
    factories.request(factories.resident("Mia"), dayparts=None, needs=["dog"])
    return factories.offer(factories.resident("Sjef", phone="043 350 1010"))


@pytest.fixture
def call(offer: HelpOffer) -> Call:
    (planned,) = list_planned_calls(plan_calls(calls=5, as_of=TODAY, today=TODAY).number)
    return planned


@pytest.fixture
def other(call: Call) -> Call:
    """Return another call with Sjef, about a request of his own."""
    request = factories.request(call.resident, "buddy")
    return open_call(request, reason=CallReason.NO_MATCH_IN_TIME, on=TODAY)


def test_who_asks_for_rest_after_the_plan_is_on_no_list_until_the_rest_is_over(call):
    let_rest(call.resident_id)
    assert list_open_calls() == []

    end_rest(call.resident_id)

    assert [one.id for one in list_open_calls()] == [call.id]


def test_a_yes_of_who_rests_is_refused_and_changes_nothing(call, offer):
    let_rest(call.resident_id)

    with pytest.raises(ResidentRests):
        answer(call)

    assert get_offer(offer.id).can == []
    assert (get_call(call.id).called_on, get_call(call.id).questions[0].answer) == (None, None)


def test_a_no_of_who_rests_is_recorded(call):
    let_rest(call.resident_id)

    assert answer(call, Answer.NO).question.answer == Answer.NO


def test_a_call_about_the_own_request_of_who_rests_stays_on_the_list(call, other):
    let_rest(call.resident_id)

    assert [one.id for one in list_open_calls()] == [other.id]


def test_after_another_call_this_week_a_planned_one_waits_until_the_week_is_over(call, other, offer):
    finish_call(other.id, **DAY)
    again = TODAY + timedelta(days=7)
    assert find_days_to_call_again([call], today=TODAY) == {call.id: again}
    assert find_days_to_call_again([call], today=again) == {}

    for begin in (
        partial(answer, call, **after(6)),
        partial(answer, call, Answer.NO, **after(6)),
        partial(finish_call, call.id, **after(6)),
        partial(record_not_reached, call.id, call_back_on=again, **after(6)),
    ):
        with pytest.raises(CalledThisWeek, match=f"vanaf {again}"):
            begin()
    assert (get_call(call.id).called_on, get_offer(offer.id).can) == (None, [])

    answer(call, **after(7))

    assert get_offer(offer.id).can == ["dog"]


def test_a_call_that_was_begun_goes_on_in_the_same_week(call, other, offer):
    record_not_reached(call.id, call_back_on=TODAY + timedelta(days=2), **DAY)
    finish_call(other.id, **after(1))
    assert find_hindrance(get_call(call.id), on=TODAY + timedelta(days=2)) is None

    answer(call, **after(2))

    assert get_call(call.id).state == CallState.DONE


def test_a_call_about_the_own_request_is_made_also_after_a_planned_one(call, other):
    answer(call)

    finish_call(other.id, **DAY)

    assert get_call(other.id).state == CallState.DONE


def test_of_a_rest_and_a_yes_at_once_the_later_sees_the_earlier(app: Flask, call, offer):
    said, rested = race(app, [partial(answer, call), partial(let_rest, call.resident_id)])

    assert rested.won
    if not said.won:
        assert said.refusal.code == "resident_rests"
    assert get_offer(offer.id).can == (["dog"] if said.won else [])


def test_the_list_and_the_call_say_from_when_somebody_may_be_called(desk: Desk, call, other):
    finish_call(other.id, **DAY)

    again = TODAY + timedelta(days=7)
    day = ("--as-of", TODAY)

    assert "is deze week al gebeld; weer vanaf 11-03-2026" in desk.run("calls", "list", *day).out
    assert [one["again_from"] for one in desk.ask("calls", "list", *day)] == [again.isoformat()]
    assert f"vanaf {again}" in desk.run("calls", "show", call.id, *day).out
    assert desk.ask("calls", "show", call.id, *day)["hindrance"] == "called_this_week"
    assert desk.ask("calls", "show", call.id, "--as-of", again)["hindrance"] is None


def test_the_call_says_that_its_resident_rests(desk: Desk, call):
    let_rest(call.resident_id)

    assert "Deze bewoner rust" in desk.run("calls", "show", call.id).out
    assert desk.ask("calls", "list") == []


def test_the_call_says_beforehand_that_an_offer_left(desk: Desk, call, offer):
    change_offer_and_proposals(offer.id, to=OfferState.WITHDRAWN, **DAY)

    assert "Aanbod" in desk.run("calls", "show", call.id).out
    assert desk.ask("calls", "show", call.id)["questions"][0]["hindrance"] == "offer_not_active"


def test_no_plan_is_made_for_a_day_before_the_latest_answer(call):
    answer(call, Answer.NO, **after(3))

    with pytest.raises(PlanTooEarly, match=str(TODAY + timedelta(days=3))):
        plan_calls(calls=5, as_of=TODAY + timedelta(days=2), today=TODAY + timedelta(days=3))

    assert plan_calls(calls=5, as_of=TODAY + timedelta(days=3), today=TODAY + timedelta(days=3)).number == 2
