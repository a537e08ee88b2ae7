"""Hypothesis strategies: problems in JSON form, small enough for brute force, yet with every feature."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st


def examples(number):
    """No deadline: a noisy machine is no fault, and no test here measures time."""
    return settings(deadline=None, max_examples=number, suppress_health_check=[HealthCheck.too_slow])


RESIDENTS = ["mia", "sjef", "fatima", "dora", 7]
CATEGORIES = ["strijken", "koken"]
PLACES = [{}, {"lat": 50.860, "lon": 5.660}, {"lat": 50.869, "lon": 5.660}, {"lat": 50.860, "lon": 5.690}]
WEIGHTS = [
    {},
    {"served": 0, "urgent": 0, "reciprocity": 10_000},
    {"served": 3, "urgent": 5, "reciprocity": 7},
    {"served": 100, "reciprocity": 0},
    {"served": 1_000_000, "urgent": 1_000_000, "reciprocity": 1_000_000},
]
dayparts = st.none() | st.lists(st.sampled_from([0, 1, 20]), max_size=2)
words = st.lists(st.sampled_from(["hond", "trap"]), max_size=1)


@st.composite
def residents(draw):
    return [
        {
            "id": identifier,
            "household": draw(st.sampled_from([None, None, None, "h1"])),
            "hours_given": draw(st.integers(0, 2)),
            "hours_received": draw(st.integers(0, 2)),
            "max_active": draw(st.integers(0, 4)),
            "active": draw(st.integers(0, 1)),
            "resting": draw(st.sampled_from([False] * 7 + [True])),
            "languages": draw(st.lists(st.sampled_from(["nl", "ar"]), max_size=1)),
            "screened": draw(st.booleans()),
        }
        for identifier in RESIDENTS[: draw(st.integers(2, 5))]
    ]


@st.composite
def requests(draw, ids):
    return [
        {
            "id": f"q{number}",
            "asker": draw(st.sampled_from(ids)),
            "category": draw(st.sampled_from(CATEGORIES)),
            "urgent": draw(st.booleans()),
            "dayparts": draw(dayparts),
            "needs": draw(words),
            "languages": draw(st.lists(st.sampled_from(["nl", "ar"]), max_size=1)),
            "waiting_days": draw(st.integers(0, 90)),
            **draw(st.sampled_from(PLACES)),
        }
        for number in range(draw(st.integers(0, 5)))
    ]


@st.composite
def offers(draw, ids):
    return [
        {
            "id": number,
            "helper": draw(st.sampled_from(ids)),
            "category": draw(st.sampled_from(CATEGORIES)),
            "capacity": draw(st.integers(0, 3)),
            "dayparts": draw(dayparts),
            "radius_m": draw(st.sampled_from([None, 700, 1500, 4000])),
            "can": draw(words),
            **draw(st.sampled_from(PLACES)),
        }
        for number in range(draw(st.integers(0, 5)))
    ]


@st.composite
def problems(draw):
    """A problem whose candidates are to be found."""
    people = draw(residents())
    ids = [resident["id"] for resident in people]
    asked, offered = draw(requests(ids)), draw(offers(ids))
    pairs = [[request["id"], offer["id"]] for request in asked for offer in offered]
    couple = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).map(list)
    return {
        "residents": people,
        "requests": asked,
        "offers": offered,
        "never": draw(st.lists(couple, max_size=2)),
        "pairs": draw(st.lists(couple, max_size=2)),
        "excluded": draw(st.lists(st.sampled_from(pairs), max_size=1)) if pairs else [],
        "policy": {
            "ring_max": draw(st.integers(0, 5)),
            "weights": draw(st.sampled_from(WEIGHTS)),
            "screening_required": draw(st.sampled_from([[], [], ["koken"]])),
        },
    }


@st.composite
def problems_with_given_candidates(draw):
    """Few residents and many pairs between them, so that arcs are parallel and rings abound."""
    problem = draw(problems())
    pairs = [(request["id"], offer["id"]) for request in problem["requests"] for offer in problem["offers"]]
    score = st.sampled_from([1, 2, 500, 1000])
    problem["candidates"] = [
        {"request": request, "offer": offer, "score": draw(score)}
        for request, offer in pairs
        if draw(st.booleans())
    ]
    for service in (*problem["requests"], *problem["offers"]):
        if draw(st.booleans()):
            del service["category"]
    return problem


any_problems = problems() | problems_with_given_candidates()
