"""The one place that says what a right problem is, for problems read from a file and built in code alike.

It raises ``ProblemError``, which names the field, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, Final

import numpy as np

from matching.checks import (
    Check,
    ProblemError,
    each,
    identifier,
    number,
    optional,
    refusal,
    shown,
    text,
    truth,
    whole,
)
from matching.problem import (
    DAYPARTS_IN_WEEK,
    CandidateColumns,
    GivenCandidate,
    Id,
    Offer,
    Policy,
    Problem,
    Request,
    Resident,
)

MAX_WEIGHT: Final = 1_000_000
"""Beyond this the solver's doubles would not keep the proof: a unit would drown in its tolerances."""
MAX_COUNT: Final = 1_000_000
MAX_AMOUNT: Final = 1_000_000_000
MAX_RING: Final = 5
"""Longer rings are too many to list, and too many people who must all say yes."""
MAX_SCORE: Final = 1000

COUNT: Final = whole(0, MAX_COUNT)
AMOUNT: Final = number(0, MAX_AMOUNT)
DAYPARTS: Final = optional(each(whole(0, DAYPARTS_IN_WEEK - 1)))
LATITUDE: Final = optional(number(-90, 90))
LONGITUDE: Final = optional(number(-180, 180))
WORDS: Final = each(text)

RESIDENT_RULES: Final[dict[str, Check]] = {
    "id": identifier,
    "household": optional(identifier),
    "hours_given": AMOUNT,
    "hours_received": AMOUNT,
    "max_active": COUNT,
    "active": COUNT,
    "resting": truth,
    "languages": WORDS,
    "screened": truth,
}
REQUEST_RULES: Final[dict[str, Check]] = {
    "id": identifier,
    "asker": identifier,
    "category": optional(identifier),
    "urgent": truth,
    "dayparts": DAYPARTS,
    "lat": LATITUDE,
    "lon": LONGITUDE,
    "needs": WORDS,
    "languages": WORDS,
    "waiting_days": AMOUNT,
}
OFFER_RULES: Final[dict[str, Check]] = {
    "id": identifier,
    "helper": identifier,
    "category": optional(identifier),
    "capacity": COUNT,
    "dayparts": DAYPARTS,
    "lat": LATITUDE,
    "lon": LONGITUDE,
    "radius_m": optional(AMOUNT),
    "can": WORDS,
}
WEIGHT_RULES: Final[dict[str, Check]] = dict.fromkeys(
    ("served", "urgent", "reciprocity"), whole(0, MAX_WEIGHT)
)
SUITABILITY_RULES: Final[dict[str, Check]] = dict.fromkeys(
    ("dayparts", "distance", "language", "pair", "waiting", "load"), whole(0, MAX_SCORE - 1)
)
POLICY_RULES: Final[dict[str, Check]] = {
    "ring_max": whole(0, MAX_RING),
    "screening_required": each(identifier),
    "near_misses_per_request": COUNT,
}


def validate(problem: Problem) -> None:
    """Check every rule that a problem must keep.

    Raises:
        ProblemError: names the first field found wrong, such as ``offers[3].capacity``; positions are those
        of the
            problem's own tuples.
    """
    _check_policy(problem.policy)
    residents = _check_items(problem.residents, "residents", RESIDENT_RULES)
    requests = _check_items(problem.requests, "requests", REQUEST_RULES)
    offers = _check_items(problem.offers, "offers", OFFER_RULES)
    for position, request in enumerate(problem.requests):
        _check_service(request, f"requests[{position}]", needs_category=problem.candidates is None)
        _check_known(request.asker, residents, f"requests[{position}].asker", "resident")
    for position, offer in enumerate(problem.offers):
        _check_service(offer, f"offers[{position}]", needs_category=problem.candidates is None)
        _check_known(offer.helper, residents, f"offers[{position}].helper", "resident")
    _check_pairs(problem.never, "never", residents, residents, kinds=("resident", "resident"))
    _check_pairs(problem.pairs, "pairs", residents, residents, kinds=("resident", "resident"))
    _check_pairs(problem.excluded, "excluded", requests, offers, kinds=("request", "offer"))
    if isinstance(problem.candidates, CandidateColumns):
        _check_columns(problem.candidates, len(requests), len(offers))
    elif problem.candidates is not None:
        _check_candidates(problem.candidates, requests, offers)


