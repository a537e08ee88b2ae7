"""The call plan: every gain recomputed by brute force, limits kept, people left in peace."""

import random
from collections import Counter

import brute_force
import calls_oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_problems import any_problems, examples, problems

from matching.asking import KINDS, read_asking
from matching.plan import plan
from matching.reading import read_problem

LIMITS = {"daypart": 2, "radius": 1, "need": 1, "load": 1, "category": 1}


def plan_of(document, calls=10):
    problem = read_problem(document)
    return plan(problem, calls, read_asking(document, problem)).to_dict()


def service(identifier, person, **more):
    return {"id": identifier, "category": "strijken", "dayparts": [0], **person, **more}


def neighbourhood(**more):
    """Mia asks for ironing on Monday morning; Sjef irons on Tuesday morning."""
    return {
        "residents": [{"id": "mia"}, {"id": "sjef"}],
        "requests": [service("q1", {"asker": "mia"})],
        "offers": [service("o1", {"helper": "sjef"}, dayparts=[3])],
    } | more


def questions_of(document):
    return [
        (
            call["resident"],
            question["kind"],
            question.get("offer", question.get("request")),
            question["change"],
        )
        for call in plan_of(document)["calls"]
        for question in call["questions"]
    ]


@examples(150)
@given(any_problems)
def test_every_gain_is_what_brute_force_finds_after_the_answers(document):
    found = plan_of(document)

    served = calls_oracle.served_max(document)
    assert found["served_max"] == served
    for call in found["calls"]:
        document = calls_oracle.apply(document, call["questions"])
        served += call["gain"]
        assert served == calls_oracle.served_max(document) == call["served_after"]
        assert call["gain"] >= 1


@examples(100)
@given(any_problems)
def test_each_call_keeps_the_limits_and_concerns_the_person_called_once(document):
    calls = plan_of(document)["calls"]

    people = [call["resident"] for call in calls]
    assert len(people) == len(set(people))
    resting = {person["id"] for person in document["residents"] if person["resting"]}
    assert resting.isdisjoint(people)
    for call in calls:
        counts = Counter(question["kind"] for question in call["questions"])
        assert all(1 <= counts[kind] <= LIMITS[kind] for kind in counts)
        for question in call["questions"]:
            assert calls_oracle.resident_of(document, question) == call["resident"]
        document = calls_oracle.apply(document, call["questions"])


@examples(100)
@given(any_problems)
def test_the_product_it_is_ordered_by_is_the_mean_over_all_answers(document):
    calls = plan_of(document, 1)["calls"]

    before = calls_oracle.served_max(document)
    for call in calls:
        mean = 0.0
        for answers in range(2 ** len(call["questions"])):
            chance, yes = 1.0, []
            for number, question in enumerate(call["questions"]):
                is_yes = answers >> number & 1
                chance *= question["p"] if is_yes else 1 - question["p"]
                yes += [question] * is_yes
            mean += chance * (calls_oracle.served_max(calls_oracle.apply(document, yes)) - before)
        assert call["expected_gain"] == pytest.approx(mean, abs=1e-5)
        assert call["expected_gain"] == pytest.approx(call["p"] * call["gain"], abs=1e-6)


