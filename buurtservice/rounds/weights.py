"""The weights of the matcher's policy: what a round counts with, changed by the matcher's own rules.

A weight is named as in a problem for the matcher: `weights.served`, `suitability.distance`, `ring_max`.
What is not stored is as the matcher ships it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from sqlalchemy import delete, select

import matching
from buurtservice.errors import InvalidInput
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.installation.models import PolicyWeight
from buurtservice.transactions import hold_table, transaction
from matching.rules import MAX_RING, MAX_SCORE, MAX_WEIGHT

_SHIPPED = matching.Policy()
_GROUPS = ("weights", "suitability")


class WeightNotValid(InvalidInput):
    """The matcher does not take this policy."""

    code = "weight_not_valid"
    text = N_(
        "De punten voor dagdelen, afstand, taal, kennen elkaar, wachten en drukte zijn samen hoogstens "
        "%(most)s. Maak er een of meer kleiner."
    )


@dataclass(frozen=True, kw_only=True)
class Weight:
    """One weight as it is now, as it is shipped, and between which numbers it may be."""

    name: str
    value: int
    shipped: int
    most: int


def _shipped() -> dict[str, int]:
    named = {
        f"{group}.{name}": value
        for group in _GROUPS
        for name, value in asdict(getattr(_SHIPPED, group)).items()
    }
    return {**named, "ring_max": _SHIPPED.ring_max}


NAMES = tuple(_shipped())


def read_policy(*, screening_required: tuple[str, ...]) -> matching.Policy:
    """Return the policy with which a round counts now."""
    return _policy(_read(), screening_required=screening_required)


def list_weights() -> list[Weight]:
    """Return every weight, in the order of the matcher's own table."""
    values, shipped = _read(), _shipped()
    return [Weight(name=name, value=values[name], shipped=shipped[name], most=_most(name)) for name in NAMES]


def change_weights(changes: Mapping[str, int]) -> list[str]:
    """Set these weights, all or none; return the names of those that changed. Raises WeightNotValid.

    Of two colleagues at once the last one wins; the weights together are always ones that the matcher takes.
    """
    with transaction() as session:
        hold_table(PolicyWeight.__tablename__)
        before = _read()
        after = {**before, **{name: value for name, value in changes.items() if name in before}}
        _check(after)
        shipped = _shipped()
        session.execute(delete(PolicyWeight))
        session.add_all(
            PolicyWeight(name=name, value=value) for name, value in after.items() if value != shipped[name]
        )
    return [name for name in NAMES if after[name] != before[name]]


def _read() -> dict[str, int]:
    stored = {
        row.name: row.value for row in db.session.execute(select(PolicyWeight.name, PolicyWeight.value))
    }
    return {name: stored.get(name, value) for name, value in _shipped().items()}


def _policy(values: Mapping[str, int], *, screening_required: tuple[str, ...] = ()) -> matching.Policy:
    def group(of: str) -> dict[str, int]:
        return {name.removeprefix(f"{of}."): value for name, value in values.items() if name.startswith(of)}

    return replace(
        _SHIPPED,
        ring_max=values["ring_max"],
        weights=matching.Weights(**group("weights")),
        suitability=matching.SuitabilityWeights(**group("suitability")),
        screening_required=screening_required,
    )


def _check(values: Mapping[str, int]) -> None:
    empty = matching.Problem(residents=(), requests=(), offers=(), policy=_policy(values))
    try:
        matching.validate(empty)
    except matching.ProblemError as refused:
        raise WeightNotValid(field=refused.field, most=MAX_SCORE - 1) from None


def _most(name: str) -> int:
    if name == "ring_max":
        return MAX_RING
    return MAX_WEIGHT if name.startswith("weights.") else MAX_SCORE - 1
