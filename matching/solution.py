"""What the matcher answers: frozen dataclasses, and their JSON form. It computes nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from matching.problem import Id, Parts

Status = Literal["optimal", "feasible"]
Reciprocity = Literal["ring", "gives_back"]
Reason = Literal[
    "no_offer_in_category",
    "not_allowed",
    "no_shared_daypart",
    "out_of_range",
    "needs_not_met",
    "helpers_full",
    "went_to_others",
]
ChangeKind = Literal["daypart", "radius", "need", "load"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Match:
    """A request joined to an offer. ``ring`` is the label that the matches of one ring share."""

    request: Id
    offer: Id
    score: int
    parts: Parts = field(default_factory=dict)
    reciprocity: Reciprocity | None = None
    ring: str | None = None
    unknown: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; ``unknown`` only where something is."""
        plain: dict[str, Any] = {
            "request": self.request,
            "offer": self.offer,
            "score": self.score,
            "parts": dict(self.parts),
            "reciprocity": self.reciprocity,
            "ring": self.ring,
        }
        return {**plain, "unknown": list(self.unknown)} if self.unknown else plain


@dataclass(frozen=True, kw_only=True, slots=True)
class Unmatched:
    """A request without a match, and the first reason that holds."""

    request: Id
    reason: Reason

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {"request": self.request, "reason": self.reason}


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One thing that would have to change on the helper's side.

    ``change`` is the new value: a daypart index, a radius in metres, a need; None for load (one match more).
    ``any_of`` lists all dayparts of which one would do.
    """

    kind: ChangeKind
    change: int | str | None
    any_of: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; ``any_of`` for dayparts only."""
        plain: dict[str, Any] = {"kind": self.kind, "change": self.change}
        return {**plain, "any_of": list(self.any_of)} if self.any_of else plain


@dataclass(frozen=True, kw_only=True, slots=True)
class NearMiss:
    """A pair that one or two changes would make possible."""

    request: Id
    offer: Id
    changes: tuple[Change, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        changes = [change.to_dict() for change in self.changes]
        return {"request": self.request, "offer": self.offer, "changes": changes}


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels:
    """Counts of matches, of them with urgent requests and with the reciprocity bonus; the sum of scores."""

    urgent: int
    served: int
    reciprocal: int
    suitability: int

    def to_dict(self) -> dict[str, int]:
        """The JSON form."""
        return {
            "urgent": self.urgent,
            "served": self.served,
            "reciprocal": self.reciprocal,
            "suitability": self.suitability,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Solution:
    """A chosen set with its proof and explanations.

    ``value`` is what the set is worth, ``bound`` a number that no set can exceed; they are equal when
    ``status`` is ``optimal``. ``stopped`` says that a time limit ended the search. ``served_max`` is the
    most requests that any set could serve. ``seconds`` is for the caller to fill in: solving reads no
    clock. ``scarcity`` is still empty.
    """

    status: Status
    stopped: bool
    value: int
    bound: int
    served_max: int
    levels: Levels
    matches: tuple[Match, ...]
    unmatched: tuple[Unmatched, ...]
    near_misses: tuple[NearMiss, ...] = ()
    scarcity: tuple[Any, ...] = ()
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        """How far the value may be below the optimum, as a fraction of the value."""
        return (self.bound - self.value) / max(1, self.value)

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, with the keys that other programs rely on."""
        return {
            "status": self.status,
            "stopped": self.stopped,
            "value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            "served_max": self.served_max,
            "seconds": self.seconds,
            "levels": self.levels.to_dict(),
            "matches": [match.to_dict() for match in self.matches],
            "unmatched": [request.to_dict() for request in self.unmatched],
            "near_misses": [near_miss.to_dict() for near_miss in self.near_misses],
            "scarcity": list(self.scarcity),
        }
