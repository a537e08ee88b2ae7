"""Chooses the matches and rings of a city: prices, windows, and a bound; ``matching.choosing`` for many.

It turns candidates into a programme and columns back into matches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.candidates import CandidateTable
from matching.choosing import Outcome
from matching.city.arcs import list_ring_arcs
from matching.city.filling import fill
from matching.city.passes import go_over
from matching.city.prices import relax_city
from matching.city.programme import arcs_of_candidates, build_programme, read_choice
from matching.city.regions import lay_out
from matching.columns import Columns
from matching.labelling import close_rings
from matching.model import Choice, Worth, worth_of
from matching.quick import bound_at_a_glance
from matching.solver import Budget

CITY_FROM_REQUESTS: Final = 2_000
"""From so many requests on a problem is a city's; below, the exact search does better."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """How far the work is: ``done`` of ``total`` in the part called ``name``; the value and bound so far.

    ``number`` counts the passes over the city, from 1; 0 where there is nothing to count.
    """

    name: str
    number: int
    done: int
    total: int
    value: int
    bound: int


Progress = Callable[[Step], None]


def choose_in_city(
    columns: Columns, table: CandidateTable, budget: Budget, progress: Progress | None
) -> Outcome:
    """A good choice and a bound, within the budget.

    1. List the rings; where there are too many, only shorter ones, and bound as if every match had the bonus.
    2. Find prices; they give the bound. 3. Go over the city in windows.
    4. Close the rings that earn nothing more but are there to be seen.
    """
    market, say = columns.market, progress or (lambda _: None)
    worth, policy = worth_of(market, table), market.problem.policy
    arcs = arcs_of_candidates(market, table)
    rings, complete = list_ring_arcs(arcs, policy.ring_max if policy.weights.reciprocity else 0)
    programme = build_programme(market, table, worth, arcs, rings)
    glance = bound_at_a_glance(market, table, worth)

    def watch_prices(step: int, bound: int) -> bool:
        say(Step(name="prices", number=0, done=step, total=0, value=0, bound=min(bound, glance)))
        return budget.is_over(share=0.5)

    relaxed = relax_city(programme, watch_prices)
    bound = min(relaxed.priced.bound, glance)
    if not complete:
        generous = Worth(plain=worth.plain + worth.bonus, bonus=np.zeros_like(worth.bonus))
        all_earn = build_programme(market, table, generous, arcs, ())
        bound = min(glance, relax_city(all_earn, watch_prices).priced.bound)

    def watch_windows(number: int, done: int, total: int, value: int) -> None:
        say(Step(name="windows", number=number, done=done, total=total, value=value, bound=bound))

    reached = go_over(programme, relaxed, lay_out(columns, arcs), budget, watch=watch_windows)
    attempts = [reached.chosen]
    if reached.stopped:
        attempts.append(fill(programme, np.zeros_like(reached.chosen)))
    choices = [close_rings(market, table, read_choice(programme, chosen)) for chosen in attempts]
    best = max(choices, key=lambda choice: _value(worth, choice))
    value = _value(worth, best)
    return Outcome(choice=best, value=value, bound=bound, stopped=reached.stopped and value < bound)


def _value(worth: Worth, choice: Choice) -> int:
    in_rings = [row for chain in choice.chains for row in chain]
    return int(worth.plain[list(choice.rows)].sum() + worth.bonus[in_rings].sum())
