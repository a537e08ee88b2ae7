"""An upper bound from any prices at all, in whole numbers, so that no rounding can make it too low."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.city.programme import Programme
from matching.geography import Floats

UNIT: Final = 1024
"""Prices are whole multiples of 1 / UNIT of a point."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Priced:
    """``bound``: no choice is worth more. ``prices`` are per line.

    ``costs`` per column are the prices of its lines less its value. A choice that uses a column of cost d > 0
    is worth at most ``bound - d``.
    """

    bound: int
    prices: Floats
    costs: Floats


def price(programme: Programme, prices: Floats) -> Priced:
    """The Lagrangian bound of any prices p, shape (lines,); below 0 they count as 0.

    For every feasible x, with p >= 0 (Geoffrion, Mathematical Programming Study 2, 1974):

        values @ x  <=  values @ x + p @ (limits - matrix @ x)
                    =   limits @ p + (values - p @ matrix) @ x
                    <=  limits @ p + upper @ maximum(0, values - p @ matrix)

    It holds for the rounded prices as for any. In units of 1 / UNIT everything here is a whole number:
    products and sums per column stay below 2**53 and are exact in doubles, the two sums are of 64-bit
    integers. The optimum is whole, so the bound may be rounded down.
    """
    highest = float(programme.values.max(initial=0))
    units = np.rint(np.clip(np.nan_to_num(prices), 0.0, highest) * UNIT)
    costs = programme.matrix.T @ units
    costs -= programme.values * float(UNIT)
    gains = np.maximum(0.0, -costs).astype(np.int64)
    total = int(programme.limits @ units.astype(np.int64)) + int(programme.upper @ gains)
    return Priced(bound=total // UNIT, prices=units / UNIT, costs=costs / UNIT)
