"""One request and one offer: whether they fit, how well, and what is said when they do not."""

import math

import numpy as np
import pytest

from matching import (
    Change,
    GivenCandidate,
    Offer,
    Policy,
    Problem,
    Request,
    Resident,
    SuitabilityWeights,
    find_candidates,
    solve,
)
from matching.geography import distance_m

MALBERG = {"lat": 50.86, "lon": 5.66}
FURTHER_NORTH = {"lat": 50.86 + math.degrees(990 / 6_371_008.8), "lon": 5.66}


def problem(*, request=None, offer=None, mia=None, sjef=None, **others):
    """Mia asks for gardening, Sjef offers it; everything else is as the test says."""
    return Problem(
        residents=(Resident(id="mia", **mia or {}), Resident(id="sjef", **sjef or {})),
        requests=(Request(**{"id": "q", "asker": "mia", "category": "tuin"} | (request or {})),),
        offers=(Offer(**{"id": "o", "helper": "sjef", "category": "tuin"} | (offer or {})),),
        **others,
    )


def reason_of(problem):
    return [unmatched.reason for unmatched in solve(problem).unmatched]


def changes_of(problem):
    return [near_miss.changes for near_miss in solve(problem).near_misses]


def parts_of(problem):
    return find_candidates(problem)[0].parts


def test_nothing_known_but_the_category_is_enough():
    (candidate,) = find_candidates(problem())

    assert candidate.unknown == ("place", "radius")
    assert candidate.score == sum(candidate.parts.values()) == 1 + 200 + 125 + 50 + 0 + 0 + 100


def test_a_match_says_what_was_taken_on_trust():
    (match,) = solve(problem(request=MALBERG, offer={"radius_m": 700})).matches

    assert match.to_dict()["unknown"] == ["place"]


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        ("no_offer_in_category", {"offer": {"category": "koken"}}),
        ("no_offer_in_category", {"offer": {"helper": "mia"}}),
        ("not_allowed", {"mia": {"household": 1}, "sjef": {"household": 1}}),
        ("not_allowed", {"never": (("sjef", "mia"),)}),
        ("not_allowed", {"sjef": {"resting": True}}),
        ("not_allowed", {"policy": Policy(screening_required=("tuin",))}),
        ("not_allowed", {"excluded": (("q", "o"),)}),
        ("not_allowed", {"candidates": ()}),
        ("no_shared_daypart", {"request": {"dayparts": (3,)}, "offer": {"dayparts": (4, 5)}}),
        ("no_shared_daypart", {"request": {"dayparts": ()}}),
        ("out_of_range", {"request": MALBERG, "offer": {**FURTHER_NORTH, "radius_m": 989}}),
        ("needs_not_met", {"request": {"needs": ("hond", "trap")}, "offer": {"can": ("hond",)}}),
        ("helpers_full", {"offer": {"capacity": 0}}),
        ("helpers_full", {"sjef": {"max_active": 2, "active": 3}}),
        ("helpers_full", {"offer": {"capacity": 0}, "candidates": (GivenCandidate("q", "o", 9),)}),
    ],
)
def test_the_reason_says_at_which_step_no_offer_was_left(reason, parts):
    assert reason_of(problem(**parts)) == [reason]


def test_a_request_passed_over_for_another_went_to_others():
    requests = tuple(Request(id=days, asker="mia", category="tuin", waiting_days=days) for days in (2, 50))
    base = problem()

    solution = solve(Problem(residents=base.residents, requests=requests, offers=base.offers))

    assert [(unmatched.request, unmatched.reason) for unmatched in solution.unmatched] == [
        (2, "went_to_others")
    ]
    assert solution.near_misses[0].changes == (Change(kind="load", change=None),)


@pytest.mark.parametrize(("radius_m", "matches"), [(991, 1), (989, 0), (None, 1)])
def test_the_radius_of_the_offer_decides(radius_m, matches):
    parts = {"request": MALBERG, "offer": {**FURTHER_NORTH, "radius_m": radius_m}}

    assert len(solve(problem(**parts)).matches) == matches


def test_more_than_62_needs_are_all_looked_at():
    needs = tuple(f"n{number}" for number in range(130))

    assert reason_of(problem(request={"needs": needs}, offer={"can": needs})) == []
    assert reason_of(problem(request={"needs": needs}, offer={"can": needs[:-1]})) == ["needs_not_met"]


@pytest.mark.parametrize(
    ("changes", "parts"),
    [
        (
            (Change(kind="daypart", change=3, any_of=(3, 9)),),
            {"request": {"dayparts": (9, 3)}, "offer": {"dayparts": (4,)}},
        ),
        (
            (Change(kind="radius", change=1000),),
            {"request": MALBERG, "offer": {**FURTHER_NORTH, "radius_m": 300}},
        ),
        ((Change(kind="need", change="hond"),), {"request": {"needs": ("hond",)}}),
        (
            (Change(kind="need", change="hond"), Change(kind="need", change="trap")),
            {"request": {"needs": ("trap", "hond")}},
        ),
        ((Change(kind="load", change=None),), {"offer": {"capacity": 0}}),
        ((Change(kind="load", change=None),), {"sjef": {"max_active": 0}}),
        (
            (Change(kind="load", change=None),),
            {"offer": {"capacity": 0}, "candidates": (GivenCandidate("q", "o", 9),)},
        ),
        (
            (Change(kind="daypart", change=0, any_of=tuple(range(21))), Change(kind="load", change=None)),
            {"offer": {"dayparts": (), "capacity": 0}},
        ),
    ],
)
def test_a_near_miss_says_what_would_have_to_change(changes, parts):
    assert changes_of(problem(**parts)) == [changes]


