"""The linear relaxation of a model: a bound that is safe in spite of rounding, and what each column costs.

It chooses nothing; where its corner happens to be whole, the caller may take it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import scipy

from matching.geography import Floats
from matching.market import Ints
from matching.model import Model

SOLVED: Final = 0
OUT_OF_TIME: Final = 1
INFEASIBLE: Final = 2
"""Statuses of ``scipy.optimize.linprog`` and ``milp``."""
WHOLE: Final = 1e-6
"""How far from a whole number HiGHS may leave a column that is one (its default tolerance)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Relaxation:
    """``columns`` is a corner of the relaxation, ``bound`` at least its optimum, ``costs`` the reduced costs.

    A solution that uses a column of reduced cost d is worth at most ``bound - d``.
    """

    columns: Floats
    bound: float
    costs: Floats

    def rounded(self) -> Ints:
        """The corner as whole numbers; feasible if ``is_whole``."""
        return np.rint(self.columns).astype(np.int64)

    def is_whole(self) -> bool:
        """Whether the corner is whole, as nearly as HiGHS computes."""
        return bool(np.allclose(self.rounded(), self.columns, rtol=0, atol=WHOLE))


def relax(model: Model, time_limit_s: float | None) -> Relaxation | None:
    """Solve the relaxation with HiGHS; None when the time was too short.

    The bound is made from the duals p >= 0 alone: ``limits @ p + upper @ maximum(0, values - p @ matrix)``
    holds for any p, however badly rounded (Neumaier and Shcherbina, Mathematical Programming 99(2), 2004).
    """
    if not model.values.size:
        return Relaxation(columns=model.values, bound=0.0, costs=model.values)
    options = {} if time_limit_s is None else {"time_limit": time_limit_s}
    # Interior points reach a corner sooner, but its prices left the search more to do; they are the reserve.
    for method in ("highs-ds", "highs-ipm"):
        result = scipy.optimize.linprog(
            -model.values, A_ub=model.matrix, b_ub=model.limits, method=method, options=options
        )
        if result.status in (SOLVED, OUT_OF_TIME):
            break
    if result.status != SOLVED:
        return None
    prices = np.maximum(0.0, -result.ineqlin.marginals)
    costs = model.matrix.T @ prices - model.values
    bound = float(model.limits @ prices + model.upper @ np.maximum(0.0, -costs))
    return Relaxation(columns=result.x, bound=bound, costs=costs)


def floor_safely(bound: float) -> int:
    """The whole number that a value cannot exceed, given that sums of doubles carry an error."""
    return math.floor(bound + 1e-5 + 1e-12 * abs(bound))
