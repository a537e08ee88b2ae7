"""The best plan there is, when everybody says yes to everything: an integer programme over all calls at once.

It has the same limits as the plan and knows all answers beforehand, so that no plan can serve more.
"""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from matching.asking import DEFAULT_LIMITS, KINDS
from matching.columns import ALL_DAYPARTS
from matching.market import open_market
from matching.masks import bits
from matching.problem import Problem
from matching.questions import radius_askable_m
from matching.reaches import Reaches, daypart_mask


class _Programme:
    """Columns and rows, added one by one."""

    def __init__(self) -> None:
        self.worth: list[float] = []
        self.whole: list[int] = []
        self.entries: list[tuple[int, int, float]] = []
        self.most: list[float] = []
        self.names: dict[tuple[object, ...], int] = {}

    def column(self, *name: object, worth: float = 0, whole: bool = False) -> int:
        if name not in self.names:
            self.names[name] = len(self.worth)
            self.worth.append(worth)
            self.whole.append(int(whole))
        return self.names[name]

    def at_most(self, limit: float, terms: list[tuple[int, float]]) -> None:
        self.entries += [(len(self.most), column, factor) for column, factor in terms]
        self.most.append(limit)

    def bound(self, time_limit_s: float) -> tuple[int, int]:
        """The best value found, and a whole number that no plan exceeds."""
        if not self.entries:  # Nobody could ever help anybody: there is nothing to choose.
            return 0, 0
        rows, columns, factors = zip(*self.entries, strict=True)
        matrix = coo_array((factors, (rows, columns)), shape=(len(self.most), len(self.worth))).tocsr()
        result = milp(
            -np.array(self.worth),
            integrality=np.array(self.whole),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(matrix, ub=np.array(self.most)),
            options={"time_limit": time_limit_s, "mip_rel_gap": 0},
        )
        found = 0 if result.x is None else round(-result.fun)
        return found, math.floor(-result.mip_dual_bound + 1e-6)


def best_plan(problem: Problem, calls: int, time_limit_s: float) -> tuple[int, int]:
    """The most requests that ``calls`` conversations could bring to: found, and proven not to be exceeded.

    Columns: who is called, which questions are put (whole), which request goes to which offer. A match
    that needs a change is at most the sum of the questions that make the change; questions of a kind are at
    most the limit for those called.
    """
    market = open_market(problem)
    reaches, programme = Reaches(market), _Programme()
    by_kind: dict[tuple[int, str], set[int]] = defaultdict(set)
    at_request: dict[int, list[int]] = defaultdict(list)
    at_offer: dict[int, list[int]] = defaultdict(list)
    at_helper: dict[int, list[int]] = defaultdict(list)

    def may_ask(person: int) -> bool:
        return not market.residents[person].resting

    def ask(person: int, kind: str, *what: object) -> list[tuple[int, float]]:
        if not may_ask(person):
            return []
        column = programme.column(kind, *what, whole=True)
        by_kind[person, kind].add(column)
        return [(column, -1.0)]

    for offer, given in enumerate(market.offers):
        helper = int(market.helper[offer])
        widest = None if given.radius_m is None else max(given.radius_m, radius_askable_m(given.radius_m))
        every = {need for request in market.requests for need in request.needs}
        near, able = reaches.timeless(offer, needs=every), reaches.timeless(offer, radius_m=widest)
        for request in bits(reaches.timeless(offer, radius_m=widest, needs=every)):
            match = programme.column("match", request, offer, worth=1)
            at_request[request].append(match)
            at_offer[offer].append(match)
            at_helper[helper].append(match)
            mine, theirs = daypart_mask(given), daypart_mask(market.requests[request])
            asker = int(market.asker[request])
            if not mine & theirs:
                terms = [(match, 1.0)]
                for daypart in bits(theirs):
                    terms += ask(helper, "daypart", "offer", offer, daypart)
                for daypart in bits(mine):
                    terms += ask(asker, "daypart", "request", request, daypart)
                for daypart in bits(ALL_DAYPARTS & ~mine & ~theirs):
                    both = programme.column("both", request, offer, daypart)
                    programme.at_most(0, [(both, 1.0), *ask(helper, "daypart", "offer", offer, daypart)])
                    programme.at_most(0, [(both, 1.0), *ask(asker, "daypart", "request", request, daypart)])
                    terms.append((both, -1.0))
                programme.at_most(0, terms)
            if not near >> request & 1:
                programme.at_most(0, [(match, 1.0), *ask(helper, "radius", offer)])
            if not able >> request & 1:
                for need in sorted(set(market.requests[request].needs) - set(given.can)):
                    programme.at_most(0, [(match, 1.0), *ask(helper, "need", offer, need)])
        programme.at_most(
            int(market.places[offer]), [(m, 1.0) for m in at_offer[offer]] + ask(helper, "load", offer)
        )
        offered = {market.offers[o].category for o in range(len(market.offers)) if market.helper[o] == helper}
        for category in sorted(set(reaches.of_category) - offered, key=str):
            copies = []
            for request in bits(reaches.timeless(offer, category=category)):
                own = ask(helper, "category", offer, category)
                match = programme.column("copy", request, offer, category, worth=1)
                terms = [(match, 1.0)]
                if not daypart_mask(given) & daypart_mask(market.requests[request]):
                    asker = int(market.asker[request])
                    extra: list[tuple[int, float]] = []
                    for daypart in bits(daypart_mask(given)):
                        extra += ask(asker, "daypart", "request", request, daypart)
                    programme.at_most(0, terms + extra)
                copies.append(match)
                at_request[request].append(match)
                at_helper[helper].append(match)
            if copies:
                programme.at_most(0, [(match, 1.0) for match in copies] + own)
    for matches in at_request.values():
        programme.at_most(1, [(match, 1.0) for match in matches])
    for helper, matches in at_helper.items():
        loads = [(column, -1.0) for column in sorted(by_kind[helper, "load"])]
        programme.at_most(int(market.free[helper]), [(match, 1.0) for match in matches] + loads)
    people = sorted({person for person, _ in by_kind})
    for person in people:
        called = programme.column("call", person, whole=True)
        for kind in KINDS:
            questions = [(column, 1.0) for column in sorted(by_kind[person, kind])]
            if questions:
                programme.at_most(0, [*questions, (called, -float(DEFAULT_LIMITS[kind]))])
    programme.at_most(calls, [(programme.column("call", person, whole=True), 1.0) for person in people])
    return programme.bound(time_limit_s)
