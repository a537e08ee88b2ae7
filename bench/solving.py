"""Times the exact matcher beside its peers, on the same neighbourhoods in the same run.

Peers: first come, first served (leafing through the cards, oldest first) for what is served; the same
programme written plainly, one row per arc, and given to HiGHS as it is, for time. Both ways to the exact
answer must agree, or the run stops.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

import matching
from bench.pilots import generate_pilot

Rows = list[dict[int, int]]


def main(arguments: list[str] | None = None) -> int:
    """Print a table; exit with 1 should the two exact answers differ."""
    parser = argparse.ArgumentParser(prog="python -m bench solve", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and smaller neighbourhoods")
    quick = parser.parse_args(arguments).quick
    print("residents  served: first come / best   seconds: ours / plain (median)   ours : plain")
    for residents in (50, 200) if quick else (50, 200, 500):
        compared = [_compare(seed, residents) for seed in range(3 if quick else 9)]
        if any(row["value"] != row["plain_value"] for row in compared):
            print(f"{residents}: the two exact answers differ")
            return 1
        print(_line(residents, compared))
    return 0


def _line(residents: int, rows: list[dict[str, Any]]) -> str:
    def middle(name: str) -> float:
        return median(row[name] for row in rows)

    ratio = median(row["seconds"] / row["plain_seconds"] for row in rows)
    served = f"{middle('first_come'):.0f} / {middle('served'):.0f}"
    seconds = f"{middle('seconds'):.3f} / {middle('plain_seconds'):.3f}"
    return f"{residents:>9}  {served:>27}   {seconds:>33}   {ratio:>12.2f}"


def _compare(seed: int, residents: int) -> dict[str, Any]:
    problem = matching.read_problem(generate_pilot(seed, residents=residents))
    solution, seconds = _timed(lambda: matching.solve(problem))
    plain_value, plain_seconds = _timed(lambda: _solve_plainly(problem))
    return {
        "value": solution.value,
        "plain_value": plain_value,
        "served": solution.levels.served,
        "first_come": _first_come(problem),
        "seconds": seconds,
        "plain_seconds": plain_seconds,
    }


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    result = work()
    return result, time.perf_counter() - start


def _first_come(problem: matching.Problem) -> int:
    """Serve requests, longest waiting first, with the first offer on file that still has room."""
    waiting = {request.id: request.waiting_days for request in problem.requests}
    helper_of = {offer.id: offer.helper for offer in problem.offers}
    places = {offer.id: offer.capacity for offer in problem.offers}
    free = {resident.id: resident.max_active - resident.active for resident in problem.residents}
    served = set()
    candidates = matching.find_candidates(problem)
    for candidate in sorted(candidates, key=lambda c: (-waiting[c.request], str(c.request), str(c.offer))):
        helper = helper_of[candidate.offer]
        if candidate.request not in served and places[candidate.offer] and free[helper] > 0:
            served.add(candidate.request)
            places[candidate.offer] -= 1
            free[helper] -= 1
    return len(served)


class _Plain:
    """The programme as a textbook writes it: a column per candidate and per ring, all of them whole."""

    def __init__(self) -> None:
        self.values: list[int] = []
        self.rows: Rows = []
        self.limits: list[int] = []

    def add_row(self, columns: list[int], limit: int, at_least: list[int] | None = None) -> None:
        """Allow at most `limit` of these columns, beyond those of `at_least`."""
        self.rows.append({**dict.fromkeys(columns, 1), **dict.fromkeys(at_least or [], -1)})
        self.limits.append(limit)


def _solve_plainly(problem: matching.Problem) -> int:
    offers = {offer.id: offer for offer in problem.offers}
    people = {resident.id: resident for resident in problem.residents}
    asker_of = {request.id: request.asker for request in problem.requests}
    gives_back = {one.id: one.hours_received > one.hours_given for one in problem.residents}
    urgent = {request.id: request.urgent for request in problem.requests}
    weights, plain = problem.policy.weights, _Plain()
    by: dict[str, dict[Any, list[int]]] = {"request": {}, "offer": {}, "helper": {}, "arc": {}}
    for column, candidate in enumerate(matching.find_candidates(problem)):
        helper = offers[candidate.offer].helper
        bonus = weights.urgent * urgent[candidate.request] + weights.reciprocity * gives_back[helper]
        plain.values.append(weights.served + bonus + candidate.score)
        keys = (candidate.request, candidate.offer, helper, (helper, asker_of[candidate.request]))
        for name, key in zip(by, keys, strict=True):
            by[name].setdefault(key, []).append(column)
    for columns in by["request"].values():
        plain.add_row(columns, 1)
    for offer, columns in by["offer"].items():
        plain.add_row(columns, offers[offer].capacity)
    for helper, columns in by["helper"].items():
        plain.add_row(columns, max(0, people[helper].max_active - people[helper].active))
    _add_rings(plain, by["arc"], problem, gives_back)
    return _maximise(plain.values, plain.rows, plain.limits)


def _add_rings(
    plain: _Plain, arcs: dict[Any, list[int]], problem: matching.Problem, gives_back: dict[Any, bool]
) -> None:
    through: dict[Any, list[int]] = {}
    for ring in _rings(arcs, problem.policy.ring_max):
        for arc in ring:
            through.setdefault(arc, []).append(len(plain.values))
        earning = sum(not gives_back[helper] for helper, _ in ring)
        plain.values.append(problem.policy.weights.reciprocity * earning)
    for arc, columns in through.items():
        plain.add_row(columns, 0, at_least=arcs[arc])


def _rings(arcs: dict[tuple[Any, Any], list[int]], longest: int) -> list[list[tuple[Any, Any]]]:
    """Every ring of 2 to `longest` residents once, from its first resident."""
    helps: dict[Any, list[Any]] = {}
    for helper, asker in arcs:
        helps.setdefault(helper, []).append(asker)
    found = []

    def walk(path: list[Any]) -> None:
        for asker in helps.get(path[-1], ()):
            if asker == path[0] and len(path) > 1:
                found.append(list(zip(path, [*path[1:], path[0]], strict=True)))
            elif asker not in path and asker > path[0] and len(path) < longest:
                walk([*path, asker])

    for first in helps:
        walk([first])
    return found


def _maximise(values: list[int], rows: Rows, limits: list[int]) -> int:
    places = [(row, column, weight) for row, entries in enumerate(rows) for column, weight in entries.items()]
    row_of, column_of, weight_of = zip(*places, strict=True)
    matrix = csr_array((weight_of, (row_of, column_of)), shape=(len(rows), len(values)))
    result = milp(
        -np.array(values, dtype=float),
        constraints=LinearConstraint(matrix, -np.inf, limits),
        integrality=np.ones(len(values)),
        bounds=Bounds(0, np.inf),
        options={"mip_rel_gap": 0.0},
    )
    return round(-result.fun)


if __name__ == "__main__":
    raise SystemExit(main())
