"""The open figures month after month: from frozen months, and counted now for those that are not frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from buurtservice.figures.models import MonthFigures
from buurtservice.figures.periods import Period, PeriodKind, month_of, months_between, year_of
from buurtservice.figures.quick import (
    Stock,
    add_numbers,
    count_by_day,
    count_open_offers,
    count_quickly,
    no_numbers,
    with_ratio,
)

MONTHS_IN_PICTURE = 12
LONGEST_BY_MONTH = 14


@dataclass(kw_only=True)
class Step:
    """One month or year of a picture. `frozen` holds what was frozen of a month; a year has none."""

    start: date
    numbers: dict[str, Any]
    frozen: MonthFigures | None = None
    months: list["Step"] = field(default_factory=list)

    def printed(self, period: Period) -> dict[str, Any] | None:
        """Return what was published of a period that ends with this month."""
        return self.frozen.figures["published"].get(period.key) if self.frozen else None

    def parts(self, period: Period) -> dict[str, Any] | None:
        """Return what was frozen of a period that ends with this month, not suppressed."""
        return self.frozen.figures["periods"].get(period.key) if self.frozen else None


def months_shown(period: Period, *, today: date) -> list[date]:
    """Return the months of the picture: twelve that end with the period, or all of a longer one.

    Months that have not begun are left out.
    """
    last = min(period.end, today)
    whole = months_between(period.start, last)
    if len(whole) > LONGEST_BY_MONTH:
        return whole
    number = 12 * last.year + last.month - 1
    if period.kind == PeriodKind.YEAR:
        return whole
    first = number - MONTHS_IN_PICTURE + 1
    return months_between(date(first // 12, first % 12 + 1, 1), last)


def make_series(months: Sequence[date], frozen: Mapping[date, MonthFigures], *, until: date) -> list[Step]:
    """Return a step for each month; by year when they are many. The last one is cut off at `until`."""
    live = [month for month in months if month not in frozen]
    counted = _count_live(live, until, stock_before(live[0], frozen)) if live else {}
    steps = [
        Step(start=month, numbers=_of_frozen(frozen[month]), frozen=frozen[month])
        if month in frozen
        else Step(start=month, numbers=counted[month])
        for month in months
    ]
    return steps if len(steps) <= LONGEST_BY_MONTH else _by_year(steps)


def stock_before(day: date, frozen: Mapping[date, MonthFigures]) -> Stock | None:
    """Return the offers that were open at the end of the last frozen month before that of a day."""
    month = max((one for one in frozen if one < day.replace(day=1)), default=None)
    if month is None:
        return None
    return Stock(day=month_of(month).end, open_offers=_of_frozen(frozen[month])["open_offers"])


def _count_live(months: Sequence[date], until: date, base: Stock | None) -> dict[date, dict[str, Any]]:
    days = count_by_day(months[0], until)
    ends = {month: min(month_of(month).end, until) for month in months}
    stock = count_open_offers(list(ends.values()), base)
    return {
        month: {
            **add_numbers([numbers for day, numbers in days.items() if month <= day <= end]),
            "open_offers": stock[end],
        }
        for month, end in ends.items()
    }


def _of_frozen(one: MonthFigures) -> dict[str, Any]:
    period = month_of(one.month)
    figures: dict[str, Any] = one.figures["periods"][period.key]["figures"]
    return with_ratio(with_newer(figures, period))


def with_newer(figures: dict[str, Any], period: Period) -> dict[str, Any]:
    """Return frozen figures with those that their version did not know yet, counted from the facts."""
    if no_numbers().keys() <= figures.keys():
        return figures
    return count_quickly(period.start, period.end) | figures


def _by_year(steps: list[Step]) -> list[Step]:
    years: dict[date, list[Step]] = {}
    for step in steps:
        years.setdefault(year_of(step.start).start, []).append(step)
    return [
        Step(
            start=start,
            numbers={
                **add_numbers([step.numbers for step in inside]),
                "open_offers": inside[-1].numbers["open_offers"],
            },
            months=inside,
        )
        for start, inside in years.items()
    ]


def last_ended_month(today: date) -> date:
    """Return the first day of the month before this one."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
