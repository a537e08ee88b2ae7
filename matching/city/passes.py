"""Goes over a city window by window, each pass with other borders, until little is left to gain.

It keeps the best choice so far at every moment, so that it may be stopped at any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import joblib
import numpy as np

from matching.city.bound import Priced
from matching.city.filling import fill
from matching.city.prices import Relaxed
from matching.city.programme import Programme
from matching.city.regions import cut, turn
from matching.city.windows import Window, colour, open_window, solve_window
from matching.geography import Floats
from matching.market import Bools, Ints
from matching.solver import Budget

FIRST_REQUESTS: Final = 6_000
LATER_REQUESTS: Final = 2_500
"""About so many requests in a window of the first pass, which has few columns, and of the others."""
USED: Final = 0.001
"""Of the relaxation's columns those above this are in its support."""
NEAR: Final = 200
"""Points a column may cost and still be looked at in later passes."""
SHARES: Final = (0.5, 0.38, 0.29, 0.44)
"""Where the first cut of each pass runs."""
MOST_PASSES: Final = 4
CLOSE_ENOUGH: Final = 5e-5
LITTLE_GAIN: Final = 1e-4
"""Shares of the value: of the gap, and of a pass's gain, below which another pass is not worth its time."""

Watch = Callable[[int, int, int, int], None]
"""Called with the pass, windows done, windows in the pass, and the value so far."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reached:
    """``chosen``: whole, feasible columns; ``stopped``: time or a person ended the work before its end."""

    chosen: Ints
    stopped: bool


def go_over(
    programme: Programme, relaxed: Relaxed, layout: Floats, budget: Budget, *, watch: Watch
) -> Reached:
    """The best choice of a number of passes.

    1. The first pass begins with nothing chosen and looks only at the support of the relaxation. Its windows
       pay the prices of what belongs to other regions, so that they leave to others what is worth more there
       (decomposition by prices: Dantzig and Wolfe, Operations Research 8(1), 1960).
    2. Later passes begin with the best so far, free a window's own columns, and look at all that cost little.
       They can only gain.
    3. Windows that share no line are solved at the same time. What fits at the end is filled in.
    """
    chosen = np.zeros(len(programme.values), dtype=np.int64)
    support = relaxed.columns > USED * programme.upper
    near = relaxed.priced.costs <= NEAR
    for number in range(MOST_PASSES):
        before = programme.value_of(chosen)
        size = FIRST_REQUESTS if number == 0 else LATER_REQUESTS
        regions = _regions(programme, layout, number, size)
        usable = (support if number == 0 else near) | (chosen > 0)
        sweep = _Sweep(programme, relaxed.priced, regions, usable, is_first=number == 0)
        reached = sweep.run(chosen, budget, lambda *done, number=number: watch(number + 1, *done))
        chosen = fill(programme, reached.chosen) if number == 0 or reached.stopped else reached.chosen
        if reached.stopped:
            return Reached(chosen=chosen, stopped=True)
        value = programme.value_of(chosen)
        is_close = relaxed.priced.bound - value <= CLOSE_ENOUGH * value
        if is_close or (number > 0 and value - before <= LITTLE_GAIN * value):
            break
    return Reached(chosen=fill(programme, chosen), stopped=False)


def _regions(programme: Programme, layout: Floats, number: int, size: int) -> Ints:
    requests = np.bincount(
        programme.column_owner[: len(programme.rows)][_first_of_requests(programme)],
        minlength=programme.arcs.residents,
    )
    return cut(turn(layout) if number % 2 else layout, requests, size, SHARES[number])


def _first_of_requests(programme: Programme) -> Ints:
    """One candidate of each request that has any: the first line of a candidate's column is its request."""
    width = len(programme.rows)
    return np.unique(programme.matrix.indices[programme.matrix.indptr[:width]], return_index=True)[1]


class _Sweep:
    """One pass: its regions, the columns of each, and the groups that may go at the same time."""

    def __init__(
        self, programme: Programme, priced: Priced, regions: Ints, usable: Bools, *, is_first: bool
    ) -> None:
        self.programme = programme
        self.region_of_line = regions[programme.line_owner]
        self.prices = priced.prices if is_first else np.zeros_like(priced.prices)
        columns = np.flatnonzero(usable)
        region = regions[programme.column_owner[columns]]
        order = np.argsort(region, kind="stable")
        numbers, starts = np.unique(region[order], return_index=True)
        self.regions = numbers.tolist()
        self.columns: list[Ints] = np.split(columns[order], starts[1:]) if len(columns) else []
        self.groups = colour(programme, self.columns)

    def run(self, chosen: Ints, budget: Budget, watch: Callable[[int, int, int], None]) -> Reached:
        """The choice after all windows; what a window gives counts at once for the next group."""
        chosen = chosen.copy()
        done = 0
        for group in self.groups:
            if budget.is_over():
                return Reached(chosen=chosen, stopped=True)
            windows = self._open(group, chosen)
            for window, found in zip(windows, _solve_all(windows, budget), strict=True):
                if found is not None and self._is_gain(window, chosen, found):
                    chosen[window.columns] = found
            done += len(group)
            watch(done, len(self.columns), self.programme.value_of(chosen))
        return Reached(chosen=chosen, stopped=budget.is_over())

    def _open(self, group: Sequence[int], chosen: Ints) -> list[Window]:
        programme = self.programme
        room = programme.room_beside(chosen)
        windows = []
        for number in group:
            outside = np.where(self.region_of_line == self.regions[number], 0.0, self.prices)
            windows.append(open_window(programme, self.columns[number], chosen, room, outside))
        return windows

    def _is_gain(self, window: Window, chosen: Ints, found: Ints) -> bool:
        return bool(window.values @ found >= window.values @ chosen[window.columns])


def _solve_all(windows: Sequence[Window], budget: Budget) -> list[Ints | None]:
    """Each window's columns, in order. Threads of this process, unless the caller chose another backend.

    A backend is chosen around the call with ``joblib.parallel_config``; HiGHS lets other threads go on.
    """
    left_s = budget.left_s()
    if len(windows) == 1:
        return [solve_window(windows[0], left_s)]
    tasks = (joblib.delayed(solve_window)(window, left_s) for window in windows)
    return list(joblib.Parallel(n_jobs=-1, prefer="threads")(tasks))
