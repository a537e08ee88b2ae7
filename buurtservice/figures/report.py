"""Puts together what the page and the exports tell of a period.

`full` is for the community worker, who knows the people; all others get what was published.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from buurtservice.extensions import db
from buurtservice.facts.models import Fact
from buurtservice.figures.breakdowns import count_all
from buurtservice.figures.counting import as_json
from buurtservice.figures.ledger import Ledger, read_facts
from buurtservice.figures.models import MonthFigures
from buurtservice.figures.months import list_latest_months
from buurtservice.figures.periods import Period, month_of, quarter_of
from buurtservice.figures.publishing import ADDING_UP
from buurtservice.figures.queries import in_range
from buurtservice.figures.quick import add_numbers, count_open_offers, count_quickly
from buurtservice.figures.series import (
    Step,
    last_ended_month,
    make_series,
    months_shown,
    stock_before,
    with_newer,
)
from buurtservice.figures.words import OPEN, TABLES

MOST_LIVE_FACTS = 20_000  # More are not followed one by one while somebody waits for the page.
PUBLISHED_TABLES = (
    "matches_by_reciprocity",
    "requests_by_asker",
    "requests_by_neighbourhood",
    "requests_by_category",
)
OPEN_TABLES = (
    "offers_by_category", "offers_by_neighbourhood", "activities_by_category", "loans_by_site",
    "scooter_hours_by_site", "no_shows_by_site", "refusals_by_site",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A table as somebody may see it: a count that is None is hidden. `rows` is None where all of it is.

    `late` were entered after the table was published; they are in the total of the page only.
    """

    name: str
    rows: dict[str, int | None] | None
    total: int
    late: int = 0


@dataclass(kw_only=True)
class Report:
    """All that is told of a period. Figures that may not be seen, or are not there, are left out."""

    period: Period
    full: bool
    until: date  # The last day that was counted: of a period that still runs, today.
    numbers: dict[str, Any] = field(default_factory=dict)
    tables: dict[str, Shown] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    outcomes: list[tuple[Period, Shown]] = field(default_factory=list)  # By quarter, oldest first.
    medians: list[float | None] = field(default_factory=list)  # By step.
    frozen: MonthFigures | None = None  # The last month of the period.

    @property
    def runs(self) -> bool:
        """Tell whether the period has not ended."""
        return self.until < self.period.end

    @property
    def has_parts(self) -> bool:
        """Tell whether the tables of the period are there."""
        return bool(self.tables)


def get_report(period: Period, *, full: bool, today: date) -> Report:
    """Return the report of a period; of one that still runs, what there is. Raises PeriodTooLong."""
    in_range(period.start, period.end)
    until = min(period.end, today)
    report = Report(period=period, full=full, until=until)
    months = months_shown(period, today=today)
    frozen = {one.month: one for one in list_latest_months({*months, *_needed(period, until)})}
    report.steps = make_series(months, frozen, until=until)
    report.frozen = frozen.get(period.last_month)
    parts = report.frozen.figures["periods"].get(period.key) if report.frozen else None
    if parts is not None and report.frozen is not None:
        _fill_frozen(report, parts, report.frozen.figures["published"].get(period.key))
    elif full and _are_few_facts(until):
        _fill_counted(report)
    else:
        report.numbers = _add_up(report)
        report.numbers["open_offers"] = _open_offers(report, frozen)
    _fill_year(report)
    return report


def _add_up(report: Report) -> dict[str, Any]:
    """Return the figures that add up: of the months in the picture, and of the days before the first of them.

    So the total is that of its parts, and five years are not counted twice.
    """
    start = report.period.start
    months = [month for step in report.steps for month in step.months or [step] if month.start >= start]
    first = months[0].start if months else report.until + timedelta(days=1)
    before = [count_quickly(start, first - timedelta(days=1))] if first > start else []
    return add_numbers([*before, *(month.numbers for month in months)])


def _needed(period: Period, until: date) -> set[date]:
    """Return the months that are read besides those of the picture: the last, and those stock begins from."""
    return {period.last_month, last_ended_month(until), last_ended_month(last_ended_month(until))}


def _fill_frozen(report: Report, parts: Mapping[str, Any], printed: Mapping[str, Any] | None) -> None:
    figures = with_newer(parts["figures"], report.period)
    if report.full:
        report.numbers = dict(figures)
        report.tables = _all_tables(parts["breakdown"])
        return
    report.numbers = {name: figures[name] for name in OPEN}
    if printed is None:
        return
    report.numbers |= {
        name: printed[name] for name in ("median_days_to_help", "matches_completed", "hours_given")
    }
    shares = printed.get("helped_shares") or {}
    report.numbers |= {f"helped_share_{name}": share for name, share in shares.items()}
    for name in PUBLISHED_TABLES:
        table = printed["tables"][name]
        late = figures[ADDING_UP[name]] - table["total"]
        report.tables[name] = Shown(name=name, rows=table["rows"], total=table["total"], late=late)
    known = [name for name in OPEN_TABLES if name in parts["breakdown"]]
    report.tables |= {name: _open_table(name, parts["breakdown"][name]) for name in known}


def _fill_counted(report: Report) -> None:
    """Count a period that is not frozen from its facts, for who may see all of it."""
    facts = read_facts(until=report.until)
    ledger = Ledger()
    ledger.add(facts)
    counted = count_all(ledger, facts, start=report.period.start, end=report.until)
    report.numbers = as_json(asdict(counted.figures))
    report.tables = _all_tables(counted.breakdown.as_dict())


def _open_offers(report: Report, frozen: Mapping[date, MonthFigures]) -> int:
    """Return the stock at the end; the picture has it already, unless it shows the whole of that month."""
    month = report.until.replace(day=1)
    if month in frozen and report.until != month_of(month).end:
        base = stock_before(report.until, frozen)
        return count_open_offers([report.until], base)[report.until]
    stock: int = report.steps[-1].numbers["open_offers"]
    return stock


def _fill_year(report: Report) -> None:
    """Add what the picture shows by quarter and by month, besides the open figures."""
    for step in report.steps:
        report.medians.append(_median(step, full=report.full))
        for month in step.months or [step]:
            quarter = quarter_of(month.start)
            shown = _quarter(month, quarter, full=report.full)
            if shown is not None:
                report.outcomes.append((quarter, shown))


def _quarter(month: Step, quarter: Period, *, full: bool) -> Shown | None:
    name = "requests_by_outcome"
    parts, printed = month.parts(quarter), month.printed(quarter)
    if parts is None or printed is None:
        return None
    if full:
        return _open_table(name, parts["breakdown"][name])
    return Shown(name=name, **printed["tables"][name])


def _median(step: Step, *, full: bool) -> float | None:
    if step.frozen is None:
        return None
    key = f"{step.start:%Y-%m}"
    kept = step.frozen.figures
    source = kept["periods"][key]["figures"] if full else kept["published"][key]
    found: float | None = source["median_days_to_help"]
    return found


def _all_tables(breakdown: Mapping[str, dict[str, int]]) -> dict[str, Shown]:
    return {name: _open_table(name, breakdown[name]) for name in TABLES if name in breakdown}


def _open_table(name: str, counts: Mapping[str, int]) -> Shown:
    return Shown(name=name, rows=dict(counts), total=sum(counts.values()))


def _are_few_facts(until: date) -> bool:
    """Tell whether the facts can be followed one by one. No more of them are counted than it takes."""
    some = select(Fact.id).where(Fact.occurred_on <= until).limit(MOST_LIVE_FACTS + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) <= MOST_LIVE_FACTS
