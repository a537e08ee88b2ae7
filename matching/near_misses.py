"""Finds pairs that one or two changes on the helper's side would make possible: what is worth asking.

It never names a pair that is not allowed (never-match, household, rest, screening, declined): such a pair
does not appear, whatever else would have to change.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from matching.candidates import CandidateTable
from matching.columns import Columns, pair_key
from matching.feasibility import (
    is_allowed,
    is_in_range,
    is_somebody_else,
    pair_distance_m,
    pairs_in_category,
    shares_daypart,
)
from matching.geography import Floats
from matching.market import Bools, Ints
from matching.model import Choice
from matching.problem import DAYPARTS_IN_WEEK
from matching.solution import Change, NearMiss

MOST_CHANGES: Final = 2
RADIUS_STEP_M: Final = 100
ALWAYS_ASKABLE_M: Final = 1_000
NEVER_ABOVE_M: Final = 4_000


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pairs:
    """Allowed pairs as columns of equal length: what each fails on, and how far apart they are."""

    request: Ints
    offer: Ints
    wrong_time: Bools
    too_far: Bools
    missing: Ints
    full: Bools
    distance_m: Floats

    def count_changes(self) -> Ints:
        """How many changes each pair takes."""
        return self.wrong_time.astype(np.int64) + self.too_far + self.missing + self.full

    def take(self, rows: Bools) -> _Pairs:
        """The pairs at these rows."""
        return _Pairs(**{column.name: getattr(self, column.name)[rows] for column in fields(self)})


def near_misses(
    columns: Columns, table: CandidateTable, choice: Choice, unmatched: Ints
) -> tuple[NearMiss, ...]:
    """The nearest misses of each unmatched request, at most ``near_misses_per_request`` of them.

    Fewest changes first, then nearest (unknown places last), then by the offer's id. An offer is full when
    it or its helper has no place left beside the chosen matches.
    """
    per_request = columns.market.problem.policy.near_misses_per_request
    is_full = _full_offers(columns, table, choice)
    found: dict[int, list[NearMiss]] = {}
    for request, offer in pairs_in_category(columns.market, unmatched):
        pairs = _failing(columns, table, request, offer, is_full)
        for row in _best_rows(pairs, per_request).tolist():
            found.setdefault(int(pairs.request[row]), []).append(_describe(columns, pairs, row))
    return tuple(near_miss for request in sorted(found) for near_miss in found[request])


def _full_offers(columns: Columns, table: CandidateTable, choice: Choice) -> Bools:
    """Per offer: no place left, at the offer or at its helper."""
    market = columns.market
    taken = table.offer[list(choice.rows)]
    places = market.places - np.bincount(taken, minlength=len(market.offers))
    free = market.free - np.bincount(market.helper[taken], minlength=len(market.residents))
    return (places <= 0) | (free[market.helper] <= 0)


def _failing(columns: Columns, table: CandidateTable, request: Ints, offer: Ints, is_full: Bools) -> _Pairs:
    """The allowed pairs of a block that one or two changes would make possible."""
    kept = is_somebody_else(columns, request, offer)
    kept &= is_allowed(columns, request, offer)
    request, offer = request[kept], offer[kept]
    fits = _is_given(columns, table, request, offer)
    pairs = _Pairs(
        request=request,
        offer=offer,
        wrong_time=~shares_daypart(columns, request, offer) & ~fits,
        too_far=~is_in_range(columns, request, offer) & ~fits,
        missing=np.where(fits, 0, _count_missing(columns, request, offer)),
        full=is_full[offer],
        distance_m=pair_distance_m(columns, request, offer),
    )
    changes = pairs.count_changes()
    possible = (changes >= 1) & (changes <= MOST_CHANGES)
    possible &= ~pairs.wrong_time | (columns.request_dayparts[request] != 0)
    possible &= ~pairs.too_far | (
        _radius_needed(pairs.distance_m) <= _radius_askable(columns.radius_m[offer])
    )
    return pairs.take(possible & ~_is_unlisted(columns, table, pairs))


def _is_given(columns: Columns, table: CandidateTable, request: Ints, offer: Ints) -> Bools:
    """Where candidates are given, whether each pair is one: then it fits, whatever its attributes say."""
    offers = len(columns.market.offers)
    if columns.market.problem.candidates is None:
        return np.zeros(len(request), dtype=np.bool_)
    return np.isin(pair_key(request, offer, offers), pair_key(table.request, table.offer, offers))


def _is_unlisted(columns: Columns, table: CandidateTable, pairs: _Pairs) -> Bools:
    """Where candidates are given: not one of them, and nothing but load to see against it."""
    if columns.market.problem.candidates is None:
        return np.zeros(len(pairs.request), dtype=np.bool_)
    nothing_wrong: Bools = ~pairs.wrong_time & ~pairs.too_far & (pairs.missing == 0)
    return nothing_wrong & ~_is_given(columns, table, pairs.request, pairs.offer)


def _count_missing(columns: Columns, request: Ints, offer: Ints) -> Ints:
    missing = np.bitwise_count(columns.needs[request] & ~columns.can[offer])
    return np.asarray(missing.sum(axis=1, dtype=np.int64))


def _radius_needed(distance_m: Floats) -> Floats:
    """Metres, rounded up to hundreds."""
    return np.ceil(distance_m / RADIUS_STEP_M) * RADIUS_STEP_M


def _radius_askable(radius_m: Floats) -> Floats:
    """Twice as far, or 1,000 m if that is more, and never above 4,000 m."""
    return np.minimum(np.maximum(2 * radius_m, ALWAYS_ASKABLE_M), NEVER_ABOVE_M)


def _best_rows(pairs: _Pairs, per_request: int) -> Ints:
    """Rows of the nearest misses of each request, in order."""
    distance = np.where(np.isnan(pairs.distance_m), np.inf, pairs.distance_m)
    order = np.lexsort((pairs.offer, distance, pairs.count_changes(), pairs.request))
    ordered = pairs.request[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    return order[rank < per_request]


def _describe(columns: Columns, pairs: _Pairs, row: int) -> NearMiss:
    request = columns.market.requests[pairs.request[row]]
    offer = columns.market.offers[pairs.offer[row]]
    changes: list[Change] = []
    if pairs.wrong_time[row]:
        dayparts = range(DAYPARTS_IN_WEEK) if request.dayparts is None else sorted(set(request.dayparts))
        changes.append(Change(kind="daypart", change=dayparts[0], any_of=tuple(dayparts)))
    if pairs.too_far[row]:
        changes.append(Change(kind="radius", change=int(_radius_needed(pairs.distance_m[row : row + 1])[0])))
    if pairs.missing[row]:
        needs = sorted(set(request.needs) - set(offer.can))
        changes.extend(Change(kind="need", change=need) for need in needs)
    if pairs.full[row]:
        changes.append(Change(kind="load", change=None))
    return NearMiss(request=request.id, offer=offer.id, changes=tuple(changes))
