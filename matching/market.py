"""The problem as sorted tuples and arrays of positions, on which all computing is done.

Sorting by id happens here and nowhere else, so that the order of the input cannot reach a solution. It
decides nothing about who fits whom.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.problem import Id, Offer, Problem, Request, Resident, order_of

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, slots=True)
class Market:
    """A validated problem; positions count from 0 in the order of ids.

    ``asker`` (per request), ``helper`` (per offer) and ``household`` (per resident) hold positions of
    residents; residents with the same ``household`` live together. ``places`` per offer and ``free`` per
    resident are how many new matches each can still take. ``gives_back`` per resident: has received more
    hours than given.
    """

    problem: Problem
    residents: tuple[Resident, ...]
    requests: tuple[Request, ...]
    offers: tuple[Offer, ...]
    resident_at: dict[Id, int]
    request_at: dict[Id, int]
    offer_at: dict[Id, int]
    asker: Ints
    helper: Ints
    household: Ints
    places: Ints
    free: Ints
    gives_back: Bools


def open_market(problem: Problem) -> Market:
    """Sort a validated problem by id and number everything in it."""
    residents = tuple(sorted(problem.residents, key=lambda resident: order_of(resident.id)))
    requests = tuple(sorted(problem.requests, key=lambda request: order_of(request.id)))
    offers = tuple(sorted(problem.offers, key=lambda offer: order_of(offer.id)))
    resident_at = {resident.id: position for position, resident in enumerate(residents)}
    return Market(
        problem=problem,
        residents=residents,
        requests=requests,
        offers=offers,
        resident_at=resident_at,
        request_at={request.id: position for position, request in enumerate(requests)},
        offer_at={offer.id: position for position, offer in enumerate(offers)},
        asker=ints(resident_at[request.asker] for request in requests),
        helper=ints(resident_at[offer.helper] for offer in offers),
        household=_households(residents),
        places=ints(offer.capacity for offer in offers),
        free=ints(max(0, resident.max_active - resident.active) for resident in residents),
        gives_back=np.array([r.hours_received > r.hours_given for r in residents], dtype=np.bool_),
    )


def ints(values: Iterable[int]) -> Ints:
    """A one-dimensional array of whole numbers."""
    return np.fromiter(values, dtype=np.int64)


def _households(residents: tuple[Resident, ...]) -> Ints:
    """Per resident the first who lives there; whoever has no household is one of their own."""
    first: dict[Id, int] = {}
    return ints(
        position if resident.household is None else first.setdefault(resident.household, position)
        for position, resident in enumerate(residents)
    )
