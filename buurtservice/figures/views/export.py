"""The figures to take away: CSV, XLSX, ODS, and a page to print. What the page hides, they hide."""

from typing import Any

from flask import render_template
from flask_babel import gettext
from werkzeug.wrappers import Response

from buurtservice.clock import local_today
from buurtservice.figures.exports import Cell, Sheet, to_csv, to_ods, to_xlsx
from buurtservice.figures.report import Report, get_report
from buurtservice.figures.views.blueprint import asked_period, figures_pages, sees_everything
from buurtservice.figures.views.dashboard import sums_of
from buurtservice.figures.views.telling import (
    TableWords,
    period_words,
    tell_beside,
    tell_four,
    tell_picture,
    tell_quarters,
    tell_tables,
)
from buurtservice.figures.words import LABELS, SHARES
from buurtservice.permissions import permission
from buurtservice.wording import number_words

WRITERS: dict[str, tuple[Any, str]] = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ods": (to_ods, "application/vnd.oasis.opendocument.spreadsheet"),
}
BY_MONTH = (
    "requests", "reciprocal_matches", "open_offers", "activities", "offers", "offers_per_request",
    "median_days_to_help", "activity_people", "scooter_loans", "scooter_hours", "scooter_no_shows",
    "scooter_refusals",
)  # fmt: skip


@figures_pages.get("/cijfers/cijfers.<any(csv, xlsx, ods):kind>")
@permission("policy", "worker", "operator")
def export(kind: str) -> Response:
    """Give the figures as a file."""
    report = _asked_report()
    write, mimetype = WRITERS[kind]
    name = f"buurtservice-{report.period.key}.{kind}"
    return Response(
        write(make_sheets(report)),
        content_type=mimetype,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@figures_pages.get("/cijfers/afdruk")
@permission("policy", "worker", "operator")
def printed() -> str:
    """Show all tables on a page to print."""
    report = _asked_report()
    return render_template(
        "figures/print.html",
        sheets=make_sheets(report),
        title=period_words(report.period),
        sums=sums_of(report.period),
        number_words=number_words,
    )


def _asked_report() -> Report:
    return get_report(asked_period()[0], full=sees_everything(), today=local_today())


def make_sheets(report: Report) -> list[Sheet]:
    """Return every table of the report, the figures first."""
    sheets = [_figures_sheet(report), _months_sheet(report)]
    sheets += [_table_sheet(table, period_words(report.period)) for table in tell_tables(report).values()]
    sheets += [_table_sheet(quarter.table, quarter.label) for quarter in tell_quarters(report)]
    return sheets


def _figures_sheet(report: Report) -> Sheet:
    notes = [period_words(report.period)]
    if report.frozen is not None and not report.runs:
        notes.append(gettext("Herziening %(number)s", number=report.frozen.revision))
    rows: list[list[Cell]] = [[one.label, one.value, one.pilot] for one in tell_four(report)]
    rows += [[label, _rounded(name, report.numbers[name]), None] for name, label, _ in tell_beside(report)]
    return Sheet(
        name=gettext("De cijfers"),
        notes=notes,
        header=[gettext("Cijfer"), gettext("Aantal"), gettext("Pilot 2014")],
        rows=rows,
    )


def _months_sheet(report: Report) -> Sheet:
    picture = tell_picture(report)
    heads = [
        label if step.months else f"{label} {step.start.year}"
        for label, step in zip(picture.labels, report.steps, strict=True)
    ]
    return Sheet(
        name=gettext("Maand na maand"),
        notes=[],
        header=["", *heads],
        rows=[
            [gettext(LABELS[name]), *(_rounded(name, value) for value in picture.numbers[name])]
            for name in BY_MONTH
        ],
    )


def _rounded(name: str, value: float | None) -> Cell:
    """Round as the page does: one decimal, a share to whole per cents."""
    if value is None:
        return None
    return round(100 * value) / 100 if name in SHARES else round(value, 1)


def _table_sheet(table: TableWords, period: str) -> Sheet:
    hidden = gettext("verborgen")
    rows: list[list[Cell]] = [
        [row.label, hidden if row.number is None else row.number] for row in table.rows or []
    ]
    if table.rows is None:
        rows.append([gettext("Te weinig om te verdelen"), hidden])
    rows.append([gettext("Samen"), table.total])
    notes = [period]
    if table.hides:
        notes.append(gettext("Getallen onder 5 zijn verborgen, en wat ze zou verraden."))
    if table.late:
        notes.append(gettext("Later ingevoerd, niet in deze tabel: %(number)s", number=table.late))
    return Sheet(name=table.title, notes=notes, header=["", gettext("Aantal")], rows=rows)
