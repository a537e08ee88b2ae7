"""Phoning both sides of an approved match: whom first, yes, no answer, and a yes taken back."""

from datetime import timedelta
from functools import partial

import pytest

from buurtservice.matches.contact_errors import CallBackNotSoon, NoYesToUndo
from buurtservice.matches.ending import decline_match
from buurtservice.matches.errors import MatchInOtherState
from buurtservice.matches.models import Match, MatchState, Side, Step
from buurtservice.matches.phoning import (
    WhyFirst,
    find_next_call,
    record_no_answer,
    undo_yes,
    way_to_reach,
)
from buurtservice.matches.queries import get_match, list_events
from buurtservice.matches.services import record_yes
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY
from tests.integration.racing import race, states, wrong_answers

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
TOMORROW = TODAY + timedelta(days=1)
PHONE = "043 000 00 01"


@pytest.fixture
def approved() -> Match:
    """Return an approved match: Sjef would iron for Mia, and both have a telephone."""
    match = factories.bring(factories.pair(), MatchState.APPROVED)
    set_person(match.request.resident_id, phone=PHONE)
    set_person(match.offer.resident_id, phone=PHONE)
    return get_match(match.id)


def set_person(resident_id: int, **columns: object) -> Resident:
    with transaction() as session:
        person = session.get_one(Resident, resident_id)
        for column, value in columns.items():
            setattr(person, column, value)
        return person


def next_call(match: Match, *, today=TODAY):
    return find_next_call(get_match(match.id), today=today)


def test_who_helps_is_called_first_so_that_nobody_who_asked_is_let_down(approved):
    call = next_call(approved)

    assert (call.side, call.why, call.due_on) == (Side.HELPER, WhyFirst.HELPER_FIRST, TODAY)


def test_after_the_yes_of_one_the_other_is_called(approved):
    record_yes(approved.id, side="helper", **DAY)

    call = next_call(approved)

    assert (call.side, call.why) == (Side.ASKER, WhyFirst.OTHER_SAID_YES)


def test_who_did_not_answer_is_called_later_and_the_other_now(approved):
    record_no_answer(approved.id, side=Side.HELPER, call_back_on=TOMORROW, **DAY)

    call = next_call(approved)

    assert (call.side, call.why) == (Side.ASKER, WhyFirst.OTHER_CALLED_BACK_LATER)
    assert next_call(approved, today=TOMORROW).side == Side.HELPER


def test_who_has_a_telephone_is_called_before_who_has_none(approved):
    set_person(approved.offer.resident_id, phone=None)

    call = next_call(approved)

    assert (call.side, call.why) == (Side.ASKER, WhyFirst.OTHER_HAS_NO_PHONE)


def test_when_both_are_to_be_called_back_the_first_day_counts(approved):
    record_no_answer(approved.id, side=Side.HELPER, call_back_on=TOMORROW + timedelta(days=1), **DAY)
    record_no_answer(approved.id, side=Side.ASKER, call_back_on=TOMORROW, **DAY)

    call = next_call(approved)

    assert (call.side, call.due_on) == (Side.ASKER, TOMORROW)


@pytest.mark.parametrize("state", ["proposed", "agreed", "active", "completed", "declined"])
def test_only_an_approved_match_is_phoned_about(state):
    match = factories.bring(factories.pair(), MatchState(state))

    assert next_call(match) is None


@pytest.mark.parametrize(
    ("columns", "way"),
    [
        ({"phone": PHONE, "email": "mia@example.org"}, ContactBy.PHONE),
        ({"email": "mia@example.org", "address": "Voorbeeldstraat 1"}, ContactBy.EMAIL),
        ({"address": "Voorbeeldstraat 1"}, ContactBy.LETTER),
        ({}, ContactBy.DESK),
        ({"phone": PHONE, "contact_by": ContactBy.DESK}, ContactBy.DESK),
        ({"phone": PHONE, "email": "mia@example.org", "contact_by": ContactBy.EMAIL}, ContactBy.EMAIL),
        ({"phone": PHONE, "contact_by": ContactBy.EMAIL}, ContactBy.PHONE),
    ],
)
def test_people_are_reached_as_they_wish_where_that_is_possible(columns, way):
    assert way_to_reach(factories.resident("Mia", **columns)) == way


