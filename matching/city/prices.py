"""Prices of a city's lines: the dual of the linear relaxation, by a first-order method on the whole of it.

It needs two products with the matrix per step and no factorisation, so a city fits into memory. Its prices
are nearly optimal; what they prove is for ``bound``, which trusts nothing here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy

from matching.city.balance import Vector, balance, length, norm
from matching.city.bound import Priced, price
from matching.city.programme import Programme
from matching.geography import Floats

LOOK_EVERY: Final = 50
"""Steps between two looks at the bound."""
MOST_STEPS: Final = 2_000
LOOKS_BACK: Final = 5
ENOUGH: Final = 1e-5
"""Stop when the bound fell by less than this share of itself over the last looks."""
SINGLE_FROM: Final = 300_000
"""Columns from which on single precision is used: half the memory, and the bound is exact all the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Relaxed:
    """``priced``: the best prices found. ``columns``: the relaxation's columns, nearly feasible, 0..upper."""

    priced: Priced
    columns: Floats


Watch = Callable[[int, int], bool]
"""Called with the step and the bound; True ends the work."""


def relax_city(programme: Programme, watch: Watch) -> Relaxed:
    """Near-optimal prices and columns of the linear relaxation.

    The primal-dual hybrid gradient method (Chambolle and Pock, Journal of Mathematical Imaging and Vision 40,
    2011) with PDLP's balancing, step sizes and restarts (Applegate and others, NeurIPS 2021), reflected and
    anchored at the last restart (Halpern; Lu and Yang, 2024). With A the matrix, c the values, b the limits:

        x' = clip(x + t (c - A'y), 0, upper)        y' = max(0, y + s (A (2x' - x) - b))        t s |A|^2 < 1
        (x, y) = k/(k+1) (2 (x', y') - (x, y)) + 1/(k+1) (x0, y0)      in step k since the restart at (x0, y0)

    1. Balance rows and columns (Ruiz, then Pock and Chambolle).
    2. Step; restart where the step has shrunk enough. At a restart weigh the primal against the dual by how
       far each has moved.
    3. Look at the bound now and then, keep the best, stop when it hardly falls any more.
    """
    if not programme.values.size:
        return Relaxed(priced=price(programme, np.zeros(len(programme.limits))), columns=np.zeros(0))
    steps = _Steps(programme)
    best = price(programme, np.zeros(len(programme.limits)))
    bounds: list[int] = []
    for step in range(1, MOST_STEPS + 1):
        steps.take(step)
        if step % LOOK_EVERY:
            if watch(step, best.bound):
                break
            continue
        found = price(programme, steps.prices())
        best = found if found.bound < best.bound else best
        bounds.append(best.bound)
        is_flat = len(bounds) > LOOKS_BACK and bounds[-1 - LOOKS_BACK] - bounds[-1] <= ENOUGH * bounds[-1]
        if is_flat or watch(step, best.bound):
            break
    return Relaxed(priced=best, columns=steps.columns())


class _Steps:
    """The two vectors, balanced, and one step after another."""

    def __init__(self, programme: Programme) -> None:
        matrix = programme.matrix
        kind = np.float32 if matrix.shape[1] >= SINGLE_FROM else np.float64
        self.unit = float(max(1, programme.values.max()))
        self.by_line, self.by_column = balance(matrix)
        scaled = scipy.sparse.csc_array(matrix, dtype=kind, copy=True)
        scaled.data *= self.by_line[scaled.indices] * np.repeat(self.by_column, np.diff(scaled.indptr))
        self.transposed = scaled.T
        self.matrix = scaled.tocsr()
        self.values = (programme.values / self.unit * self.by_column).astype(kind)
        self.limits = (programme.limits * self.by_line).astype(kind)
        self.upper = (programme.upper / self.by_column).astype(kind)
        self.stride = 0.998 / norm(self.matrix, self.transposed)
        self.weight = length(self.values) / max(1e-12, length(self.limits))
        self.x, self.y = np.zeros(matrix.shape[1], dtype=kind), np.zeros(matrix.shape[0], dtype=kind)
        self.pull = np.zeros_like(self.x)  # transposed @ y, kept along with y.
        self._restart(self.x, self.y, self.pull)
        self.next_x, self.next_y = self.x, self.y

    def take(self, step: int) -> None:
        """Step 2 of ``relax_city``."""
        self.since += 1
        forward: Any = self.stride / self.weight
        next_x = np.clip(self.x + forward * (self.values - self.pull), 0, self.upper)
        push = self.matrix @ (2 * next_x - self.x) - self.limits
        next_y = np.maximum(0, self.y + self.stride * self.weight * push)
        next_pull = self.transposed @ next_y
        self.next_x, self.next_y = next_x, next_y
        if (self.since == 1 or step % LOOK_EVERY == 0) and self._is_time(step, next_pull):
            self._weigh()
            self._restart(next_x, next_y, next_pull)
            return
        share: Any = self.since / (self.since + 1)
        self.x = share * (2 * next_x - self.x) + (1 - share) * self.x_0
        self.y = share * (2 * next_y - self.y) + (1 - share) * self.y_0
        self.pull = share * (2 * next_pull - self.pull) + (1 - share) * self.pull_0

    def prices(self) -> Floats:
        """Points per line."""
        return np.asarray(self.next_y * self.by_line * self.unit, dtype=np.float64)

    def columns(self) -> Floats:
        """The relaxation's columns."""
        return np.asarray(self.next_x * self.by_column, dtype=np.float64)

    def _is_time(self, step: int, next_pull: Vector) -> bool:
        """Whether the step, in the norm in which none ever grows, has become a fifth of the first one."""
        x, y = self.next_x - self.x, self.next_y - self.y
        square = self.weight * float(x @ x) + float(y @ y) / self.weight
        size = math.sqrt(max(0.0, square - 2 * self.stride * float(x @ (next_pull - self.pull))))
        if self.since == 1:
            self.first_size = self.last_size = size
            return False
        is_small = size <= 0.2 * self.first_size
        has_turned = size <= 0.8 * self.first_size and size > self.last_size
        self.last_size = size
        return is_small or has_turned or self.since >= 0.36 * step

    def _weigh(self) -> None:
        moved_x, moved_y = length(self.next_x - self.x_0), length(self.next_y - self.y_0)
        if moved_x > 1e-9 and moved_y > 1e-9:
            self.weight = math.sqrt(self.weight * moved_y / moved_x)

    def _restart(self, x: Vector, y: Vector, pull: Vector) -> None:
        self.x, self.y, self.pull = x, y, pull
        self.x_0, self.y_0, self.pull_0 = x, y, pull
        self.since = 0
