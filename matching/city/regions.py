"""Cuts a city into neighbourhoods of about so many requests. It looks at places, or at who can help whom.

Where lines are drawn steers speed and how good a choice becomes, never whether it is right.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import scipy

from matching.city.arcs import Arcs
from matching.columns import Columns
from matching.geography import Floats
from matching.market import Ints

DEGREE_M: Final = 111_195.0
SMOOTHING_ROUNDS: Final = 40
ENOUGH_PLACES: Final = 0.8
"""Where fewer of the residents than this have a known place, neighbourhoods are read from the arcs."""


def lay_out(columns: Columns, arcs: Arcs) -> Floats:
    """Two coordinates per resident, shape (2, residents): metres, or where arcs would lay them."""
    known = _known_places(columns)
    is_known = ~np.isnan(known[0])
    if is_known.mean() < ENOUGH_PLACES:
        return _lay_out_by_arcs(arcs)
    return np.where(is_known, known, np.nanmean(known, axis=1, keepdims=True))


def cut(layout: Floats, weights: Ints, most: int, first_share: float) -> Ints:
    """A region's number per resident; each has ``weights`` of about ``most``, or less.

    Cut across the longer side so that ``first_share`` of the weight lies on one side, then each part in
    halves, until the parts are small enough. Equal places are told apart by position.
    """
    regions = np.zeros(layout.shape[1], dtype=np.int64)
    waiting = [(np.arange(layout.shape[1]), first_share)]
    number = 0
    while waiting:
        part, share = waiting.pop()
        total = int(weights[part].sum())
        if total <= most or len(part) < 2:
            regions[part] = number
            number += 1
            continue
        side = int(np.argmax(np.ptp(layout[:, part], axis=1)))
        order = part[np.lexsort((part, layout[side, part]))]
        at = int(np.clip(np.searchsorted(np.cumsum(weights[order]), share * total), 1, len(order) - 1))
        waiting += [(order[at:], 0.5), (order[:at], 0.5)]
    return regions


def turn(layout: Floats) -> Floats:
    """The same layout turned by an eighth, so that the next cuts run elsewhere."""
    return np.stack([layout[0] + layout[1], layout[0] - layout[1]])


def _known_places(columns: Columns) -> Floats:
    """Metres per resident, shape (2, residents), from their requests and offers; NaN where unknown."""
    market = columns.market
    who = np.concatenate([market.asker, market.helper])
    lat, lon = (np.concatenate(both) for both in zip(columns.request_place, columns.offer_place, strict=True))
    known = ~np.isnan(lat)
    count = np.bincount(who[known], minlength=len(market.residents))
    sums = [np.bincount(who[known], place[known], minlength=len(count)) for place in (lat, lon)]
    with np.errstate(invalid="ignore"):
        lat, lon = (np.where(count > 0, total / count, np.nan) for total in sums)
    shrink = np.cos(np.radians(np.nanmean(lat))) if known.any() else 1.0
    return np.stack([lat * DEGREE_M, lon * DEGREE_M * shrink])


def _lay_out_by_arcs(arcs: Arcs) -> Floats:
    """Coordinates that change little along arcs: the slowest waves of a random walk on them.

    A few rounds of subspace iteration from a fixed start; a rough answer is enough to cut by (Pothen, Simon
    and Liou, SIAM Journal on Matrix Analysis and Applications 11, 1990).
    """
    size = arcs.residents
    if size < 4:
        return np.zeros((2, size))
    walk = _walk(arcs, size)
    waves = np.linalg.qr(np.random.default_rng(0).standard_normal((size, 3)))[0]
    for _ in range(SMOOTHING_ROUNDS):
        for _ in range(4):
            waves = walk @ waves
        waves[:, 0] = 1.0
        waves = np.linalg.qr(waves)[0]
    return np.ascontiguousarray(waves[:, 1:].T)


def _walk(arcs: Arcs, size: int) -> Any:
    """Half stays, half goes along an arc in either direction."""
    ones = np.ones(len(arcs))
    along = scipy.sparse.csr_array((ones, (arcs.tail, arcs.head)), shape=(size, size))
    either = along + along.T
    ways = np.maximum(1.0, either.sum(axis=1))
    return 0.5 * (scipy.sparse.eye_array(size) + scipy.sparse.diags_array(1.0 / ways) @ either).tocsr()
