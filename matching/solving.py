"""Solves a problem: validate, build, solve, explain. ``verify`` checks, and trusts nothing here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from matching.candidates import CandidateTable, tabulate
from matching.choosing import Outcome, choose
from matching.city.choosing import CITY_FROM_REQUESTS, Progress, choose_in_city
from matching.columns import Columns, categories, read_columns
from matching.flow import most_served
from matching.market import Ints, Market, open_market
from matching.near_misses import near_misses
from matching.problem import Problem
from matching.reasons import reasons
from matching.rules import validate
from matching.solution import Levels, Match, Reciprocity, Solution, Unmatched
from matching.solver import Budget, Clock

HARD_FROM_REQUESTS: Final = 300
"""From so many requests on an exact search may well be stopped by a limit of seconds."""
SHARE_OF_EXACT: Final = 0.6
MOST_PAIRS_FOR_NEAR_MISSES: Final = 20_000_000
"""More pairs than this are not compared: in a city near misses are asked for a neighbourhood at a time."""


def solve(
    problem: Problem,
    *,
    time_limit_s: float | None = None,
    clock: Clock | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> Solution:
    """The best set of matches for a problem, with its proof and reasons.

    ``time_limit_s`` (seconds, above 0) bounds the search; without it the search ends with a proof. With
    ``clock``, a function that gives seconds such as ``time.monotonic``, the limit counts for the whole
    search, otherwise for each of its few steps. The same problem gives the same solution in any order of
    its input, unless the time limit ended the search (``stopped``).

    From ``CITY_FROM_REQUESTS`` requests on the search goes neighbourhood by neighbourhood and ends with a
    bound and a gap instead of a proof. Then ``progress`` is told how far it is, and it ends with the best so
    far once ``stop`` says so.

    Raises:
        ProblemError: the problem breaks a rule; the message names the field.
        ValueError: the time limit is not above 0.
    """
    if time_limit_s is not None and not time_limit_s > 0:
        raise ValueError(f"time_limit_s: must be above 0, got {time_limit_s}")
    budget = Budget(time_limit_s, clock, stop)
    validate(problem)
    columns = read_columns(open_market(problem))
    table = tabulate(columns)
    return _report(columns, table, _choose(columns, table, budget, progress))


def _choose(columns: Columns, table: CandidateTable, budget: Budget, progress: Progress | None) -> Outcome:
    """The exact search, or for a city the search in windows, which also helps an exact one without a proof.

    An exact search of some size that is stopped may have found nothing good, while windows are quick.
    """
    size = len(columns.market.requests)
    if size >= CITY_FROM_REQUESTS:
        return choose_in_city(columns, table, budget, progress)
    if size < HARD_FROM_REQUESTS:
        return choose(columns.market, table, budget)
    exact = choose(columns.market, table, budget.part(SHARE_OF_EXACT))
    if exact.value == exact.bound:
        return exact
    other = choose_in_city(columns, table, budget, None)
    best = max(exact, other, key=lambda outcome: outcome.value)
    bound = min(exact.bound, other.bound)
    return replace(best, bound=bound, stopped=exact.stopped and best.value < bound)


def _report(columns: Columns, table: CandidateTable, outcome: Outcome) -> Solution:
    """The outcome in the words and ids of the problem."""
    market = columns.market
    matches = _matches(market, table, outcome)
    is_matched = np.zeros(len(market.requests), dtype=np.bool_)
    is_matched[table.request[list(outcome.choice.rows)]] = True
    unmatched = np.flatnonzero(~is_matched)
    why = zip(unmatched, reasons(columns, table, unmatched), strict=True)
    return Solution(
        status="optimal" if outcome.value == outcome.bound else "feasible",
        stopped=outcome.stopped,
        value=outcome.value,
        bound=outcome.bound,
        served_max=most_served(market, table),
        levels=_levels(market, matches),
        matches=matches,
        unmatched=tuple(
            Unmatched(request=market.requests[position].id, reason=reason) for position, reason in why
        ),
        near_misses=near_misses(columns, table, outcome.choice, unmatched)
        if _count_pairs(market, unmatched) <= MOST_PAIRS_FOR_NEAR_MISSES
        else (),
    )


def _count_pairs(market: Market, requests: Ints) -> int:
    """How many pairs of a category there are for these requests; without a category all offers count."""
    of_offers = categories(market.offers)
    unnamed = len(of_offers.get(None, ()))
    chosen = categories([market.requests[position] for position in requests])
    return sum(
        len(rows) * (len(market.offers) if category is None else len(of_offers.get(category, ())) + unnamed)
        for category, rows in chosen.items()
    )


def _matches(market: Market, table: CandidateTable, outcome: Outcome) -> tuple[Match, ...]:
    """The chosen matches by request; rings are numbered k1, k2, ... in the order of their first match."""
    chains = sorted(outcome.choice.chains, key=min)
    label_of = {row: f"k{number}" for number, chain in enumerate(chains, start=1) for row in chain}
    matches = []
    for row in outcome.choice.rows:
        request, offer = table.request[row], table.offer[row]
        gives_back: Reciprocity | None = "gives_back" if market.gives_back[market.helper[offer]] else None
        matches.append(
            Match(
                request=market.requests[request].id,
                offer=market.offers[offer].id,
                score=int(table.score[row]),
                parts=table.parts_of(row),
                reciprocity="ring" if row in label_of else gives_back,
                ring=label_of.get(row),
                unknown=table.unknown_of(row),
            )
        )
    return tuple(matches)


def _levels(market: Market, matches: tuple[Match, ...]) -> Levels:
    urgent = {request.id for request in market.requests if request.urgent}
    return Levels(
        urgent=sum(match.request in urgent for match in matches),
        served=len(matches),
        reciprocal=sum(match.reciprocity is not None for match in matches),
        suitability=sum(match.score for match in matches),
    )
