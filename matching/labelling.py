"""Finds, by a fixed rule, the rings that chosen matches close beside those the solver chose for a bonus.

A ring of helpers who all give something back earns nothing more and has no column in the model, and a quick
choice looks at no rings; people should still see them. It changes no match.
"""

from __future__ import annotations

from matching.candidates import CandidateTable
from matching.market import Market
from matching.model import Chain, Choice, rows_by_arc
from matching.rings import arcs_of, list_short_rings

RING_LIMIT = 100_000


def close_rings(market: Market, table: CandidateTable, choice: Choice) -> Choice:
    """Add chains of matches that lie in none yet: shortest rings first, then by the residents' ids."""
    used = {row for chain in choice.chains for row in chain}
    free = rows_by_arc(market, table, [row for row in choice.rows if row not in used])
    rings, _ = list_short_rings(free, market.problem.policy.ring_max, RING_LIMIT)
    added: list[Chain] = []
    for ring in rings:
        while all(free[arc] for arc in arcs_of(ring)):
            added.append(tuple(free[arc].pop(0) for arc in arcs_of(ring)))
    return Choice(rows=choice.rows, chains=(*choice.chains, *added))
