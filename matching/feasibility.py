"""Which request fits which offer, by filters in a fixed order, over blocks of about a million pairs.

The same filters find the candidates and say at which of them an unmatched request was left without an
offer. It does not look at how many places are free, and does not choose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from matching.columns import Columns, categories, pair_key
from matching.geography import Floats, distance_m
from matching.market import Bools, Ints, Market

BLOCK: Final = 1_000_000
"""Pairs compared at once: some tens of megabytes of memory."""

NO_PAIRS: Final = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Funnel:
    """What the filters let through.

    ``request`` and ``offer`` hold the feasible pairs, sorted. ``passed`` counts per request of the market
    the filters that at least one of its pairs passed, 0..5; requests that were not asked about have 0.
    """

    request: Ints
    offer: Ints
    passed: Ints


def is_somebody_else(columns: Columns, request: Ints, offer: Ints) -> Bools:
    """Filter 1: the asker is not the helper."""
    return np.asarray(columns.market.asker[request] != columns.market.helper[offer])


def is_allowed(columns: Columns, request: Ints, offer: Ints) -> Bools:
    """Filter 2: household, never-match pairs, rest, screening and pairs a worker declined."""
    allowed: Bools = columns.available[offer] & (columns.screened[offer] | ~columns.needs_screening[request])
    return allowed & keeps_apart(columns, request, offer)


def keeps_apart(columns: Columns, request: Ints, offer: Ints) -> Bools:
    """The part of filter 2 that holds for given candidates too: household, never and declined pairs."""
    market = columns.market
    asker, helper = market.asker[request], market.helper[offer]
    kept: Bools = market.household[asker] != market.household[helper]
    if columns.never.size:
        key = pair_key(np.minimum(asker, helper), np.maximum(asker, helper), len(market.residents))
        kept &= ~np.isin(key, columns.never)
    if columns.excluded.size:
        kept &= ~np.isin(pair_key(request, offer, len(market.offers)), columns.excluded)
    return kept


def shares_daypart(columns: Columns, request: Ints, offer: Ints) -> Bools:
    """Filter 3: at least one daypart suits both."""
    return np.asarray((columns.request_dayparts[request] & columns.offer_dayparts[offer]) != 0)


def is_in_range(columns: Columns, request: Ints, offer: Ints) -> Bools:
    """Filter 4: no further than the radius; comparisons with an unknown (NaN) do not refuse."""
    return ~(pair_distance_m(columns, request, offer) > columns.radius_m[offer])


def meets_needs(columns: Columns, request: Ints, offer: Ints) -> Bools:
    """Filter 5: the offer can do all that the request needs."""
    return np.asarray(((columns.needs[request] & ~columns.can[offer]) == 0).all(axis=1))


Filter = Callable[[Columns, Ints, Ints], Bools]
FILTERS: Final[tuple[Filter, ...]] = (is_somebody_else, is_allowed, shares_daypart, is_in_range, meets_needs)


def run_funnel(columns: Columns, requests: Ints) -> Funnel:
    """Send all pairs of the given requests through the filters, one after the other.

    1. Take the pairs of one category, a block at a time.
    2. Keep those that pass the next filter; note for each request left that it came this far.
    3. What passed all is feasible.
    """
    passed = np.zeros(len(columns.market.requests), dtype=np.int64)
    blocks = [(NO_PAIRS, NO_PAIRS)]
    for request, offer in pairs_in_category(columns.market, requests):
        blocks.append(filter_block(columns, request, offer, passed))
    feasible_request = np.concatenate([block[0] for block in blocks])
    feasible_offer = np.concatenate([block[1] for block in blocks])
    order = np.lexsort((feasible_offer, feasible_request))
    return Funnel(feasible_request[order], feasible_offer[order], passed)


def filter_block(
    columns: Columns, request: Ints, offer: Ints, passed: Ints, filters: int = len(FILTERS)
) -> tuple[Ints, Ints]:
    """Steps 2 and 3 for one block and the first ``filters``; ``passed`` is brought up to date."""
    for stage, keeps in enumerate(FILTERS[:filters], start=1):
        kept = keeps(columns, request, offer)
        request, offer = request[kept], offer[kept]
        passed[request] = np.maximum(passed[request], stage)
    return request, offer


def pairs_in_category(market: Market, requests: Ints) -> Iterator[tuple[Ints, Ints]]:
    """All pairs of the same category, in blocks. A category that is absent may be any."""
    of_offers = categories(market.offers)
    every_offer = np.arange(len(market.offers))
    for category, chosen in categories([market.requests[position] for position in requests]).items():
        same, unnamed = of_offers.get(category, NO_PAIRS), of_offers.get(None, NO_PAIRS)
        offers = every_offer if category is None else np.concatenate([same, unnamed])
        rows = requests[chosen]
        step = max(1, BLOCK // max(1, len(offers)))
        for start in range(0, len(rows), step):
            block = rows[start : start + step]
            yield np.repeat(block, len(offers)), np.tile(offers, len(block))


def pair_distance_m(columns: Columns, request: Ints, offer: Ints) -> Floats:
    """Metres between each request and offer, NaN where a place is unknown."""
    (lat_1, lon_1), (lat_2, lon_2) = columns.request_place, columns.offer_place
    return distance_m(lat_1[request], lon_1[request], lat_2[offer], lon_2[offer])
