"""Open requests that one activity could answer: several people alike, near each other, free at the same time.

It only points them out; whether an activity is what they want is for the worker to judge.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from matching.augmenting import Flow, Mask, bits
from matching.checks import whole
from matching.columns import Columns, read_columns
from matching.geography import distance_m
from matching.market import Market, open_market
from matching.problem import DAYPARTS_IN_WEEK, Id, Problem, order_of
from matching.reaches import Reaches, to_mask
from matching.rules import validate

PEOPLE: Final = 4
MOST_PEOPLE: Final = 1_000
NEAR_M: Final = 1_000.0
"""How far members may live from the one around whom they gather: a walk of a quarter of an hour."""
MOST_OVERLAP: Final = 0.5
"""A group that shares more than this part of its people with a better one says nothing new."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """``requests`` by the ids, of different ``residents``, that share a daypart and a kind of help.

    ``otherwise_unserved`` is how many requests more would be answered than by matches alone, when these leave
    the search. ``across_m`` is the largest distance from the middle member, 0 where no place is known.
    """

    requests: tuple[Id, ...]
    residents: tuple[Id, ...]
    categories: tuple[Id, ...]
    daypart: int
    across_m: int
    otherwise_unserved: int

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, with the reason as facts that a page can put in words."""
        return {
            "requests": list(self.requests),
            "residents": list(self.residents),
            "categories": list(self.categories),
            "daypart": self.daypart,
            "across_m": self.across_m,
            "otherwise_unserved": self.otherwise_unserved,
            "reason": {
                "people": len(self.residents),
                "categories": list(self.categories),
                "daypart": self.daypart,
                "across_m": self.across_m,
                "otherwise_unserved": self.otherwise_unserved,
            },
        }


def together(
    problem: Problem, *, related: Sequence[Collection[Id]] = (), people: int = PEOPLE, near_m: float = NEAR_M
) -> tuple[Group, ...]:
    """The groups, the one with the most people who would otherwise not be served first.

    ``related`` are sets of categories that one activity could answer; a category by itself always is one.
    All requests of the problem are taken to be open.

    1. For each set of categories, daypart and request gather round that request those that share the set and
       the daypart, within ``near_m`` (unknown places are near), one of each resident; nobody is with a person
       they must not meet.
    2. Keep groups of at least ``people`` residents of whom somebody would otherwise not be served.
    3. Rank: most otherwise unserved, most people, least far apart, daypart, ids. Leave out a group that
       shares more than half of its people with a better one.

    Raises:
        ProblemError: the problem breaks a rule, or ``people`` is no whole number from 2.
    """
    validate(problem)
    whole(2, MOST_PEOPLE)(people, "people")
    market = open_market(problem)
    columns, reaches = read_columns(market), Reaches(market)
    reach = reaches.now()
    served = _most_served(market, reach, 0)
    gathered: dict[tuple[Mask, int], tuple[int, tuple[Id, ...]]] = {}
    for categories in _sets(reaches.of_category, related):
        asked = sum(reaches.of_category[category] for category in categories)
        for daypart in range(DAYPARTS_IN_WEEK):
            for middle in bits(asked & reaches.by_daypart[daypart]):
                members, across = _gather(
                    market, columns, middle, asked & reaches.by_daypart[daypart], near_m
                )
                key = (members, daypart)
                if members.bit_count() >= people and across < gathered.get(key, (math.inf,))[0]:
                    gathered[key] = across, categories
    extra = {
        members: members.bit_count() + _most_served(market, reach, members) - served
        for members, _ in gathered
    }
    groups = [
        (members, _describe(market, members, daypart, across, extra[members]))
        for (members, daypart), (across, _) in gathered.items()
        if extra[members] > 0
    ]
    return _thin(sorted(groups, key=lambda group: _rank(group[1])))


def _sets(asked: Mapping[Id | None, Mask], related: Sequence[Collection[Id]]) -> list[tuple[Id, ...]]:
    """Every category by itself, and the related ones as far as somebody asks for them."""
    known = sorted((category for category in asked if category is not None), key=order_of)
    found: list[tuple[Id, ...]] = [(category,) for category in known]
    for group in related:
        chosen = tuple(category for category in known if category in group)
        if len(chosen) > 1 and chosen not in found:
            found.append(chosen)
    return found


def _gather(market: Market, columns: Columns, middle: int, among: Mask, near_m: float) -> tuple[Mask, int]:
    """One request of each resident near the middle one, the nearest first; and how far the furthest is."""
    lat, lon = columns.request_place
    away = distance_m(lat[middle], lon[middle], lat, lon)
    near = among & to_mask(~(away > near_m))
    order = sorted(
        bits(near), key=lambda at: (at != middle, math.inf if np.isnan(away[at]) else away[at], at)
    )
    chosen: Mask = 0
    people: list[int] = []
    across = 0.0
    for position in order:
        person = int(market.asker[position])
        if person not in people and not any(
            _must_not_meet(market, columns, person, other) for other in people
        ):
            people.append(person)
            chosen |= 1 << position
            across = max(across, 0.0 if np.isnan(away[position]) else float(away[position]))
    return chosen, round(across)


def _must_not_meet(market: Market, columns: Columns, one: int, two: int) -> bool:
    key = min(one, two) * len(market.residents) + max(one, two)
    at = int(np.searchsorted(columns.never, key))
    return at < len(columns.never) and int(columns.never[at]) == key


def _most_served(market: Market, reach: Sequence[Mask], without: Mask) -> int:
    """The largest number of requests that can be matched when some take no part."""
    flow = Flow(
        len(market.requests),
        [mask & ~without for mask in reach],
        market.places.tolist(),
        market.helper.tolist(),
        market.free.tolist(),
    )
    flow.fill()
    return flow.served


def _describe(market: Market, members: Mask, daypart: int, across: int, extra: int) -> Group:
    requests = [market.requests[position] for position in bits(members)]
    return Group(
        requests=tuple(request.id for request in requests),
        residents=tuple(sorted((request.asker for request in requests), key=order_of)),
        categories=tuple(sorted({q.category for q in requests if q.category is not None}, key=order_of)),
        daypart=daypart,
        across_m=across,
        otherwise_unserved=extra,
    )


def _rank(group: Group) -> tuple[object, ...]:
    ids = [order_of(request) for request in group.requests]
    return (-group.otherwise_unserved, -len(group.requests), group.across_m, group.daypart, ids)


def _thin(groups: Sequence[tuple[Mask, Group]]) -> tuple[Group, ...]:
    kept: list[tuple[Mask, Group]] = []
    for members, group in groups:
        if all(
            (members & other).bit_count() <= MOST_OVERLAP * min(members.bit_count(), other.bit_count())
            for other, _ in kept
        ):
            kept.append((members, group))
    return tuple(group for _, group in kept)
