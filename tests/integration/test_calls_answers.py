"""Answers to calls: each changes the offer or the request once, and the next plan."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from time import sleep

import pytest
from flask import Flask
from sqlalchemy import select

from buurtservice.calls import planning
from buurtservice.calls.errors import (
    CallBackTooEarly,
    CallBackTooLate,
    CallNotOpen,
    QuestionAlreadyAnswered,
    QuestionNotInCall,
)
from buurtservice.calls.models import Answer, Call, CallQuestion, CallReason, CallState, QuestionKind
from buurtservice.calls.planning import plan_calls
from buurtservice.calls.policy import change_call_policy
from buurtservice.calls.proposing import propose_unlocked
from buurtservice.calls.queries import get_call, list_open_calls, list_planned_calls
from buurtservice.calls.services import (
    Answered,
    answer_question,
    finish_call,
    open_call,
    record_not_reached,
)
from buurtservice.errors import DateInFuture, DateTooEarly, NotFound
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.figures.queries import get_figures
from buurtservice.help.errors import OfferNotActive, RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState
from buurtservice.help.queries import get_offer, get_request, list_offers
from buurtservice.matches.leaving import change_offer_and_proposals, withdraw_request_and_proposal
from buurtservice.matches.models import MatchState
from buurtservice.residents.queries import get_resident
from buurtservice.rounds.services import run_round
from tests import factories
from tests.factories import TODAY, TUESDAY_MORNING
from tests.integration.racing import look_anew, race, wrong_answers

pytestmark = pytest.mark.usefixtures("app")

WEDNESDAY_MORNING = 6
DAY = {"on": TODAY, "today": TODAY}
THREADS = 8


def plan(calls: int = 5, *, on=TODAY) -> list[Call]:
    return list_planned_calls(plan_calls(calls=calls, as_of=on, today=max(on, TODAY)).number)


def yes(call: Call, number: int = 1, **day) -> Answered:
    return answer_question(call.id, number, answer=Answer.YES, **{**DAY, **day})


def no(call: Call, number: int = 1, **day) -> Answered:
    return answer_question(call.id, number, answer=Answer.NO, **{**DAY, **day})


def call_about_a_dog() -> tuple[Call, HelpRequest, HelpOffer]:
    """Plan the one call of a neighbourhood where Mia has a dog and nobody knows whether Sjef minds."""
    request = factories.request(factories.resident("Mia"), dayparts=None, needs=["dog"])
    offer = factories.offer(factories.resident("Sjef"))
    (call,) = plan()
    return call, request, offer


def facts(*kinds: FactKind) -> list[Fact]:
    return list(db.session.scalars(select(Fact).where(Fact.kind.in_(kinds)).order_by(Fact.id)))


def everything() -> list[object]:
    """Return all that an answer may change, to compare before and after."""
    look_anew()
    columns = [Call.state, Call.called_on, Call.call_back_on]
    offer = [HelpOffer.dayparts, HelpOffer.radius_m, HelpOffer.can, HelpOffer.capacity]
    return [
        *db.session.execute(select(*columns).order_by(Call.id)).all(),
        *db.session.execute(select(*offer).order_by(HelpOffer.id)).all(),
        *db.session.execute(select(HelpRequest.dayparts).order_by(HelpRequest.id)).all(),
        len(db.session.scalars(select(Fact)).all()),
    ]


def test_a_yes_to_a_need_is_noted_at_the_offer():
    call, _, offer = call_about_a_dog()

    answered = yes(call)

    assert answered.changed == get_offer(offer.id)
    assert get_offer(offer.id).can == ["dog"]
    assert (answered.question.answer, answered.question.answered_on) == (Answer.YES, TODAY)
    assert (get_call(call.id).state, get_call(call.id).called_on) == (CallState.DONE, TODAY)


def test_a_yes_to_a_daypart_is_noted_at_the_offer():
    factories.request(factories.resident("Mia", resting=True))
    offer = factories.offer(factories.resident("Sjef"), dayparts=(WEDNESDAY_MORNING,))
    (call,) = plan()

    yes(call)

    assert get_offer(offer.id).dayparts == 1 << TUESDAY_MORNING | 1 << WEDNESDAY_MORNING


def test_a_yes_of_who_asks_is_noted_at_the_request():
    request = factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef", resting=False), dayparts=(WEDNESDAY_MORNING,))
    (call,) = plan()
    assert call.resident.name == "Mia"

    answered = yes(call)

    assert answered.changed == get_request(request.id)
    assert get_request(request.id).dayparts == 1 << TUESDAY_MORNING | 1 << WEDNESDAY_MORNING


def test_a_yes_to_going_further_widens_the_offer():
    factories.request(factories.resident("Mia", lat=50.87))
    offer = factories.offer(factories.resident("Sjef"), radius_m=800)
    (call,) = plan()

    yes(call)

    assert get_offer(offer.id).radius_m == call.questions[0].change > 1000


def test_a_yes_to_one_more_at_a_time_counts_at_the_offer_its_helper_and_in_the_figures():
    for name in ("Mia", "Fatima"):
        factories.request(factories.resident(name))
    offer = factories.offer(factories.resident("Sjef", max_active=1))
    (call,) = plan()

    yes(call)
    run_round(as_of=TODAY, today=TODAY, solver_seconds=10)

    assert (get_offer(offer.id).capacity, get_resident(offer.resident_id).max_active) == (2, 2)
    (fact,) = facts(FactKind.CALL_ANSWERED)
    assert (fact.capacity, fact.offer_key) == (2, offer.subject_key)
    assert plan() == []


def test_an_offer_with_one_more_place_stays_open_when_the_first_is_taken():
    factories.request(factories.resident("Fatima"))
    match = factories.pair()
    (call,) = plan()
    yes(call)

    factories.bring(match, MatchState.AGREED)

    assert get_figures(start=TODAY, end=TODAY).open_offers == 1


def test_a_yes_to_another_kind_of_help_adds_an_offer():
    factories.request(factories.resident("Mia"))
    first = factories.offer(factories.resident("Sjef"), "garden", radius_m=900, can=["cat"], capacity=3)
    (call,) = plan()

    added = yes(call).changed

    assert [offer.id for offer in list_offers()] == [first.id, added.id]
    assert (added.category.code, added.resident_id, added.capacity) == ("ironing", first.resident_id, 1)
    assert (added.dayparts, added.radius_m, added.can) == (first.dayparts, 900, ["cat"])
    assert (added.lat, added.lon, added.received_on) == (first.lat, first.lon, TODAY)
    assert len(facts(FactKind.OFFER_RECEIVED)) == 2


def test_who_offered_the_other_kind_meanwhile_does_not_offer_it_twice():
    factories.request(factories.resident("Mia"))
    first = factories.offer(factories.resident("Sjef"), "garden")
    (call,) = plan()
    meanwhile = factories.offer(first.resident)

    assert yes(call).changed == meanwhile
    assert len(list_offers()) == 2


def test_a_yes_brings_the_help_within_reach_of_the_next_plan():
    call, _, _ = call_about_a_dog()

    yes(call)

    later = plan_calls(calls=5, as_of=TODAY, today=TODAY)
    assert (later.served_max, list_planned_calls(later.number)) == (1, [])


def test_a_no_changes_nothing_but_is_not_asked_again():
    call, _, offer = call_about_a_dog()

    no(call)

    assert get_offer(offer.id).can == []
    assert get_call(call.id).state == CallState.DONE
    assert plan(on=TODAY + timedelta(days=30)) == []


def test_a_call_with_more_questions_is_open_until_the_last_is_answered():
    factories.request(factories.resident("Mia"), needs=["dog", "stairs"])
    factories.offer(factories.resident("Sjef"), dayparts=(WEDNESDAY_MORNING,), can=["dog"])
    (call,) = plan()
    assert {question.kind for question in call.questions} == {QuestionKind.DAYPART, QuestionKind.NEED}

    yes(call, 2)
    assert get_call(call.id).state == CallState.OPEN
    yes(call, 1)

    assert get_call(call.id).state == CallState.DONE


def test_each_answer_is_a_fact_without_a_person():
    call, _, offer = call_about_a_dog()

    yes(call)

    (fact,) = facts(FactKind.CALL_ANSWERED)
    assert (fact.reason, fact.occurred_on, fact.offer_key) == ("need:yes", TODAY, offer.subject_key)
    assert (fact.category, fact.neighbourhood, fact.capacity) == ("ironing", "Malpertuis", None)


def test_a_call_that_reached_nobody_waits_for_the_day_to_call_back():
    call, _, _ = call_about_a_dog()

    record_not_reached(call.id, call_back_on=TODAY + timedelta(days=2), **DAY)

    assert plan() == []
    (waiting,) = list_open_calls()
    assert (waiting.id, waiting.call_back_on) == (call.id, TODAY + timedelta(days=2))
    (fact,) = facts(FactKind.CALL_NOT_REACHED)
    assert (fact.reason, fact.neighbourhood, fact.offer_key) == ("unlock", "Malpertuis", None)


def test_who_was_called_back_can_answer():
    call, _, _ = call_about_a_dog()
    record_not_reached(call.id, call_back_on=TODAY + timedelta(days=2), **DAY)

    back = TODAY + timedelta(days=2)
    yes(call, on=back, today=back)

    assert (get_call(call.id).state, get_call(call.id).call_back_on) == (CallState.DONE, None)


def test_a_call_about_a_request_is_done():
    request = factories.request(factories.resident("Mia"), "buddy")
    call = open_call(request, reason=CallReason.NO_MATCH_IN_TIME, on=TODAY)

    finish_call(call.id, **DAY)

    assert list_open_calls() == []
    (fact,) = facts(FactKind.CALL_DONE)
    assert (fact.reason, fact.request_key) == ("no_match_in_time", request.subject_key)


def test_who_was_called_about_a_request_is_left_in_peace_for_a_week():
    request = factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef", resting=False), dayparts=(WEDNESDAY_MORNING,))
    finish_call(open_call(request, reason=CallReason.NO_MATCH_IN_TIME, on=TODAY).id, **DAY)

    assert [call.resident.name for call in plan()] == ["Sjef"]


def test_a_yes_can_be_turned_into_a_proposal_at_once():
    call, request, offer = call_about_a_dog()
    yes(call)

    match = propose_unlocked(call.id, 1, **DAY)

    assert (match.help_request_id, match.help_offer_id) == (request.id, offer.id)
    assert (match.state, match.made_by_hand) == (MatchState.PROPOSED, True)


def test_a_yes_of_who_asks_is_proposed_with_the_offer_that_fits():
    request = factories.request(factories.resident("Mia"))
    offer = factories.offer(factories.resident("Sjef"), dayparts=(WEDNESDAY_MORNING,))
    (call,) = plan()
    yes(call)

    match = propose_unlocked(call.id, 1, **DAY)

    assert (match.help_request_id, match.help_offer_id) == (request.id, offer.id)


def test_a_second_kind_of_help_is_proposed_with_the_new_offer():
    request = factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef"), "garden")
    (call,) = plan()
    added = yes(call).changed

    match = propose_unlocked(call.id, 1, **DAY)

    assert (match.help_request_id, match.help_offer_id) == (request.id, added.id)


def test_nothing_is_proposed_after_a_no_or_where_a_proposal_stands():
    call, request, offer = call_about_a_dog()
    assert propose_unlocked(call.id, 1, **DAY) is None
    yes(call)
    factories.proposal(request, offer)

    assert propose_unlocked(call.id, 1, **DAY) is None


def test_no_offer_is_promised_twice():
    call, _, offer = call_about_a_dog()
    yes(call)
    factories.proposal(factories.request(factories.resident("Fatima")), offer)

    assert propose_unlocked(call.id, 1, **DAY) is None


def test_a_question_is_answered_once():
    call, _, _ = call_about_a_dog()
    yes(call)
    before = everything()

    with pytest.raises(QuestionAlreadyAnswered, match=f"al beantwoord: ja, op {TODAY}"):
        no(call)

    assert everything() == before


def test_of_many_workers_who_record_an_answer_one_wins(app: Flask):
    for name in ("Mia", "Fatima"):
        factories.request(factories.resident(name))
    offer = factories.offer(factories.resident("Sjef"))
    (call,) = plan()
    assert call.questions[0].kind == QuestionKind.LOAD

    outcomes = race(app, [partial(yes, call), partial(no, call)] * (THREADS // 2))

    assert sum(outcome.won for outcome in outcomes) == 1
    assert {o.refusal.code for o in outcomes if o.refusal} == {"question_already_answered"}
    said = get_call(call.id).questions[0].answer
    assert get_offer(offer.id).capacity == (2 if said == Answer.YES else 1)
    assert len(facts(FactKind.CALL_ANSWERED)) == 1
    assert wrong_answers() == []


def test_workers_who_answer_different_questions_of_a_call_both_win(app: Flask):
    factories.request(factories.resident("Mia"), needs=["dog"])
    offer = factories.offer(factories.resident("Sjef"), dayparts=(WEDNESDAY_MORNING,))
    (call,) = plan()

    outcomes = race(app, [partial(yes, call, 1), partial(yes, call, 2)])

    assert all(outcome.won for outcome in outcomes)
    assert get_call(call.id).state == CallState.DONE
    assert (get_offer(offer.id).can, get_offer(offer.id).dayparts) == (["dog"], 0b1001000)


def test_a_plan_and_an_answer_at_once_leave_nobody_to_be_called_twice(app: Flask):
    call, _, _ = call_about_a_dog()
    again = partial(plan_calls, calls=5, as_of=TODAY, today=TODAY)

    outcomes = race(app, [again, partial(finish_call, call.id, **DAY)])

    assert all(outcome.won for outcome in outcomes)
    assert (list_open_calls(), get_call(call.id).state) == ([], CallState.DONE)


def test_an_answer_that_comes_while_a_plan_is_stored_waits_for_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    call, _, _ = call_about_a_dog()
    change_call_policy({"response.need": "0.9"})  # So that the plan has something to change in the question.
    check, answers = planning._check_unchanged, []

    def answer() -> Answered:
        with app.app_context():
            return no(call)

    def check_and_let_somebody_answer(computed) -> None:
        check(computed)
        answers.append(pool.submit(answer))
        sleep(0.5)

    monkeypatch.setattr(planning, "_check_unchanged", check_and_let_somebody_answer)
    with ThreadPoolExecutor(1) as pool:
        (again,) = plan()

    assert (again.id, again.questions[0].p) == (call.id, 0.9)
    assert answers[0].result().question.answer == Answer.NO


def test_plans_and_answers_at_once_wait_for_each_other_and_never_in_a_circle(app: Flask):
    for number, kind in enumerate(("ironing", "shopping", "garden", "cooking")):
        factories.request(factories.resident(f"asks {number}"), kind)
        factories.offer(factories.resident(f"helps {number}"), kind, dayparts=(WEDNESDAY_MORNING,))
    calls = plan()
    again = partial(plan_calls, calls=5, as_of=TODAY, today=TODAY)

    outcomes = race(app, [again, again, *(partial(no, call) for call in calls)])

    refused = {outcome.refusal.code for outcome in outcomes if outcome.refusal}
    assert refused <= {"plan_overtaken", "call_not_open", "too_much_happening"}
    answered = db.session.scalars(select(CallQuestion.id).where(CallQuestion.answer == Answer.NO)).all()
    assert len(answered) == sum(outcome.won for outcome in outcomes[2:])


@pytest.mark.parametrize("to", [OfferState.WITHDRAWN, OfferState.PAUSED])
def test_a_yes_for_an_offer_that_left_meanwhile_is_refused(to):
    call, _, offer = call_about_a_dog()
    change_offer_and_proposals(offer.id, to=to, **DAY)
    before = everything()

    with pytest.raises(OfferNotActive):
        yes(call)

    assert everything() == before


def test_a_no_for_an_offer_that_left_meanwhile_is_recorded():
    call, _, offer = call_about_a_dog()
    change_offer_and_proposals(offer.id, to=OfferState.WITHDRAWN, **DAY)

    assert no(call).question.answer == Answer.NO


def test_a_yes_for_a_request_that_was_withdrawn_meanwhile_is_refused():
    request = factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef"), dayparts=(WEDNESDAY_MORNING,))
    (call,) = plan()
    withdraw_request_and_proposal(request.id, **DAY)
    before = everything()

    with pytest.raises(RequestNotOpen):
        yes(call)

    assert everything() == before


def test_a_yes_for_a_request_that_is_answered_meanwhile_is_refused():
    request = factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef"), dayparts=(WEDNESDAY_MORNING,))
    (call,) = plan()
    helps = factories.offer(factories.resident("Fatima"))
    factories.bring(factories.proposal(request, helps), MatchState.APPROVED)
    before = everything()

    with pytest.raises(RequestAlreadyAnswered):
        yes(call)

    assert everything() == before


def test_a_call_that_a_newer_plan_withdrew_is_not_answered():
    call, request, offer = call_about_a_dog()
    withdraw_request_and_proposal(request.id, **DAY)
    plan()

    with pytest.raises(CallNotOpen):
        yes(call)

    assert get_offer(offer.id).can == []


@pytest.mark.parametrize(
    ("on", "refusal"),
    [(TODAY + timedelta(days=1), DateInFuture), (TODAY - timedelta(days=1), DateTooEarly)],
)
def test_no_step_of_a_call_is_on_a_day_that_cannot_be(on, refusal):
    call, _, _ = call_about_a_dog()
    before = everything()

    with pytest.raises(refusal):
        yes(call, on=on)
    with pytest.raises(refusal):
        record_not_reached(call.id, call_back_on=on + timedelta(days=3), on=on, today=TODAY)
    with pytest.raises(refusal):
        finish_call(call.id, on=on, today=TODAY)

    assert everything() == before


def test_calling_back_is_on_a_later_day():
    call, _, _ = call_about_a_dog()

    with pytest.raises(CallBackTooEarly):
        record_not_reached(call.id, call_back_on=TODAY, **DAY)


def test_calling_back_is_not_years_away_since_nobody_else_calls_until_then():
    call, _, _ = call_about_a_dog()

    with pytest.raises(CallBackTooLate, match="2062"):
        record_not_reached(call.id, call_back_on=TODAY.replace(year=2062), **DAY)


def test_a_call_that_is_done_stays_done():
    call, _, _ = call_about_a_dog()
    finish_call(call.id, **DAY)

    with pytest.raises(CallNotOpen):
        finish_call(call.id, **DAY)
    with pytest.raises(CallNotOpen):
        yes(call)


def test_what_is_not_there_is_not_answered():
    call, _, _ = call_about_a_dog()

    with pytest.raises(QuestionNotInCall):
        yes(call, 2)
    with pytest.raises(NotFound):
        answer_question(call.id + 1, 1, answer=Answer.YES, **DAY)
