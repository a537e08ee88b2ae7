"""What a problem may not be, and which field the message names."""

import copy
import itertools
import math
import re

import pytest

from matching import (
    GivenCandidate,
    Offer,
    Policy,
    Problem,
    ProblemError,
    Request,
    Resident,
    read_problem,
    solve,
)

RIGHT = {
    "residents": [{"id": "mia"}, {"id": "sjef"}],
    "requests": [{"id": "q1", "asker": "mia", "category": "tuin"}],
    "offers": [{"id": "o1", "helper": "sjef", "category": "tuin"}],
    "candidates": None,
}


def changed(path, value):
    """The right problem with one value set; the path is written as the message writes it."""
    document = copy.deepcopy(RIGHT)
    keys = [int(key) if key.isdigit() else key for key in re.findall(r"\w+", path)]
    target = document
    for key, following in itertools.pairwise(keys):
        if isinstance(target, dict) and target.get(key) is None:
            target[key] = [None] if isinstance(following, int) else {}
        if isinstance(target, list) and target[key] is None:
            target[key] = {} if isinstance(following, str) else []
        target = target[key]
    if isinstance(target, list) and len(target) <= keys[-1]:
        target.append(value)
    else:
        target[keys[-1]] = value
    return document


def assert_refused(document, message):
    with pytest.raises(ProblemError) as caught:
        read_problem(document)
    assert str(caught.value) == message


def test_the_right_problem_is_accepted():
    assert len(solve(read_problem(RIGHT)).matches) == 1


WHOLE = "must be a whole number from 0 to 1,000,000"


@pytest.mark.parametrize(
    ("path", "value", "rule"),
    [
        ("residents[0].id", True, "must be text or a whole number, got True"),
        ("residents[0].id", 1.5, "must be text or a whole number, got 1.5"),
        ("residents[0].id", "", "must be text, not empty, got ''"),
        ("residents[0].id", [1], "must be text or a whole number, got a list"),
        ("residents[0].id", "\ud800", r"must be text that can be written as UTF-8, got '\ud800'"),
        ("residents[1].id", "mia", "must differ from that of residents[0], got 'mia'"),
        ("residents[0].household", {}, "must be text or a whole number, got an object"),
        ("residents[0].hours_given", -1, "must be a number from 0 to 1,000,000,000, got -1"),
        ("residents[0].hours_received", math.nan, "must be a number from 0 to 1,000,000,000, got nan"),
        ("residents[0].hours_received", math.inf, "must be a number from 0 to 1,000,000,000, got inf"),
        ("residents[0].max_active", 1.5, f"{WHOLE}, got 1.5"),
        ("residents[0].active", -1, f"{WHOLE}, got -1"),
        ("residents[0].resting", 1, "must be true or false, got 1"),
        ("residents[0].screened", "ja", "must be true or false, got 'ja'"),
        ("residents[0].languages", "nl", "must be a list, got 'nl'"),
        ("residents[0].languages[0]", 5, "must be text, not empty, got 5"),
        ("requests[0].asker", "nobody", "no resident has the id 'nobody'"),
        ("requests[0].category", 1.5, "must be text or a whole number, got 1.5"),
        ("requests[0].category", None, "is required where no candidates are given"),
        ("requests[0].urgent", 0, "must be true or false, got 0"),
        ("requests[0].dayparts[0]", 21, "must be a whole number from 0 to 20, got 21"),
        ("requests[0].dayparts[0]", -1, "must be a whole number from 0 to 20, got -1"),
        ("requests[0].dayparts[0]", None, "must be a whole number from 0 to 20, got null"),
        ("requests[0].lat", 950, "must be a number from -90 to 90, got 950"),
        ("requests[0].lon", 180.5, "must be a number from -180 to 180, got 180.5"),
        ("requests[0].needs", 3, "must be a list, got 3"),
        ("requests[0].waiting_days", "lang", "must be a number from 0 to 1,000,000,000, got 'lang'"),
        ("offers[0].helper", 7, "no resident has the id 7"),
        ("offers[0].capacity", 1.5, f"{WHOLE}, got 1.5"),
        ("offers[0].capacity", -2, f"{WHOLE}, got -2"),
        ("offers[0].capacity", 10**40, f"{WHOLE}, got a number of more than 30 digits"),
        ("offers[0].capacity", "x" * 99, f"{WHOLE}, got '{'x' * 56}..."),
        ("offers[0].radius_m", math.nan, "must be a number from 0 to 1,000,000,000, got nan"),
        ("offers[0].can[0]", "", "must be text, not empty, got ''"),
        ("never[0]", ["mia"], "must be a list of two ids, resident and resident, got a list"),
        ("never[0]", "mia", "must be a list of two ids, resident and resident, got 'mia'"),
        ("excluded[0]", 5, "must be a list of two ids, request and offer, got 5"),
        ("policy.ring_max", 6, "must be a whole number from 0 to 5, got 6"),
        ("policy.weights.served", 1_000_001, f"{WHOLE}, got 1000001"),
        ("policy.weights.urgent", -1, f"{WHOLE}, got -1"),
        ("policy.weights.reciprocity", 0.5, f"{WHOLE}, got 0.5"),
        ("policy.suitability.pair", 1000, "must be a whole number from 0 to 999, got 1000"),
        ("policy.near_misses_per_request", -1, f"{WHOLE}, got -1"),
        ("policy.screening_required[0]", 1.5, "must be text or a whole number, got 1.5"),
    ],
)
def test_a_wrong_value_is_refused_with_its_field(path, value, rule):
    assert_refused(changed(path, value), f"{path}: {rule}")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("residents", None, "residents: is required, a list"),
        ("offers", {}, "offers: must be a list, got an object"),
        ("requests[0]", "vraag", "requests[0]: must be an object, got 'vraag'"),
        ("requests[0].id", None, "requests[0].id: is required"),
        ("requests[0].asker", None, "requests[0].asker: is required"),
        ("offers[0].helper", None, "offers[0].helper: is required"),
        ("never", "mia", "never: must be a list, got 'mia'"),
        ("never[0]", ["mia", "x"], "never[0][1]: no resident has the id 'x'"),
        ("pairs[0]", ["x", "mia"], "pairs[0][0]: no resident has the id 'x'"),
        ("excluded[0]", ["q1", "o9"], "excluded[0][1]: no offer has the id 'o9'"),
        ("excluded[0]", ["q9", "o1"], "excluded[0][0]: no request has the id 'q9'"),
        ("requests[0].lat", 50, "requests[0].lon: is required beside the other coordinate"),
        ("offers[0].lon", 5, "offers[0].lat: is required beside the other coordinate"),
        ("policy", 3, "policy: must be an object, got 3"),
        ("policy.weights", [], "policy.weights: must be an object, got a list"),
        (
            "policy.suitability",
            {"dayparts": 500, "distance": 500},
            "policy.suitability: must add up to at most 999, got 1549",
        ),
        ("candidates", {}, "candidates: must be a list, got an object"),
        ("candidates", [3], "candidates[0]: must be an object, got 3"),
    ],
)
def test_a_wrong_shape_is_refused_with_its_field(path, value, message):
    assert_refused(changed(path, value), message)


