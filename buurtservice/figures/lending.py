"""Counts what happened with scooters in a period, by site. Each figure is the sum of its sites.

A hand-out that was pressed in error is told as lent and, within a quarter of an hour, as come back undone:
the two cancel out, here and wherever loans are counted.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from buurtservice.facts.models import FactKind
from buurtservice.facts.services import UNDONE
from buurtservice.figures.ledger import FactRow, in_period

ANYWHERE = ""  # Of a refusal: it did not matter to them where.


@dataclass(frozen=True, kw_only=True)
class Lending:
    """What happened, by site. Hours are those of loans that ended in the period, to half an hour each."""

    loans: dict[str, int]
    hours: dict[str, float]
    no_shows: dict[str, int]
    refusals: dict[str, int]


def count_lending(facts: list[FactRow], *, start: date, end: date) -> Lending:
    """Count a period from its facts."""
    returned = in_period(facts, FactKind.SCOOTER_RETURNED, start=start, end=end)
    undone = [fact for fact in returned if fact.reason == UNDONE]
    loans = _by_site(in_period(facts, FactKind.SCOOTER_LENT, start=start, end=end))
    loans.subtract(_by_site(undone))
    hours: dict[str, float] = {}
    for fact in returned:
        if fact.reason != UNDONE:
            site = fact.site or ANYWHERE
            hours[site] = hours.get(site, 0.0) + float(fact.hours or 0)
    no_shows = _by_site(in_period(facts, FactKind.SCOOTER_NO_SHOW, start=start, end=end))
    refusals = _by_site(in_period(facts, FactKind.SCOOTER_REFUSED, start=start, end=end))
    return Lending(
        loans={site: number for site, number in sorted(loans.items()) if number > 0},
        hours=dict(sorted(hours.items())),
        no_shows=dict(sorted(no_shows.items())),
        refusals=dict(sorted(refusals.items())),
    )


def _by_site(facts: Iterable[FactRow]) -> Counter[str]:
    return Counter(fact.site or ANYWHERE for fact in facts)
