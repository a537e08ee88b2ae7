"""Who could help whom in a city, as arrays of arcs, and the rings these arcs close.

What ``matching.rings`` does one path at a time, for millions of paths at once. It chooses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from matching.market import Ints

RingArcs = npt.NDArray[np.int64]
"""Shape (rings, length): per ring its arcs in order, each ending where the next begins."""
BLOCK: Final = 400_000
"""Paths extended at once: some tens of megabytes."""
MOST_RINGS: Final = 3_000_000
MOST_PATHS: Final = 100_000_000
"""More than this are not looked at: longer rings are left out, and the caller is told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arcs:
    """Pairs of residents joined by at least one usable candidate, sorted by helper and asker.

    ``tail`` and ``head`` (helper and asker) are positions of residents. ``of_row`` is the arc of each usable
    candidate, ``first`` the first of an arc's candidates and ``count`` how many it has; all are positions.
    ``keys``, one number per arc, are sorted: tail x residents + head.
    """

    keys: Ints
    tail: Ints
    head: Ints
    of_row: Ints
    first: Ints
    count: Ints
    residents: int

    def __len__(self) -> int:
        return len(self.tail)

    def find(self, tail: Ints, head: Ints) -> Ints:
        """The arc of each pair of residents, -1 where there is none."""
        if not len(self):
            return np.full(len(tail), -1, dtype=np.int64)
        wanted = tail * self.residents + head
        found = np.minimum(np.searchsorted(self.keys, wanted), len(self) - 1)
        return np.where(self.keys[found] == wanted, found, -1)


def join_arcs(helper: Ints, asker: Ints, residents: int) -> Arcs:
    """The arcs of candidates, given the helper and the asker of each."""
    keys, first, of_row, count = np.unique(
        helper * residents + asker, return_index=True, return_inverse=True, return_counts=True
    )
    return Arcs(
        keys=keys,
        tail=keys // residents,
        head=keys % residents,
        of_row=of_row,
        first=first,
        count=count,
        residents=residents,
    )


def list_ring_arcs(arcs: Arcs, longest: int) -> tuple[list[RingArcs], bool]:
    """All rings of 2 to ``longest`` residents, an array per length; and whether that is all of them.

    1. Paths start at their smallest resident with every arc to a larger one.
    2. Those that an arc brings home are rings.
    3. Longer ones are made by following every arc to a resident that is larger than the first and not yet on
       the path; should there be too many, that length is left out.
    """
    found: list[RingArcs] = []
    paths = np.flatnonzero(arcs.head > arcs.tail)[:, np.newaxis]
    for length in range(2, longest + 1):
        if length > 2:
            if _count_longer(arcs, paths) > MOST_PATHS:
                return found, False
            if length == longest:
                closed = [_close(arcs, block) for block in _extend(arcs, paths)]
                rings = np.concatenate([np.empty((0, length), dtype=np.int64), *closed])
                return _add(found, rings), sum(map(len, found)) + len(rings) <= MOST_RINGS
            paths = np.concatenate([np.empty((0, length - 1), dtype=np.int64), *_extend(arcs, paths)])
        found = _add(found, _close(arcs, paths))
    return found, longest < 2 or sum(map(len, found)) <= MOST_RINGS


def _add(found: list[RingArcs], rings: RingArcs) -> list[RingArcs]:
    return [*found, rings] if sum(map(len, found)) + len(rings) <= MOST_RINGS else found


def _close(arcs: Arcs, paths: RingArcs) -> RingArcs:
    home = arcs.find(arcs.head[paths[:, -1]], arcs.tail[paths[:, 0]])
    return np.concatenate([paths, home[:, np.newaxis]], axis=1)[home >= 0]


def _count_longer(arcs: Arcs, paths: RingArcs) -> int:
    following = np.bincount(arcs.tail, minlength=arcs.residents)
    return int(following[arcs.head[paths[:, -1]]].sum())


def _extend(arcs: Arcs, paths: RingArcs) -> Iterator[RingArcs]:
    """Every path with every arc that may follow it (step 3), in blocks."""
    following = np.bincount(arcs.tail, minlength=arcs.residents)
    starts = np.cumsum(following) - following
    fan = following[arcs.head[paths[:, -1]]]
    block_of = (np.cumsum(fan) - fan) // BLOCK
    for block in np.split(paths, np.flatnonzero(np.diff(block_of)) + 1):
        path, arc = spread(starts, following, arcs.head[block[:, -1]])
        longer = np.concatenate([block[path], arc[:, np.newaxis]], axis=1)
        kept = arcs.head[arc] > arcs.tail[block[path, 0]]
        for step in range(block.shape[1]):
            kept &= arcs.head[arc] != arcs.head[block[path, step]]
        yield longer[kept]


def spread(starts: Any, counts: Any, chosen: Any) -> tuple[Ints, Ints]:
    """Positions of all entries of the chosen groups, and for each the place of its group among the chosen."""
    amounts = counts[chosen]
    group = np.repeat(np.arange(len(chosen)), amounts)
    within = np.arange(amounts.sum()) - np.repeat(np.cumsum(amounts) - amounts, amounts)
    return group, starts[chosen][group] + within