@pytest.mark.parametrize(
    ("candidates", "message"),
    [
        ([{"request": "q1", "offer": "o1"}], "candidates[0].score: is required"),
        ([("q9", "o1", 1)], "candidates[0].request: no request has the id 'q9'"),
        ([("q1", ["o1"], 1)], "candidates[0].offer: must be text or a whole number, got a list"),
        ([("q1", "o1", 0)], "candidates[0].score: must be a whole number from 1 to 1,000, got 0"),
        ([("q1", "o1", 1001)], "candidates[0].score: must be a whole number from 1 to 1,000, got 1001"),
        ([("q1", "o1", math.nan)], "candidates[0].score: must be a whole number from 1 to 1,000, got nan"),
        ([("q1", "o1", True)], "candidates[0].score: must be a whole number from 1 to 1,000, got True"),
        ([("q1", "o1", 5)] * 2, "candidates[1]: must not repeat request 'q1' with offer 'o1'"),
    ],
)
def test_a_wrong_candidate_is_refused(candidates, message):
    keys = ("request", "offer", "score")
    listed = [
        dict(zip(keys, candidate, strict=True)) if isinstance(candidate, tuple) else candidate
        for candidate in candidates
    ]

    assert_refused(changed("candidates", listed), message)


def test_a_problem_is_an_object():
    with pytest.raises(ProblemError, match=r"^problem: must be an object, got a list$"):
        read_problem([])


def test_a_problem_built_in_code_keeps_the_same_rules():
    problem = Problem(
        residents=(Resident(id=1), Resident(id=2)),
        requests=(Request(id=1, asker=1),),
        offers=(Offer(id=1, helper=2, capacity=-1),),
        candidates=(GivenCandidate(1, 1, 5),),
    )

    with pytest.raises(ProblemError, match=r"^offers\[0\]\.capacity: "):
        solve(problem)


def test_a_time_limit_must_be_above_0():
    with pytest.raises(ValueError, match=r"^time_limit_s: must be above 0, got 0$"):
        solve(read_problem(RIGHT), time_limit_s=0)


def test_an_empty_problem_has_an_empty_optimum():
    solution = solve(Problem(residents=(), requests=(), offers=()))

    assert (solution.status, solution.value, solution.bound, solution.served_max) == ("optimal", 0, 0, 0)


def test_null_is_absent_and_unknown_keys_are_passed_over():
    document = changed("requests[0].dayparts", None) | {"kleur": "blauw", "policy": None}

    problem = read_problem(document)

    assert problem.policy == Policy()
    assert problem.requests[0] == Request(id="q1", asker="mia", category="tuin")


def test_whole_numbers_may_be_written_with_a_point():
    assert read_problem(changed("offers[0].capacity", 2.0)).offers[0].capacity == 2
