"""Who else could help, and what happens when a proposal is declined. The matcher computes, nobody decides.

To say what happens, the matcher solves the surroundings again without the pair: the request alone where
somebody is free for it, else with whoever is proposed now to somebody who could help it, and all who could
help one of these. That is one step far; the next round looks at everybody, and at rings, so a page says
"probably".
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

import matching
from buurtservice.rounds.problem import dayparts_of
from buurtservice.rounds.surrounding_rows import AnyRow
from buurtservice.rounds.surroundings import (
    Pair,
    Surroundings,
    holders,
    problem_of,
    read_further,
)
from matching.geography import distance_m

MOST_COMPETITORS = 40  # A bound on the work for one page; nearer ones would come first.
SEARCH_SECONDS = 1.0
WHOLE_WEEK = (1 << 21) - 1


@dataclass(frozen=True, kw_only=True)
class Held:
    """Somebody a helper is proposed for now."""

    request_id: int
    match_id: int
    asker: str | None


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One helper who could answer a request: how well, and whether they are free.

    `held` is who they are proposed for now, when that takes their last place; `full` says that what they said
    yes to takes all places; `declined` that a worker said no to this pair before.
    """

    offer_id: int
    helper_id: int
    helper: str | None
    neighbourhood: str | None
    score: int
    parts: dict[str, int]
    shared_dayparts: tuple[int, ...]
    distance_m: int | None
    helps_now: int
    held: tuple[Held, ...] = ()
    full: bool = False
    declined: bool = False

    @property
    def free(self) -> bool:
        """Tell whether the next round could propose them as things stand."""
        return not (self.held or self.full or self.declined)


