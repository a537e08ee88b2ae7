"""The one place that says what a right problem is, for problems read from a file and built in code alike.

It raises ``ProblemError``, which names the field, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, Final

from matching.problem import DAYPARTS_IN_WEEK, Id, Offer, Policy, Problem, Request, Resident

MAX_WEIGHT: Final = 1_000_000
"""Beyond this the solver's doubles would not keep the proof: a unit would drown in its tolerances."""
MAX_COUNT: Final = 1_000_000
MAX_AMOUNT: Final = 1_000_000_000
MAX_RING: Final = 5
"""Longer rings are too many to list, and too many people who must all say yes."""
MAX_SCORE: Final = 1000

Check = Callable[[Any, str], None]


class ProblemError(ValueError):
    """A problem that cannot be solved as it stands. ``field`` says where, ``rule`` what must hold there."""

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule


def shown(value: object) -> str:
    """A value as an error message shows it: on one line, short, and whatever the value may be."""
    if isinstance(value, int) and abs(value) >= 10**30:
        return "a number of more than 30 digits"
    if value is None or isinstance(value, (list, tuple, dict)):
        return "null" if value is None else "an object" if isinstance(value, dict) else "a list"
    text = ascii(value) if isinstance(value, (int, float, str)) else type(value).__name__
    return text if len(text) <= 60 else text[:57] + "..."


def _refuse(value: object, where: str, rule: str) -> ProblemError:
    return ProblemError(where, f"{rule}, got {shown(value)}")


def whole(low: int, high: int) -> Check:
    """A check for a whole number from ``low`` to ``high``; True and False are none."""

    def check(value: Any, where: str) -> None:
        if type(value) is not int or not low <= value <= high:
            raise _refuse(value, where, f"must be a whole number from {low:,} to {high:,}")

    return check


def number(low: float, high: float) -> Check:
    """A check for a number from ``low`` to ``high``; NaN and the infinities are none."""

    def check(value: Any, where: str) -> None:
        if type(value) not in (int, float) or not low <= value <= high:
            raise _refuse(value, where, f"must be a number from {low:,} to {high:,}")

    return check


def truth(value: Any, where: str) -> None:
    """Refuse all but True and False."""
    if type(value) is not bool:
        raise _refuse(value, where, "must be true or false")


def text(value: Any, where: str) -> None:
    """Refuse all but text that is not empty and can be written down."""
    if type(value) is not str or not value:
        raise _refuse(value, where, "must be text, not empty")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise _refuse(value, where, "must be text that can be written as UTF-8")


def identifier(value: Any, where: str) -> None:
    """Refuse all but text that is not empty and whole numbers."""
    if type(value) is str:
        text(value, where)
    elif type(value) is not int:
        raise _refuse(value, where, "must be text or a whole number")


def optional(check: Check) -> Check:
    """The same check, but None passes."""

    def check_unless_none(value: Any, where: str) -> None:
        if value is not None:
            check(value, where)

    return check_unless_none


def each(check: Check) -> Check:
    """The check for every item of a list; the message names the position."""

    def check_items(values: Any, where: str) -> None:
        if not isinstance(values, (tuple, list, set, frozenset)):
            raise _refuse(values, where, "must be a list")
        for position, value in enumerate(values):
            check(value, f"{where}[{position}]")

    return check_items


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
    if problem.candidates is not None:
        _check_candidates(problem, requests, offers)


def _check_fields(item: object, where: str, rules: dict[str, Check]) -> None:
    for name, check in rules.items():
        check(getattr(item, name), f"{where}.{name}")


def _check_policy(policy: Policy) -> None:
    _check_fields(policy, "policy", POLICY_RULES)
    _check_fields(policy.weights, "policy.weights", WEIGHT_RULES)
    _check_fields(policy.suitability, "policy.suitability", SUITABILITY_RULES)
    total = sum(getattr(policy.suitability, name) for name in SUITABILITY_RULES)
    if total > MAX_SCORE - 1:
        raise _refuse(total, "policy.suitability", f"must add up to at most {MAX_SCORE - 1}")


def _check_items(
    items: Iterable[Resident | Request | Offer], where: str, rules: dict[str, Check]
) -> dict[Id, int]:
    """Check each item's fields and that ids differ; the position of each id comes back."""
    positions: dict[Id, int] = {}
    for position, item in enumerate(items):
        _check_fields(item, f"{where}[{position}]", rules)
        first = positions.setdefault(item.id, position)
        if first != position:
            raise _refuse(item.id, f"{where}[{position}].id", f"must differ from that of {where}[{first}]")
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
            raise _refuse(
                pair, f"{where}[{position}]", f"must be a list of two ids, {kinds[0]} and {kinds[1]}"
            )
        _check_known(pair[0], first, f"{where}[{position}][0]", kinds[0])
        _check_known(pair[1], second, f"{where}[{position}][1]", kinds[1])


def _check_candidates(problem: Problem, requests: dict[Id, int], offers: dict[Id, int]) -> None:
    seen: set[int] = set()
    for position, (request, offer, score) in enumerate(problem.candidates or ()):
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
