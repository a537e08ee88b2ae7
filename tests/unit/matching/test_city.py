"""The search of a city, tried on problems small enough for the exact one."""

import dataclasses
import random
from concurrent.futures import BrokenExecutor

import brute_force
import joblib
import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st
from small_problems import any_problems, examples, problems
from test_matching_limits import dense_exchange

import matching.choosing
import matching.solving
from matching import find_candidates, read_problem, solve, verify
from matching.candidates import tabulate
from matching.city import passes
from matching.city.arcs import join_arcs, list_ring_arcs
from matching.city.bound import price
from matching.city.prices import relax_city
from matching.city.programme import arcs_of_candidates, build_programme, read_choice
from matching.city.regions import cut, lay_out
from matching.city.windows import colour
from matching.columns import read_columns
from matching.feasibility import run_funnel
from matching.market import open_market
from matching.model import worth_of
from matching.nearby import count_passed, run_funnel_nearby
from matching.rings import arcs_of, list_rings
from matching.solver import Budget

SMALL_PASSES = [dataclasses.replace(each, requests=3) for each in passes.PASSES]


@pytest.fixture
def as_city(monkeypatch):
    """Every problem is a city's, in windows of a few requests."""
    monkeypatch.setattr(matching.solving, "CITY_FROM_REQUESTS", 0)
    monkeypatch.setattr(passes, "PASSES", SMALL_PASSES)


def columns_of(document):
    return read_columns(open_market(read_problem(document)))


def programme_of(document):
    columns = columns_of(document)
    market, table = columns.market, tabulate(columns)
    arcs = arcs_of_candidates(market, table)
    rings, complete = list_ring_arcs(arcs, market.problem.policy.ring_max)
    assert complete
    return build_programme(market, table, worth_of(market, table), arcs, rings)


def best_value(document):
    scores = {(c.request, c.offer): c.score for c in find_candidates(read_problem(document))}
    return brute_force.best_value(document, scores)


def town(residents, seed=1):
    """A dense exchange of residents who also live somewhere, so that windows have neighbours."""
    chance = random.Random(seed)
    document = dense_exchange(residents, seed)
    for service in (*document["requests"], *document["offers"]):
        service |= {"lat": 50.8 + chance.random() / 50, "lon": 5.6 + chance.random() / 50}
    return document


@examples(40)
@given(any_problems)
def test_a_citys_solution_is_right_and_its_bound_is_no_less_than_brute_force_finds(document):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matching.solving, "CITY_FROM_REQUESTS", 0)
        patch.setattr(passes, "PASSES", SMALL_PASSES)
        problem = read_problem(document)

        solution = solve(problem)

    assert verify(problem, solution) == []
    assert solution.value <= best_value(document) <= solution.bound
    assert solution.served_max == solve(problem).served_max


@examples(40)
@given(any_problems, st.randoms(use_true_random=False))
def test_any_prices_at_all_give_a_bound(document, chance):
    programme = programme_of(document)
    prices = np.array([chance.uniform(-1_000, 20_000) for _ in programme.limits])

    assert price(programme, prices).bound >= (best_value(document) if rings_are_paid(document) else 0)


def rings_are_paid(document):
    """Where the bonus is 0 rings have no column, and nothing else changes."""
    return document["policy"]["weights"].get("reciprocity", 1) > 0


@pytest.mark.parametrize("seed", range(3))
def test_the_bound_falls_to_little_more_than_the_optimum_and_never_below(seed):
    document = dense_exchange(14, seed)
    programme, optimum = programme_of(document), solve(read_problem(document)).value

    early = relax_city(programme, lambda step, _: step == 50)
    late = relax_city(programme, lambda *_: False)

    assert optimum <= late.priced.bound <= early.priced.bound
    assert late.priced.bound <= 1.01 * optimum


def test_the_naive_bound_falls_below_the_optimum():
    """Naive: what the lines cost, as if prices that are nearly right already covered every column."""
    document = dense_exchange(14)
    programme, optimum = programme_of(document), solve(read_problem(document)).value
    right = relax_city(programme, lambda *_: False).priced.prices

    naive = programme.limits @ (0.99 * right)

    assert naive < optimum <= price(programme, 0.99 * right).bound


