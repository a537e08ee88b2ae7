"""Who could come together: round each request the people near who ask the same, free at the same time.

It gathers only; whether a group is worth an activity is for ``together`` to say.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np

from matching.columns import Columns
from matching.geography import distance_m
from matching.market import Bools, Ints, Market
from matching.masks import Mask
from matching.problem import DAYPARTS_IN_WEEK, Id, order_of
from matching.reaches import Reaches, to_mask

Gathered = dict[tuple[Mask, int], int]
"""Per group, as its requests and their daypart: metres from the one in the middle to who lives furthest."""


def gather(
    market: Market,
    reaches: Reaches,
    *,
    related: Sequence[Collection[Id]],
    people: int,
    near_m: float,
    among: Collection[Id] | None,
) -> Gathered:
    """Every group of at least ``people`` residents; of those with the same members the least far apart."""
    neighbours = _Neighbours(market, reaches.columns, near_m)
    eligible = np.array([among is None or r.id in among for r in market.requests], dtype=np.bool_)
    asked = [_of(reaches, kinds, market) & eligible for kinds in _sets(reaches.of_category, related)]
    at = [_flags(mask, len(market.requests)) for mask in reaches.by_daypart]
    found: Gathered = {}
    for middle in np.flatnonzero(eligible).tolist():
        near: Ints | None = None
        for asking in asked:
            if not asking[middle]:
                continue
            near = neighbours.of(middle) if near is None else near
            alike = near[asking[near]]
            for daypart in range(DAYPARTS_IN_WEEK):
                if at[daypart][middle]:
                    _add(found, neighbours, alike[at[daypart][alike]], daypart, people)
    return found


def _add(found: Gathered, neighbours: _Neighbours, near: Ints, daypart: int, people: int) -> None:
    if len(near) < people:
        return
    chosen = neighbours.one_of_each(near)
    if len(chosen) >= people:
        members, across = neighbours.mask(chosen), neighbours.across(chosen)
        key = members, daypart
        found[key] = min(across, found.get(key, across))


class _Neighbours:
    """Requests in the order in which they are near another one."""

    def __init__(self, market: Market, columns: Columns, near_m: float) -> None:
        self._asker = market.asker
        self._lat, self._lon = columns.request_place
        self._near_m = near_m
        self._away = np.zeros(0)
        self._strangers = _strangers(columns.never.tolist(), len(market.residents))
        self._must_not_meet = np.zeros(len(market.residents), dtype=np.bool_)
        self._must_not_meet[list(self._strangers)] = True

    def of(self, middle: int) -> Ints:
        """The request in the middle, then those near it, the nearest first, unknown places last."""
        away = distance_m(self._lat[middle], self._lon[middle], self._lat, self._lon)
        self._away = np.where(np.isnan(away), math.inf, away)
        near = np.flatnonzero(~(away > self._near_m))
        return near[np.lexsort((near, self._away[near], near != middle))]

    def one_of_each(self, near: Ints) -> Ints:
        """The first request of each resident; nobody is with a person they must not meet."""
        askers = self._asker[near]
        _, first = np.unique(askers, return_index=True)
        chosen: Ints = near if len(first) == len(near) else near[np.sort(first)]
        if not self._must_not_meet[self._asker[chosen]].any():
            return chosen
        people: set[int] = set()
        kept = []
        for position in chosen.tolist():
            person = int(self._asker[position])
            if people.isdisjoint(self._strangers.get(person, ())):
                people.add(person)
                kept.append(position)
        return np.array(kept, dtype=np.int64)

    def across(self, chosen: Ints) -> int:
        """Metres from the middle to who lives furthest; an unknown place counts as near."""
        away = self._away[chosen]
        known = away[away < math.inf]
        return round(float(known.max())) if len(known) else 0

    def mask(self, chosen: Ints) -> Mask:
        """These requests as bits."""
        flags = np.zeros(len(self._asker), dtype=np.bool_)
        flags[chosen] = True
        return to_mask(flags)


def _strangers(keys: Sequence[int], residents: int) -> Mapping[int, set[int]]:
    """Per resident who must not meet somebody: whom."""
    found: dict[int, set[int]] = {}
    for key in keys:
        one, other = divmod(key, residents)
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def _sets(asked: Mapping[Id | None, Mask], related: Sequence[Collection[Id]]) -> list[tuple[Id, ...]]:
    """Every category by itself, and the related ones as far as somebody asks for them."""
    known = sorted((category for category in asked if category is not None), key=order_of)
    found: list[tuple[Id, ...]] = [(category,) for category in known]
    for group in related:
        chosen = tuple(category for category in known if category in group)
        if len(chosen) > 1 and chosen not in found:
            found.append(chosen)
    return found


def _of(reaches: Reaches, kinds: Sequence[Id], market: Market) -> Bools:
    return _flags(sum(reaches.of_category[kind] for kind in kinds), len(market.requests))


def _flags(mask: Mask, count: int) -> Bools:
    """The bits of a mask as an array of so many."""
    octets = np.frombuffer(mask.to_bytes(-(-count // 8) or 1, "little"), dtype=np.uint8)
    return np.unpackbits(octets, bitorder="little")[:count].astype(np.bool_)
