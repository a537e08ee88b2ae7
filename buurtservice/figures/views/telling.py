"""Turns a report into what the templates show: words, pictures, rows of tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_date, gettext

from buurtservice.figures.charts import Column, Line, Segment, draw_columns, draw_line, draw_segments, widths
from buurtservice.figures.periods import Period, PeriodKind
from buurtservice.figures.report import Report, Shown
from buurtservice.figures.series import Step
from buurtservice.figures.words import FOUR, LABELS, PILOT, ROWS, SHARES, TABLES
from buurtservice.help.queries import list_categories
from buurtservice.web.language import current_language
from buurtservice.wording import number_words

BY_CATEGORY = ("requests_by_category", "offers_by_category", "activities_by_category")
SCOOTERS = ("scooter_loans", "scooter_hours", "scooter_no_shows", "scooter_refusals")
BESIDE = (
    "offers", "offers_per_request", "median_days_to_help", "hours_given", "matches_completed",
    "other_matches", "team_tasks_done", "team_share", "requests_open", "requests_withdrawn",
    "activity_people", "scooter_loans", "scooter_hours", "scooter_no_shows", "scooter_refusals",
    "cases_counted", "questions",
    "helped_share_with_offer", "helped_share_without_offer",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class One:
    """One of the four figures, and the pilot's beside it; widths in per cent."""

    name: str
    label: str
    value: int
    width: float
    pilot: int
    pilot_width: float


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table; `number` is None when it is hidden, `share` the part of the total in words."""

    name: str
    label: str
    number: int | None
    width: float
    share: str


@dataclass(frozen=True, kw_only=True)
class TableWords:
    """A table with its words."""

    name: str
    title: str
    rows: list[Row] | None
    total: int
    late: int
    hides: bool


@dataclass(frozen=True, kw_only=True)
class Quarter:
    """What became of the requests of a quarter."""

    label: str
    table: TableWords
    segments: list[Segment]


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What happened month by month: labels beneath, and a series under each name."""

    labels: list[str]
    span: str
    numbers: dict[str, list[Any]]
    requests: list[Column]
    ratio: Line
    open_offers: Line
    days: Line
    activities: list[Column]
    loans: list[Column]
    refusals: list[Column]

    def total(self, name: str) -> int:
        """Return the sum of a series."""
        return int(sum(self.numbers[name]))


def tell_four(report: Report) -> list[One]:
    """Return the four figures beside the pilot's."""
    four = []
    for name in FOUR:
        value, pilot = int(report.numbers[name]), PILOT[name]
        biggest = max(value, pilot, 1)
        four.append(
            One(
                name=name,
                label=gettext(LABELS[name]),
                value=value,
                width=round(100 * value / biggest, 1),
                pilot=pilot,
                pilot_width=round(100 * pilot / biggest, 1),
            )
        )
    return four


def tell_beside(report: Report) -> list[tuple[str, str, str]]:
    """Return name, label and value of each figure beside the four that may be seen."""
    shown = [name for name in BESIDE if name in report.numbers]
    return [(name, gettext(LABELS[name]), value_words(name, report.numbers[name])) for name in shown]


def value_words(name: str, value: float | None) -> str:
    """Say a figure; what is hidden, or cannot be divided, is a dash."""
    if name in SHARES:
        return number_words(value, percent=True)
    return number_words(None if value is None else round(value, 1))


def tell_tables(report: Report) -> dict[str, TableWords]:
    """Return the tables of the period by name."""
    names = category_names() if report.tables else {}
    return {name: tell_table(shown, names) for name, shown in report.tables.items()}


