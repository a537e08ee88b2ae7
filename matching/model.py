"""Writes the choice of matches and rings as an integer programme, and reads a choice back from its columns.

It builds only: it does not solve, and does not judge a solution.

The columns, for candidates c and resident-level rings r:

- ``y_c``, a match by c. Where c is the only candidate from its helper to its asker, ``y_c`` means a match
  outside all rings, since the rings through it count the others; where several candidates join the same two
  residents, it means any match by c.
- ``z_r``, how often ring r is closed: 0 or 1, or more where all its arcs have several candidates.

The programme is the cycle formulation of kidney exchange (Abraham, Blum, Sandholm, EC 2007; Constantino,
Klimentova, Viana, Rais, European Journal of Operational Research 231(1), 2013), on top of an assignment:

    maximise    sum w_c y_c  +  sum v_r z_r
    subject to  each request at most once, each offer at most its places, each helper at most their free load
                (rings count with the one candidate of each single arc)
                sum of z over the rings through an arc  <=  sum of y on it,  for arcs of several candidates
                y in [0, 1], z whole

``w_c`` is the worth of the match without the ring's bonus; ``v_r`` the bonus for each arc whose helper does
not already earn it by giving back, plus ``w_c`` of the single arcs. Only rings that add a bonus have a
column.

With z fixed and every arc single, what remains is a flow from requests through offers to helpers, whose
corners are whole (Ahuja, Magnanti, Orlin, Network Flows, 1993, theorem 9.10); so only the y of arcs with
several candidates need be declared whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

from matching.candidates import CandidateTable
from matching.geography import Floats
from matching.market import Bools, Ints, Market, ints
from matching.rings import Arc, Ring, arcs_of

Chain = tuple[int, ...]
"""Rows of the candidate table that together close one ring, in its order."""
RowsByArc = dict[Arc, list[int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Worth:
    """What each candidate row is worth: ``plain`` in no ring, ``bonus`` more in one (0 if already earned)."""

    plain: Ints
    bonus: Ints


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """A chosen set: rows of the candidate table, sorted, and the chains of them that close rings."""

    rows: tuple[int, ...]
    chains: tuple[Chain, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """``maximise values @ x  subject to  matrix @ x <= limits, 0 <= x <= upper, x[whole] whole``.

    The first ``len(rows)`` columns are candidates (rows of the table), the others ``rings``. ``matrix`` has
    shape (constraints, columns).
    """

    values: Floats
    matrix: Any
    limits: Floats
    upper: Floats
    whole: Bools
    rows: Ints
    rings: tuple[Ring, ...]
    by_arc: RowsByArc


@dataclass(frozen=True, kw_only=True, slots=True)
class _Lines:
    """Which line of the matrix limits what.

    ``of_row``, shape (3, candidates): the lines of each candidate's request, offer and helper;
    ``of_shared``: the line of each arc of several candidates; ``limits``: the right-hand side of all lines.
    """

    of_row: Ints
    of_shared: dict[Arc, int]
    limits: Floats


def worth_of(market: Market, table: CandidateTable) -> Worth:
    """The worth of each candidate by the policy's weights."""
    weights = market.problem.policy.weights
    urgent = np.array([request.urgent for request in market.requests], dtype=np.bool_)[table.request]
    gives_back = market.gives_back[market.helper[table.offer]]
    plain = weights.served + weights.urgent * urgent + weights.reciprocity * gives_back + table.score
    return Worth(plain=plain, bonus=np.where(gives_back, 0, weights.reciprocity))


def rows_by_arc(market: Market, table: CandidateTable, rows: Sequence[int]) -> RowsByArc:
    """Rows of the table per arc helper to asker, in order."""
    by_arc: RowsByArc = {}
    for row in rows:
        arc = (int(market.helper[table.offer[row]]), int(market.asker[table.request[row]]))
        by_arc.setdefault(arc, []).append(row)
    return by_arc


def usable_rows(market: Market, table: CandidateTable) -> Ints:
    """Candidates whose offer and helper have a free place."""
    return np.flatnonzero((market.places[table.offer] > 0) & (market.free[market.helper[table.offer]] > 0))


