"""What requests and offers say of time, place and needs, as arrays and bit masks that compare quickly.

A million pairs are compared at once elsewhere; this module only prepares the columns and makes no comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from matching.geography import Floats
from matching.market import Bools, Ints, Market, ints
from matching.problem import DAYPARTS_IN_WEEK, Id, Offer, Request

BITS_IN_WORD: Final = 62
ALL_DAYPARTS: Final = (1 << DAYPARTS_IN_WEEK) - 1

Words = npt.NDArray[np.int64]
"""Shape (rows, words): a set per row, 62 bits to a word."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Columns per request and per offer of ``market``, in its order.

    Dayparts are masks of 21 bits. Places are degrees and radii metres, NaN where unknown. ``never`` and
    ``excluded`` are sorted keys, see ``pair_key``.
    """

    market: Market
    request_dayparts: Ints
    offer_dayparts: Ints
    request_place: tuple[Floats, Floats]
    offer_place: tuple[Floats, Floats]
    radius_m: Floats
    needs: Words
    can: Words
    needs_screening: Bools
    available: Bools
    screened: Bools
    never: Ints
    excluded: Ints


def read_columns(market: Market) -> Columns:
    """Prepare the columns of a market."""
    requests, offers, problem = market.requests, market.offers, market.problem
    helpers = [market.residents[position] for position in market.helper]
    required = set(problem.policy.screening_required)
    at = market.resident_at
    needs, can = word_masks([request.needs for request in requests], [offer.can for offer in offers])
    return Columns(
        market=market,
        request_dayparts=ints(_daypart_mask(request.dayparts) for request in requests),
        offer_dayparts=ints(_daypart_mask(offer.dayparts) for offer in offers),
        request_place=_places(requests),
        offer_place=_places(offers),
        radius_m=_floats(offer.radius_m for offer in offers),
        needs=needs,
        can=can,
        needs_screening=_bools(request.category in required for request in requests),
        available=_bools(not helper.resting for helper in helpers),
        screened=_bools(helper.screened for helper in helpers),
        never=_keys((sorted((at[a], at[b])) for a, b in problem.never), len(market.residents)),
        excluded=_keys(
            ([market.request_at[request], market.offer_at[offer]] for request, offer in problem.excluded),
            len(offers),
        ),
    )


def pair_key(first: Ints, second: Ints, columns: int) -> Ints:
    """One number for each pair of positions, ``second`` being below ``columns``."""
    return first * columns + second


def _keys(pairs: Iterable[Sequence[int]], columns: int) -> Ints:
    return np.unique(ints(first * columns + second for first, second in pairs))


def _floats(values: Iterable[float | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


def _bools(values: Iterable[bool]) -> Bools:
    return np.fromiter(values, dtype=np.bool_)


def _places(services: Sequence[Request | Offer]) -> tuple[Floats, Floats]:
    return _floats(service.lat for service in services), _floats(service.lon for service in services)


def _daypart_mask(dayparts: Sequence[int] | None) -> int:
    if dayparts is None:
        return ALL_DAYPARTS
    mask = 0
    for daypart in dayparts:
        mask |= 1 << daypart
    return mask


def word_masks(asked: Sequence[Sequence[str]], offered: Sequence[Sequence[str]]) -> tuple[Words, Words]:
    """Sets of words as masks that can be compared; what nobody asks is left out of what is offered."""
    numbers = _numbered(word for words in asked for word in words)
    return _word_masks(asked, numbers), _word_masks(offered, numbers)


def _numbered(words: Iterable[str]) -> dict[str, int]:
    return {word: number for number, word in enumerate(sorted(set(words)))}


def _word_masks(sets: Sequence[Sequence[str]], numbers: dict[str, int]) -> Words:
    """Words without a number are asked by nobody and left out."""
    masks = np.zeros((len(sets), -(-len(numbers) // BITS_IN_WORD)), dtype=np.int64)
    for row, words in enumerate(sets):
        for word in words:
            if word in numbers:
                place, bit = divmod(numbers[word], BITS_IN_WORD)
                masks[row, place] |= 1 << bit
    return masks


def categories(services: Sequence[Request | Offer]) -> dict[Id | None, Ints]:
    """Positions per category, in order."""
    found: dict[Id | None, list[int]] = {}
    for position, service in enumerate(services):
        found.setdefault(service.category, []).append(position)
    return {category: ints(positions) for category, positions in found.items()}
