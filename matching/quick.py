"""Choices without rings that are ready at once, for when a search is stopped, and a bound of the same kind.

They are good, not best, and prove nothing.
"""

from __future__ import annotations

import numpy as np

from matching.candidates import CandidateTable
from matching.market import Market
from matching.model import Choice, Worth, build_model, read_choice, usable_rows
from matching.relaxation import floor_safely, relax

NO_CHOICE = Choice(rows=(), chains=())


def choose_greedily(market: Market, table: CandidateTable, worth: Worth) -> Choice:
    """Take the candidates by worth, the earlier one first where equal, as long as there is room."""
    rows = usable_rows(market, table)
    rows = rows[np.argsort(-worth.plain[rows], kind="stable")]
    waiting = [True] * len(market.requests)
    places, free = market.places.tolist(), market.free.tolist()
    chosen = []
    for row, request, offer in zip(
        rows.tolist(), table.request[rows].tolist(), table.offer[rows].tolist(), strict=True
    ):
        helper = int(market.helper[offer])
        if waiting[request] and places[offer] and free[helper]:
            waiting[request] = False
            places[offer] -= 1
            free[helper] -= 1
            chosen.append(row)
    return Choice(rows=tuple(sorted(chosen)), chains=())


def choose_by_assignment(
    market: Market, table: CandidateTable, worth: Worth, time_limit_s: float | None
) -> Choice:
    """The best choice that forms no rings: a flow, so that its linear programme has whole corners.

    Empty when the time was too short.
    """
    model = build_model(market, table, worth, rings=())
    relaxed = relax(model, time_limit_s)
    if relaxed is None or not relaxed.is_whole():
        return NO_CHOICE
    return read_choice(model, relaxed.rounded())


def bound_without_rings(
    market: Market, table: CandidateTable, worth: Worth, time_limit_s: float | None
) -> int | None:
    """What no choice can exceed whatever rings there are: every match with its bonus. None: no time."""
    generous = Worth(plain=worth.plain + worth.bonus, bonus=np.zeros_like(worth.bonus))
    relaxed = relax(build_model(market, table, generous, rings=()), time_limit_s)
    return None if relaxed is None else floor_safely(relaxed.bound)


def bound_at_a_glance(market: Market, table: CandidateTable, worth: Worth) -> int:
    """What no choice can exceed: for each request its best candidate, with the bonus."""
    rows = usable_rows(market, table)
    best = np.zeros(len(market.requests), dtype=np.int64)
    np.maximum.at(best, table.request[rows], (worth.plain + worth.bonus)[rows])
    return int(best.sum())