@pytest.mark.parametrize(
    "parts",
    [
        {"request": {"dayparts": ()}},
        {"request": MALBERG, "offer": {"lat": 50.87, "lon": 5.66, "radius_m": 500}},
        {"request": MALBERG, "offer": {"lat": 50.90, "lon": 5.66, "radius_m": 3900}},
        {"request": {"needs": ("hond", "trap", "kat")}},
        {"request": {"needs": ("hond", "trap")}, "offer": {"capacity": 0}},
        {"offer": {"capacity": 0}, "sjef": {"resting": True}},
        {"offer": {"capacity": 0}, "never": (("mia", "sjef"),)},
        {"offer": {"capacity": 0}, "excluded": (("q", "o"),)},
        {"offer": {"capacity": 0}, "mia": {"household": 1}, "sjef": {"household": 1}},
        {"offer": {"capacity": 0}, "policy": Policy(screening_required=("tuin",))},
        {"offer": {"capacity": 0}, "policy": Policy(near_misses_per_request=0)},
        {"candidates": ()},
        {"offer": {"capacity": 0}, "candidates": ()},
    ],
)
def test_what_cannot_or_may_not_be_asked_is_no_near_miss(parts):
    assert changes_of(problem(**parts)) == []


def test_the_nearest_misses_with_fewest_changes_come_first():
    base = problem(request={**MALBERG, "dayparts": (3,)})
    far, near, unknown = {"lat": 50.865, "lon": 5.66}, MALBERG, {}
    offers = [
        Offer(id=name, helper="sjef", category="tuin", dayparts=(4,), **place, capacity=capacity)
        for name, place, capacity in (
            ("a", near, 0),
            ("b", unknown, 1),
            ("c", far, 1),
            ("d", near, 1),
            ("e", near, 1),
            ("f", far, 0),
        )
    ]

    solution = solve(Problem(residents=base.residents, requests=base.requests, offers=tuple(offers)))

    assert [near_miss.offer for near_miss in solution.near_misses] == ["d", "e", "c", "b", "a"]


@pytest.mark.parametrize(
    ("name", "points", "parts"),
    [
        ("dayparts", 50, {"request": {"dayparts": (3, 4)}, "offer": {"dayparts": (4, 5)}}),
        ("dayparts", 150, {"request": {"dayparts": (3, 4, 5)}}),
        ("dayparts", 200, {"request": {"dayparts": (1, 2, 3, 4, 5)}}),
        ("distance", 250, {"request": MALBERG, "offer": MALBERG}),
        ("distance", 188, {"request": MALBERG, "offer": FURTHER_NORTH}),
        ("distance", 0, {"request": MALBERG, "offer": {"lat": 50.95, "lon": 5.66}}),
        ("distance", 125, {"request": MALBERG}),
        ("language", 100, {"request": {"languages": ("ar",)}, "sjef": {"languages": ("nl", "ar")}}),
        ("language", 100, {"mia": {"languages": ("ar",)}, "sjef": {"languages": ("ar",)}}),
        ("language", 0, {"request": {"languages": ("ar",)}, "sjef": {"languages": ("nl",)}}),
        ("language", 50, {"request": {"languages": ("ar",)}}),
        ("language", 50, {"sjef": {"languages": ("nl",)}}),
        ("pair", 200, {"pairs": (("mia", "sjef"),)}),
        ("pair", 0, {"pairs": (("sjef", "mia"),)}),
        ("waiting", 149, {"request": {"waiting_days": 90}}),
        ("waiting", 74, {"request": {"waiting_days": 28}}),
        ("load", 50, {"sjef": {"max_active": 4, "active": 2}}),
        ("load", 0, {"sjef": {"max_active": 0}}),
        ("load", 7, {"policy": Policy(suitability=SuitabilityWeights(load=7))}),
    ],
)
def test_each_part_of_the_suitability_is_a_share_of_its_weight(name, points, parts):
    assert parts_of(problem(**parts))[name] == points


def test_the_best_pair_there_is_scores_1000():
    parts = parts_of(
        problem(
            request={**MALBERG, "waiting_days": 60, "languages": ("nl",)},
            offer=MALBERG,
            sjef={"languages": ("nl",)},
            pairs=(("mia", "sjef"),),
        )
    )

    assert sum(parts.values()) == 1000


def test_given_candidates_keep_their_score_and_have_no_parts():
    (candidate,) = find_candidates(problem(candidates=(GivenCandidate("q", "o", 321),)))

    assert (candidate.score, dict(candidate.parts), candidate.unknown) == (321, {}, ())


@pytest.mark.parametrize(
    "parts",
    [
        {"offer": {"helper": "mia"}},
        {"mia": {"household": "h"}, "sjef": {"household": "h"}},
        {"never": (("mia", "sjef"),)},
        {"excluded": (("q", "o"),)},
    ],
)
def test_given_candidates_that_may_not_be_are_left_out(parts):
    assert find_candidates(problem(**parts, candidates=(GivenCandidate("q", "o", 9),))) == ()


def test_distances_are_those_of_the_sphere():
    quarter = math.pi / 2 * 6_371_008.8
    places = np.array(
        [[0.0, 0.0, 90.0, 0.0], [0.0, 0.0, 0.0, 90.0], [52.0, 5.0, 52.0, 5.0], [0.0, 0.0, 0.0, 180.0]]
    )

    distances = distance_m(*places.T)

    assert distances == pytest.approx([quarter, quarter, 0.0, 2 * quarter])
    assert np.isnan(distance_m(np.array([np.nan]), np.zeros(1), np.zeros(1), np.zeros(1)))
