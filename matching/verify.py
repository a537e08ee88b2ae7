"""Checks a solution against its problem from first principles, one pair at a time in plain Python.

It shares no code with feasibility, the model or the solver, so that a fault there cannot hide here. It does
not prove that a solution is the best: only that it is allowed, adds up, and keeps within its own bound.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_args

import numpy as np

from matching.problem import CandidateColumns, Id, Problem
from matching.solution import Levels, Match, NearMiss, Reason, Solution
from matching.verify_pairs import PairChecker, misfits


def verify(problem: Problem, solution: Solution) -> list[str]:
    """Everything that is wrong with a solution, as sentences; an empty list when it is right.

    The problem must be valid. Checked are: each match is a candidate with its score; requests, offers and
    helpers are not overbooked; rings close over different residents; reciprocity, levels, value, bound,
    status; every request is matched or unmatched with a reason code; near misses name no pair that is not
    allowed.
    """
    return list(_Checker(problem, solution).faults())


class _Checker:
    """The problem by id, and one method per thing to check."""

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem = problem
        self.solution = solution
        self.residents = {resident.id: resident for resident in problem.residents}
        self.requests = {request.id: request for request in problem.requests}
        self.offers = {offer.id: offer for offer in problem.offers}
        self.pairs = PairChecker(problem)
        self.given = self._given_scores()

    def _given_scores(self) -> dict[tuple[Id, Id], int] | None:
        """The score of each given candidate; of a city's columns only those that were matched."""
        problem, given = self.problem, self.problem.candidates
        if given is None:
            return None
        if not isinstance(given, CandidateColumns):
            return {(c.request, c.offer): c.score for c in given}
        request_at = {request.id: position for position, request in enumerate(problem.requests)}
        offer_at = {offer.id: position for position, offer in enumerate(problem.offers)}
        matched = [
            request_at[match.request] * len(offer_at) + offer_at[match.offer]
            for match in self.solution.matches
            if match.request in request_at and match.offer in offer_at
        ]
        rows = np.flatnonzero(np.isin(given.request.astype(np.int64) * len(offer_at) + given.offer, matched))
        return {
            (problem.requests[request].id, problem.offers[offer].id): int(score)
            for request, offer, score in zip(
                given.request[rows], given.offer[rows], given.score[rows], strict=True
            )
        }

    def faults(self) -> Iterator[str]:
        """All faults; when a match names what does not exist, only those."""
        unknown = list(self._unknown_ids())
        yield from unknown
        if unknown:
            return
        for match in self.solution.matches:
            yield from self._match_faults(match)
        yield from self._overbooked()
        yield from self._ring_faults()
        yield from self._reciprocity_faults()
        yield from self._sums()
        yield from self._unmatched()
        yield from self._near_miss_faults()

    def _unknown_ids(self) -> Iterator[str]:
        pairs: list[Match | NearMiss] = [*self.solution.matches, *self.solution.near_misses]
        for pair in pairs:
            if pair.request not in self.requests:
                yield f"request {pair.request!r} is not in the problem"
            if pair.offer not in self.offers:
                yield f"offer {pair.offer!r} is not in the problem"
        for unmatched in self.solution.unmatched:
            if unmatched.request not in self.requests:
                yield f"unmatched request {unmatched.request!r} is not in the problem"

    def _asker(self, match: Match) -> Id:
        return self.requests[match.request].asker

    def _helper(self, match: Match) -> Id:
        return self.offers[match.offer].helper

    def _match_faults(self, match: Match) -> Iterator[str]:
        request, offer = self.requests[match.request], self.offers[match.offer]
        name = f"match {match.request!r}-{match.offer!r}"
        yield from (f"{name}: {fault}" for fault in self.pairs.forbidden(request, offer))
        if self.given is not None:
            if self.given.get((match.request, match.offer)) != match.score:
                yield f"{name}: no such candidate was given, or with another score"
        else:
            yield from (f"{name}: {fault}" for fault in self.pairs.not_available(request, offer))
            yield from (f"{name}: {fault}" for fault in misfits(request, offer))
            if sum(match.parts.values()) != match.score:
                yield f"{name}: the parts do not add up to the score"
        if not 1 <= match.score <= 1000:
            yield f"{name}: the score is not 1 to 1000"

    def _overbooked(self) -> Iterator[str]:
        matches = self.solution.matches
        for request, times in Counter(match.request for match in matches).items():
            if times > 1:
                yield f"request {request!r} is matched {times} times"
        for offer, times in Counter(match.offer for match in matches).items():
            if times > self.offers[offer].capacity:
                yield f"offer {offer!r} has {times} matches and room for {self.offers[offer].capacity}"
        for helper, times in Counter(self._helper(match) for match in matches).items():
            room = self.residents[helper].max_active - self.residents[helper].active
            if times > room:
                yield f"helper {helper!r} has {times} new matches and room for {room}"

    def _ring_faults(self) -> Iterator[str]:
        rings: dict[str, list[tuple[Id, Id]]] = {}
        for match in self.solution.matches:
            if match.ring is not None:
                rings.setdefault(match.ring, []).append((self._helper(match), self._asker(match)))
        for label, arcs in rings.items():
            if not 2 <= len(arcs) <= self.problem.policy.ring_max:
                yield f"ring {label} has {len(arcs)} matches"
            if not _is_one_cycle(arcs):
                yield f"ring {label} does not close over different residents"

    def _reciprocity_faults(self) -> Iterator[str]:
        for match in self.solution.matches:
            helper = self.residents[self._helper(match)]
            right = "gives_back" if helper.hours_received > helper.hours_given else None
            if match.reciprocity != ("ring" if match.ring is not None else right):
                yield f"match {match.request!r}-{match.offer!r}: reciprocity {match.reciprocity!r} is wrong"

    def _sums(self) -> Iterator[str]:
        solution, weights, levels = self.solution, self.problem.policy.weights, self._levels()
        if solution.levels != levels:
            yield f"the levels are {levels}, not {solution.levels}"
        value = weights.served * levels.served + weights.urgent * levels.urgent
        value += weights.reciprocity * levels.reciprocal + levels.suitability
        if solution.value != value:
            yield f"the value is {value}, not {solution.value}"
        if solution.bound < solution.value:
            yield f"the bound {solution.bound} is below the value {solution.value}"
        if (solution.status == "optimal") != (solution.bound == solution.value):
            yield f"status {solution.status!r} does not go with the bound and the value"
        if solution.status == "optimal" and solution.stopped:
            yield "an optimal solution cannot have been stopped"
        if not levels.served <= solution.served_max <= len(self.requests):
            yield f"served_max cannot be {solution.served_max} when {levels.served} are served"

    def _levels(self) -> Levels:
        matches = self.solution.matches
        return Levels(
            urgent=sum(self.requests[match.request].urgent for match in matches),
            served=len(matches),
            reciprocal=sum(match.reciprocity is not None for match in matches),
            suitability=sum(match.score for match in matches),
        )

    def _unmatched(self) -> Iterator[str]:
        matched = {match.request for match in self.solution.matches}
        times = Counter(unmatched.request for unmatched in self.solution.unmatched)
        for request in self.requests:
            if times[request] != (request not in matched):
                yield f"request {request!r} must be either matched or unmatched, once"
        for unmatched in self.solution.unmatched:
            if unmatched.reason not in get_args(Reason):
                yield f"request {unmatched.request!r}: {unmatched.reason!r} is no reason code"

    def _near_miss_faults(self) -> Iterator[str]:
        unmatched = {unmatched.request for unmatched in self.solution.unmatched}
        for near_miss in self.solution.near_misses:
            request, offer = self.requests[near_miss.request], self.offers[near_miss.offer]
            name = f"near miss {near_miss.request!r}-{near_miss.offer!r}"
            if near_miss.request not in unmatched:
                yield f"{name}: the request is matched"
            if not near_miss.changes:
                yield f"{name}: nothing would have to change"
            yield from (f"{name}: {fault}" for fault in self.pairs.forbidden(request, offer))
            yield from (f"{name}: {fault}" for fault in self.pairs.not_available(request, offer))


def _is_one_cycle(arcs: list[tuple[Id, Id]]) -> bool:
    """Whether the arcs helper to asker, walked from the first, come home after every resident once."""
    following = dict(arcs)
    resident, visited = arcs[0][0], set[Id]()
    while resident in following and resident not in visited:
        visited.add(resident)
        resident = following[resident]
    return resident == arcs[0][0] and len(visited) == len(arcs)
