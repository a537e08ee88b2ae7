"""The checker passes what is right and names each kind of fault."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from small_problems import any_problems, examples

from matching import (
    Change,
    Match,
    NearMiss,
    Offer,
    Policy,
    Problem,
    Request,
    Resident,
    Unmatched,
    read_problem,
    solve,
    verify,
)

PROBLEM = read_problem(
    json.loads((Path(__file__).parent / "problem-example.json").read_text(encoding="utf-8"))
)
SOLUTION = solve(PROBLEM)
RING, GIVES_BACK = SOLUTION.matches[0], SOLUTION.matches[3]


def assert_fault(expected, problem=PROBLEM, **changes):
    assert any(expected in fault for fault in verify(problem, replace(SOLUTION, **changes)))


def with_first(match):
    return (match, *SOLUTION.matches[1:])


@examples(150)
@given(any_problems)
def test_what_the_solver_gives_is_right(document):
    problem = read_problem(document)

    assert verify(problem, solve(problem)) == []


def test_the_example_solution_is_right():
    assert verify(PROBLEM, SOLUTION) == []


@pytest.mark.parametrize(
    ("expected", "match"),
    [
        ("request 'nobody' is not in the problem", replace(RING, request="nobody")),
        ("offer 'nothing' is not in the problem", replace(RING, offer="nothing")),
        ("no such candidate was given", replace(RING, score=821)),
        ("no such candidate was given", replace(RING, offer="o2")),
        ("the asker is the helper", replace(RING, offer="o2")),
        ("reciprocity None is wrong", replace(RING, reciprocity=None)),
        ("reciprocity 'gives_back' is wrong", replace(RING, reciprocity="gives_back", ring=None)),
        ("ring k1 does not close", replace(RING, ring=None)),
        ("the score is not 1 to 1000", replace(RING, score=0)),
        ("request 'q2' is matched 2 times", replace(RING, request="q2")),
    ],
)
def test_a_wrong_match_is_found(expected, match):
    assert_fault(expected, matches=with_first(match))


@pytest.mark.parametrize(
    ("expected", "changes"),
    [
        ("the value is 60660, not 60661", {"value": 60_661, "bound": 60_661}),
        ("the bound 60659 is below the value", {"bound": 60_659}),
        ("status 'optimal' does not go with", {"bound": 60_661}),
        ("status 'feasible' does not go with", {"status": "feasible"}),
        ("an optimal solution cannot have been stopped", {"stopped": True}),
        ("the levels are", {"levels": replace(SOLUTION.levels, urgent=2)}),
        ("served_max cannot be 3", {"served_max": 3}),
        ("served_max cannot be 6", {"served_max": 6}),
        ("request 'q5' must be either", {"unmatched": ()}),
        ("request 'q5' must be either", {"unmatched": SOLUTION.unmatched * 2}),
        (
            "request 'q1' must be either",
            {"unmatched": (*SOLUTION.unmatched, Unmatched(request="q1", reason="out_of_range"))},
        ),
        ("'because' is no reason code", {"unmatched": (Unmatched(request="q5", reason="because"),)}),
        (
            "unmatched request 'q9' is not in",
            {"unmatched": (Unmatched(request="q9", reason="out_of_range"),)},
        ),
        ("the request is matched", {"near_misses": (NearMiss(request="q1", offer="o4", changes=()),)}),
        ("nothing would have to change", {"near_misses": (NearMiss(request="q5", offer="o1", changes=()),)}),
    ],
)
def test_a_wrong_sum_or_list_is_found(expected, changes):
    assert_fault(expected, **changes)


def test_an_overbooked_offer_is_found():
    offers = tuple(replace(offer, capacity=0) if offer.id == "o4" else offer for offer in PROBLEM.offers)

    assert_fault("offer 'o4' has 1 matches and room for 0", replace(PROBLEM, offers=offers))


def test_an_overbooked_helper_is_found():
    residents = tuple(replace(resident, active=2) for resident in PROBLEM.residents)

    assert_fault("helper 'amina' has 1 new matches and room for 0", replace(PROBLEM, residents=residents))


def test_a_ring_that_is_too_long_is_found():
    assert_fault("ring k1 has 3 matches", replace(PROBLEM, policy=Policy(ring_max=2)))


def test_a_declined_or_never_pair_is_found_among_given_candidates():
    assert_fault("the pair was declined", replace(PROBLEM, excluded=(("q1", "o1"),)))
    assert_fault("a never-match pair", replace(PROBLEM, never=(("amina", "mia"),)))
    household = tuple(replace(resident, household="h") for resident in PROBLEM.residents)
    assert_fault("share a household", replace(PROBLEM, residents=household))


REQUEST = Request(id=1, asker="mia", category="tuin", dayparts=(3,), lat=50.86, lon=5.66, needs=("hond",))
OFFER = Offer(id=1, helper="sjef", category="tuin", lat=50.86, lon=5.66, radius_m=700, can=("hond",))
FOUND = Problem(residents=(Resident(id="mia"), Resident(id="sjef")), requests=(REQUEST,), offers=(OFFER,))


@pytest.mark.parametrize(
    ("expected", "problem"),
    [
        ("the categories differ", replace(FOUND, offers=(replace(OFFER, category="koken"),))),
        ("no daypart is shared", replace(FOUND, offers=(replace(OFFER, dayparts=(4, 5)),))),
        ("is beyond the radius of 700 m", replace(FOUND, offers=(replace(OFFER, lat=50.87),))),
        ("a need is not met", replace(FOUND, offers=(replace(OFFER, can=()),))),
        (
            "the helper is resting",
            replace(FOUND, residents=(Resident(id="mia"), Resident(id="sjef", resting=True))),
        ),
        ("the helper is not screened", replace(FOUND, policy=Policy(screening_required=("tuin",)))),
    ],
)
def test_a_match_that_is_not_feasible_is_found(expected, problem):
    solution = solve(FOUND)
    assert verify(FOUND, solution) == []

    assert any(expected in fault for fault in verify(problem, solution))


def test_parts_that_do_not_add_up_are_found():
    solution = solve(FOUND)
    match = replace(solution.matches[0], parts={"base": 1})

    assert any("parts do not add up" in fault for fault in verify(FOUND, replace(solution, matches=(match,))))


def test_a_near_miss_never_names_a_pair_that_is_not_allowed():
    problem = replace(FOUND, never=(("sjef", "mia"),))
    solution = solve(problem)
    told = NearMiss(request=1, offer=1, changes=(Change(kind="load", change=None),))

    assert solution.near_misses == ()
    assert any("never-match" in fault for fault in verify(problem, replace(solution, near_misses=(told,))))


def test_a_ring_of_two_separate_swaps_is_found():
    ids = ("a", "b", "c", "d")
    pairs = [("a", "b"), ("b", "a"), ("c", "d"), ("d", "c")]
    document = {
        "residents": [{"id": each} for each in ids],
        "requests": [{"id": each, "asker": each} for each in ids],
        "offers": [{"id": each, "helper": each} for each in ids],
        "policy": {"ring_max": 4},
        "candidates": [{"request": a, "offer": b, "score": 1} for a, b in pairs],
    }
    problem = read_problem(document)
    solution = solve(problem)
    merged = tuple(
        Match(request=m.request, offer=m.offer, score=1, reciprocity="ring", ring="k1")
        for m in solution.matches
    )

    assert any("does not close" in fault for fault in verify(problem, replace(solution, matches=merged)))
