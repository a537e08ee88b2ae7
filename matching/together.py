"""Open requests that one activity could answer: several people alike, near each other, free at the same time.

It only points them out; whether an activity is what they want is for the worker to judge.
"""

from __future__ import annotations

import dataclasses
import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matching.checks import each, identifier, whole
from matching.gathering import Gathered, gather
from matching.market import Market, open_market
from matching.masks import Mask, bits
from matching.problem import Id, Problem, order_of
from matching.reaches import Reaches
from matching.rules import validate
from matching.without import Without

PEOPLE: Final = 4
MOST_PEOPLE: Final = 1_000
NEAR_M: Final = 1_000.0
"""How far members may live from the one around whom they gather: a walk of a quarter of an hour."""
MOST_OVERLAP: Final = 0.5
"""A group that shares more than this part of its people with a better one says nothing new."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """``requests``, and in the same order the different ``residents`` who ask them.

    They share a daypart and a kind of help, or kinds that are related.

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
    problem: Problem,
    *,
    related: Sequence[Collection[Id]] = (),
    people: int = PEOPLE,
    near_m: float = NEAR_M,
    among: Collection[Id] | None = None,
) -> tuple[Group, ...]:
    """The groups, the one with the most people who would otherwise not be served first.

    ``related`` are sets of categories that one activity could answer; a category by itself always is one.
    All requests of the problem are taken to be open. ``among`` are the requests that may be in a group; None
    means all. The others are searched for as ever, and count in what matches alone would answer.

    1. For each set of categories, daypart and request gather round that request those that share the set and
       the daypart, within ``near_m`` (unknown places are near), one of each resident; nobody is with a person
       they must not meet.
    2. Keep groups of at least ``people`` residents of whom somebody would otherwise not be served.
    3. Rank: most otherwise unserved, most people, least far apart, daypart, ids. Leave out a group that
       shares more than half of its people with a better one.

    At 2,800 requests of a city that takes seconds, not minutes: a group that overlaps with a better one is
    left out before anybody works out what it would add.

    Raises:
        ProblemError: the problem breaks a rule, or ``people`` is no whole number from 2.
    """
    validate(problem)
    whole(2, MOST_PEOPLE)(people, "people")
    market = open_market(problem)
    reaches = Reaches(market)
    gathered = gather(market, reaches, related=related, people=people, near_m=near_m, among=among)
    without = Without(market, reaches.now())
    return tuple(_describe(market, found) for found in _best(market, gathered, without))


def read_related(document: Mapping[str, Any]) -> list[list[Id]]:
    """The optional key ``related`` of a decoded JSON document: lists of kinds that one activity could answer.

    Raises:
        ProblemError: the message begins with the field, for example ``related[1]``.
    """
    given = document.get("related")
    if given is None:
        return []
    each(each(identifier))(given, "related")
    return [list(kinds) for kinds in given]


@dataclass(frozen=True, slots=True)
class _Found:
    """A group while it is ranked. ``extra`` is exact, or at first no less than what it will be."""

    members: Mask
    daypart: int
    across_m: int
    extra: int
    is_exact: bool


def _best(market: Market, gathered: Gathered, without: Without) -> list[_Found]:
    """The groups in the order of their rank, each sharing at most half of its people with a better one.

    What a group would add takes long to find. So groups stand in a queue by the most they could add; the one
    in front is worked out and put back where it belongs, unless it overlaps with a better one already. One
    that comes to the front worked out is better than all that are left.
    """
    queue: list[tuple[tuple[object, ...], _Found]] = []

    def put(found: _Found) -> None:
        if found.extra > 0:
            heapq.heappush(queue, (_rank(market, found), found))

    for (members, daypart), across in gathered.items():
        put(_Found(members, daypart, across, without.most_unserved(members), is_exact=False))
    kept: list[_Found] = []
    while queue:
        _, found = heapq.heappop(queue)
        if any(_overlap(found.members, better.members) for better in kept):
            continue
        if found.is_exact:
            kept.append(found)
        else:
            extra = without.otherwise_unserved(found.members)
            put(dataclasses.replace(found, extra=extra, is_exact=True))
    return kept


def _rank(market: Market, found: _Found) -> tuple[object, ...]:
    ids = tuple(order_of(market.requests[position].id) for position in bits(found.members))
    return (-found.extra, -len(ids), found.across_m, found.daypart, ids)


def _overlap(one: Mask, other: Mask) -> bool:
    return (one & other).bit_count() > MOST_OVERLAP * min(one.bit_count(), other.bit_count())


def _describe(market: Market, found: _Found) -> Group:
    requests = [market.requests[position] for position in bits(found.members)]
    return Group(
        requests=tuple(request.id for request in requests),
        residents=tuple(request.asker for request in requests),
        categories=tuple(sorted({q.category for q in requests if q.category is not None}, key=order_of)),
        daypart=found.daypart,
        across_m=found.across_m,
        otherwise_unserved=found.extra,
    )
