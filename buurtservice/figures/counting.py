"""Walks through the facts month by month and counts each period as it ends."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from buurtservice.figures.breakdowns import count_all
from buurtservice.figures.canonical import FactsHash
from buurtservice.figures.ledger import FactRow, Ledger
from buurtservice.figures.periods import ending_with, month_of, months_between
from buurtservice.figures.publishing import Parts, rows_seen


@dataclass(frozen=True, kw_only=True)
class CountedMonth:
    """A month as its facts have it: by period that ends with it, and the hash of all facts until its end."""

    month: date
    periods: dict[str, Parts]
    facts: int
    facts_hash: str


def count_months(
    facts: list[FactRow], *, until: date, only: Collection[date] | None = None
) -> Iterator[CountedMonth]:
    """Count every month from that of the first fact to that of `until`, or those of them in `only`.

    The facts stand in the order they happened, none after the month of `until`.
    """
    if not facts:
        return
    ledger, counted, at = Ledger(), FactsHash(), 0
    for month in months_between(facts[0].occurred_on, until):
        upto = bisect_right(facts, month_of(month).end, key=_day_of)
        ledger.add(facts[at:upto])
        counted.add(facts[at:upto])
        at = upto
        if only is not None and month not in only:
            continue
        yield CountedMonth(
            month=month,
            periods=_count_periods(ledger, facts, upto, month),
            facts=counted.count,
            facts_hash=counted.hexdigest(),
        )


def _count_periods(ledger: Ledger, facts: list[FactRow], upto: int, month: date) -> dict[str, Parts]:
    periods: dict[str, Parts] = {}
    for period in ending_with(month):
        inside = facts[bisect_left(facts, period.start, hi=upto, key=_day_of) : upto]
        counted = count_all(ledger, inside, start=period.start, end=period.end)
        breakdown = counted.breakdown.as_dict()
        periods[period.key] = {
            "figures": as_json(asdict(counted.figures)),
            "breakdown": breakdown,
            "rows": _rows(ledger, breakdown),
        }
    return periods


def _rows(ledger: Ledger, breakdown: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Return the tables whose rows grow in time, with a row for each that was seen by then."""
    stories = ledger.requests.values()
    seen = {
        "requests_by_neighbourhood": sorted({story.neighbourhood or "" for story in stories}),
        "requests_by_category": sorted({story.category or "" for story in stories}),
    }
    return {name: rows_seen(names, breakdown[name]) for name, names in seen.items()}


def as_json(figures: dict[str, Any]) -> dict[str, Any]:
    """Return figures with their days as JSON can keep them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in figures.items()}


def _day_of(fact: FactRow) -> date:
    return fact.occurred_on