@dataclass(frozen=True, kw_only=True)
class IfDeclined:
    """What the matcher would make of it. `next` None: nobody. `loses` are those left alone by that."""

    request_id: int
    next: Alternative | None
    loses: tuple[Held, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NearMiss:
    """A helper who could help after something changed: (kind, change, any_of) as the matcher says it."""

    offer_id: int
    helper_id: int
    helper: str | None
    neighbourhood: str | None
    distance_m: int | None
    changes: tuple[matching.Change, ...]


def list_alternatives(around: Surroundings) -> dict[int, list[Alternative]]:
    """Return per target the helpers who could answer it, the most suitable first, declined ones too."""
    problem = problem_of(around, around.targets, around.offers)
    by_helper = holders(around)
    found: dict[int, list[Alternative]] = {target: [] for target in around.targets}
    for candidate in matching.find_candidates(problem):
        request, offer = around.requests[int(candidate.request)], around.offers[int(candidate.offer)]
        found[request.id].append(_alternative(around, request, offer, candidate, by_helper))
    for alternatives in found.values():
        alternatives.sort(key=lambda one: (-one.score, one.offer_id))
    return found


def list_near_misses(around: Surroundings, request_id: int) -> list[NearMiss]:
    """Return who could help this request after a conversation, fewest changes first. Never who may not.

    `around` comes from `read_near`.
    """
    candidates = matching.find_candidates(problem_of(around, [request_id], around.offers))
    known = [(int(one.request), int(one.offer)) for one in candidates]
    alone = problem_of(around, [request_id], around.offers, excluded=[*known, *around.declined])
    request = around.requests[request_id]
    missed = matching.solve(alone, time_limit_s=SEARCH_SECONDS).near_misses
    offers = [around.offers[int(miss.offer)] for miss in missed]
    return [
        NearMiss(
            offer_id=offer.id,
            helper_id=offer.resident_id,
            helper=offer.name,
            neighbourhood=offer.neighbourhood,
            distance_m=_distance(request, offer),
            changes=miss.changes,
        )
        for miss, offer in zip(missed, offers, strict=True)
    ]


def if_declined(
    around: Surroundings, alternatives: dict[int, list[Alternative]], pairs: Collection[Pair]
) -> list[IfDeclined]:
    """Return what the matcher would propose to these requests if these (request, offer) pairs were declined.

    It reads further only where a request has nobody who is free.
    """
    requests = {request_id for request_id, _ in pairs}
    said_no = set(pairs)
    alone = [
        request_id
        for request_id in requests
        if not any(one.free and (request_id, one.offer_id) not in said_no for one in alternatives[request_id])
    ]
    competitors = _competitors(alternatives, alone)
    if competitors:
        read_further(around, competitors)
    everybody = requests | competitors
    problem = problem_of(around, everybody, around.offers, excluded=[*around.declined, *pairs])
    solution = matching.solve(problem, time_limit_s=SEARCH_SECONDS)
    chosen = {int(match.request): int(match.offer) for match in solution.matches}
    return [
        _outcome(around, alternatives[request_id], request_id, chosen, competitors)
        for request_id in sorted(requests)
    ]


def _outcome(
    around: Surroundings,
    alternatives: list[Alternative],
    request_id: int,
    chosen: dict[int, int],
    competitors: set[int],
) -> IfDeclined:
    following = next((one for one in alternatives if one.offer_id == chosen.get(request_id)), None)
    lost = competitors - chosen.keys()
    # Only those whose helper this request would get: others are not this decision's doing.
    moved = {held.request_id for held in following.held} if following else set()
    return IfDeclined(
        request_id=request_id,
        next=following,
        loses=tuple(
            Held(request_id=one, match_id=around.proposed[one][1], asker=around.requests[one].name)
            for one in sorted(lost & moved)
        ),
    )


def _competitors(alternatives: dict[int, list[Alternative]], requests: Collection[int]) -> set[int]:
    """Return the requests that are proposed now to somebody who could help one of these."""
    found: dict[int, int] = defaultdict(int)
    for request_id in requests:
        for one in alternatives[request_id]:
            for held in one.held:
                found[held.request_id] = max(found[held.request_id], one.score)
    best = sorted(found, key=lambda request_id: -found[request_id])[:MOST_COMPETITORS]
    return set(best) - set(requests)


def _alternative(
    around: Surroundings,
    request: AnyRow,
    offer: AnyRow,
    candidate: matching.Candidate,
    by_helper: dict[int, list[tuple[int, int]]],
) -> Alternative:
    full = offer.places_taken >= offer.capacity or offer.active_matches >= offer.max_active
    held = [
        (other, match_id) for other, match_id in by_helper[offer.resident_id] if other not in around.targets
    ]
    on_offer = [other for other, _ in held if around.proposed[other][0] == offer.id]
    takes_all = (
        len(on_offer) + offer.places_taken >= offer.capacity
        or len(held) + offer.active_matches >= offer.max_active
    )
    return Alternative(
        offer_id=offer.id,
        helper_id=offer.resident_id,
        helper=offer.name,
        neighbourhood=offer.neighbourhood,
        score=candidate.score,
        parts=dict(candidate.parts),
        shared_dayparts=_shared(request.dayparts, offer.dayparts),
        distance_m=_distance(request, offer),
        helps_now=offer.active_matches,
        held=tuple(
            Held(request_id=other, match_id=match_id, asker=around.requests[other].name)
            for other, match_id in held
        )
        if takes_all and not full
        else (),
        full=full,
        declined=(request.id, offer.id) in around.declined,
    )


def _shared(wanted: int | None, offered: int | None) -> tuple[int, ...]:
    both = (WHOLE_WEEK if wanted is None else wanted) & (WHOLE_WEEK if offered is None else offered)
    return dayparts_of(both) or ()


def _distance(request: AnyRow, offer: AnyRow) -> int | None:
    if None in (request.lat, request.lon, offer.lat, offer.lon):
        return None
    here, there = np.array([request.lat, request.lon]), np.array([offer.lat, offer.lon])
    return round(float(distance_m(here[0], here[1], there[0], there[1])))
