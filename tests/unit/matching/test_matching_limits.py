"""What happens when time, or the number of rings, runs out: a right solution with an honest bound."""

import math
import random

import pytest

import matching.choosing
import matching.solver
from matching import read_problem, solve, verify
from matching.market import open_market
from matching.rings import list_rings, list_short_rings
from matching.solver import search


def dense_exchange(residents, seed=1):
    """A pool in which about a third of all pairs is possible, so that rings abound."""
    chance = random.Random(seed)
    everybody = range(residents)
    return {
        "residents": [{"id": number} for number in everybody],
        "requests": [{"id": number, "asker": number} for number in everybody],
        "offers": [{"id": number, "helper": number} for number in everybody],
        "policy": {"ring_max": 3},
        "candidates": [
            {"request": a, "offer": b, "score": chance.randint(1, 1000)}
            for a in everybody
            for b in everybody
            if a != b and chance.random() < 0.3
        ],
    }


def test_a_millisecond_is_enough_for_a_right_solution():
    problem = read_problem(dense_exchange(120))

    solution = solve(problem, time_limit_s=0.001)

    assert verify(problem, solution) == []
    assert solution.status == "feasible"
    assert solution.stopped
    assert solution.value > 0
    assert solution.gap > 0


def test_a_limit_counts_for_the_whole_search_when_a_clock_is_given():
    readings = iter(range(0, 10_000, 100))
    problem = read_problem(dense_exchange(60))

    solution = solve(problem, time_limit_s=50.0, clock=lambda: float(next(readings)))

    assert verify(problem, solution) == []
    assert solution.stopped


def test_a_limit_that_was_not_needed_changes_nothing():
    problem = read_problem(dense_exchange(12))

    assert solve(problem, time_limit_s=600.0) == solve(problem)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("enough_room", [0.0, math.inf])
@pytest.mark.parametrize("margin", [30.0, 200.0])
def test_what_the_first_search_leaves_out_is_searched_too(margin, enough_room, seed, monkeypatch):
    problem = read_problem(dense_exchange(16, seed))
    proven = solve(problem)
    monkeypatch.setattr(matching.solver, "ENOUGH_ROOM", enough_room)
    monkeypatch.setattr(
        matching.choosing, "search", lambda model, budget, **_: search(model, budget, first_margin=margin)
    )

    solution = solve(problem)

    assert verify(problem, solution) == []
    assert (solution.status, solution.value) == ("optimal", proven.value)


def test_with_too_many_rings_the_bound_does_without_them(monkeypatch):
    document = dense_exchange(12)
    proven = solve(read_problem(document))
    monkeypatch.setattr(matching.choosing, "RING_LIMIT", 5)
    problem = read_problem(document)

    solution = solve(problem)

    assert verify(problem, solution) == []
    assert not solution.stopped
    assert solution.value <= proven.value <= solution.bound


def test_rings_are_listed_once_each_from_their_smallest_resident():
    everybody = [(a, b) for a in range(5) for b in range(5) if a != b]

    rings = list_rings(everybody, 4, limit=1000)

    assert len(rings) == len(set(rings)) == 10 + 20 + 30
    assert all(ring[0] == min(ring) and len(set(ring)) == len(ring) for ring in rings)
    assert [len(ring) for ring in rings] == sorted(len(ring) for ring in rings)


@pytest.mark.parametrize(
    ("limit", "length", "is_all"), [(60, 4, True), (59, 3, False), (10, 2, False), (9, 0, False)]
)
def test_beyond_the_limit_only_shorter_rings_are_listed(limit, length, is_all):
    everybody = [(a, b) for a in range(5) for b in range(5) if a != b]

    rings, complete = list_short_rings(everybody, 4, limit)

    assert max((len(ring) for ring in rings), default=0) == length
    assert complete is is_all


def test_a_market_knows_who_lives_together():
    market = open_market(
        read_problem(
            {
                "residents": [{"id": 1, "household": "a"}, {"id": 2}, {"id": 3, "household": "a"}],
                "requests": [],
                "offers": [],
            }
        )
    )

    assert market.household.tolist() == [0, 1, 0]
