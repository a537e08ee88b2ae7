"""The figures of a period: as text, as JSON, as CSV."""

import csv
import io
from dataclasses import asdict
from datetime import date
from typing import Any

import click

from buurtservice.cli.figures_frozen import show_frozen, show_verified
from buurtservice.cli.figures_text import figures_text
from buurtservice.cli.root import in_app, json_option, main, parse_day, print_json
from buurtservice.figures.queries import Figures, get_figures, list_monthly_figures

ALL = "all"


@main.command()
@click.option("--from", "start", metavar="YYYY-MM-DD", callback=parse_day, help="The first day.")
@click.option("--to", "end", metavar="YYYY-MM-DD", callback=parse_day, help="The last day.")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a row per month and one for the whole period.")
@click.option("--frozen", is_flag=False, flag_value=ALL, metavar="[YYYY-MM]", help="The frozen months.")
@click.option("--verify", is_flag=True, help="Count all frozen months again and compare the hashes.")
def figures(
    *, start: date | None, end: date | None, as_json: bool, as_csv: bool, frozen: str | None, verify: bool
) -> None:
    """The four figures and those beside them, from facts alone; months are local."""
    if verify:
        in_app(show_verified)(as_json=as_json)
    elif frozen is not None:
        in_app(show_frozen)(None if frozen == ALL else frozen, as_json=as_json)
    else:
        days = _given("--from", start), _given("--to", end)  # Before a database is looked for.
        in_app(_show_counted)(*days, as_json=as_json, as_csv=as_csv)


def _given(name: str, day: date | None) -> date:
    if day is None:
        raise click.MissingParameter(param_hint=name, param_type="option")
    return day


def _show_counted(start: date, end: date, *, as_json: bool, as_csv: bool) -> None:
    whole = get_figures(start=start, end=end)
    months = list_monthly_figures(start=start, end=end)
    if as_json:
        print_json({**_flat(whole), "months": [{"month": _month(m), **_flat(m)} for m in months]})
    elif as_csv:
        click.echo(_csv(whole, months), nl=False)
    else:
        click.echo(figures_text(whole, months))


def _flat(figures: Figures) -> dict[str, Any]:
    report = asdict(figures)
    return {"from": report.pop("start").isoformat(), "to": report.pop("end").isoformat(), **report}


def _month(figures: Figures) -> str:
    return f"{figures.start:%Y-%m}"


def _csv(whole: Figures, months: list[Figures]) -> str:
    out = io.StringIO()
    rows = [{"period": _month(month), **_columns(month)} for month in months]
    rows.append({"period": "total", **_columns(whole)})
    names = list(dict.fromkeys(name for row in rows for name in row))  # Not every month has every topic.
    writer = csv.DictWriter(out, fieldnames=names, restval=0, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _columns(figures: Figures) -> dict[str, Any]:
    """Return one flat row: what is counted by kind gets a column per kind."""
    row: dict[str, Any] = {}
    for name, value in _flat(figures).items():
        if isinstance(value, dict):
            row.update({f"{name}_{kind}": count for kind, count in value.items()})
        else:
            row[name] = value
    return row
