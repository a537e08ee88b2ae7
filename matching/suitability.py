"""How well a feasible pair suits, as named parts that a page can explain. It never says whether a pair may
be.

Each part is a fraction of 0..1 of its weight in ``policy.suitability``, rounded down to whole points;
``base`` is 1, so that every candidate is worth something; the parts add up to the score, 1..1000.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from matching.columns import Columns, pair_key, word_masks
from matching.feasibility import pair_distance_m
from matching.geography import Floats
from matching.market import Ints, Market, ints

ENOUGH_DAYPARTS: Final = 4
"""More shared dayparts than this make no difference."""
FAR_M: Final = 4_000.0
"""From this distance on, nearness adds nothing."""
LONG_WAIT_DAYS: Final = 56.0
"""Eight weeks; longer waiting adds no more, urgency is for that."""
UNKNOWN: Final = 0.5

PartPoints = dict[str, npt.NDArray[np.int16]]
"""Points per named part, 0..1000, each an array over the candidates."""


def rate(columns: Columns, request: Ints, offer: Ints) -> PartPoints:
    """Points per part for each pair of positions.

    - ``dayparts``: shared dayparts out of four
    - ``distance``: from 1 at the door to 0 at 4,000 m, linear; a half where a place is unknown
    - ``language``: 1 when the helper speaks a language of the request (else of the asker), 0 when not, a
      half when either is unknown
    - ``pair``: 1 when this helper helped this asker well before
    - ``waiting``: days waited out of eight weeks
    - ``load``: the helper's free share of ``max_active``
    """
    market = columns.market
    fractions = {
        "dayparts": _shared_dayparts(columns, request, offer),
        "distance": _nearness(columns, request, offer),
        "language": _common_language(market, request, offer),
        "pair": _known_pair(market, request, offer),
        "waiting": _waiting(market)[request],
        "load": _free_share(market)[market.helper[offer]],
    }
    weights = market.problem.policy.suitability
    points = {"base": np.ones(len(request), dtype=np.int16)}
    for name, fraction in fractions.items():
        points[name] = np.floor(fraction * getattr(weights, name)).astype(np.int16)
    return points


def _shared_dayparts(columns: Columns, request: Ints, offer: Ints) -> Floats:
    shared = np.bitwise_count(columns.request_dayparts[request] & columns.offer_dayparts[offer])
    return np.asarray(np.minimum(shared, ENOUGH_DAYPARTS) / ENOUGH_DAYPARTS)


def _nearness(columns: Columns, request: Ints, offer: Ints) -> Floats:
    distance = pair_distance_m(columns, request, offer)
    return np.where(np.isnan(distance), UNKNOWN, np.maximum(0.0, 1.0 - distance / FAR_M))


def _common_language(market: Market, request: Ints, offer: Ints) -> Floats:
    asker = [market.residents[position] for position in market.asker]
    asked = [q.languages or a.languages for q, a in zip(market.requests, asker, strict=True)]
    spoken = [market.residents[helper].languages for helper in market.helper]
    asks, speaks = word_masks(asked, spoken)
    is_known = np.array([bool(words) for words in asked], dtype=np.bool_)[request]
    is_known &= np.array([bool(words) for words in spoken], dtype=np.bool_)[offer]
    shares = np.zeros(len(request), dtype=np.bool_)
    for word in range(asks.shape[1]):
        shares |= (asks[request, word] & speaks[offer, word]) != 0
    return np.where(is_known, shares, UNKNOWN)


def _known_pair(market: Market, request: Ints, offer: Ints) -> Floats:
    at, residents = market.resident_at, len(market.residents)
    known = ints(at[asker] * residents + at[helper] for asker, helper in market.problem.pairs)
    return np.isin(pair_key(market.asker[request], market.helper[offer], residents), known).astype(np.float64)


def _waiting(market: Market) -> Floats:
    days = np.array([request.waiting_days for request in market.requests], dtype=np.float64)
    return np.minimum(days, LONG_WAIT_DAYS) / LONG_WAIT_DAYS


def _free_share(market: Market) -> Floats:
    limits = np.array([resident.max_active for resident in market.residents], dtype=np.float64)
    return market.free / np.maximum(1.0, limits)
