"""Takes whatever candidate still fits, best first: a first choice at once, or the last gaps of a good one."""

from __future__ import annotations

import numpy as np

from matching.city.programme import Programme
from matching.market import Ints


def fill(programme: Programme, chosen: Ints) -> Ints:
    """``chosen`` and, one by one, each further candidate for which there is room; most valuable first."""
    width = len(programme.rows)
    filled = chosen.copy()
    room = programme.room_beside(chosen)
    lines = np.stack([programme.matrix.indices[programme.matrix.indptr[:width] + kind] for kind in range(3)])
    fits = np.flatnonzero((room[lines] > 0).all(axis=0) & (chosen[:width] < programme.upper[:width]))
    order = fits[np.argsort(-programme.values[fits], kind="stable")]
    left = room.tolist()
    for column, request, offer, helper in zip(
        order.tolist(), *(lines[kind, order].tolist() for kind in range(3)), strict=True
    ):
        if left[request] and left[offer] and left[helper]:
            filled[column] += 1
            left[request] -= 1
            left[offer] -= 1
            left[helper] -= 1
    return filled
