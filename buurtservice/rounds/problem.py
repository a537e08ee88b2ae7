"""Builds the matcher's problem from the database. It reads only, and hands over no names and no addresses."""

import hashlib
import json
from collections import Counter
from dataclasses import asdict, replace
from datetime import date, timedelta

import matching
from buurtservice.help.default_categories import OTHER
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.pausing import paused_days_by_request
from buurtservice.help.policies import route_due_on, waiting_days
from buurtservice.help.queries import list_active_offers, list_categories, list_unanswered_requests
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.policies import is_touched
from buurtservice.matches.queries import (
    hours_by_resident,
    list_declined_pairs,
    list_good_pairs,
    list_matches,
)
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import list_never_pairs
from buurtservice.rounds.queries import passed_over_request_ids
from buurtservice.rounds.weights import read_policy

DAYPARTS_IN_WEEK = 21
URGENT_BEFORE_ROUTING_DAYS = 2


def build_problem(*, as_of: date) -> matching.Problem:
    """Return the problem as it stands on a local day.

    Requests: open, unanswered, received by that day and without a proposal that a worker made or put off.
    What has no kind of help yet waits for the worker: no two of those are alike.
    Offers: taking part and received by that day; the places that such proposals count on are taken off.
    """
    kept = [match for match in list_matches((MatchState.PROPOSED,)) if is_touched(match)]
    kept_requests = {match.help_request_id for match in kept}
    requests = [
        request
        for request in list_unanswered_requests(received_by=as_of)
        if request.id not in kept_requests and request.category.code != OTHER
    ]
    offers = list_active_offers(received_by=as_of)
    problem = _problem(requests, offers, kept, passed_over_request_ids(), as_of=as_of)
    return replace(problem, excluded=_declined(requests, offers))


def helper_problem(
    offers: list[HelpOffer], requests: list[HelpRequest], *, proposed: list[Match]
) -> matching.Problem:
    """Return the problem of one helper's offers and these requests: what may be matched, not what is best.

    It has nothing of what only ranks: no hours, no pairs that went well, nothing of waiting. `proposed` are
    the proposals that wait.
    """
    kept = [match for match in proposed if is_touched(match)]
    kept_requests = {match.help_request_id for match in kept}
    asked = [one for one in requests if one.id not in kept_requests and one.category.code != OTHER]
    kept_offers = Counter(match.help_offer_id for match in kept)
    people = {one.resident_id: one.resident for one in asked}
    people |= {one.resident_id: one.resident for one in offers}
    return matching.Problem(
        residents=tuple(_resident(person) for _, person in sorted(people.items())),
        requests=tuple(_request(one, set(), paused_days=0, as_of=one.received_on) for one in asked),
        offers=tuple(_offer(one, kept_offers[one.id]) for one in offers),
        never=tuple(pair for pair in list_never_pairs() if set(pair) <= people.keys()),
        policy=matching.Policy(
            screening_required=tuple(c.code for c in list_categories() if c.requires_screening)
        ),
        excluded=_declined(asked, offers),
    )


def pair_problem(request: HelpRequest, offer: HelpOffer, *, as_of: date) -> matching.Problem:
    """Return the problem of one request and one offer alone: may these two be matched?

    A pair that was declined before may be made by hand: a person decides, and may think again.
    """
    return _problem([request], [offer], [], set(), as_of=as_of)


def input_hash(problem: matching.Problem) -> str:
    """Return the SHA-256 of the problem, so that a stored round says what it was computed from."""
    text = json.dumps(asdict(problem), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def dayparts_of(mask: int | None) -> tuple[int, ...] | None:
    """Return the dayparts (0…20) of a bit mask; None stays None (any time)."""
    if mask is None:
        return None
    return tuple(part for part in range(DAYPARTS_IN_WEEK) if mask >> part & 1)


def _problem(
    requests: list[HelpRequest],
    offers: list[HelpOffer],
    kept: list[Match],
    passed_over: set[int],
    *,
    as_of: date,
) -> matching.Problem:
    people = {one.resident_id: one.resident for one in requests}
    people |= {one.resident_id: one.resident for one in offers}
    kept_offers = Counter(match.help_offer_id for match in kept)
    kept_helpers = Counter(match.offer.resident_id for match in kept)
    paused_days = paused_days_by_request(as_of=as_of)
    return matching.Problem(
        residents=_residents(people, kept_helpers),
        requests=tuple(
            _request(r, passed_over, paused_days=paused_days.get(r.id, 0), as_of=as_of) for r in requests
        ),
        offers=tuple(_offer(o, kept_offers[o.id]) for o in offers),
        never=tuple(pair for pair in list_never_pairs() if set(pair) <= people.keys()),
        pairs=tuple(pair for pair in list_good_pairs() if set(pair) <= people.keys()),
        policy=read_policy(
            screening_required=tuple(c.code for c in list_categories() if c.requires_screening)
        ),
    )


def _declined(requests: list[HelpRequest], offers: list[HelpOffer]) -> tuple[tuple[int, int], ...]:
    """Return the pairs of these that a worker declined before."""
    request_ids = {request.id for request in requests}
    offer_ids = {offer.id for offer in offers}
    return tuple(
        (request_id, offer_id)
        for request_id, offer_id in list_declined_pairs()
        if request_id in request_ids and offer_id in offer_ids
    )


def _residents(people: dict[int, Resident], kept_helpers: Counter[int]) -> tuple[matching.Resident, ...]:
    given, received = hours_by_resident()
    return tuple(
        replace(
            _resident(person),
            hours_given=float(given.get(person.id, 0)),
            hours_received=float(received.get(person.id, 0)),
            active=person.active_matches + kept_helpers[person.id],
        )
        for _, person in sorted(people.items())
    )


def _resident(person: Resident) -> matching.Resident:
    return matching.Resident(
        id=person.id,
        household=person.household_id,
        max_active=person.max_active,
        active=person.active_matches,
        resting=person.resting,
        languages=tuple(sorted(person.languages)),
        screened=person.screened,
    )


def _request(
    request: HelpRequest, passed_over: set[int], *, paused_days: int, as_of: date
) -> matching.Request:
    soon = as_of + timedelta(days=URGENT_BEFORE_ROUTING_DAYS)
    routed_soon = request.routed_on is None and route_due_on(request, paused_days=paused_days) <= soon
    return matching.Request(
        id=request.id,
        asker=request.resident_id,
        category=request.category.code,
        # So that nobody waits because others form a ring: passed over once, or nearly the team's, goes first.
        urgent=request.urgent or request.id in passed_over or routed_soon,
        dayparts=dayparts_of(request.dayparts),
        lat=request.lat,
        lon=request.lon,
        needs=tuple(sorted(request.needs)),
        languages=tuple(sorted(request.resident.languages)),
        waiting_days=waiting_days(request, as_of=as_of, paused_days=paused_days),
    )


def _offer(offer: HelpOffer, kept: int) -> matching.Offer:
    return matching.Offer(
        id=offer.id,
        helper=offer.resident_id,
        category=offer.category.code,
        capacity=max(0, offer.capacity - offer.places_taken - kept),
        dayparts=dayparts_of(offer.dayparts),
        lat=offer.lat,
        lon=offer.lon,
        radius_m=offer.radius_m,
        can=tuple(sorted(offer.can)),
    )
