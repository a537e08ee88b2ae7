"""The same filters as ``feasibility``, for cities: pairs are looked up by place instead of all compared.

It finds exactly the pairs that ``run_funnel`` finds, and counts the same filters passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import scipy

from matching.columns import Columns, categories
from matching.feasibility import BLOCK, FILTERS, NO_PAIRS, Funnel, filter_block
from matching.geography import EARTH_RADIUS_M, Floats
from matching.market import Ints

MANY_PAIRS: Final = 20_000_000
"""Requests times offers from which on looking up by place is quicker."""
OFFERS_AT_ONCE: Final = 500
SLACK: Final = 1e-6
"""Share by which the lookup reaches further than the radius, so that rounding loses no pair."""
WITHOUT_PLACE: Final = 3
"""The first filters, which do not look at places: somebody else, allowed, daypart."""
GROWTH: Final = 16


def run_funnel_nearby(columns: Columns) -> Funnel:
    """As ``run_funnel`` for all requests of a market whose requests and offers all have a category.

    1. Pairs within reach of an offer's radius come from a k-d tree over points on the unit sphere (Bentley,
       Communications of the ACM 18(9), 1975); pairs of which a place or the radius is unknown are all taken.
    2. The filters of ``feasibility`` decide on these.
    3. For requests that passed fewer than the filters that look at no place, pairs out of reach count too.
    """
    requests = len(columns.market.requests)
    passed = np.zeros(requests, dtype=np.int64)
    found = [(NO_PAIRS, NO_PAIRS)]
    found += [filter_block(columns, *block, passed) for block in _pairs_in_reach(columns)]
    request, offer = (np.concatenate([block[part] for block in found]) for part in (0, 1))
    order = np.lexsort((offer, request))
    rest = np.flatnonzero(passed < WITHOUT_PLACE)
    passed[rest] = np.maximum(passed[rest], count_passed(columns, rest, WITHOUT_PLACE)[rest])
    return Funnel(request[order], offer[order], passed)


def count_passed(columns: Columns, requests: Ints, filters: int = len(FILTERS)) -> Ints:
    """Per request of the market how many of the first ``filters`` its best pair passes; 0 where not asked.

    Offers are tried in growing handfuls, and a request that has passed all is done.
    """
    passed = np.zeros(len(columns.market.requests), dtype=np.int64)
    of_offers = categories(columns.market.offers)
    everyone = np.arange(len(columns.market.offers))
    for category, chosen in categories([columns.market.requests[each] for each in requests]).items():
        unnamed = of_offers.get(None, NO_PAIRS)
        of_kind = np.concatenate([of_offers.get(category, NO_PAIRS), unnamed])
        offers = everyone if category is None else of_kind
        rows, start, width = requests[chosen], 0, GROWTH
        while start < len(offers) and len(rows):
            for block in _all_pairs(rows, offers[start : start + width]):
                filter_block(columns, *block, passed, filters)
            rows = rows[passed[rows] < filters]
            start, width = start + width, width * GROWTH
    return passed


def _pairs_in_reach(columns: Columns) -> Iterator[tuple[Ints, Ints]]:
    """Step 1, a category at a time, in blocks."""
    of_offers = categories(columns.market.offers)
    has_place = ~np.isnan(columns.request_place[0])
    has_reach = ~np.isnan(columns.offer_place[0]) & ~np.isnan(columns.radius_m)
    points, corners = _on_sphere(columns.request_place), _on_sphere(columns.offer_place)
    for category, requests in categories(columns.market.requests).items():
        offers = of_offers.get(category, NO_PAIRS)
        near, far = offers[has_reach[offers]], offers[~has_reach[offers]]
        placed = requests[has_place[requests]]
        yield from _all_pairs(requests, far)
        yield from _all_pairs(requests[~has_place[requests]], near)
        if len(placed):
            yield from _look_up(columns, placed, near, points, corners)


def _look_up(
    columns: Columns, requests: Ints, offers: Ints, points: Floats, corners: Floats
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs within the offers' radii and hardly further; offers of like radius go together."""
    tree = scipy.spatial.cKDTree(points[requests])
    chord = 2 * np.sin(np.minimum(columns.radius_m[offers] / (2 * EARTH_RADIUS_M), np.pi / 2))
    order = np.argsort(chord, kind="stable")
    for start in range(0, len(offers), OFFERS_AT_ONCE):
        some = order[start : start + OFFERS_AT_ONCE]
        others = scipy.spatial.cKDTree(corners[offers[some]])
        reach = float(chord[some[-1]]) * (1 + SLACK) + SLACK**2
        pairs = others.sparse_distance_matrix(tree, reach, output_type="ndarray")
        yield requests[pairs["j"]], offers[some][pairs["i"]]


def _all_pairs(requests: Ints, offers: Ints) -> Iterator[tuple[Ints, Ints]]:
    if not len(offers):
        return
    step = max(1, BLOCK // len(offers))
    for start in range(0, len(requests), step):
        block = requests[start : start + step]
        yield np.repeat(block, len(offers)), np.tile(offers, len(block))


def _on_sphere(place: tuple[Floats, Floats]) -> Floats:
    """Points on the unit sphere, shape (places, 3), from degrees."""
    lat, lon = (np.radians(part) for part in place)
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