@examples(40)
@given(any_problems)
def test_the_programme_has_the_value_of_the_choice_that_its_columns_stand_for(document):
    programme = programme_of(document)
    if not programme.values.size:
        return
    columns = columns_of(document)
    worth = worth_of(columns.market, tabulate(columns))

    result = scipy.optimize.milp(
        -programme.values.astype(float),
        integrality=np.ones(len(programme.values)),
        bounds=scipy.optimize.Bounds(0, programme.upper),
        constraints=scipy.optimize.LinearConstraint(programme.matrix, -np.inf, programme.limits),
        options={"mip_rel_gap": 0.0},
    )
    chosen = np.rint(result.x).astype(np.int64)
    choice = read_choice(programme, chosen)

    in_rings = [row for chain in choice.chains for row in chain]
    assert len(set(in_rings)) == len(in_rings)
    value = worth.plain[list(choice.rows)].sum() + worth.bonus[in_rings].sum()
    assert value == programme.value_of(chosen) == best_value(document)


@pytest.mark.parametrize("longest", [0, 2, 3, 4, 5])
def test_rings_are_those_that_are_listed_one_by_one(longest):
    chance = random.Random(longest)
    pairs = sorted({(chance.randrange(12), chance.randrange(12)) for _ in range(60)})
    pairs = [pair for pair in pairs if pair[0] != pair[1]]
    arcs = join_arcs(*np.array(pairs).T, 12)

    rings, complete = list_ring_arcs(arcs, longest)

    found = [
        tuple((int(arcs.tail[arc]), int(arcs.head[arc])) for arc in ring)
        for length in rings
        for ring in length
    ]
    assert complete
    assert sorted(found) == sorted(arcs_of(ring) for ring in list_rings(pairs, longest, 10**6))


@examples(40)
@given(problems())
def test_looking_up_by_place_finds_the_same_pairs_and_reasons(document):
    columns = columns_of(document)
    everyone = np.arange(len(columns.market.requests))

    compared, looked_up = run_funnel(columns, everyone), run_funnel_nearby(columns)

    assert compared.request.tolist() == looked_up.request.tolist()
    assert compared.offer.tolist() == looked_up.offer.tolist()
    assert compared.passed.tolist() == looked_up.passed.tolist()
    assert compared.passed.tolist() == count_passed(columns, everyone).tolist()


def test_a_shuffled_city_has_the_identical_solution(as_city):
    document = town(40)
    other = document | {
        key: random.Random(2).sample(document[key], len(document[key]))
        for key in ("residents", "requests", "offers", "candidates")
    }

    first, second = (solve(read_problem(each)) for each in (document, other))

    assert first == second
    assert first.levels.reciprocal > 0


@pytest.mark.parametrize("document", [dense_exchange(40), town(40)])
def test_windows_over_a_few_requests_come_near_the_optimum(as_city, document, monkeypatch):
    problem = read_problem(document)

    solution = solve(problem)

    monkeypatch.undo()
    assert verify(problem, solution) == []
    assert solution.value <= solve(problem).value <= solution.bound
    assert solution.value >= 0.9 * solve(problem).value


def test_another_backend_gives_the_same_solution(as_city):
    problem = read_problem(town(30))
    in_threads = solve(problem)

    with joblib.parallel_config(backend="sequential"):
        assert solve(problem) == in_threads


def test_a_killed_worker_changes_nothing(as_city, monkeypatch):
    problem = read_problem(town(30))
    undisturbed = solve(problem)
    killed = []

    class Killed:
        def __init__(self, **_):
            killed.append(self)

        def __call__(self, tasks):
            raise BrokenExecutor

    monkeypatch.setattr(joblib, "Parallel", Killed)

    assert solve(problem) == undisturbed
    assert killed


@pytest.mark.parametrize("readings", [1, 40, 400])
def test_a_city_that_is_stopped_has_a_right_solution(as_city, readings):
    asked = iter(range(10_000))
    problem = read_problem(town(40))

    solution = solve(problem, stop=lambda: next(asked) >= readings)

    assert verify(problem, solution) == []
    assert solution.stopped
    assert solution.levels.served > 0


