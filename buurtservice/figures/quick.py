"""Counts the open figures of any period fast: in the database, without following each request.

What is counted here is an installation's own total. The same definitions as queries.py; a test compares them.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.facts.services import UNDONE
from buurtservice.figures.ledger import OFFER_KINDS, FactRow, Ledger

Numbers = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Stock:
    """How many offers were open at the end of a day, as counted before."""

    day: date
    open_offers: int


_COUNTED = {
    FactKind.REQUEST_RECEIVED: "requests",
    FactKind.ACTIVITY_HELD: "activities",
    FactKind.OFFER_RECEIVED: "offers",
    FactKind.SCOOTER_LENT: "scooter_loans",
    FactKind.SCOOTER_NO_SHOW: "scooter_no_shows",
    FactKind.SCOOTER_REFUSED: "scooter_refusals",
    FactKind.CASE_COUNTED: "cases_counted",
}
# A tap at the desk that was taken back can make a topic less than none; queries.py leaves such a topic out.
_QUESTIONS = {FactKind.QUESTION_COUNTED: 1, FactKind.QUESTION_UNCOUNTED: -1}


def count_by_day(start: date, end: date) -> dict[date, Numbers]:
    """Return the open figures that add up, of each day on which something happened; offers in stock not."""
    days: dict[date, Numbers] = {}
    query = _sums(start, end).add_columns(Fact.occurred_on).group_by(Fact.occurred_on)
    for *sums, day in db.session.execute(query):
        _add(days.setdefault(day, no_numbers()), _Sums(*sums))
    return days


def count_quickly(start: date, end: date) -> Numbers:
    """Return the open figures of a period that add up; offers in stock not."""
    numbers = no_numbers()
    for row in db.session.execute(_sums(start, end)):
        _add(numbers, _Sums(*row))
    return with_ratio(numbers)


def no_numbers() -> Numbers:
    """Return zero for each open figure that adds up."""
    others = ("reciprocal_matches", "activity_people", "questions", "scooter_hours")
    return dict.fromkeys([*_COUNTED.values(), *others], 0)


def add_numbers(several: Sequence[Numbers]) -> Numbers:
    """Return the sums over days or months."""
    whole = no_numbers()
    for numbers in several:
        for name in whole:
            whole[name] += numbers[name]
    return with_ratio(whole)


def with_ratio(numbers: Numbers) -> Numbers:
    """Return the numbers with offers per request."""
    requests = numbers["requests"]
    ratio = round(numbers["offers"] / requests, 3) if requests else None
    return {**numbers, "offers_per_request": ratio}


def count_open_offers(days: Sequence[date], base: Stock | None = None) -> dict[date, int]:
    """Return how many offers were open at the end of each of these days.

    With a stock that was counted before, only the offers are followed that something has happened to since.
    """
    counted: dict[date, int] = {}
    facts = _offer_facts(max(days, default=date.min), base.day if base else None)
    ledger, at = Ledger(), 0
    if base is not None:
        at = bisect_right(facts, base.day, key=_day_of)
        ledger.add(facts[:at])
    unmoved = base.open_offers - _open(ledger) if base else 0
    for day in sorted(days):
        upto = bisect_right(facts, day, key=_day_of)
        ledger.add(facts[at:upto])
        at = upto
        counted[day] = unmoved + _open(ledger)
    return counted


def _open(ledger: Ledger) -> int:
    return sum(offer.open for offer in ledger.offers.values())


def _day_of(fact: FactRow) -> date:
    return fact.occurred_on


def _offer_facts(until: date, moved_since: date | None) -> list[FactRow]:
    columns = (Fact.kind, Fact.occurred_on, Fact.offer_key, Fact.match_key, Fact.capacity)
    query = (
        select(*columns)
        .where(Fact.occurred_on <= until, Fact.offer_key.is_not(None), Fact.kind.in_(OFFER_KINDS))
        .order_by(Fact.occurred_on, Fact.id)
    )
    if moved_since is not None:
        moved = select(Fact.offer_key).where(
            Fact.occurred_on > moved_since,
            Fact.occurred_on <= until,
            Fact.offer_key.is_not(None),
            Fact.kind.in_(OFFER_KINDS),
        )
        query = query.where(Fact.offer_key.in_(moved))
    return [
        FactRow(kind=kind, occurred_on=day, offer_key=offer, match_key=match, capacity=capacity)
        for kind, day, offer, match, capacity in db.session.execute(query)
    ]


def _sums(start: date, end: date) -> Select[FactKind, bool, bool, int, int | None, Decimal | None]:
    """Return the query for what happened in a period: by kind, whether mutual, whether it takes back."""
    mutual, undone = Fact.reciprocity.is_not(None), func.coalesce(Fact.reason, "") == UNDONE
    return (
        select(Fact.kind, mutual, undone, func.count(), func.sum(Fact.people), func.sum(Fact.hours))
        .where(
            Fact.occurred_on.between(start, end),
            Fact.kind.in_([*_COUNTED, *_QUESTIONS, FactKind.MATCH_AGREED, FactKind.SCOOTER_RETURNED]),
        )
        .group_by(Fact.kind, mutual, undone)
    )


class _Sums(NamedTuple):
    kind: FactKind
    mutual: bool
    undone: bool
    number: int
    people: int | None
    hours: Decimal | None


def _add(numbers: Numbers, sums: _Sums) -> None:
    kind, number = sums.kind, sums.number
    if kind in _COUNTED:
        numbers[_COUNTED[kind]] += number
    elif kind in _QUESTIONS:
        numbers["questions"] += _QUESTIONS[kind] * number
    elif kind == FactKind.SCOOTER_RETURNED:
        if sums.undone:  # A hand-out that never was, see lending.py.
            numbers["scooter_loans"] -= number
        else:
            numbers["scooter_hours"] += float(sums.hours or 0)
    elif sums.mutual:
        numbers["reciprocal_matches"] += number
    if kind == FactKind.ACTIVITY_HELD:
        numbers["activity_people"] += sums.people or 0