@examples(60)
@given(any_problems, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(document, order):
    shuffled = dict(document)
    for key in ("residents", "requests", "offers", "never", "excluded", "candidates"):
        if document.get(key):
            shuffled[key] = order.sample(document[key], len(document[key]))

    assert plan_of(shuffled) == plan_of(document)


@examples(60)
@given(problems())
def test_no_call_unlocks_a_pair_that_is_not_allowed(document):
    for call in plan_of(document)["calls"]:
        document = calls_oracle.apply(document, call["questions"])
        pairs = brute_force.feasible_pairs(document)
        for question in call["questions"]:
            for request in question["unlocks"]:
                assert any(pair[0] == request for pair in pairs)


def test_asks_the_helper_or_the_asker_for_a_daypart_that_suits_both():
    assert questions_of(neighbourhood()) == [("mia", "daypart", "q1", 3)]


def test_a_call_says_what_it_would_yield():
    call = plan_of(neighbourhood())["calls"][0]

    assert (call["gain"], call["p"], call["expected_gain"], call["served_after"]) == (1, 0.6, 0.6, 1)
    assert call["questions"][0]["unlocks"] == ["q1"]


def test_nobody_is_called_who_was_called_this_week():
    document = neighbourhood(called_recently=["mia"])

    assert questions_of(document) == [("sjef", "daypart", "o1", 0)]


def test_what_was_refused_is_not_asked_again():
    refused = [{"resident": "mia", "kind": "daypart", "request": "q1", "change": 3}]

    assert questions_of(neighbourhood(refused=refused)) == [("sjef", "daypart", "o1", 0)]


def test_a_refused_radius_is_not_asked_in_another_size():
    near, far = {"lat": 50.860, "lon": 5.660}, {"lat": 50.868, "lon": 5.660}
    document = neighbourhood(
        requests=[service("q1", {"asker": "mia"}, **near)],
        offers=[service("o1", {"helper": "sjef"}, radius_m=500, **far)],
    )

    assert questions_of(document) == [("sjef", "radius", "o1", 900)]
    refused = [{"resident": "sjef", "kind": "radius", "offer": "o1", "change": 1000}]
    assert questions_of(document | {"refused": refused}) == []


def test_a_second_category_is_a_further_offer_with_an_id():
    document = neighbourhood(offers=[service("o1", {"helper": "sjef"}, category="koken")])

    call = plan_of(document)["calls"][0]

    assert call["questions"][0]["new_offer"] == "o1+strijken"
    assert (call["gain"], call["p"]) == (1, 0.25)


def test_a_second_category_that_requires_screening_is_not_asked_of_the_unscreened():
    document = neighbourhood(
        offers=[service("o1", {"helper": "sjef"}, category="koken")],
        policy={"screening_required": ["strijken"]},
    )

    assert questions_of(document) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_with_limit_0_is_never_asked(kind):
    document = neighbourhood(
        offers=[
            service("o1", {"helper": "sjef"}, dayparts=[3]),
            service("o2", {"helper": "sjef"}, category="koken"),
        ],
        policy={"questions": {kind: 0}},
    )

    assert kind not in [question[1] for question in questions_of(document)]


def test_recorded_answers_move_the_chance_of_yes():
    answers = [{"kind": "daypart", "yes": 0, "no": 10}]

    assert plan_of(neighbourhood(answers=answers))["calls"][0]["p"] == 0.3


def test_nothing_to_gain_is_an_empty_plan():
    served = neighbourhood(offers=[service("o1", {"helper": "sjef"})])
    hopeless = neighbourhood(offers=[])

    assert plan_of(served) == plan_of(served, 1_000_000)
    assert (plan_of(served)["served_max"], plan_of(served)["calls"]) == (1, [])
    assert (plan_of(hopeless)["served_max"], plan_of(hopeless)["calls"]) == (0, [])


@pytest.mark.parametrize("calls", [0, -1, 1.5, "3", None, True])
def test_a_number_of_calls_that_is_none_is_refused(calls):
    with pytest.raises(ValueError, match="calls: must be a whole number from 1"):
        plan_of(neighbourhood(), calls)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"called_recently": ["nobody"]}, r"called_recently\[0\]: no resident has the id"),
        ({"called_recently": "mia"}, "called_recently: must be a list"),
        ({"refused": [{"resident": "mia", "kind": "money"}]}, r"refused\[0\].kind: must be one of"),
        ({"refused": [{"resident": "mia", "kind": "daypart", "change": 21}]}, r"refused\[0\].change"),
        ({"refused": [{"resident": "x", "kind": "load"}]}, r"refused\[0\].resident"),
        ({"answers": [{"kind": "load", "yes": -1}]}, r"answers\[0\].yes"),
        ({"answers": [3]}, r"answers\[0\]: must be an object"),
        ({"policy": {"questions": {"daypart": -1}}}, "policy.questions.daypart"),
        ({"policy": {"questions": {"daypart": 1000}}}, "policy.questions.daypart"),
        ({"policy": {"questions": {"money": 1}}}, "policy.questions: must be one of"),
        ({"policy": {"response": {"load": 1.5}}}, "policy.response.load"),
    ],
)
def test_what_is_wrong_is_refused_by_name(more, message):
    with pytest.raises(ValueError, match=message):
        plan_of(neighbourhood(**more))


def test_a_refusal_about_an_offer_withdrawn_since_is_passed_over():
    refused = [{"resident": "sjef", "kind": "radius", "offer": "gone", "change": 900}]

    assert len(questions_of(neighbourhood(refused=refused))) == 1


def test_a_hundred_neighbours_get_a_plan_of_many_calls_each_yielding_something():
    chance = random.Random(3)
    people = [{"id": number} for number in range(100)]
    document = {
        "residents": people,
        "requests": [
            service(n, {"asker": n}, category=chance.choice("abcd"), dayparts=[chance.randrange(21)])
            for n in range(60)
        ],
        "offers": [
            service(n, {"helper": 99 - n}, category=chance.choice("abcd"), dayparts=[chance.randrange(21)])
            for n in range(60)
        ],
    }

    found = plan_of(document, 1_000_000)

    assert found["calls"][-1]["served_after"] == found["served_max"] + sum(c["gain"] for c in found["calls"])
    assert len(found["calls"]) > 10


def test_a_second_category_needs_no_place_at_the_first_offer():
    full = service("o1", {"helper": "sjef"}, category="koken", capacity=0)

    call = plan_of(neighbourhood(offers=[full]))["calls"][0]

    assert (call["gain"], call["p"], len(call["questions"])) == (1, 0.25, 1)


def test_a_kind_that_nobody_says_yes_to_is_not_asked():
    never = {"response": dict.fromkeys(KINDS, 0)}
    assert questions_of(neighbourhood()) != []

    assert questions_of(neighbourhood(policy=never)) == []

    # Who said yes all the same is believed.
    heard = neighbourhood(policy=never, answers=[{"kind": "daypart", "yes": 1, "no": 0}])
    assert {question[1] for question in questions_of(heard)} == {"daypart"}