def _check_fields(item: object, where: str, rules: dict[str, Check]) -> None:
    for name, check in rules.items():
        check(getattr(item, name), f"{where}.{name}")


def _check_policy(policy: Policy) -> None:
    _check_fields(policy, "policy", POLICY_RULES)
    _check_fields(policy.weights, "policy.weights", WEIGHT_RULES)
    _check_fields(policy.suitability, "policy.suitability", SUITABILITY_RULES)
    total = sum(getattr(policy.suitability, name) for name in SUITABILITY_RULES)
    if total > MAX_SCORE - 1:
        raise refusal(total, "policy.suitability", f"must add up to at most {MAX_SCORE - 1}")


def _check_items(
    items: Iterable[Resident | Request | Offer], where: str, rules: dict[str, Check]
) -> dict[Id, int]:
    """Check each item's fields and that ids differ; the position of each id comes back."""
    positions: dict[Id, int] = {}
    for position, item in enumerate(items):
        _check_fields(item, f"{where}[{position}]", rules)
        first = positions.setdefault(item.id, position)
        if first != position:
            raise refusal(item.id, f"{where}[{position}].id", f"must differ from that of {where}[{first}]")
    return positions


def _check_service(service: Request | Offer, where: str, *, needs_category: bool) -> None:
    if needs_category and service.category is None:
        raise ProblemError(f"{where}.category", "is required where no candidates are given")
    if (service.lat is None) != (service.lon is None):
        missing = "lat" if service.lat is None else "lon"
        raise ProblemError(f"{where}.{missing}", "is required beside the other coordinate")


def _check_known(value: Any, known: Collection[Id], where: str, kind: str) -> None:
    identifier(value, where)
    if value not in known:
        raise ProblemError(where, f"no {kind} has the id {shown(value)}")


def _check_pairs(
    pairs: Iterable[Any], where: str, first: Collection[Id], second: Collection[Id], *, kinds: tuple[str, str]
) -> None:
    for position, pair in enumerate(pairs):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise refusal(
                pair, f"{where}[{position}]", f"must be a list of two ids, {kinds[0]} and {kinds[1]}"
            )
        _check_known(pair[0], first, f"{where}[{position}][0]", kinds[0])
        _check_known(pair[1], second, f"{where}[{position}][1]", kinds[1])


def _check_columns(columns: CandidateColumns, requests: int, offers: int) -> None:
    ranges = {"request": (0, requests - 1), "offer": (0, offers - 1), "score": (1, MAX_SCORE)}
    for name, (low, high) in ranges.items():
        values = getattr(columns, name)
        if values.ndim != 1 or values.dtype.kind not in "iu" or len(values) != len(columns):
            raise ProblemError(name, f"must be one row of {len(columns):,} whole numbers, as long as request")
        wrong = np.flatnonzero((values < low) | (values > high))
        if len(wrong):
            where = f"{name}[{wrong[0]}]"
            raise refusal(int(values[wrong[0]]), where, f"must be a whole number from {low:,} to {high:,}")
    keys = np.sort(columns.request.astype(np.int64) * max(1, offers) + columns.offer)
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if len(twice):
        request, offer = divmod(int(keys[twice[0]]), offers)
        raise ProblemError("request", f"must not repeat the pair of request {request} with offer {offer}")


def _check_candidates(
    candidates: Iterable[GivenCandidate], requests: dict[Id, int], offers: dict[Id, int]
) -> None:
    seen: set[int] = set()
    for position, (request, offer, score) in enumerate(candidates):
        # The right case first and bare, since there may be a million.
        if type(request) not in (int, str) or request not in requests:
            _check_known(request, requests, f"candidates[{position}].request", "request")
        if type(offer) not in (int, str) or offer not in offers:
            _check_known(offer, offers, f"candidates[{position}].offer", "offer")
        if type(score) is not int or not 1 <= score <= MAX_SCORE:
            whole(1, MAX_SCORE)(score, f"candidates[{position}].score")
        seen.add(requests[request] * len(offers) + offers[offer])
        if len(seen) != position + 1:
            pair = f"request {shown(request)} with offer {shown(offer)}"
            raise ProblemError(f"candidates[{position}]", f"must not repeat {pair}")
