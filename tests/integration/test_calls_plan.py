"""The plan of calls, stored: whom to call first, what to ask, and whom to leave in peace."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from buurtservice.calls import planning
from buurtservice.calls.models import (
    Answer,
    Call,
    CallPlan,
    CallQuestion,
    CallReason,
    CallState,
    QuestionKind,
)
from buurtservice.calls.planning import plan_calls
from buurtservice.calls.policy import change_call_policy
from buurtservice.calls.queries import list_open_calls, list_planned_calls, list_requests_to_call_about
from buurtservice.calls.services import open_call
from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer
from buurtservice.help.services import ONCE, When, withdraw_request
from buurtservice.matches.ending import stop_match
from buurtservice.matches.models import MatchState
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import ASKED_ON, TODAY
from tests.integration.racing import look_anew, race

pytestmark = pytest.mark.usefixtures("app")

WEDNESDAY_MORNING = 6
FRIDAY_EVENING = 14
THREADS = 8


def planned(calls: int = 5, *, on=TODAY) -> list[Call]:
    return list_planned_calls(plan_calls(calls=calls, as_of=on, today=max(on, TODAY)).number)


def asked(call: Call) -> list[tuple[QuestionKind, int | str | None]]:
    return [(question.kind, question.change) for question in call.questions]


def names(calls: Iterable[Call]) -> list[str | None]:
    return [call.resident.name for call in calls]


def another_day(helper: str = "Sjef") -> HelpOffer:
    """Let somebody offer what Mia asks, on the wrong day."""
    return factories.offer(factories.resident(helper), dayparts=(WEDNESDAY_MORNING,))


@pytest.mark.parametrize("one_day", [True, False])
def test_who_asks_help_for_one_day_is_not_asked_for_another(one_day: bool):
    when = When(wanted_on=ASKED_ON + timedelta(days=8)) if one_day else ONCE
    factories.request(factories.resident("Mia"), when=when)
    for name in ("Sjef", "Fatima", "Els"):
        another_day(name)

    found = [(call.resident.name, asked(call)) for call in planned()]

    assert (("Mia", [(QuestionKind.DAYPART, WEDNESDAY_MORNING)]) in found) == (not one_day)
    assert found


def answer(call: Call, said: Answer, *, on=TODAY) -> None:
    """Write an answer to all questions of a call down, as a past one."""
    with transaction() as session:
        session.execute(
            update(CallQuestion).where(CallQuestion.call_id == call.id).values(answer=said, answered_on=on)
        )
        done = {"state": CallState.DONE, "called_on": on}
        session.execute(update(Call).where(Call.id == call.id).values(**done))


def test_a_plan_says_whom_to_call_and_what_to_ask():
    request = factories.request(factories.resident("Mia"), dayparts=(factories.TUESDAY_MORNING,))
    offer = another_day()

    first, *others = planned(1)

    assert not others
    question = first.questions[0]
    assert (first.reason, first.state, first.rank, first.gain) == (CallReason.UNLOCK, CallState.OPEN, 1, 1)
    assert (question.kind, question.unlocks) == (QuestionKind.DAYPART, [request.id])
    assert (question.help_offer_id, question.change) in [
        (offer.id, factories.TUESDAY_MORNING),
        (None, WEDNESDAY_MORNING),
    ]
    assert 0 < first.expected_gain == pytest.approx(first.p * first.gain)


@pytest.mark.parametrize(
    ("wanted", "given", "kind", "change"),
    [
        ({"needs": ["dog"]}, {}, QuestionKind.NEED, "dog"),
        ({}, {"category": "garden"}, QuestionKind.CATEGORY, "ironing"),
    ],
)
def test_each_kind_of_question_is_stored_with_what_a_yes_changes(wanted, given, kind, change):
    factories.request(factories.resident("Mia"), **wanted)
    factories.offer(factories.resident("Sjef"), **given)

    (call,) = planned()

    assert asked(call) == [(kind, change)]


def test_a_helper_who_is_full_is_asked_for_one_more():
    for name in ("Mia", "Fatima"):
        factories.request(factories.resident(name))
    factories.offer(factories.resident("Sjef"))

    (call,) = planned()

    assert asked(call) == [(QuestionKind.LOAD, None)]


def test_somebody_who_lives_too_far_is_asked_to_go_further():
    factories.request(factories.resident("Mia", lat=50.87))
    factories.offer(factories.resident("Sjef"), radius_m=800)

    (call,) = planned()

    assert asked(call)[0][0] == QuestionKind.RADIUS
    assert type(call.questions[0].change) is int


def test_the_same_neighbourhood_gives_the_same_plan():
    for number in range(6):
        factories.request(factories.resident(f"asks {number}"))
        another_day(f"helps {number}")

    once = [(call.resident_id, asked(call), call.gain, call.p) for call in planned()]
    again = [(call.resident_id, asked(call), call.gain, call.p) for call in planned()]

    assert once == again
    assert len(once) == 3  # Each of them can help two.


def test_a_new_plan_keeps_the_calls_that_it_has_too_so_that_a_printed_list_stays_good():
    for number in range(3):
        factories.request(factories.resident(f"asks {number}"))
        another_day(f"helps {number}")
    first = planned()
    factories.request(factories.resident("Fatima"), "buddy")

    second = planned(on=TODAY + timedelta(days=1))

    assert [(call.id, call.rank) for call in second] == [(call.id, call.rank) for call in first]
    assert {(call.plan_number, call.opened_on, call.state) for call in second} == {(2, TODAY, CallState.OPEN)}
    assert [q.position for call in second for q in call.questions] == [
        q.position for call in first for q in call.questions
    ]


def test_a_new_plan_withdraws_a_call_that_nobody_began_and_that_it_has_not():
    request = factories.request(factories.resident("Mia"))
    another_day()
    (first,) = planned(1)
    withdraw_request(request.id, on=TODAY, today=TODAY)

    assert planned(1) == []

    assert list_open_calls() == []
    assert db.session.get_one(Call, first.id, populate_existing=True).state == CallState.WITHDRAWN


def test_a_call_that_a_plan_in_between_had_not_is_the_same_call_again():
    factories.request(factories.resident("Mia"))
    another_day()
    (first,) = planned(1)
    change_call_policy({"questions.daypart": "0"})
    assert planned(1) == list_open_calls() == []
    change_call_policy({"questions.daypart": "2"})

    (again,) = planned(1)

    assert (again.id, again.state, again.plan_number) == (first.id, CallState.OPEN, 3)
    assert [call.id for call in list_open_calls()] == [first.id]


def test_a_new_plan_that_asks_the_same_person_something_else_makes_another_call():
    factories.request(factories.resident("Mia"))
    offer = another_day()
    (first,) = planned(1)
    with transaction() as session:
        session.execute(
            update(HelpOffer).where(HelpOffer.id == offer.id).values(dayparts=1 << FRIDAY_EVENING)
        )

    (second,) = planned(1)

    assert (second.resident_id, second.id) == (first.resident_id, first.id + 1)
    assert asked(second) != asked(first)
    assert db.session.get_one(Call, first.id, populate_existing=True).state == CallState.WITHDRAWN


def test_what_a_kept_call_would_bring_is_that_of_the_newest_plan():
    factories.request(factories.resident("Mia"))
    another_day()
    (first,) = planned(1)
    change_call_policy({"response.daypart": "0.9"})

    (second,) = planned(1)

    assert (second.id, second.p, second.questions[0].p) == (first.id, 0.9, 0.9)


def test_a_new_plan_keeps_a_call_that_somebody_began_and_plans_nobody_twice():
    factories.request(factories.resident("Mia"))
    another_day()
    (begun,) = planned(1)
    with transaction() as session:
        values = {"called_on": TODAY, "call_back_on": TODAY + timedelta(days=30)}
        session.execute(update(Call).where(Call.id == begun.id).values(**values))

    later = planned(5, on=TODAY + timedelta(days=20))

    assert begun.id in [call.id for call in list_open_calls()]
    assert begun.resident_id not in [call.resident_id for call in later]


def test_the_calls_about_requests_stay_as_they_are():
    request = factories.request(factories.resident("Mia"), "buddy")
    call = open_call(request, reason=CallReason.NO_MATCH_IN_TIME, on=TODAY)

    planned()

    assert [one.id for one in list_open_calls()] == [call.id]


def test_a_call_about_a_request_that_is_answered_meanwhile_is_not_on_the_list_until_it_waits_again():
    match = factories.pair("buddy")
    call = open_call(match.request, reason=CallReason.NO_MATCH_IN_TIME, on=TODAY)
    factories.bring(match, MatchState.AGREED)

    assert list_open_calls() == []

    stop_match(match.id, reason="other", on=TODAY, today=TODAY)
    assert [one.id for one in list_open_calls()] == [call.id]
    withdraw_request(match.help_request_id, on=TODAY, today=TODAY)
    assert list_open_calls() == []


def test_a_call_because_something_changed_is_on_the_list_although_somebody_helps():
    match = factories.pair("buddy")
    factories.bring(match, MatchState.AGREED)
    call = open_call(match.request, reason=CallReason.CHANGED, on=TODAY)

    assert [one.id for one in list_open_calls()] == [call.id]
    assert list_requests_to_call_about() == []


def test_nobody_is_called_twice_in_a_week():
    factories.request(factories.resident("Mia"), dayparts=None, needs=["dog"])
    factories.offer(factories.resident("Sjef"))
    (call,) = planned()
    answer(call, Answer.YES)  # It changes nothing here, so the question stands.

    assert planned(on=TODAY + timedelta(days=6)) == []
    assert names(planned(on=TODAY + timedelta(days=7))) == ["Sjef"]


def test_what_somebody_refused_is_not_asked_again():
    factories.request(factories.resident("Mia"), dayparts=None, needs=["dog"])
    factories.offer(factories.resident("Sjef"))
    (call,) = planned()
    answer(call, Answer.NO)

    assert planned(on=TODAY + timedelta(days=700)) == []


def test_who_asked_for_rest_is_not_called():
    factories.request(factories.resident("Mia"), needs=["dog"])
    factories.offer(factories.resident("Sjef", resting=True))

    assert planned() == []


def test_the_chance_of_yes_learns_from_the_answers():
    factories.request(factories.resident("Mia"), dayparts=None, needs=["dog"])
    for number in range(5):
        factories.offer(factories.resident(f"helps {number}"))
    (first,) = planned()
    answer(first, Answer.NO)

    (second,) = planned()

    assert first.questions[0].p == pytest.approx(0.5)
    assert second.questions[0].p == pytest.approx(10 * 0.5 / 11)
    assert second.resident_id != first.resident_id


@pytest.mark.parametrize("requests", [0, 1])
def test_where_everything_is_served_nobody_is_called(requests):
    for _ in range(requests):
        factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef"))

    plan = plan_calls(calls=5, as_of=TODAY, today=TODAY)

    assert (plan.requests, plan.served_max) == (requests, requests)
    assert list_planned_calls(plan.number) == []


def test_where_nothing_can_be_unlocked_nobody_is_called():
    factories.request(factories.resident("Mia"))

    assert planned() == []


def test_of_plans_computed_at_once_one_is_stored(app: Flask):
    factories.request(factories.resident("Mia"))
    another_day()

    for previous in range(3):
        computed = [planning._compute(1, TODAY) for _ in range(THREADS)]
        outcomes = race(app, [partial(planning._store, one) for one in computed])

        assert [outcome.value.number for outcome in outcomes if outcome.won] == [previous + 1]
        assert {o.refusal.code for o in outcomes if o.refusal} == {"plan_overtaken"}

    assert len(list_open_calls()) == 1
    assert db.session.scalars(select(CallPlan.previous_plan).order_by(CallPlan.number)).all() == [0, 1, 2]


def test_a_plan_that_the_neighbourhood_overtook_is_computed_again(monkeypatch: pytest.MonkeyPatch):
    factories.request(factories.resident("Mia"))
    another_day()
    compute = planning._compute

    def slow(*given):
        computed = compute(*given)
        if not computed.previous_plan and db.session.query(HelpOffer).count() == 1:
            factories.offer(factories.resident("Fatima"))  # Somebody comes in with what Mia needs.
        return computed

    monkeypatch.setattr(planning, "_compute", slow)

    assert planned() == []


def test_the_database_allows_one_open_call_that_unlocks_for_a_resident():
    factories.request(factories.resident("Mia"))
    another_day()
    (call,) = planned(1)

    with pytest.raises(IntegrityError), transaction() as session:
        session.add(
            Call(
                resident_id=call.resident_id,
                reason=CallReason.UNLOCK,
                opened_on=ASKED_ON,
                plan_number=call.plan_number,
            )
        )


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE call SET reason = 'no_match_in_time'",
        "UPDATE call SET reason = 'lost'",
        "UPDATE call SET state = 'lost'",
        "UPDATE call SET p = 1.5",
        "UPDATE call_question SET answer = 'yes'",
        "UPDATE call_question SET answer = 'maybe', answered_on = '2026-03-04'",
        "UPDATE call_question SET help_offer_id = NULL, help_request_id = NULL",
        "UPDATE call_question SET kind = 'lost'",
        "UPDATE call_question SET kind = 'load'",
        "UPDATE call_plan SET served_max = requests + 1",
        "UPDATE call_plan SET previous_plan = 7",
    ],
)
def test_the_database_refuses_what_cannot_be(change):
    factories.request(factories.resident("Mia"))
    another_day()
    planned(1)

    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(text(change))

    look_anew()
    assert len(list_open_calls()) == 1