def test_a_millisecond_is_enough_for_a_right_city(as_city):
    readings = iter(range(0, 10_000_000, 100))
    problem = read_problem(town(40))

    solution = solve(problem, time_limit_s=0.001, clock=lambda: float(next(readings)))

    assert verify(problem, solution) == []
    assert (solution.status, solution.stopped) == ("feasible", True)


def test_with_too_many_rings_a_citys_bound_does_without_them(as_city, monkeypatch):
    problem = read_problem(dense_exchange(14))
    optimum = solve(problem).bound
    monkeypatch.setattr("matching.city.arcs.MOST_RINGS", 5)

    solution = solve(problem)

    assert verify(problem, solution) == []
    assert solution.value <= optimum <= solution.bound


def test_progress_tells_of_prices_and_windows_and_never_of_less(as_city):
    steps = []

    solution = solve(read_problem(town(30)), progress=steps.append)

    values = [step.value for step in steps if step.name == "windows" and step.number > 1]
    assert {step.name for step in steps} == {"prices", "windows"}
    assert values == sorted(values)
    assert all(step.value <= solution.value <= solution.bound <= step.bound for step in steps)


def test_windows_of_one_group_share_no_line():
    programme = programme_of(town(30))
    windows = [np.flatnonzero(programme.column_owner % 5 == number) for number in range(5)]

    groups = colour(programme, windows)

    assert sorted(number for group in groups for number in group) == list(range(5))
    for group in groups:
        lines = [set(programme.matrix[:, windows[number]].indices.tolist()) for number in group]
        assert sum(map(len, lines)) == len(set().union(*lines))


@pytest.mark.parametrize("has_places", [True, False])
def test_a_city_is_cut_into_regions_of_about_so_many_requests(has_places):
    document = town(60) if has_places else dense_exchange(60)
    columns = columns_of(document)
    arcs = arcs_of_candidates(columns.market, tabulate(columns))

    layout = lay_out(columns, arcs)
    regions = cut(layout, np.ones(60, dtype=np.int64), 10, 0.5)

    assert np.isfinite(layout).all()
    assert len(np.unique(layout[0])) > 30
    assert np.bincount(regions).max() <= 10


def test_given_candidates_as_columns_are_those_of_a_list():
    document = dense_exchange(12)
    problem = read_problem(document)
    order = np.random.default_rng(0).permutation(len(problem.candidates))
    columns = matching.problem.CandidateColumns(
        **{
            name: np.array([getattr(candidate, name) for candidate in problem.candidates])[order]
            for name in ("request", "offer", "score")
        }
    )
    in_columns = dataclasses.replace(problem, candidates=columns)

    solution = solve(in_columns)

    assert solution == solve(problem)
    assert verify(in_columns, solution) == []
    wrong = dataclasses.replace(solution.matches[0], score=solution.matches[0].score % 1000 + 1)
    faulty = dataclasses.replace(solution, matches=(wrong, *solution.matches[1:]))
    assert any("no such candidate was given" in fault for fault in verify(in_columns, faulty))


def test_windows_help_an_exact_search_that_was_stopped(monkeypatch):
    problem = read_problem(dense_exchange(40))
    optimum = solve(problem).value
    searches = []
    monkeypatch.setattr(matching.solving, "HARD_FROM_REQUESTS", 40)
    stopped = dataclasses.replace(exact_outcome(problem), bound=10**9, stopped=True)
    monkeypatch.setattr(matching.solving, "choose", lambda *_: searches.append("exact") or stopped)

    solution = solve(problem)

    assert searches == ["exact"]
    assert verify(problem, solution) == []
    assert 0.99 * optimum <= solution.value <= optimum <= solution.bound <= 1.01 * optimum
    assert solution.stopped == (solution.value < solution.bound)


def exact_outcome(problem):
    """What an exact search gives that had hardly any time."""
    columns = read_columns(open_market(problem))
    return matching.choosing.choose(columns.market, tabulate(columns), Budget(0.001, None))