def build_model(market: Market, table: CandidateTable, worth: Worth, rings: Sequence[Ring]) -> Model:
    """Write the programme for the usable candidates and those of the rings that add a bonus.

    1. A column per usable candidate, then one per ring.
    2. A line per request, offer and helper, then one per arc of several candidates that a ring uses.
    3. Rings enter the lines of their single arcs' candidates, and the line of their other arcs.
    """
    rows = usable_rows(market, table)
    by_arc = rows_by_arc(market, table, rows.tolist())
    rings = tuple(ring for ring in rings if any(worth.bonus[by_arc[arc][0]] for arc in arcs_of(ring)))
    shared = sorted({arc for ring in rings for arc in arcs_of(ring) if len(by_arc[arc]) > 1})
    lines = _arrange(market, table, shared)
    on_shared = np.isin(rows, [row for arc in shared for row in by_arc[arc]])
    repeats = [min(len(by_arc[arc]) for arc in arcs_of(ring)) for ring in rings]
    return Model(
        values=np.concatenate([worth.plain[rows], _ring_values(rings, by_arc, worth)]).astype(np.float64),
        matrix=_matrix(lines, rows, rings, by_arc),
        limits=lines.limits,
        upper=np.array([1] * len(rows) + repeats, dtype=np.float64),
        whole=np.concatenate([on_shared, np.ones(len(rings), dtype=np.bool_)]),
        rows=rows,
        rings=rings,
        by_arc=by_arc,
    )


def _arrange(market: Market, table: CandidateTable, shared: Sequence[Arc]) -> _Lines:
    first_offer = len(market.requests)
    first_helper = first_offer + len(market.offers)
    first_arc = first_helper + len(market.residents)
    return _Lines(
        of_row=np.stack(
            [table.request, first_offer + table.offer, first_helper + market.helper[table.offer]]
        ),
        of_shared={arc: first_arc + number for number, arc in enumerate(shared)},
        limits=np.concatenate([np.ones(first_offer), market.places, market.free, np.zeros(len(shared))]),
    )


def _matrix(lines: _Lines, rows: Ints, rings: Sequence[Ring], by_arc: RowsByArc) -> Any:
    """The constraints' coefficients, from entries of line, column and amount (step 3)."""
    entries = [
        np.stack(
            [
                lines.of_row[:, rows].ravel(),
                np.tile(np.arange(len(rows)), 3),
                np.ones(3 * len(rows), dtype=int),
            ]
        ),
        _shared_entries(lines, rows, by_arc),
        _ring_entries(lines, len(rows), rings, by_arc),
    ]
    line, column, amount = np.concatenate(entries, axis=1)
    shape = (len(lines.limits), len(rows) + len(rings))
    return scipy.sparse.csc_array((amount.astype(np.float64), (line, column)), shape=shape)


def _shared_entries(lines: _Lines, rows: Ints, by_arc: RowsByArc) -> Ints:
    """Each match on a shared arc makes room for one ring there."""
    found = [(line, row, -1) for arc, line in lines.of_shared.items() for row in by_arc[arc]]
    entries = np.array(found, dtype=np.int64).reshape(-1, 3).T
    entries[1] = np.searchsorted(rows, entries[1])
    return entries


def _ring_entries(lines: _Lines, first_column: int, rings: Sequence[Ring], by_arc: RowsByArc) -> Ints:
    found: list[tuple[int, int, int]] = []
    for column, ring in enumerate(rings, start=first_column):
        for arc in arcs_of(ring):
            line = lines.of_shared.get(arc)
            on_arc = lines.of_row[:, by_arc[arc][0]].tolist() if line is None else [line]
            found.extend((each, column, 1) for each in on_arc)
    return np.array(found, dtype=np.int64).reshape(-1, 3).T


def _ring_values(rings: Sequence[Ring], by_arc: RowsByArc, worth: Worth) -> Ints:
    plain, bonus = worth.plain.tolist(), worth.bonus.tolist()
    values = []
    for ring in rings:
        on_ring = [by_arc[arc] for arc in arcs_of(ring)]
        values.append(sum(bonus[rows[0]] + (plain[rows[0]] if len(rows) == 1 else 0) for rows in on_ring))
    return ints(values)


def read_choice(model: Model, columns: Ints) -> Choice:
    """The choice that whole column values stand for.

    1. Matches outside rings, and all matches on arcs of several candidates, are read from y.
    2. Each closing of a ring takes one match on each arc: the single candidate, or the next one free there.
    """
    width = len(model.rows)
    chosen = set(model.rows[columns[:width] > 0].tolist())
    several = {arc: rows for arc, rows in model.by_arc.items() if len(rows) > 1}
    free = {arc: [row for row in rows if row in chosen] for arc, rows in several.items()}
    chains: list[Chain] = []
    for ring in np.flatnonzero(columns[width:]):
        arcs = arcs_of(model.rings[ring])
        for _ in range(columns[width + ring]):
            chains.append(tuple(free[arc].pop(0) if arc in free else model.by_arc[arc][0] for arc in arcs))
    chosen.update(row for chain in chains for row in chain)
    return Choice(rows=tuple(sorted(chosen)), chains=tuple(chains))
