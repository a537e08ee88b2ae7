"""The checker's own idea of which pair may be, for one request and one offer at a time.

It is written apart from ``feasibility`` on purpose and must not import it: two ways to the same rule, so
that a fault in one shows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from matching.problem import Offer, Problem, Request

EARTH_RADIUS_M: Final = 6_371_008.8
RANGE_TOLERANCE_M: Final = 0.001
"""Two ways to compute the same distance differ by less than this."""


class PairChecker:
    """Looks up who may not be matched with whom. The methods give faults, none when the pair is right."""

    def __init__(self, problem: Problem) -> None:
        self._residents = {resident.id: resident for resident in problem.residents}
        self._never = {frozenset(pair) for pair in problem.never}
        self._excluded = {(request, offer) for request, offer in problem.excluded}
        self._screening_required = set(problem.policy.screening_required)

    def forbidden(self, request: Request, offer: Offer) -> Iterator[str]:
        """What holds for given candidates too: self, household, never-match and declined pairs."""
        asker, helper = self._residents[request.asker], self._residents[offer.helper]
        if asker.id == helper.id:
            yield "the asker is the helper"
        elif asker.household is not None and asker.household == helper.household:
            yield "asker and helper share a household"
        if frozenset((asker.id, helper.id)) in self._never:
            yield "the residents are a never-match pair"
        if (request.id, offer.id) in self._excluded:
            yield "the pair was declined"

    def not_available(self, request: Request, offer: Offer) -> Iterator[str]:
        """Rest and screening."""
        helper = self._residents[offer.helper]
        if helper.resting:
            yield "the helper is resting"
        if request.category in self._screening_required and not helper.screened:
            yield "the helper is not screened"


def misfits(request: Request, offer: Offer) -> Iterator[str]:
    """What the two sides say of category, time, place and needs that does not fit."""
    if request.category != offer.category:
        yield "the categories differ"
    if not _dayparts(request) & _dayparts(offer):
        yield "no daypart is shared"
    distance, radius = _distance_m(request, offer), offer.radius_m
    if distance is not None and radius is not None and distance > radius + RANGE_TOLERANCE_M:
        yield f"{distance:.0f} m is beyond the radius of {radius:.0f} m"
    if not set(request.needs) <= set(offer.can):
        yield "a need is not met"


def _dayparts(service: Request | Offer) -> set[int]:
    return set(range(21)) if service.dayparts is None else set(service.dayparts)


def _distance_m(request: Request, offer: Offer) -> float | None:
    """Metres along the sphere, by the haversine formula; None where a place is unknown."""
    if request.lat is None or request.lon is None or offer.lat is None or offer.lon is None:
        return None
    lat_1, lon_1, lat_2, lon_2 = map(math.radians, (request.lat, request.lon, offer.lat, offer.lon))
    chord = math.hypot(
        math.sin((lat_2 - lat_1) / 2),
        math.sqrt(math.cos(lat_1) * math.cos(lat_2)) * math.sin((lon_2 - lon_1) / 2),
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, chord))
