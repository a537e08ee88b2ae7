"""Counts the figures of a period of local days. Nothing but facts is read."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from buurtservice.errors import InvalidInput
from buurtservice.facts.models import FactKind, ReciprocityKind
from buurtservice.figures.ledger import (
    FactRow,
    RequestStory,
    in_period,
    offer_stories,
    read_facts,
    request_stories,
)
from buurtservice.i18n import N_

MOST_YEARS = 50
OUTCOMES = ("reciprocal", "other", "team", "open", "withdrawn")


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
    median_days_to_help: float | None
    offers: int
    offers_per_request: float | None
    hours_given: float
    scooter_loans: int
    cases_counted: int
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
    _check_period(start, end)
    return count_figures(read_facts(until=end), start=start, end=end)


def list_monthly_figures(*, start: date, end: date) -> list[Figures]:
    """Return the figures of each local month that the period touches, cut to the period."""
    _check_period(start, end)
    facts = read_facts(until=end)
    months = []
    while True:
        last = min(_last_of_month(start), end)
        months.append(count_figures([f for f in facts if f.occurred_on <= last], start=start, end=last))
        if last == end:
            break
        start = last + timedelta(days=1)
    return months


def count_figures(facts: list[FactRow], *, start: date, end: date) -> Figures:
    """Count the figures from facts up to and including `end`, in the order they happened."""
    requests = request_stories(facts)
    received = [story for story in requests.values() if start <= story.received_on <= end]
    agreed = in_period(facts, FactKind.MATCH_AGREED, start=start, end=end)
    offers = in_period(facts, FactKind.OFFER_RECEIVED, start=start, end=end)
    completed = in_period(facts, FactKind.MATCH_COMPLETED, start=start, end=end)
    return Figures(
        start=start,
        end=end,
        requests=len(received),
        reciprocal_matches=sum(fact.reciprocity is not None for fact in agreed),
        open_offers=sum(story.open for story in offer_stories(facts).values()),
        activities=len(in_period(facts, FactKind.ACTIVITY_HELD, start=start, end=end)),
        reciprocal_by_kind={
            kind.value: sum(fact.reciprocity == kind for fact in agreed) for kind in ReciprocityKind
        },
        other_matches=sum(fact.reciprocity is None for fact in agreed),
        team_tasks_done=len(in_period(facts, FactKind.TEAM_TASK_DONE, start=start, end=end)),
        requests_open=sum(story.outcome == "open" for story in requests.values()),
        requests_withdrawn=len(in_period(facts, FactKind.REQUEST_WITHDRAWN, start=start, end=end)),
        outcomes={outcome: sum(story.outcome == outcome for story in received) for outcome in OUTCOMES},
        median_days_to_help=_median_days_to_help(requests.values(), start=start, end=end),
        offers=len(offers),
        offers_per_request=round(len(offers) / len(received), 3) if received else None,
        hours_given=float(sum(fact.hours or 0 for fact in completed)),
        scooter_loans=len(in_period(facts, FactKind.SCOOTER_LENT, start=start, end=end)),
        cases_counted=len(in_period(facts, FactKind.CASE_COUNTED, start=start, end=end)),
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


def _helped_share(stories: list[RequestStory]) -> float | None:
    return round(sum(story.helped for story in stories) / len(stories), 3) if stories else None


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _check_period(start: date, end: date) -> None:
    if start > end:
        raise PeriodBackwards(start=start.isoformat(), end=end.isoformat())
    if end.year - start.year > MOST_YEARS:
        raise PeriodTooLong(start=start.isoformat(), end=end.isoformat(), years=MOST_YEARS)
