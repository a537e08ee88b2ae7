"""Goes over a city window by window, each pass with other borders, until little is left to gain.

It keeps the best choice so far at every moment, so that it may be stopped at any.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
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

USED: Final = 0.001
"""Of the relaxation's columns those above this are in its support."""
FEW_REQUESTS: Final = 2_000
NEAR_OF_FEW: Final = 500
"""Among few requests a single match more or less shows, and there is time to look at more columns."""
CLOSE_ENOUGH: Final = 5e-5
"""Share of the value: with a gap below it another pass is not worth its time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pass:
    """How to go over a city once.

    ``requests``: about so many in a window. ``near``: points that a column may cost and still be looked at;
    None for the support of the relaxation alone. ``share``: where the first cut runs.
    """

    requests: int
    near: int | None
    share: float


PASSES: Final = (
    Pass(requests=3_000, near=None, share=0.5),
    Pass(requests=2_500, near=200, share=0.38),
    Pass(requests=2_500, near=200, share=0.29),
    Pass(requests=6_000, near=60, share=0.44),
)
"""The last one has larger windows over fewer columns, for what neighbours can only gain together."""

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
    for number, plan in enumerate(PASSES):
        regions = _regions(programme, turn(layout) if number % 2 else layout, plan)
        usable = _usable(programme, relaxed, plan) | (chosen > 0)
        sweep = _Sweep(programme, relaxed.priced, regions, usable, is_first=number == 0)
        reached = sweep.run(chosen, budget, lambda *done, number=number: watch(number + 1, *done))
        chosen = fill(programme, reached.chosen)
        if reached.stopped:
            return Reached(chosen=chosen, stopped=True)
        value = programme.value_of(chosen)
        if relaxed.priced.bound - value <= CLOSE_ENOUGH * value:
            break
    return Reached(chosen=chosen, stopped=False)


def _usable(programme: Programme, relaxed: Relaxed, plan: Pass) -> Bools:
    if plan.near is None:
        return np.asarray(relaxed.columns > USED * programme.upper)
    has_few = len(_first_of_requests(programme)) <= FEW_REQUESTS
    return np.asarray(relaxed.priced.costs <= (NEAR_OF_FEW if has_few else plan.near))


def _regions(programme: Programme, layout: Floats, plan: Pass) -> Ints:
    requests = np.bincount(
        programme.column_owner[: len(programme.rows)][_first_of_requests(programme)],
        minlength=programme.arcs.residents,
    )
    return cut(layout, requests, plan.requests, plan.share)


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
    try:
        return list(joblib.Parallel(n_jobs=-1, prefer="threads")(tasks))
    except BrokenExecutor:  # A worker was killed, perhaps for its memory: one after the other takes less.
        return [solve_window(window, left_s) for window in windows]
