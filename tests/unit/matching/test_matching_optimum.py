"""The solver against brute force, and against optima known by hand."""

import brute_force
import pytest
from hypothesis import given
from small_problems import any_problems, examples, problems, problems_with_given_candidates

from matching import find_candidates, read_problem, solve, verify


def scores_of(problem):
    return {(candidate.request, candidate.offer): candidate.score for candidate in find_candidates(problem)}


def assert_optimal(document):
    problem = read_problem(document)
    scores = scores_of(problem)

    solution = solve(problem)

    assert verify(problem, solution) == []
    assert solution.status == "optimal"
    assert solution.value == solution.bound == brute_force.best_value(document, scores)
    assert solution.served_max == brute_force.most_served(document, list(scores))


@examples(250)
@given(problems())
def test_brute_force_finds_nothing_better_among_found_candidates(document):
    assert_optimal(document)


@examples(250)
@given(problems_with_given_candidates())
def test_brute_force_finds_nothing_better_among_given_candidates(document):
    assert_optimal(document)


@examples(150)
@given(any_problems)
def test_the_candidates_are_the_feasible_pairs_and_no_others(document):
    assert set(scores_of(read_problem(document))) == set(brute_force.feasible_pairs(document))


@examples(150)
@given(any_problems)
def test_the_reason_of_each_unmatched_request_is_the_first_that_holds(document):
    requests = brute_force.by_id(document["requests"])

    for unmatched in solve(read_problem(document)).unmatched:
        assert unmatched.reason == brute_force.reason(document, requests[unmatched.request])


def exchange(arcs, *, residents, ring_max=3, **weights):
    """Everybody asks once and offers once, as in kidney exchange; arcs are (helper, asker)."""
    return {
        "residents": [{"id": number, "max_active": 1} for number in range(residents)],
        "requests": [{"id": number, "asker": number} for number in range(residents)],
        "offers": [{"id": number, "helper": number} for number in range(residents)],
        "policy": {
            "ring_max": ring_max,
            "weights": weights or {"served": 0, "urgent": 0, "reciprocity": 10_000},
        },
        "candidates": [{"request": asker, "offer": helper, "score": 1} for helper, asker in arcs],
    }


TWO_RINGS_BEAT_ONE = [(0, 1), (1, 2), (2, 0), (0, 3), (3, 0), (1, 4), (4, 1)]
RING_OF_FOUR = [(0, 1), (1, 2), (2, 3), (3, 0)]
RING_OF_FIVE = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0)]
EVERYBODY_HELPS_EVERYBODY = [(a, b) for a in range(7) for b in range(7) if a != b]


@pytest.mark.parametrize(
    ("arcs", "residents", "ring_max", "in_rings", "served"),
    [
        ([(0, 1), (1, 0)], 2, 2, 2, 2),
        ([(0, 1), (1, 0)], 2, 1, 0, 2),
        ([(0, 1), (1, 2), (2, 0)], 3, 2, 0, 3),
        ([(0, 1), (1, 2), (2, 0)], 3, 3, 3, 3),
        (TWO_RINGS_BEAT_ONE, 5, 3, 4, 4),
        (RING_OF_FOUR, 4, 3, 0, 4),
        (RING_OF_FOUR, 4, 4, 4, 4),
        (RING_OF_FIVE, 5, 4, 0, 5),
        (RING_OF_FIVE, 5, 5, 5, 5),
        (EVERYBODY_HELPS_EVERYBODY, 7, 3, 7, 7),
        (EVERYBODY_HELPS_EVERYBODY, 7, 2, 6, 6),
    ],
)
def test_rings_known_by_hand(arcs, residents, ring_max, in_rings, served):
    problem = read_problem(exchange(arcs, residents=residents, ring_max=ring_max))

    solution = solve(problem)

    assert solution.levels.reciprocal == in_rings
    assert solution.levels.served == served
    assert solution.value == solution.bound == 10_000 * in_rings + served
    assert verify(problem, solution) == []


def test_two_matches_between_the_same_residents_lie_in_a_ring_each():
    problem = read_problem(
        {
            "residents": [{"id": "mia"}, {"id": "sjef"}],
            "requests": [{"id": f"m{n}", "asker": "mia"} for n in (1, 2)]
            + [{"id": f"s{n}", "asker": "sjef"} for n in (1, 2)],
            "offers": [
                {"id": "om", "helper": "mia", "capacity": 2},
                {"id": "os", "helper": "sjef", "capacity": 2},
            ],
            "candidates": [{"request": f"m{n}", "offer": "os", "score": 10} for n in (1, 2)]
            + [{"request": f"s{n}", "offer": "om", "score": 10} for n in (1, 2)],
        }
    )

    solution = solve(problem)

    assert sorted(match.ring for match in solution.matches) == ["k1", "k1", "k2", "k2"]
    assert solution.value == 4 * 12_010
    assert verify(problem, solution) == []


def test_a_ring_of_helpers_who_all_give_back_earns_no_more_but_is_shown():
    document = exchange([(0, 1), (1, 0)], residents=2, served=10_000)
    for resident in document["residents"]:
        resident["hours_received"] = 1
    problem = read_problem(document)

    solution = solve(problem)

    assert [(match.reciprocity, match.ring) for match in solution.matches] == [("ring", "k1")] * 2
    assert solution.value == 2 * 12_001


def test_urgency_goes_before_a_ring():
    document = exchange([(0, 1), (1, 0), (0, 2)], residents=3, served=10_000)
    document["requests"][2]["urgent"] = True
    problem = read_problem(document)

    solution = solve(problem)

    assert [(match.request, match.reciprocity) for match in solution.matches] == [(0, None), (2, None)]
