"""What a stored round says, joined for reading: proposals with what fits, and why others found nobody."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.pausing import paused_days_by_request
from buurtservice.help.policies import waiting_days
from buurtservice.help.queries import get_request
from buurtservice.matches.models import Match
from buurtservice.residents.models import Resident
from buurtservice.rounds.models import MatchingRound
from buurtservice.rounds.problem import dayparts_of
from buurtservice.rounds.queries import get_round, list_unmatched
from matching.geography import distance_m

Dayparts = tuple[int, ...] | None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who it is, for the worker: name and neighbourhood."""

    id: int
    name: str | None
    neighbourhood: str | None


@dataclass(frozen=True, kw_only=True)
class ProposedMatch:
    """One proposal and what fits. Dayparts are 0…20, None means any; distance in metres, None unknown."""

    match_id: int
    request_id: int
    offer_id: int
    state: str
    category: str
    pictogram: str
    asker: Person
    helper: Person
    request_dayparts: Dayparts
    offer_dayparts: Dayparts
    shared_dayparts: tuple[int, ...]
    distance_m: int | None
    radius_m: int | None
    needs: tuple[str, ...]
    waiting_days: int
    score: int | None
    parts: dict[str, int]
    reciprocity: str | None
    ring: str | None


@dataclass(frozen=True, kw_only=True)
class UnmatchedRequest:
    """One request that found nobody, the first reason that holds, and what a conversation could change."""

    request_id: int
    category: str
    pictogram: str
    asker: Person
    waiting_days: int
    reason: str
    near_misses: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class RoundReport:
    """A stored round, to print, to show and to hand to other programs."""

    round: MatchingRound
    matches: tuple[ProposedMatch, ...]
    unmatched: tuple[UnmatchedRequest, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the report under the keys that other programs rely on; ids only, no names."""
        row = self.round
        return {
            "round": row.number,
            "as_of": row.as_of.isoformat(),
            "status": row.status,
            "stopped": row.stopped,
            "candidates": row.candidates,
            "value": row.value,
            "bound": row.bound,
            "gap": row.gap,
            "served_max": row.served_max,
            "levels": row.levels,
            "matches": [_match_dict(match) for match in self.matches],
            "unmatched": [{"request": one.request_id, "reason": one.reason} for one in self.unmatched],
            "near_misses": row.near_misses,
            "policy": row.policy,
            "code_version": row.code_version,
            "input_hash": row.input_hash,
        }


def get_round_report(number: int) -> RoundReport:
    """Return the report of a stored round. Raises NotFound."""
    row = get_round(number)
    matches = db.session.scalars(
        select(Match).where(Match.round_number == number).order_by(Match.id)
    ).unique()
    labels: dict[int, str] = {}
    paused_days = paused_days_by_request(as_of=row.as_of)
    return RoundReport(
        round=row,
        matches=tuple(_proposed(match, labels, paused_days) for match in matches),
        unmatched=tuple(
            _unmatched(get_request(one.help_request_id), one.reason, row, paused_days)
            for one in list_unmatched(number)
        ),
    )


def proposed_match(match: Match) -> ProposedMatch:
    """Return one match with what fits, as in a report; its ring keeps its own number."""
    label = {} if match.ring_id is None else {match.ring_id: str(match.ring_id)}
    paused_days = paused_days_by_request(as_of=match.proposed_on, request_ids=[match.help_request_id])
    return _proposed(match, label, paused_days)


def waiting_matches(matches: list[Match], *, paused_days: dict[int, int], today: date) -> list[ProposedMatch]:
    """Return matches with what fits and how long they wait by now, without what they paused, by request."""
    found = []
    for match in matches:
        label = {} if match.ring_id is None else {match.ring_id: str(match.ring_id)}
        paused = paused_days.get(match.help_request_id, 0)
        waited = waiting_days(match.request, as_of=today, paused_days=paused)
        found.append(replace(_proposed(match, label, paused_days), waiting_days=waited))
    return found


def _proposed(match: Match, labels: dict[int, str], paused_days: dict[int, int]) -> ProposedMatch:
    request, offer = match.request, match.offer
    wanted, offered = dayparts_of(request.dayparts), dayparts_of(offer.dayparts)
    return ProposedMatch(
        match_id=match.id,
        request_id=request.id,
        offer_id=offer.id,
        state=match.state.value,
        category=request.category.code,
        pictogram=request.category.pictogram,
        asker=_person(request.resident),
        helper=_person(offer.resident),
        request_dayparts=wanted,
        offer_dayparts=offered,
        shared_dayparts=_shared(request.dayparts, offer.dayparts),
        distance_m=_distance_m(request, offer),
        radius_m=offer.radius_m,
        needs=tuple(request.needs),
        waiting_days=waiting_days(
            request, as_of=match.proposed_on, paused_days=paused_days.get(request.id, 0)
        ),
        score=match.score,
        parts=match.parts,
        reciprocity=match.reciprocity.value if match.reciprocity else None,
        ring=labels.setdefault(match.ring_id, f"k{len(labels) + 1}") if match.ring_id else None,
    )


def _unmatched(
    request: HelpRequest, reason: str, row: MatchingRound, paused_days: dict[int, int]
) -> UnmatchedRequest:
    return UnmatchedRequest(
        request_id=request.id,
        category=request.category.code,
        pictogram=request.category.pictogram,
        asker=_person(request.resident),
        waiting_days=waiting_days(request, as_of=row.as_of, paused_days=paused_days.get(request.id, 0)),
        reason=reason,
        near_misses=tuple(miss for miss in row.near_misses if miss["request"] == request.id),
    )


def _person(resident: Resident) -> Person:
    neighbourhood = resident.neighbourhood.name if resident.neighbourhood else None
    return Person(id=resident.id, name=resident.name, neighbourhood=neighbourhood)


def _shared(wanted: int | None, offered: int | None) -> tuple[int, ...]:
    week = (1 << 21) - 1
    return dayparts_of((week if wanted is None else wanted) & (week if offered is None else offered)) or ()


def _distance_m(request: HelpRequest, offer: HelpOffer) -> int | None:
    lat, lon, offer_lat, offer_lon = request.lat, request.lon, offer.lat, offer.lon
    if lat is None or lon is None or offer_lat is None or offer_lon is None:
        return None
    here, there = np.array([lat, lon]), np.array([offer_lat, offer_lon])
    return round(float(distance_m(here[0], here[1], there[0], there[1])))


def _match_dict(match: ProposedMatch) -> dict[str, Any]:
    return {
        "match": match.match_id,
        "request": match.request_id,
        "offer": match.offer_id,
        "state": match.state,
        "category": match.category,
        "score": match.score,
        "parts": match.parts,
        "reciprocity": match.reciprocity,
        "ring": match.ring,
        "distance_m": match.distance_m,
        "shared_dayparts": list(match.shared_dayparts),
        "waiting_days": match.waiting_days,
    }
