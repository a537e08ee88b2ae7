"""Counts what the figures of a period consist of: by neighbourhood, kind of help, kind of reciprocity, days.

Nothing here is suppressed; that is publishing.py's, for who may not see counts of a few people.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from buurtservice.facts.models import FactKind, ReciprocityKind
from buurtservice.figures.ledger import FactRow, Ledger, RequestStory, in_period
from buurtservice.figures.lending import count_lending
from buurtservice.figures.queries import OUTCOMES, Figures, count_ledger

# Days from asking to help: up to and including so many, and more than the last.
DAYS_TO_HELP = {"0-7": 7, "8-14": 14, "15-28": 28, "29+": None}
HELPED = ("with_offer_helped", "with_offer_waiting", "without_offer_helped", "without_offer_waiting")
UNKNOWN = ""  # Of a request without a neighbourhood, or an activity without a kind of help.


@dataclass(frozen=True, kw_only=True)
class Breakdown:
    """The parts of the figures of one period. Each dictionary adds up to the figure that it is of."""

    requests_by_neighbourhood: dict[str, int]
    requests_by_category: dict[str, int]
    requests_by_asker: dict[str, int]  # Who had an offer on the day of asking, and who had not.
    requests_by_outcome: dict[str, int]
    requests_by_helped: dict[str, int]
    helped_by_days: dict[str, int]  # Requests for which help first began in the period.
    matches_by_reciprocity: dict[str, int]
    offers_by_neighbourhood: dict[str, int]
    offers_by_category: dict[str, int]
    activities_by_category: dict[str, int]
    loans_by_site: dict[str, int]
    scooter_hours_by_site: dict[str, float]
    no_shows_by_site: dict[str, int]
    refusals_by_site: dict[str, int]

    def as_dict(self) -> dict[str, dict[str, Any]]:
        """Return the tables by name, as JSON keeps them."""
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """One period, counted whole and in parts."""

    figures: Figures
    breakdown: Breakdown


def count_all(ledger: Ledger, facts: list[FactRow], *, start: date, end: date) -> Counted:
    """Count a period from stories that were followed until `end`, and the facts of the period."""
    figures = count_ledger(ledger, facts, start=start, end=end)
    return Counted(figures=figures, breakdown=break_down(ledger, facts, start=start, end=end))


def break_down(ledger: Ledger, facts: list[FactRow], *, start: date, end: date) -> Breakdown:
    """Count the parts of a period from stories followed until `end`, and the facts of the period."""
    stories = ledger.requests.values()
    received = [story for story in stories if start <= story.received_on <= end]
    offers = in_period(facts, FactKind.OFFER_RECEIVED, start=start, end=end)
    agreed = in_period(facts, FactKind.MATCH_AGREED, start=start, end=end)
    held = in_period(facts, FactKind.ACTIVITY_HELD, start=start, end=end)
    lending = count_lending(facts, start=start, end=end)
    kinds = [kind.value for kind in ReciprocityKind]
    return Breakdown(
        requests_by_neighbourhood=_count(story.neighbourhood for story in received),
        requests_by_category=_count(story.category for story in received),
        requests_by_asker=_fixed(
            ("with_offer", "without_offer"),
            ("with_offer" if story.asker_offers else "without_offer" for story in received),
        ),
        requests_by_outcome=_fixed(OUTCOMES, (story.outcome for story in received)),
        requests_by_helped=_fixed(HELPED, map(_helped_word, received)),
        helped_by_days=_fixed(DAYS_TO_HELP, _classes_of_days(stories, start=start, end=end)),
        matches_by_reciprocity=_fixed(kinds, (fact.reciprocity.value for fact in agreed if fact.reciprocity)),
        offers_by_neighbourhood=_count(fact.neighbourhood for fact in offers),
        offers_by_category=_count(fact.category for fact in offers),
        activities_by_category=_count(fact.category for fact in held),
        loans_by_site=lending.loans,
        scooter_hours_by_site=lending.hours,
        no_shows_by_site=lending.no_shows,
        refusals_by_site=lending.refusals,
    )


def add_breakdowns(parts: Iterable[dict[str, dict[str, int]]]) -> dict[str, dict[str, int]]:
    """Add what months consist of. What had become of requests by a month's end does not add up: left out."""
    whole: dict[str, Counter[str]] = {name.name: Counter() for name in fields(Breakdown)}
    for part in parts:
        for name, counts in part.items():
            whole[name].update(counts)
    return {
        name: dict(counts)
        for name, counts in whole.items()
        if name not in ("requests_by_outcome", "requests_by_helped")
    }


def _count(values: Iterable[str | None]) -> dict[str, int]:
    return dict(sorted(Counter(value or UNKNOWN for value in values).items()))


def _fixed(rows: Iterable[str], values: Iterable[str]) -> dict[str, int]:
    counted = Counter(values)
    return {row: counted[row] for row in rows}


def _helped_word(story: RequestStory) -> str:
    offers = "with_offer" if story.asker_offers else "without_offer"
    return f"{offers}_{'helped' if story.helped else 'waiting'}"


def _classes_of_days(stories: Iterable[RequestStory], *, start: date, end: date) -> Iterable[str]:
    for story in stories:
        if story.helped_on is not None and start <= story.helped_on <= end:
            days = (story.helped_on - story.received_on).days
            yield next(name for name, most in DAYS_TO_HELP.items() if most is None or days <= most)