def test_from_the_day_both_said_yes_each_may_reach_the_other(approved):
    record_yes(approved.id, side="helper", **DAY)
    assert get_match(approved.id).contact_shared_on is None

    record_yes(approved.id, side="asker", **DAY)

    agreed = get_match(approved.id)
    assert (agreed.state, agreed.contact_shared_on) == (MatchState.AGREED, TODAY)


def test_a_yes_ends_the_wish_to_call_back(approved):
    record_no_answer(approved.id, side=Side.ASKER, call_back_on=TOMORROW, **DAY)

    record_yes(approved.id, side="asker", **DAY)

    assert get_match(approved.id).asker_call_back_on is None


def test_that_nobody_answered_is_in_the_history_with_the_day_to_try_again(approved):
    record_no_answer(approved.id, side=Side.ASKER, call_back_on=TOMORROW, **DAY)

    match = get_match(approved.id)
    assert (match.asker_call_back_on, match.helper_call_back_on) == (TOMORROW, None)
    assert (match.state, list_events(match.id)[-1].step) == (MatchState.APPROVED, Step.ASKER_NOT_REACHED)


@pytest.mark.parametrize("days", [-1, 0, 61, 36500])
def test_calling_back_is_soon_and_not_today(approved, days):
    with pytest.raises(CallBackNotSoon, match="2026-03-05"):
        record_no_answer(approved.id, side=Side.ASKER, call_back_on=TODAY + timedelta(days=days), **DAY)

    assert get_match(approved.id).asker_call_back_on is None


def test_a_yes_recorded_by_mistake_can_be_taken_back(approved):
    record_yes(approved.id, side="asker", **DAY)

    undo_yes(approved.id, side=Side.ASKER, **DAY)

    assert get_match(approved.id).asker_said_yes_on is None
    assert list_events(approved.id)[-1].step == Step.ASKER_YES_UNDONE
    record_yes(approved.id, side="asker", **DAY)


def test_a_yes_that_was_not_said_cannot_be_taken_back(approved):
    record_yes(approved.id, side="asker", **DAY)

    with pytest.raises(NoYesToUndo):
        undo_yes(approved.id, side=Side.HELPER, **DAY)


def test_once_both_agreed_a_yes_stays(approved):
    factories.agree(approved)

    with pytest.raises(MatchInOtherState, match="afgesproken"):
        undo_yes(approved.id, side=Side.ASKER, **DAY)

    assert get_match(approved.id).asker_said_yes_on == TODAY


@pytest.mark.parametrize("state", ["proposed", "agreed", "completed"])
def test_nobody_is_called_back_about_a_match_that_is_not_approved(state):
    match = factories.bring(factories.pair(), MatchState(state))

    with pytest.raises(MatchInOtherState):
        record_no_answer(match.id, side=Side.ASKER, call_back_on=TOMORROW, **DAY)


def test_of_two_workers_who_record_the_same_yes_one_is_told(app, approved):
    for side in ("asker", "helper"):
        outcomes = race(app, [partial(record_yes, approved.id, side=side, **DAY)] * 4)

        assert sum(outcome.won for outcome in outcomes) == 1
        assert {one.refusal.code for one in outcomes if one.refusal} <= {
            "already_said_yes",
            "match_in_other_state",
            "already_decided",
        }
    assert wrong_answers() == []


def test_yes_and_no_at_the_same_moment_leave_one_truth(app, approved):
    record_yes(approved.id, side="asker", **DAY)

    race(
        app,
        [
            partial(record_yes, approved.id, side="helper", **DAY),
            partial(decline_match, approved.id, reason="te ver", **DAY),
        ]
        * 2,
    )

    steps = [event.step for event in list_events(approved.id)]
    assert (Step.AGREED in steps) != (Step.DECLINED in steps)
    assert states(approved)[0] in (MatchState.AGREED, MatchState.DECLINED)
    assert wrong_answers() == []


def test_a_yes_taken_back_while_the_other_says_yes_is_either_back_or_agreed(app, approved):
    record_yes(approved.id, side="asker", **DAY)

    race(
        app,
        [
            partial(undo_yes, approved.id, side=Side.ASKER, **DAY),
            partial(record_yes, approved.id, side="helper", **DAY),
        ],
    )

    match = get_match(approved.id)
    both = match.asker_said_yes_on is not None and match.helper_said_yes_on is not None
    assert (match.state == MatchState.AGREED) == both == (match.contact_shared_on is not None)
