"""What the matcher is asked: the problem as plain, frozen dataclasses.

This module only names things and their defaults. It does not check (see ``rules``), read files or solve.

Ids are text or whole numbers. Everything is ordered by id, whole numbers before text, never by place in the
input.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

Id = int | str

DAYPARTS_IN_WEEK: Final = 21
"""Seven weekdays of three dayparts: 3 x weekday (Monday 0) + {morning 0, afternoon 1, evening 2}."""


def order_of(identifier: Id) -> tuple[int, int, str]:
    """Sort key for ids of mixed type: whole numbers first, by size, then text, by code point."""
    if isinstance(identifier, str):
        return (1, 0, identifier)
    return (0, identifier, "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Resident:
    """Somebody who asks or offers.

    ``hours_given`` and ``hours_received`` are hours, 0 or more. The helper takes at most
    ``max_active - active`` new matches. ``resting`` helpers are never proposed.
    """

    id: Id
    household: Id | None = None
    hours_given: float = 0
    hours_received: float = 0
    max_active: int = 2
    active: int = 0
    resting: bool = False
    languages: tuple[str, ...] = ()
    screened: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One need of one asker.

    ``dayparts`` are indices 0..20; None means any, an empty tuple none. ``lat`` and ``lon`` are degrees,
    both or neither. ``category`` may be None only where the candidates are given.
    """

    id: Id
    asker: Id
    category: Id | None = None
    urgent: bool = False
    dayparts: tuple[int, ...] | None = None
    lat: float | None = None
    lon: float | None = None
    needs: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    waiting_days: float = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """One kind of help that one helper gives, to at most ``capacity`` more requests at once.

    ``radius_m`` is in metres; None means unknown and counts as far enough. The rest as in ``Request``.
    """

    id: Id
    helper: Id
    category: Id | None = None
    capacity: int = 1
    dayparts: tuple[int, ...] | None = None
    lat: float | None = None
    lon: float | None = None
    radius_m: float | None = None
    can: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """What one match is worth in the objective, beside its suitability of 1..1000."""

    served: int = 10_000
    urgent: int = 10_000
    reciprocity: int = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class SuitabilityWeights:
    """Most points that each part can add to a suitability, together at most 999; see ``suitability``."""

    dayparts: int = 200
    distance: int = 250
    language: int = 100
    pair: int = 200
    waiting: int = 149
    load: int = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """The rules a city can set. ``ring_max`` of 0 or 1 means no rings."""

    ring_max: int = 3
    weights: Weights = field(default_factory=Weights)
    suitability: SuitabilityWeights = field(default_factory=SuitabilityWeights)
    screening_required: tuple[Id, ...] = ()
    near_misses_per_request: int = 5


class GivenCandidate(NamedTuple):
    """A feasible pair decided elsewhere, with its score of 1..1000. A tuple, since there may be a million."""

    request: Id
    offer: Id
    score: int


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class CandidateColumns:
    """Given candidates of a city as three arrays of equal length: millions of tuples would fill the memory.

    ``request`` and ``offer`` are positions in the problem's own tuples, ``score`` is 1..1000.
    """

    request: npt.NDArray[np.integer[Any]]
    offer: npt.NDArray[np.integer[Any]]
    score: npt.NDArray[np.integer[Any]]

    def __len__(self) -> int:
        return len(self.request)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One neighbourhood at one moment.

    ``never`` are unordered pairs of residents, ``pairs`` (asker, helper) that went well before, ``excluded``
    (request, offer) that a worker declined. ``candidates`` of None means: find them; otherwise they are the
    feasible pairs, save those that break self, household, never or excluded.
    """

    residents: tuple[Resident, ...]
    requests: tuple[Request, ...]
    offers: tuple[Offer, ...]
    never: tuple[tuple[Id, Id], ...] = ()
    pairs: tuple[tuple[Id, Id], ...] = ()
    excluded: tuple[tuple[Id, Id], ...] = ()
    policy: Policy = field(default_factory=Policy)
    candidates: tuple[GivenCandidate, ...] | CandidateColumns | None = None


Parts = Mapping[str, int]
"""Points per named part of a suitability; they add up to the score."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A feasible request-offer pair. ``unknown`` names what was taken on trust: ``place``, ``radius``."""

    request: Id
    offer: Id
    score: int
    parts: Parts
    unknown: tuple[str, ...] = ()
