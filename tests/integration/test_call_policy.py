"""An installation's own limits of a conversation, and chances to begin with."""

import pytest
from sqlalchemy.exc import IntegrityError

from buurtservice.calls.asking import build_asking
from buurtservice.calls.errors import PolicyNotANumber, PolicyOutOfRange, UnknownPolicy
from buurtservice.calls.models import QuestionKind
from buurtservice.calls.planning import plan_calls
from buurtservice.calls.policy import NAMES, change_call_policy, read_call_policy
from buurtservice.calls.queries import list_planned_calls
from matching.asking import DEFAULT_LIMITS, Asking
from matching.responses import PRIOR
from tests import factories
from tests.factories import TODAY
from tests.integration.commands import Desk
from tests.integration.racing import count, race, run

pytestmark = pytest.mark.usefixtures("app")

WEDNESDAY_MORNING = 6
DAY = {"as_of": TODAY, "today": TODAY}


def asked() -> list[tuple[str, float]]:
    (call,) = list_planned_calls(plan_calls(calls=5, **DAY).number)
    return [(question.kind.value, question.p) for question in call.questions]


def another_day() -> None:
    """Mia asks on a day on which Sjef does not help."""
    factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef"), dayparts=(WEDNESDAY_MORNING,))


def test_without_a_row_the_defaults_of_the_matcher_hold():
    limits, response = read_call_policy()

    assert ({k.value: v for k, v in limits.items()}, {k.value: v for k, v in response.items()}) == (
        dict(DEFAULT_LIMITS),
        dict(PRIOR),
    )
    assert build_asking(as_of=TODAY) == Asking(response=dict(PRIOR))


def test_a_kind_of_question_that_may_not_be_asked_is_not_asked():
    another_day()
    assert asked() == [("daypart", 0.6)]

    change_call_policy({"questions.daypart": "0"})

    assert list_planned_calls(plan_calls(calls=5, **DAY).number) == []


def test_the_chance_to_begin_with_is_that_of_the_installation():
    another_day()

    change_call_policy({"response.daypart": "0,9"})

    assert asked() == [("daypart", 0.9)]


def test_a_change_leaves_the_others_as_they_are_and_can_be_turned_back():
    change_call_policy({"questions.daypart": "3", "response.need": "0.25"})
    change_call_policy({"questions.daypart": "2"})

    limits, response = read_call_policy()
    assert (limits[QuestionKind.DAYPART], response[QuestionKind.NEED]) == (2, 0.25)
    assert count("call_policy") == 1


@pytest.mark.parametrize(
    ("name", "value", "refusal"),
    [
        ("questions.daypart", "4", PolicyOutOfRange),
        ("questions.daypart", "1.5", PolicyOutOfRange),
        ("questions.daypart", "-1", PolicyNotANumber),
        ("questions.load", "", PolicyNotANumber),
        ("response.load", "1.01", PolicyOutOfRange),
        ("response.load", "nan", PolicyNotANumber),
        ("response.load", "inf", PolicyNotANumber),
        ("response.load", "1e-3", PolicyNotANumber),
        ("response.load", "٠", PolicyNotANumber),
        ("response.load", "0" * 400, PolicyNotANumber),
        ("response.mood", "1", UnknownPolicy),
        ("id", "2", UnknownPolicy),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_name_and_nothing_changes(name, value, refusal):
    with pytest.raises(refusal, match=name):
        change_call_policy({"questions.radius": "0", name: value})

    assert count("call_policy") == 0


def test_two_who_change_different_settings_at_once_both_have_their_way(app):
    race(app, [lambda name=name: change_call_policy({name: "0"}) for name in NAMES])

    limits, response = read_call_policy()
    assert (set(limits.values()), set(response.values())) == ({0}, {0.0})


@pytest.mark.parametrize(
    "wrong", ["questions_load = 4", "questions_load = -1", "response_need = 1.5", "id = 2"]
)
def test_the_database_refuses_what_cannot_be(wrong):
    change_call_policy({"questions.load": "1"})

    with pytest.raises(IntegrityError):
        run(f"UPDATE call_policy SET {wrong}")


def test_the_command_shows_and_changes(desk: Desk):
    said = desk.ask("calls", "policy", "--set", "questions.daypart=3", "--set", "response.load=0.5")

    assert (said["questions"]["daypart"], said["response"]["load"], said["chance"]["load"]) == (3, 0.5, 0.5)
    assert "daypart   nog een dagdeel" in desk.run("calls", "policy").out
    assert desk.ask("calls", "policy")["questions"]["daypart"] == 3


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--set questions.daypart", "NAAM=WAARDE"),
        ("--set questions.daypart=7", "questions.daypart klopt niet: 7"),
        ("--set response.load=veel", "response.load klopt niet: 'veel'"),
        ("--set mood=1", "'mood' is niet bekend"),
        ("--set =1", "niet bekend"),
        ("--set questions.load=1 --set questions.load=2", "twee keer"),
        ("--set", "--set"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(desk: Desk, words, says):
    assert says in desk.refused("calls", "policy", *words.split())
    assert desk.ask("calls", "policy")["questions"] == dict(DEFAULT_LIMITS)
