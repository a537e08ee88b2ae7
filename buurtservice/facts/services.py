"""Adds to the ledger. Called by the service that does the thing, in the same transaction."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind, ReciprocityKind

UNDONE = "undone"  # The reason of a task that is opened again because it was not done after all.


@dataclass(frozen=True, kw_only=True)
class About:
    """What a fact is about, without a person: random keys, the kind of help and the neighbourhood."""

    request_key: str | None = None
    offer_key: str | None = None
    match_key: str | None = None
    category: str | None = None
    neighbourhood: str | None = None
    site: str | None = None


def record_fact(
    kind: FactKind,
    *,
    on: date,
    about: About,
    reciprocity: ReciprocityKind | None = None,
    asker_offers: bool | None = None,
    reason: str | None = None,
    hours: Decimal | None = None,
    capacity: int | None = None,
    people: int | None = None,
) -> None:
    """Record that `kind` happened on the local day `on`. It is committed with the transaction around it."""
    db.session.add(
        Fact(
            kind=kind,
            occurred_on=on,
            reciprocity=reciprocity,
            asker_offers=asker_offers,
            reason=reason,
            hours=hours,
            capacity=capacity,
            people=people,
            **asdict(about),
        )
    )
