"""The ceiling of the benchmark: what no plan exceeds, beside all that can be asked in a tiny place."""

import random
from collections.abc import Iterator
from itertools import chain, combinations, product

import pytest

from bench.ceiling import best_plan
from bench.strategies import most_served
from matching.asking import DEFAULT_LIMITS, KINDS
from matching.plan import plan
from matching.problem import Problem
from matching.questions import Question, apply_questions, radius_askable_m
from matching.reading import read_problem

HERE, FAR = {"lat": 50.860, "lon": 5.660}, {"lat": 50.872, "lon": 5.660}  # 1,334 m apart.
MORNING, EVENING = 0, 2
SECONDS = 10.0


def neighbourhood(*, asked: list[dict], offered: list[dict], **resident) -> Problem:
    """Requests of a0, a1, …; offers of h0, h1, … unless they say otherwise."""
    requests = [
        {"id": f"q{n}", "asker": f"a{n}", "category": "ironing", "dayparts": [MORNING], **HERE, **one}
        for n, one in enumerate(asked)
    ]
    offers = [
        {
            "id": f"o{n}", "helper": f"h{n}", "category": "ironing", "dayparts": [MORNING], "radius_m": 1000,
            **HERE, **one,
        }
        for n, one in enumerate(offered)
    ]  # fmt: skip
    people = sorted({one["asker"] for one in requests} | {one["helper"] for one in offers})
    return read_problem(
        {
            "residents": [{"id": person, **resident} for person in people],
            "requests": requests,
            "offers": offers,
        }
    )


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ([{}], [{"dayparts": [EVENING]}]),
        ([{**FAR}], [{}]),
        ([{"needs": ["dog"]}], [{}]),
        ([{"category": "garden"}], [{}]),
        ([{**FAR, "needs": ["dog"]}], [{"dayparts": [EVENING]}]),
    ],
)
def test_one_call_brings_what_its_questions_can_and_no_call_brings_nothing(asked, offered):
    problem = neighbourhood(asked=asked, offered=offered)

    assert best_plan(problem, 0, SECONDS) == (0, 0)
    assert best_plan(problem, 1, SECONDS) == (1, 1)


def test_one_more_at_a_time_is_one_more():
    problem = neighbourhood(asked=[{}, {}, {}], offered=[{}], max_active=1)

    assert best_plan(problem, 1, SECONDS) == (2, 2)


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ([{"lat": 50.90, "lon": 5.66}], [{}]),  # Further than may be asked.
        ([{"needs": ["dog", "stairs"]}], [{}]),  # Two needs, and one may be asked about.
        ([{"category": "garden", "needs": ["dog"]}], [{}]),  # A second kind of help is as the first was.
    ],
)
def test_what_may_not_be_asked_brings_nothing(asked, offered):
    assert best_plan(neighbourhood(asked=asked, offered=offered), 5, SECONDS) == (0, 0)


def test_who_rests_is_not_asked():
    problem = neighbourhood(asked=[{"needs": ["dog"]}], offered=[{}], resting=True)

    assert best_plan(problem, 5, SECONDS) == (0, 0)


@pytest.mark.parametrize("seed", range(12))
def test_the_ceiling_is_the_best_of_all_that_can_be_asked_and_the_plan_stays_below_it(seed):
    problem = tiny(random.Random(seed))
    for calls in (1, 2):
        best = max(
            most_served(apply_questions(problem, chain.from_iterable(conversations)))
            for people in combinations(problem.residents, calls)
            for conversations in product(*(conversations_with(problem, person.id) for person in people))
        )

        assert best_plan(problem, calls, SECONDS) == (best, best)
        planned = plan(problem, calls)
        assert max([planned.served_max, *(call.served_after for call in planned.calls)]) <= best


def tiny(chance: random.Random) -> Problem:
    """Three who ask and two who help; nearly everything stands in somebody's way."""
    asked = [
        {
            "category": chance.choice(["ironing", "garden"]),
            "dayparts": chance.choice([[MORNING], [EVENING]]),
            "needs": chance.choice([[], ["dog"]]),
            **chance.choice([HERE, FAR]),
        }
        for _ in range(3)
    ]
    offered = [
        {
            "category": chance.choice(["ironing", "garden"]),
            "dayparts": chance.choice([[MORNING], [EVENING]]),
            "capacity": chance.choice([1, 2]),
        }
        for _ in range(2)
    ]
    return neighbourhood(asked=asked, offered=offered, max_active=chance.choice([1, 2]))


def conversations_with(problem: Problem, person: object) -> Iterator[list[Question]]:
    """Every largest set of questions to this person: a yes never takes anything away."""
    askable: dict[str, list[Question]] = {kind: [] for kind in KINDS}
    categories = sorted({str(request.category) for request in problem.requests})
    for offer in (one for one in problem.offers if one.helper == person):
        askable["radius"].append(about(offer.id, "radius", radius_askable_m(offer.radius_m or 0)))
        askable["load"].append(about(offer.id, "load", None))
        askable["need"].append(about(offer.id, "need", "dog"))
        askable["daypart"] += [about(offer.id, "daypart", part) for part in (MORNING, EVENING)]
        askable["category"] += [
            Question(kind="category", offer=offer.id, change=category, new_offer=f"{offer.id}+")
            for category in categories
            if category != offer.category
        ]
    for request in (one for one in problem.requests if one.asker == person):
        askable["daypart"] += [
            Question(kind="daypart", request=request.id, change=part) for part in (MORNING, EVENING)
        ]
    kinds = ("category", "daypart", "radius", "need", "load")  # The copy is of the offer as it was.
    choices = [
        list(combinations(askable[kind], min(DEFAULT_LIMITS[kind], len(askable[kind])))) for kind in kinds
    ]
    for chosen in product(*choices):
        yield list(chain.from_iterable(chosen))


def about(offer: object, kind: str, change: object) -> Question:
    return Question(kind=kind, offer=offer, change=change)
