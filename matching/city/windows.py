"""A window: the columns of one region as a small programme of its own, on the room that all others leave.

Windows that touch no line in common are independent, so they may be solved at the same time, anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy

from matching.city.programme import Programme
from matching.geography import Floats
from matching.market import Bools, Ints
from matching.relaxation import WHOLE

SMALL_GAP: Final = 1e-5
"""A window is searched until its own gap is no more than this."""
MOST_NODES: Final = 100
"""Branches of a window's search; counted, not timed, so that the same problem has the same solution."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """``maximise values @ x  subject to  matrix @ x <= left, 0 <= x <= upper``, for some ``columns``.

    ``columns`` and ``lines`` are positions in the city's programme, ``left`` the room on these lines when the
    window's own columns are empty. ``values`` may hold prices.
    """

    columns: Ints
    lines: Ints
    values: Floats
    matrix: Any
    left: Floats
    upper: Floats
    whole: Bools


def open_window(programme: Programme, columns: Ints, chosen: Ints, room: Ints, prices: Floats) -> Window:
    """The window over these columns, beside the ``chosen`` of all others.

    ``room`` is what ``chosen`` leaves on each line. Lines of which ``prices`` is not 0 are paid for.
    """
    part = programme.matrix[:, columns].astype(np.float64)
    lines = np.unique(part.indices)
    matrix = part[lines]
    return Window(
        columns=columns,
        lines=lines,
        values=programme.values[columns] - part.T @ prices,
        matrix=matrix,
        left=room[lines] + matrix @ chosen[columns].astype(np.float64),
        upper=programme.upper[columns].astype(np.float64),
        whole=programme.whole[columns],
    )


def solve_window(window: Window, time_limit_s: float | None) -> Ints | None:
    """The best columns found, whole and within the room; None when the time was too short for any."""
    columns = _run(window, window.whole, time_limit_s)
    if columns is not None and np.abs(columns - np.rint(columns)).max() > WHOLE:
        columns = _run(window, np.ones_like(window.whole), time_limit_s)
    if columns is None:
        return None
    whole = np.clip(np.rint(columns), 0, window.upper).astype(np.int64)
    return whole if np.all(window.matrix @ whole <= window.left) else None


def _run(window: Window, whole: Bools, time_limit_s: float | None) -> Any:
    options: dict[str, float] = {"mip_rel_gap": SMALL_GAP, "node_limit": MOST_NODES}
    if time_limit_s is not None:
        options["time_limit"] = time_limit_s
    return scipy.optimize.milp(
        -window.values,
        integrality=whole.astype(np.int64),
        bounds=scipy.optimize.Bounds(0, window.upper),
        constraints=scipy.optimize.LinearConstraint(window.matrix, -np.inf, window.left),
        options=options,
    ).x


def colour(programme: Programme, windows: Sequence[Ints]) -> list[list[int]]:
    """Positions of windows (columns each) in groups, within which no two touch the same line.

    Greedy colouring in order; neighbourhoods have few neighbours, so there are few groups.
    """
    groups: list[list[int]] = []
    taken: list[Bools] = []
    for number, columns in enumerate(windows):
        lines = np.unique(programme.matrix[:, columns].indices)
        free = [position for position, mask in enumerate(taken) if not mask[lines].any()]
        if not free:
            groups.append([])
            taken.append(np.zeros(len(programme.limits), dtype=np.bool_))
        position = free[0] if free else len(groups) - 1
        groups[position].append(number)
        taken[position][lines] = True
    return groups
