"""Turns the JSON form of a problem into dataclasses.

It looks at shapes only: objects, lists, required keys, null as absent. What values are right is for
``rules``. It opens no files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from matching.checks import ProblemError, shown
from matching.problem import (
    CandidateColumns,
    GivenCandidate,
    Offer,
    Policy,
    Problem,
    Request,
    Resident,
    SuitabilityWeights,
    Weights,
)
from matching.rules import validate

Record = TypeVar("Record", Resident, Request, Offer, Weights, SuitabilityWeights)


def read_problem(document: Mapping[str, Any]) -> Problem:
    """Build and check the problem that a decoded JSON document describes.

    Keys that are not known are passed over; null is the same as absent; 2.0 is the whole number 2.

    Raises:
        ProblemError: the message begins with the field, for example ``offers[3].capacity``.
    """
    given = _object(document, "problem")
    problem = Problem(
        residents=_records(Resident, given, "residents"),
        requests=_records(Request, given, "requests"),
        offers=_records(Offer, given, "offers"),
        never=_pairs(given, "never"),
        pairs=_pairs(given, "pairs"),
        excluded=_pairs(given, "excluded"),
        policy=_policy(given.get("policy")),
        candidates=_candidates(given),
    )
    validate(problem)
    return problem


def _object(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ProblemError(where, f"must be an object, got {shown(value)}")
    return value


def _list(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, (list, tuple)):
        raise ProblemError(where, f"must be a list, got {shown(value)}")
    return value


def _required_list(given: Mapping[str, Any], key: str) -> Sequence[Any]:
    if given.get(key) is None:
        raise ProblemError(key, "is required, a list")
    return _list(given[key], key)


def _records(kind: type[Record], given: Mapping[str, Any], key: str) -> tuple[Record, ...]:
    items = _required_list(given, key)
    return tuple(_record(kind, item, f"{key}[{position}]") for position, item in enumerate(items))


def _record(kind: type[Record], value: Any, where: str) -> Record:
    """A dataclass from an object; absent keys take the defaults written in the class."""
    given = _object(value, where)
    values = {}
    for key in fields(kind):
        if given.get(key.name) is not None:
            values[key.name] = _plain(given[key.name])
        elif key.default is MISSING:
            raise ProblemError(f"{where}.{key.name}", "is required")
    return kind(**values)


def _plain(value: Any) -> Any:
    """Lists as tuples, and 2.0 as 2: spreadsheets and other languages write whole numbers so."""
    if isinstance(value, list):
        return tuple(_plain(item) for item in value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _pairs(given: Mapping[str, Any], key: str) -> tuple[Any, ...]:
    value = given.get(key)
    return () if value is None else tuple(_plain(pair) for pair in _list(value, key))


def _candidates(given: Mapping[str, Any]) -> tuple[GivenCandidate, ...] | CandidateColumns | None:
    if given.get("candidates") is None:
        return None
    if isinstance(given["candidates"], CandidateColumns):
        return given["candidates"]
    items = _list(given["candidates"], "candidates")
    return tuple(_candidate(item, position) for position, item in enumerate(items))


def _candidate(value: Any, position: int) -> GivenCandidate:
    given = _object(value, f"candidates[{position}]")
    for key in GivenCandidate._fields:
        if given.get(key) is None:
            raise ProblemError(f"candidates[{position}].{key}", "is required")
    return GivenCandidate(given["request"], given["offer"], _plain(given["score"]))


def _policy(value: Any) -> Policy:
    if value is None:
        return Policy()
    given = _object(value, "policy")
    simple = ("ring_max", "screening_required", "near_misses_per_request")
    values = {name: _plain(given[name]) for name in simple if given.get(name) is not None}
    if given.get("weights") is not None:
        values["weights"] = _record(Weights, given["weights"], "policy.weights")
    if given.get("suitability") is not None:
        values["suitability"] = _record(SuitabilityWeights, given["suitability"], "policy.suitability")
    return Policy(**values)
