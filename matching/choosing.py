"""Chooses the matches and rings of a market: the exact search first, a quick choice where it was stopped.

It turns candidates into a model and columns back into matches; how a model is solved is for ``solver``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from matching.candidates import CandidateTable
from matching.labelling import close_rings
from matching.market import Market
from matching.model import Choice, Worth, build_model, read_choice, rows_by_arc, usable_rows, worth_of
from matching.quick import bound_at_a_glance, bound_without_rings, fill_greedily
from matching.rings import Ring, list_short_rings
from matching.solver import Budget, search, value_of

RING_LIMIT: Final = 300_000
"""More rings than this are not listed: longer ones are left out, and the bound does without them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The best choice found, what it is worth, and a bound that no choice exceeds."""

    choice: Choice
    value: int
    bound: int
    stopped: bool


def choose(market: Market, table: CandidateTable, budget: Budget) -> Outcome:
    """The best choice of the candidates.

    1. List the rings that could earn a bonus.
    2. Build the model, search it, and close the rings that earn nothing more but are there to be seen.
    3. Where that is no proof, compare with quick choices and bounds.
    """
    worth = worth_of(market, table)
    rings, complete = _list_rings(market, table)
    model = build_model(market, table, worth, rings)
    found = search(model, budget, first_margin=market.problem.policy.weights.reciprocity / 2)
    bound = found.bound if complete else bound_without_rings(market, table, worth, budget.left_s())
    at_a_glance = bound_at_a_glance(market, table, worth)
    bound = at_a_glance if bound is None else min(bound, at_a_glance)
    attempts = [] if found.columns is None else [found.columns]
    if found.columns is None or value_of(model, found.columns) < bound:
        attempts += [fill_greedily(model, found.corner), fill_greedily(model, None)]
    choices = [close_rings(market, table, read_choice(model, columns)) for columns in attempts]
    best = max(choices, key=lambda choice: _value(worth, choice))
    value = _value(worth, best)
    return Outcome(choice=best, value=value, bound=bound, stopped=found.stopped and value < bound)


def _list_rings(market: Market, table: CandidateTable) -> tuple[list[Ring], bool]:
    """The rings of usable candidates, and whether they are all; none where the bonus is 0."""
    policy = market.problem.policy
    if not policy.weights.reciprocity:
        return [], True
    arcs = rows_by_arc(market, table, usable_rows(market, table).tolist())
    return list_short_rings(arcs, policy.ring_max, RING_LIMIT)


def _value(worth: Worth, choice: Choice) -> int:
    in_rings = [row for chain in choice.chains for row in chain]
    return int(worth.plain[list(choice.rows)].sum() + worth.bonus[in_rings].sum())
