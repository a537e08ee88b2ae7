"""The dashboard: the four figures, the year in pictures, and what the period consists of."""

from datetime import date

from flask import render_template, request
from flask_babel import format_date, gettext

from buurtservice.clock import local_today
from buurtservice.figures.ledger import find_first_day
from buurtservice.figures.periods import (
    Period,
    PeriodKind,
    month_of,
    months_between,
    quarter_of,
    year_of,
)
from buurtservice.figures.queries import OUTCOMES
from buurtservice.figures.report import get_report
from buurtservice.figures.views.blueprint import asked_period, figures_pages, sees_everything
from buurtservice.figures.views.telling import (
    period_words,
    tell_beside,
    tell_changes,
    tell_four,
    tell_picture,
    tell_quarters,
    tell_tables,
)
from buurtservice.figures.words import ROWS
from buurtservice.permissions import permission

MONTHS_TO_CHOOSE = 24


@figures_pages.get("/cijfers")
@permission("policy", "worker", "operator")
def figures() -> str:
    """Show the figures of a period; counts of a few people only to the worker."""
    period, wrong = asked_period()
    today = local_today()
    report = get_report(period, full=sees_everything(), today=today)
    return render_template(
        "figures/figures.html",
        report=report,
        period=period,
        wrong=wrong,
        title=period_words(period),
        four=tell_four(report),
        beside=tell_beside(report),
        tables=tell_tables(report),
        picture=tell_picture(report),
        quarters=tell_quarters(report),
        changes=tell_changes(report),
        outcome_labels=[(name, gettext(ROWS[name])) for name in OUTCOMES],
        choices=_choices(today, period),
        asked={name: request.args.get(name, "") for name in ("van", "tot")},
        before=_beside(period, -1, today),
        after=_beside(period, 1, today),
        months=len(months_between(period.start, report.until)),
        sums=sums_of(period),
    )


def _choices(today: date, shown: Period) -> list[tuple[str, str]]:
    """Return key and words of the months, quarters and years to choose: the last ones that hold anything.

    The period that is shown is one of them, unless it goes from day to day.
    """
    months = months_between(min(find_first_day() or today, today), today)[-MONTHS_TO_CHOOSE:][::-1]
    periods: dict[Period, None] = {} if shown.kind == PeriodKind.DAYS else {shown: None}
    for month in months:
        for period in (year_of(month), quarter_of(month), month_of(month)):
            periods[period] = None
    by_kind = sorted(periods, key=lambda one: (list(PeriodKind).index(one.kind), one.start), reverse=True)
    return [(one.key, period_words(one)) for one in by_kind]


def _beside(period: Period, way: int, today: date) -> tuple[str, str] | None:
    """Return key and words of the period before or after, while it has begun."""
    makers = {PeriodKind.MONTH: month_of, PeriodKind.QUARTER: quarter_of, PeriodKind.YEAR: year_of}
    if period.kind not in makers:
        return None
    day = date.fromordinal(period.start.toordinal() - 1 if way < 0 else period.end.toordinal() + 1)
    if day > today or day.year < 1990:
        return None
    other = makers[period.kind](day)
    return other.key, period_words(other)


def sums_of(period: Period) -> dict[str, str]:
    """Return the arguments of an address for this period."""
    if period.kind == PeriodKind.DAYS:
        return {"van": format_date(period.start, "d-M-y"), "tot": format_date(period.end, "d-M-y")}
    return {"periode": period.key}
