"""What one more helper would add: per category, daypart and neighbourhood, counted and not guessed.

It proposes nobody; it says what to write in the neighbourhood paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from matching.augmenting import Addition, Flow, Search
from matching.geography import distance_m
from matching.market import Market, open_market
from matching.masks import Mask, bits
from matching.parts import wanted_requests
from matching.problem import DAYPARTS_IN_WEEK, Id, Problem, order_of
from matching.reaches import Reaches, to_mask
from matching.rules import validate

RADIUS_M: Final = 1_500.0
"""How far the helper who is looked for would go: "in de buurt"."""
AT_ONCE: Final = 2
"""How many the helper who is looked for would help at once: the default of ``max_active``."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """``gain``: how many more requests one more helper, free at this daypart, would let be served.

    ``demand`` is the same for as many such helpers as there is work for.
    """

    category: Id
    daypart: int
    neighbourhood: Id | None
    gain: int
    demand: int

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "category": self.category,
            "daypart": self.daypart,
            "neighbourhood": self.neighbourhood,
            "gain": self.gain,
            "demand": self.demand,
        }


def read_neighbourhoods(document: Mapping[str, Any]) -> dict[Id, Id]:
    """The optional key ``neighbourhood`` of the requests of a decoded JSON document that was read."""
    return {
        request["id"]: request["neighbourhood"]
        for request in document["requests"]
        if isinstance(request.get("neighbourhood"), (str, int))
    }


def scarcity(problem: Problem, neighbourhood_of: Mapping[Id, Id] | None = None) -> tuple[Shortage, ...]:
    """The shortages, the largest gain first, then by category, daypart and neighbourhood.

    The helper who is looked for lives with nobody who asks, is screened, meets every need, helps two at once,
    lives in the middle of the neighbourhood's waiting requests and goes 1,500 m; a request whose place is
    unknown is in range. Requests without a neighbourhood count as one group, None, in range of everybody.

    ``demand`` is how much the largest set of matches grows by a new offer with room for all (see
    ``augmenting``). Each place adds at most one, and never more than the place before it, so that one helper
    adds ``gain`` = min(2, demand). What adds nothing is left out.

    Raises:
        ProblemError: the problem breaks a rule.
    """
    validate(problem)
    market = open_market(problem)
    reaches = Reaches(market)
    flow = Flow.of(market, reaches.now())
    search, wanted = flow.fill(), wanted_requests(flow)
    groups = _in_reach(market, neighbourhood_of or {}, flow.waiting)
    found = []
    for category, asked in reaches.of_category.items():
        for neighbourhood, near in groups.items():
            for daypart in range(DAYPARTS_IN_WEEK):
                reach = asked & near & reaches.by_daypart[daypart] & wanted
                demand = _demand(flow, search, reach) if reach else 0
                if demand and category is not None:
                    found.append(
                        Shortage(
                            category=category,
                            daypart=daypart,
                            neighbourhood=neighbourhood,
                            gain=min(AT_ONCE, demand),
                            demand=demand,
                        )
                    )
    return tuple(sorted(found, key=_rank))


def _rank(shortage: Shortage) -> tuple[object, ...]:
    place = shortage.neighbourhood
    where = order_of("" if place is None else place)
    return (-shortage.gain, -shortage.demand, order_of(shortage.category), shortage.daypart, where)


def _demand(flow: Flow, search: Search, reach: Mask) -> int:
    """How far the flow grows by somebody new with one offer that serves these requests."""
    grown = flow.copy()
    newcomer, places = len(grown.free), reach.bit_count()
    touched = grown.add(Addition(offers=[(newcomer, reach)], free={newcomer: places}))
    grown.room[touched[-1]] = places
    grown.grow(search.copy(), touched)
    return grown.served - flow.served


def _in_reach(market: Market, neighbourhood_of: Mapping[Id, Id], waiting: Mask) -> dict[Id | None, Mask]:
    """Per neighbourhood with waiting requests the requests within 1,500 m of the middle of these."""
    members: dict[Id | None, list[int]] = {}
    for position in bits(waiting):
        members.setdefault(neighbourhood_of.get(market.requests[position].id), []).append(position)
    lat, lon = (
        np.array([np.nan if value is None else value for value in values], dtype=np.float64)
        for values in ([q.lat for q in market.requests], [q.lon for q in market.requests])
    )
    groups: dict[Id | None, Mask] = {}
    for place in members:
        known = [position for position in members[place] if not np.isnan(lat[position])]
        if place is None:
            groups[None] = (1 << len(market.requests)) - 1
        elif known:
            far = distance_m(lat[known].mean(), lon[known].mean(), lat, lon) > RADIUS_M
            groups[place] = to_mask(~far)
        else:
            groups[place] = sum(1 << position for position in members[place])
    return groups
