"""Counts the figures of a period of local days. Nothing but facts is read."""

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from buurtservice.errors import InvalidInput
from buurtservice.facts.models import FactKind, ReciprocityKind
from buurtservice.figures.ledger import FactRow, Ledger, RequestStory, in_period, is_undone, read_facts
from buurtservice.figures.lending import count_lending
from buurtservice.i18n import N_

MOST_YEARS = 50
OUTCOMES = ("reciprocal", "other", "team", "activity", "open", "withdrawn")


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The four figures of a period, and those beside them. None where there is nothing to divide."""

    start: date
    end: date
    requests: int
    reciprocal_matches: int
    open_offers: int
    activities: int
    reciprocal_by_kind: dict[str, int]
    other_matches: int
    team_tasks_done: int
    requests_open: int
    requests_withdrawn: int
    outcomes: dict[str, int]
    team_share: float | None
    median_days_to_help: float | None
    offers: int
    offers_per_request: float | None
    matches_completed: int
    hours_given: float
    activity_people: int
    scooter_reservations: int
    scooter_refusals: int
    scooter_no_shows: int
    scooter_loans: int
    scooter_hours: float
    cases_counted: int
    questions: int
    questions_by_topic: dict[str, int]
    helped_share_with_offer: float | None
    helped_share_without_offer: float | None


class PeriodTooLong(InvalidInput):
    """A period that no report needs."""

    code = "period_too_long"
    text = N_("Van %(start)s tot %(end)s is te lang. Kies een periode van hooguit %(years)s jaar.")


class PeriodBackwards(InvalidInput):
    """A period that ends before it begins."""

    code = "period_backwards"
    text = N_("--from (%(start)s) ligt na --to (%(end)s). Draai de twee om.")


def get_figures(*, start: date, end: date) -> Figures:
    """Return the figures of the local days from `start` to `end`, both included.

    Raises PeriodBackwards or PeriodTooLong.
    """
    in_range(start, end)
    return count_figures(read_facts(until=end), start=start, end=end)


def list_monthly_figures(*, start: date, end: date) -> list[Figures]:
    """Return the figures of each local month that the period touches, cut to the period."""
    in_range(start, end)
    facts = read_facts(until=end)
    ledger, months, at = Ledger(), [], 0
    while True:
        last = min(last_of_month(start), end)
        upto = bisect_right(facts, last, key=_day_of)
        ledger.add(facts[at:upto])
        inside = facts[bisect_left(facts, start, at, upto, key=_day_of) : upto]
        months.append(count_ledger(ledger, inside, start=start, end=last))
        if last == end:
            break
        start, at = last + timedelta(days=1), upto
    return months


def count_figures(facts: list[FactRow], *, start: date, end: date) -> Figures:
    """Count the figures from facts up to and including `end`, in the order they happened."""
    ledger = Ledger()
    ledger.add(facts)
    return count_ledger(ledger, facts, start=start, end=end)


def count_ledger(ledger: Ledger, facts: list[FactRow], *, start: date, end: date) -> Figures:
    """Count the figures from stories that were followed until `end`, and the facts of the period."""
    requests = ledger.requests
    received = [story for story in requests.values() if start <= story.received_on <= end]
    outcomes = {outcome: sum(story.outcome == outcome for story in received) for outcome in OUTCOMES}
    agreed = in_period(facts, FactKind.MATCH_AGREED, start=start, end=end)
    offers = in_period(facts, FactKind.OFFER_RECEIVED, start=start, end=end)
    held = in_period(facts, FactKind.ACTIVITY_HELD, start=start, end=end)
    completed = in_period(facts, FactKind.MATCH_COMPLETED, start=start, end=end)
    questions = _questions_by_topic(facts, start=start, end=end)
    lending = count_lending(facts, start=start, end=end)
    return Figures(
        start=start,
        end=end,
        requests=len(received),
        reciprocal_matches=sum(fact.reciprocity is not None for fact in agreed),
        open_offers=sum(story.open for story in ledger.offers.values()),
        activities=len(held),
        reciprocal_by_kind={
            kind.value: sum(fact.reciprocity == kind for fact in agreed) for kind in ReciprocityKind
        },
        other_matches=sum(fact.reciprocity is None for fact in agreed),
        team_tasks_done=_tasks_done(facts, start=start, end=end),
        requests_open=sum(story.outcome == "open" for story in requests.values()),
        requests_withdrawn=len(in_period(facts, FactKind.REQUEST_WITHDRAWN, start=start, end=end)),
        outcomes=outcomes,
        team_share=round(outcomes["team"] / len(received), 3) if received else None,
        median_days_to_help=_median_days_to_help(requests.values(), start=start, end=end),
        offers=len(offers),
        offers_per_request=round(len(offers) / len(received), 3) if received else None,
        matches_completed=len(completed),
        hours_given=float(sum(fact.hours or 0 for fact in completed)),
        activity_people=sum(fact.people or 0 for fact in held),
        scooter_reservations=len(in_period(facts, FactKind.SCOOTER_RESERVED, start=start, end=end)),
        scooter_refusals=sum(lending.refusals.values()),
        scooter_no_shows=sum(lending.no_shows.values()),
        scooter_loans=sum(lending.loans.values()),
        scooter_hours=float(sum(lending.hours.values())),
        cases_counted=len(in_period(facts, FactKind.CASE_COUNTED, start=start, end=end)),
        questions=sum(questions.values()),
        questions_by_topic=questions,
        helped_share_with_offer=_helped_share([s for s in received if s.asker_offers]),
        helped_share_without_offer=_helped_share([s for s in received if not s.asker_offers]),
    )


def _median_days_to_help(stories: Iterable[RequestStory], *, start: date, end: date) -> float | None:
    days = [
        (story.helped_on - story.received_on).days
        for story in stories
        if story.helped_on is not None and start <= story.helped_on <= end
    ]
    return float(median(days)) if days else None


def _tasks_done(facts: list[FactRow], *, start: date, end: date) -> int:
    """Count what the team did. What was taken back counts against the day on which it was said to be done."""
    opened = in_period(facts, FactKind.TEAM_TASK_OPENED, start=start, end=end)
    done = in_period(facts, FactKind.TEAM_TASK_DONE, start=start, end=end)
    return len(done) - sum(is_undone(fact) for fact in opened)


def _questions_by_topic(facts: list[FactRow], *, start: date, end: date) -> dict[str, int]:
    """Count questions at the desk by topic. A tap is taken back on its own day: no period goes below zero."""
    counted = Counter(f.reason for f in in_period(facts, FactKind.QUESTION_COUNTED, start=start, end=end))
    counted.subtract(f.reason for f in in_period(facts, FactKind.QUESTION_UNCOUNTED, start=start, end=end))
    return {topic: number for topic, number in sorted(counted.items()) if topic and number > 0}


def _helped_share(stories: list[RequestStory]) -> float | None:
    return round(sum(story.helped for story in stories) / len(stories), 3) if stories else None


def last_of_month(day: date) -> date:
    """Return the last day of the month that a day is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _day_of(fact: FactRow) -> date:
    return fact.occurred_on


def in_range(start: date, end: date) -> None:
    """Refuse a period that no report needs. Raises PeriodBackwards or PeriodTooLong."""
    if start > end:
        raise PeriodBackwards(start=start.isoformat(), end=end.isoformat())
    if end.year - start.year > MOST_YEARS:
        raise PeriodTooLong(start=start.isoformat(), end=end.isoformat(), years=MOST_YEARS)
