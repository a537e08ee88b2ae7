"""A choice that is ready at once, for when a search is stopped, and bounds that need no search.

The choice is good, not best, and proves nothing.
"""

from __future__ import annotations

import numpy as np

from matching.candidates import CandidateTable
from matching.geography import Floats
from matching.market import Ints, Market
from matching.model import Model, Worth, build_model, usable_rows
from matching.relaxation import floor_safely, relax


def fill_greedily(model: Model, corner: Floats | None) -> Ints:
    """Whole columns of a model, taken one by one as long as there is room.

    1. Order the columns by their value in ``corner``, the relaxation's where it is known; then by worth per
       match.
    2. Take each as often as its lines of the matrix still allow.
    """
    preference = np.zeros(len(model.values)) if corner is None else np.round(corner, 6)
    matches = np.array([1] * len(model.rows) + [len(ring) for ring in model.rings], dtype=np.float64)
    order = np.lexsort((-model.values / matches, -preference))
    starts, lines, amounts = model.matrix.indptr, model.matrix.indices, model.matrix.data
    left, upper = model.limits.copy(), model.upper.astype(np.int64)
    taken = np.zeros(len(order), dtype=np.int64)
    for column in order.tolist():
        on = slice(starts[column], starts[column + 1])
        while taken[column] < upper[column] and np.all(left[lines[on]] >= amounts[on]):
            left[lines[on]] -= amounts[on]
            taken[column] += 1
    return taken


def bound_without_rings(
    market: Market, table: CandidateTable, worth: Worth, time_limit_s: float | None
) -> int | None:
    """What no choice can exceed whatever rings there are: every match with its bonus. None: no time."""
    generous = Worth(plain=worth.plain + worth.bonus, bonus=np.zeros_like(worth.bonus))
    relaxed = relax(build_model(market, table, generous, rings=()), time_limit_s)
    return None if relaxed is None else floor_safely(relaxed.bound)


def bound_at_a_glance(market: Market, table: CandidateTable, worth: Worth) -> int:
    """What no choice can exceed: for each request its best candidate, with the bonus."""
    rows = usable_rows(market, table)
    best = np.zeros(len(market.requests), dtype=np.int64)
    np.maximum.at(best, table.request[rows], (worth.plain + worth.bonus)[rows])
    return int(best.sum())
