"""Which requests each offer can serve, now and after a change: the feasibility of all pairs, as sets of bits.

It says what would be possible, not what is worth asking. Time, range and needs may change by a question;
what ``is_allowed`` refuses never does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from matching.candidates import tabulate
from matching.columns import ALL_DAYPARTS, categories, read_columns
from matching.feasibility import is_allowed, is_somebody_else, pair_distance_m
from matching.geography import Floats
from matching.market import Bools, Market
from matching.masks import Mask, bits
from matching.problem import Id, Offer, Request


class Reaches:
    """The pairs of one market. Masks are over its requests; ``requests`` and ``offers`` are its positions."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.columns = read_columns(market)
        self.given = market.problem.candidates is not None
        self.by_daypart = _masks_by_daypart(market.requests)
        self.of_category: Mapping[Id | None, Mask] = {
            category: sum(1 << int(row) for row in rows)
            for category, rows in categories(market.requests).items()
        }
        self._needs = [frozenset(request.needs) for request in market.requests]
        self._every = np.arange(len(market.requests))
        self._rows: dict[int, tuple[Mask, Floats]] = {}
        self._timeless: dict[tuple[int, float | None, frozenset[str], Id | None], Mask] = {}
        self._table = tabulate(self.columns) if self.given else None

    def now(self) -> list[Mask]:
        """Per offer the requests it can serve as things stand: the candidates."""
        if self._table is not None:
            masks = [0] * len(self.market.offers)
            for request, offer in zip(self._table.request.tolist(), self._table.offer.tolist(), strict=True):
                masks[offer] |= 1 << request
            return masks
        return [self.after(offer) for offer in range(len(self.market.offers))]

    def after(
        self,
        offer: int,
        *,
        dayparts: Collection[int] = (),
        radius_m: float | None = None,
        needs: Collection[str] = (),
        category: Id | None = None,
    ) -> Mask:
        """What an offer could serve with dayparts and abilities more, a wider radius, another category."""
        mask = self.timeless(offer, radius_m=radius_m, needs=needs, category=category)
        return mask & self._at(_with_dayparts(self.market.offers[offer], dayparts)) if mask else 0

    def timeless(
        self,
        offer: int,
        *,
        radius_m: float | None = None,
        needs: Collection[str] = (),
        category: Id | None = None,
    ) -> Mask:
        """The same, whatever the daypart."""
        key = (offer, radius_m, frozenset(needs), category)
        if key not in self._timeless:
            self._timeless[key] = self._work_out(*key)
        return self._timeless[key]

    def _work_out(
        self, offer: int, radius_m: float | None, needs: frozenset[str], category: Id | None
    ) -> Mask:
        given = self.market.offers[offer]
        mask = self.of_category.get(given.category if category is None else category, 0)
        if not mask:
            return 0
        allowed, distance = self._row(offer)
        mask &= allowed
        radius = given.radius_m if radius_m is None else radius_m
        if mask and radius is not None:
            mask &= to_mask(~(distance > radius))
        can = needs.union(given.can)
        return sum(1 << request for request in bits(mask) if self._needs[request] <= can)

    def distance_m(self, offer: int) -> Floats:
        """Metres to each request, NaN where a place is unknown."""
        return self._row(offer)[1]

    def lacking(self, offer: int, requests: Mask) -> set[str]:
        """Needs of these requests that the offer does not meet."""
        can = set(self.market.offers[offer].can)
        return {need for request in bits(requests) for need in self._needs[request] - can}

    def allowed(self, offer: int) -> Mask:
        """The requests that no rule keeps away from the offer."""
        return self._row(offer)[0]

    def _row(self, offer: int) -> tuple[Mask, Floats]:
        if offer not in self._rows:
            request, same = self._every, np.full(len(self._every), offer)
            allowed = is_somebody_else(self.columns, request, same) & is_allowed(self.columns, request, same)
            self._rows[offer] = to_mask(allowed), pair_distance_m(self.columns, request, same)
        return self._rows[offer]

    def _at(self, dayparts: Mask) -> Mask:
        mask = 0
        for daypart in bits(dayparts):
            mask |= self.by_daypart[daypart]
        return mask


def to_mask(flags: Bools) -> Mask:
    """The positions that are true, as bits."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def daypart_mask(service: Request | Offer) -> Mask:
    """The dayparts of a request or an offer, as bits."""
    return ALL_DAYPARTS if service.dayparts is None else sum(1 << d for d in set(service.dayparts))


def _with_dayparts(offer: Offer, more: Collection[int]) -> Mask:
    mask = daypart_mask(offer)
    for daypart in more:
        mask |= 1 << daypart
    return mask


def _masks_by_daypart(requests: Sequence[Request]) -> list[Mask]:
    """Per daypart of the week the requests it suits."""
    masks = [0] * ALL_DAYPARTS.bit_count()
    for position, request in enumerate(requests):
        for daypart in bits(daypart_mask(request)):
            masks[daypart] |= 1 << position
    return masks
