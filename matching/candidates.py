"""The candidates of a problem: given, or found by feasibility and rated. It does not choose among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.columns import Columns, read_columns
from matching.feasibility import BLOCK, keeps_apart, pair_distance_m, run_funnel
from matching.market import Bools, Ints, Market, ints, open_market
from matching.nearby import MANY_PAIRS, run_funnel_nearby
from matching.problem import Candidate, CandidateColumns, GivenCandidate, Problem
from matching.rules import validate
from matching.suitability import PartPoints, rate


@dataclass(frozen=True, kw_only=True, slots=True)
class CandidateTable:
    """The candidates as columns of equal length, sorted by request and offer.

    ``request`` and ``offer`` are positions in the market, ``score`` is 1..1000. ``parts`` holds the points
    per named part and is empty where candidates were given, when nothing is said to be unknown either.
    ``passed`` per request of the market: see ``Funnel``; None where candidates were given.
    """

    request: Ints
    offer: Ints
    score: Ints
    parts: PartPoints
    place_unknown: Bools
    radius_unknown: Bools
    passed: Ints | None

    def __len__(self) -> int:
        return len(self.request)

    def parts_of(self, row: int) -> dict[str, int]:
        """Points per part of one candidate."""
        return {name: int(points[row]) for name, points in self.parts.items()}

    def unknown_of(self, row: int) -> tuple[str, ...]:
        """What was taken on trust for one candidate."""
        sayings = (("place", self.place_unknown), ("radius", self.radius_unknown))
        return tuple(name for name, column in sayings if column[row])


def find_candidates(problem: Problem) -> tuple[Candidate, ...]:
    """All feasible pairs with their suitability, sorted by the ids of request and offer.

    Raises:
        ProblemError: the problem breaks a rule.
    """
    validate(problem)
    market = open_market(problem)
    table = tabulate(read_columns(market))
    return tuple(
        Candidate(
            request=market.requests[table.request[row]].id,
            offer=market.offers[table.offer[row]].id,
            score=int(table.score[row]),
            parts=table.parts_of(row),
            unknown=table.unknown_of(row),
        )
        for row in range(len(table))
    )


def tabulate(columns: Columns) -> CandidateTable:
    """The candidates of a market as columns."""
    given = columns.market.problem.candidates
    return _found(columns) if given is None else _given(columns, given)


def _found(columns: Columns) -> CandidateTable:
    market = columns.market
    is_city = len(market.requests) * len(market.offers) >= MANY_PAIRS
    everyone = np.arange(len(market.requests))
    funnel = run_funnel_nearby(columns) if is_city else run_funnel(columns, everyone)
    request, offer = funnel.request, funnel.offer
    parts = _rate_in_blocks(columns, request, offer)
    return CandidateTable(
        request=request,
        offer=offer,
        score=np.sum(list(parts.values()), axis=0, dtype=np.int64),
        parts=parts,
        place_unknown=np.isnan(pair_distance_m(columns, request, offer)),
        radius_unknown=np.isnan(columns.radius_m[offer]),
        passed=funnel.passed,
    )


def _rate_in_blocks(columns: Columns, request: Ints, offer: Ints) -> PartPoints:
    """As ``rate``, for a city without a city's worth of fractions in memory at once."""
    starts = range(0, max(1, len(request)), BLOCK)
    blocks = [rate(columns, request[at : at + BLOCK], offer[at : at + BLOCK]) for at in starts]
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def _given(columns: Columns, given: tuple[GivenCandidate, ...] | CandidateColumns) -> CandidateTable:
    """The listed candidates, without those that break self, household, never or excluded."""
    request, offer, score = _positions(columns.market, given)
    rows = np.flatnonzero(keeps_apart(columns, request, offer))
    rows = rows[np.lexsort((offer[rows], request[rows]))]
    nothing = np.zeros(len(rows), dtype=np.bool_)
    return CandidateTable(
        request=request[rows],
        offer=offer[rows],
        score=score[rows],
        parts={},
        place_unknown=nothing,
        radius_unknown=nothing,
        passed=None,
    )


def _positions(
    market: Market, given: tuple[GivenCandidate, ...] | CandidateColumns
) -> tuple[Ints, Ints, Ints]:
    """Positions in the market of the request and the offer of each candidate, and its score."""
    if isinstance(given, CandidateColumns):
        request_at = ints(market.request_at[request.id] for request in market.problem.requests)
        offer_at = ints(market.offer_at[offer.id] for offer in market.problem.offers)
        return request_at[given.request], offer_at[given.offer], given.score.astype(np.int64)
    request = ints(market.request_at[candidate.request] for candidate in given)
    offer = ints(market.offer_at[candidate.offer] for candidate in given)
    return request, offer, ints(candidate.score for candidate in given)