def tell_table(shown: Shown, categories: Mapping[str, str]) -> TableWords:
    """Return a table with its words."""
    counts = shown.rows or {}
    wide = widths(counts)
    rows = [
        Row(
            name=name,
            label=_row_words(shown.name, name, categories),
            number=number,
            width=wide[name],
            share=""
            if number is None or not shown.total
            else number_words(number / shown.total, percent=True),
        )
        for name, number in counts.items()
    ]
    return TableWords(
        name=shown.name,
        title=gettext(TABLES[shown.name]),
        rows=None if shown.rows is None else rows,
        total=shown.total,
        late=shown.late,
        hides=shown.rows is None or None in counts.values(),
    )


def tell_quarters(report: Report) -> list[Quarter]:
    """Return what became of requests, quarter by quarter."""
    return [
        Quarter(
            label=period_words(quarter),
            table=tell_table(shown, {}),
            segments=draw_segments(shown.rows or {}, shown.total),
        )
        for quarter, shown in report.outcomes
    ]


def tell_picture(report: Report) -> Picture:
    """Return the year in pictures."""
    steps = report.steps
    names = (*FOUR, "offers", "offers_per_request", "activity_people", *SCOOTERS)
    numbers = {name: [step.numbers[name] for step in steps] for name in names}
    return Picture(
        labels=[_step_words(step) for step in steps],
        span=_span_words(steps),
        numbers={**numbers, "median_days_to_help": report.medians},
        requests=draw_columns(numbers["requests"], numbers["reciprocal_matches"]),
        ratio=draw_line(numbers["offers_per_request"], guide=1),
        open_offers=draw_line(numbers["open_offers"], guide=PILOT["open_offers"]),
        days=draw_line(report.medians),
        activities=draw_columns(numbers["activities"]),
        loans=draw_columns(numbers["scooter_loans"]),
        refusals=draw_columns(numbers["scooter_refusals"]),
    )


def period_words(period: Period) -> str:
    """Say a period: "maart 2026", "kwartaal 1 van 2026", "2026", "1 maart 2026 tot en met 9 maart 2026"."""
    if period.kind == PeriodKind.MONTH:
        return str(format_date(period.start, "LLLL y"))
    if period.kind == PeriodKind.QUARTER:
        return gettext("kwartaal %(number)s van %(year)s", number=period.key[-1], year=period.start.year)
    if period.kind == PeriodKind.YEAR:
        return str(period.start.year)
    return gettext(
        "%(start)s tot en met %(end)s",
        start=format_date(period.start, "d MMMM y"),
        end=format_date(period.end, "d MMMM y"),
    )


def tell_changes(report: Report) -> list[tuple[str, str, str]]:
    """Return what a later revision changed: label, what it was, what it is; only what the visitor may see."""
    if report.frozen is None:
        return []
    changes = report.frozen.changes.get(report.period.key, {})
    told = [name for name in LABELS if name in changes and (report.full or name in report.numbers)]
    return [
        (gettext(LABELS[name]), value_words(name, changes[name][0]), value_words(name, changes[name][1]))
        for name in told
        if report.full or name not in ("hours_given", "matches_completed", "median_days_to_help", *SHARES)
    ]


def category_names() -> dict[str, str]:
    """Return the name of each kind of help, by its code."""
    return {one.code: one.name_in(current_language()) for one in list_categories()}


def _row_words(table: str, name: str, categories: Mapping[str, str]) -> str:
    if not name:
        return gettext("maakt niet uit waar") if table == "refusals_by_site" else gettext("onbekend")
    if table in BY_CATEGORY:
        return categories.get(name, name)
    return str(gettext(ROWS[name])) if name in ROWS else name


def _step_words(step: Step) -> str:
    return str(step.start.year) if step.months else str(format_date(step.start, "LLL")).rstrip(".")


def _span_words(steps: list[Step]) -> str:
    first, last = steps[0].start, _last_month(steps[-1])
    return gettext("%(start)s tot en met %(end)s", start=_month(first), end=_month(last))


def _last_month(step: Step) -> date:
    return step.months[-1].start if step.months else step.start


def _month(day: date) -> str:
    return str(format_date(day, "LLLL y"))
