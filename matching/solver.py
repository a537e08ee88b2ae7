"""Finds the best choice of a model and proves it, or the best within a time limit with a bound.

It knows columns and rows only, no requests; it reads no clock of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import scipy

from matching.geography import Floats
from matching.market import Bools, Ints
from matching.model import Model
from matching.relaxation import INFEASIBLE, SOLVED, WHOLE, Relaxation, floor_safely, relax

Clock = Callable[[], float]
ENOUGH_ROOM: Final = 1.25
"""Margins that a better choice may spend, from which on it is sought among all columns that it may use."""


class Budget:
    """Seconds that may still be used. Without a clock each step may use all of them.

    A fifth is kept back from the search, for a quick choice should it end without a good one. ``stop`` says
    whether somebody wants what there is so far.
    """

    def __init__(
        self, limit_s: float | None, clock: Clock | None, stop: Callable[[], bool] | None = None
    ) -> None:
        self._limit_s = limit_s
        self._clock = clock
        self._stop = stop
        self._start_s = clock() if clock else 0.0

    def left_s(self) -> float | None:
        """Seconds left, at least one thousandth (HiGHS takes no zero); None when there is no limit."""
        if self._limit_s is None:
            return None
        return max(0.001, self._limit_s - self._used_s())

    def part(self, share: float) -> Budget:
        """The same budget, for this share of its whole time."""
        limit_s = None if self._limit_s is None else share * self._limit_s
        part = Budget(limit_s, self._clock, self._stop)
        part._start_s = self._start_s
        return part

    def is_over(self, share: float = 1.0) -> bool:
        """Whether this share of the time is used, by the clock if there is one, or somebody said stop."""
        if self._stop is not None and self._stop():
            return True
        return self._limit_s is not None and self._used_s() >= share * self._limit_s

    def _used_s(self) -> float:
        return self._clock() - self._start_s if self._clock else 0.0

    def left_for_search_s(self) -> float | None:
        """Seconds left for the search, as above."""
        left_s = self.left_s()
        return None if left_s is None or self._limit_s is None else max(0.001, left_s - self._limit_s / 5)


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """``columns`` are whole and feasible, or None; nothing is worth more than ``bound`` (None: not known).

    ``corner`` is that of the linear relaxation, if the time sufficed for it. ``stopped`` says that the time
    limit ended the search before the proof.
    """

    columns: Ints | None
    bound: int | None
    stopped: bool
    corner: Floats | None = None


def search(model: Model, budget: Budget, *, first_margin: float) -> Found:
    """Solve a model to proven optimality, or until the time is up.

    1. Solve the linear relaxation. If its corner is whole, that is the optimum.
    2. Keep the columns whose reduced cost is at most a margin, and solve that smaller programme. Whatever
       uses another column is worth at most bound - margin.
    3. If the value found reaches that, it is the optimum of all; else look once more, for better choices with
       one of the columns left out (fixing by reduced cost: Nemhauser and Wolsey, Integer and Combinatorial
       Optimization, 1988, II.5.2).

    ``first_margin`` steers speed only, not the result.
    """
    relaxed = relax(model, budget.left_for_search_s())
    if relaxed is None:
        return Found(columns=None, bound=None, stopped=True)
    if relaxed.is_whole():
        return Found(columns=relaxed.rounded(), bound=floor_safely(relaxed.bound), stopped=False)
    within = _search_columns(model, relaxed.costs <= first_margin + WHOLE, budget)
    first = _judge(relaxed, within, floor_safely(relaxed.bound - first_margin))
    if first.stopped or first.columns is None or first.bound == value_of(model, first.columns):
        return first
    beyond = _search_beyond(model, relaxed, first_margin, value_of(model, first.columns), budget)
    return _judge(relaxed, _better(model, within, beyond), value_of(model, first.columns))


def value_of(model: Model, columns: Ints) -> int:
    """What whole columns are worth, exactly."""
    return int(model.values.astype(np.int64) @ columns)


def _judge(relaxed: Relaxation, found: Found, elsewhere: int) -> Found:
    """A finding among some columns as one among all, where nothing that uses others exceeds ``elsewhere``."""
    ceiling = floor_safely(relaxed.bound)
    bound = ceiling if found.bound is None else min(ceiling, max(found.bound, elsewhere))
    return replace(found, bound=bound, corner=relaxed.columns)


def _search_beyond(model: Model, relaxed: Relaxation, margin: float, value: int, budget: Budget) -> Found:
    """Step 3: the best choice above ``value`` with a column that costs more than ``margin``, if there is one.

    Reduced costs add up, and all that a better choice can spend is bound - value: beside such a column there
    is room only for those that cost no more than what remains. Where that is little, few are left, and a line
    that asks for a costly one lowers the bound by the margin; where it is much, the line would only be slow.
    """
    room = relaxed.bound - value
    if room > ENOUGH_ROOM * margin:
        return _search_columns(model, relaxed.costs <= room + WHOLE, budget)
    costly = (relaxed.costs > margin + WHOLE) & (relaxed.costs <= room + WHOLE)
    one_costly = replace(
        model,
        matrix=scipy.sparse.csc_array(
            scipy.sparse.vstack(
                [model.matrix, scipy.sparse.csc_array(-costly.astype(np.float64)[np.newaxis])]
            )
        ),
        limits=np.append(model.limits, -1.0),
    )
    found = _search_columns(one_costly, costly | (relaxed.costs <= room - margin + WHOLE), budget)
    ceiling = floor_safely(relaxed.bound - margin)
    return replace(found, bound=ceiling if found.bound is None else min(ceiling, found.bound))


def _better(model: Model, first: Found, second: Found) -> Found:
    """The better of two findings, the first where they are equal, with a bound on both."""
    bound = None if first.bound is None or second.bound is None else max(first.bound, second.bound)
    found = [each.columns for each in (first, second) if each.columns is not None]
    columns = max(found, key=lambda each: value_of(model, each), default=None)
    return replace(second, columns=columns, bound=bound)


def _search_columns(model: Model, usable: Bools, budget: Budget) -> Found:
    """The best choice that uses no other columns than ``usable``; the bound, too, is for those alone."""
    kept = np.flatnonzero(usable)
    smaller = _solve(_part(model, kept), model.whole[kept], budget)
    if smaller.columns is None:
        return smaller
    columns = np.zeros(len(model.values), dtype=np.int64)
    columns[kept] = smaller.columns
    return replace(smaller, columns=columns)


def _part(model: Model, kept: Ints) -> Model:
    return replace(
        model,
        values=model.values[kept],
        matrix=model.matrix[:, kept],
        upper=model.upper[kept],
        whole=model.whole[kept],
    )


def _solve(model: Model, whole: Bools, budget: Budget) -> Found:
    """The model as it is, by HiGHS; once more with every column whole, should one not be (see ``model``)."""
    result = _run_highs(model, whole, budget.left_for_search_s())
    if result.status == INFEASIBLE:
        return Found(columns=None, bound=0, stopped=False)
    stopped = result.status != SOLVED
    bound = _dual_bound(result)
    if result.x is None:
        return Found(columns=None, bound=bound, stopped=stopped)
    columns = np.rint(result.x).astype(np.int64)
    if np.abs(result.x - columns).max() > WHOLE and not whole.all():
        return _solve(model, np.ones_like(whole), budget)
    if np.any(model.matrix @ columns > model.limits):
        return Found(columns=None, bound=bound, stopped=True)
    if not stopped and value_of(model, columns) == round(-result.fun):
        bound = value_of(model, columns)
    return Found(columns=columns, bound=bound, stopped=stopped)


def _run_highs(model: Model, whole: Bools, time_limit_s: float | None) -> Any:
    """``milp`` minimises, and its default gap exceeds the whole suitability term, so the gap is set to 0."""
    options: dict[str, float] = {"mip_rel_gap": 0.0}
    if time_limit_s is not None:
        options["time_limit"] = time_limit_s
    return scipy.optimize.milp(
        -model.values,
        integrality=whole.astype(np.int64),
        bounds=scipy.optimize.Bounds(0, model.upper),
        constraints=scipy.optimize.LinearConstraint(model.matrix, -np.inf, model.limits),
        options=options,
    )


def _dual_bound(result: Any) -> int | None:
    """HiGHS's own bound, if it got as far as one."""
    bound = result.mip_dual_bound
    if bound is None or not math.isfinite(bound):
        return None
    return floor_safely(-bound)
