"""The integer programme of ``matching.model`` for a city: the same lines and columns, made of whole arrays.

It builds only, and reads a choice back from its columns; it does not solve.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy

from matching.candidates import CandidateTable
from matching.city.arcs import Arcs, RingArcs, join_arcs
from matching.market import Bools, Ints, Market
from matching.model import Chain, Choice, Worth, usable_rows

Numbers = npt.NDArray[np.int32]
"""Of lines and columns, in half the memory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Programme:
    """``maximise values @ x  subject to  matrix @ x <= limits, 0 <= x <= upper, x[whole] whole``.

    The first ``len(rows)`` columns are candidates (rows of the table), then come the rings, shortest first.
    Lines: requests, offers, helpers, and the arcs of several candidates that a ring uses. ``line_owner`` and
    ``column_owner`` say to which resident each belongs: an asker for what is about a request, a helper for
    offers and free load, a ring's smallest resident. All amounts are whole numbers; ``matrix``, of shape
    (lines, columns), is stored by columns and holds only 1 and -1.
    """

    values: Ints
    matrix: Any
    limits: Ints
    upper: Ints
    whole: Bools
    rows: Ints
    rings: tuple[RingArcs, ...]
    arcs: Arcs
    line_owner: Ints
    column_owner: Ints

    def room_beside(self, chosen: Ints) -> Ints:
        """What whole columns leave on each line."""
        used = np.flatnonzero(chosen)
        return np.asarray(self.limits - self.matrix[:, used].astype(np.int64) @ chosen[used])

    def value_of(self, chosen: Ints) -> int:
        """What whole columns are worth, exactly."""
        return int(self.values @ chosen)


def build_programme(
    market: Market, table: CandidateTable, worth: Worth, arcs: Arcs, rings: Sequence[RingArcs]
) -> Programme:
    """Write the programme for usable candidates and the rings that add a bonus; see ``matching.model``."""
    rows = usable_rows(market, table)
    bonus = worth.bonus[rows][arcs.first]
    rings = tuple(length[(bonus[length] > 0).any(axis=1)] for length in rings)
    shared = _shared_arcs(arcs, rings)
    line_of_shared = np.full(len(arcs), -1, dtype=np.int64)
    line_owner = np.concatenate([market.asker, market.helper, np.arange(len(market.residents))])
    line_of_shared[shared] = len(line_owner) + np.arange(len(shared))
    lines = _lines_of(market, table, rows)
    matrix = _matrix(arcs, rings, lines, line_of_shared, len(line_owner) + len(shared))
    limits = [np.ones(len(market.requests)), market.places, market.free, np.zeros(len(shared))]
    plain = worth.plain[rows]
    single = np.where(arcs.count == 1, plain[arcs.first], 0)
    one = np.ones(len(rows), dtype=np.int64)
    starts = [arcs.tail[length[:, 0]] for length in rings]
    return Programme(
        values=np.concatenate([plain, *((bonus + single)[length].sum(axis=1) for length in rings)]),
        matrix=matrix,
        limits=_within_reach(np.concatenate(limits).astype(np.int64), matrix),
        upper=np.concatenate([one, *(arcs.count[length].min(axis=1) for length in rings)]),
        whole=np.concatenate(
            [line_of_shared[arcs.of_row] >= 0, *(np.ones(len(r), dtype=np.bool_) for r in rings)]
        ),
        rows=rows,
        rings=rings,
        arcs=arcs,
        line_owner=np.concatenate([line_owner, arcs.head[shared]]),
        column_owner=np.concatenate([market.asker[table.request[rows]], *starts]),
    )


def arcs_of_candidates(market: Market, table: CandidateTable) -> Arcs:
    """The arcs of the usable candidates of a table."""
    rows = usable_rows(market, table)
    return join_arcs(
        market.helper[table.offer[rows]], market.asker[table.request[rows]], len(market.residents)
    )


def _shared_arcs(arcs: Arcs, rings: Sequence[RingArcs]) -> Ints:
    in_ring = np.zeros(len(arcs), dtype=np.bool_)
    for length in rings:
        in_ring[length] = True
    return np.flatnonzero(in_ring & (arcs.count > 1))


def _lines_of(market: Market, table: CandidateTable, rows: Ints) -> Numbers:
    """The lines of each candidate's request, offer and helper, shape (3, candidates)."""
    first_offer = len(market.requests)
    first_helper = first_offer + len(market.offers)
    offer = table.offer[rows]
    return np.stack(
        [table.request[rows], first_offer + offer, first_helper + market.helper[offer]],
        dtype=np.int32,
        casting="same_kind",
    )


def _matrix(
    arcs: Arcs, rings: Sequence[RingArcs], lines: Numbers, line_of_shared: Ints, number_of_lines: int
) -> Any:
    """The coefficients; a ring stands in the lines of its single arcs' candidates and of its shared arcs."""
    candidates = lines.shape[1]
    columns = np.arange(candidates, dtype=np.int32)
    on_shared = line_of_shared[arcs.of_row]
    entries = [(lines[kind], columns, 1) for kind in range(3)]
    entries.append((on_shared[on_shared >= 0], columns[on_shared >= 0], -1))
    width = candidates
    for length in rings:
        column = width + np.arange(len(length))
        for arc in length.T:
            line = line_of_shared[arc]
            entries.append((line[line >= 0], column[line >= 0], 1))
            entries += [(lines[kind, arcs.first[arc[line < 0]]], column[line < 0], 1) for kind in range(3)]
        width += len(length)
    line = np.concatenate([entry[0] for entry in entries], dtype=np.int32, casting="same_kind")
    column = np.concatenate([entry[1] for entry in entries], dtype=np.int32, casting="same_kind")
    amount = np.concatenate([np.full(len(entry[0]), entry[2], dtype=np.int8) for entry in entries])
    return scipy.sparse.csc_array((amount, (line, column)), shape=(number_of_lines, width))


def _within_reach(limits: Ints, matrix: Any) -> Ints:
    """No line can be used more often than it has entries; a smaller limit makes a smaller bound."""
    entries = np.bincount(matrix.indices, minlength=len(limits))
    return np.minimum(limits, entries)


def read_choice(programme: Programme, chosen: Ints) -> Choice:
    """The choice that whole column values stand for; see ``matching.model.read_choice``."""
    arcs, width = programme.arcs, len(programme.rows)
    taken = set(np.flatnonzero(chosen[:width]).tolist())
    free: dict[int, list[int]] = {}
    for position in sorted(taken):
        free.setdefault(int(arcs.of_row[position]), []).append(position)
    chains: list[Chain] = []
    for length in programme.rings:
        times = chosen[width : width + len(length)]
        width += len(length)
        for ring in np.flatnonzero(times).tolist():
            several = [arcs.count[arc] > 1 for arc in length[ring]]
            for _ in range(int(times[ring])):
                chains.append(
                    tuple(
                        free[int(arc)].pop(0) if many else int(arcs.first[arc])
                        for arc, many in zip(length[ring], several, strict=True)
                    )
                )
    taken.update(position for chain in chains for position in chain)
    rows = programme.rows
    return Choice(
        rows=tuple(sorted(int(rows[position]) for position in taken)),
        chains=tuple(tuple(int(rows[position]) for position in chain) for chain in chains),
    )
