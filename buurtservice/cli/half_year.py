"""How the terminal tells of the half year: the days as they pass, and what came of them."""

from datetime import date

import click
from flask_babel import format_date, gettext

from buurtservice.cli.tables import table
from buurtservice.demo.half_year_page import HalfYear, make_half_year_page


def tell_day(day: date, end: date) -> None:
    """Say each month as it begins, on standard error: who waits sees that something happens."""
    if day.day == 1:
        month, last = format_date(day, "MMMM"), format_date(end, "MMMM yyyy")
        click.echo(gettext("%(month)s, tot en met %(last)s", month=month, last=last), err=True)


def half_year_text(played: HalfYear) -> str:
    """Return what the demonstration prints: that it is a simulation stands first."""
    page = make_half_year_page(played)
    days = {"start": format_date(page.start), "end": format_date(page.end)}
    rows = [(one.label, one.played, one.pilot) for one in page.figures]
    return "\n\n".join(
        [
            gettext("Nagespeeld van %(start)s tot en met %(end)s. DIT IS EEN SIMULATIE.", **days),
            table(["", gettext("nagespeeld"), gettext("pilot 2014")], rows, right=(1, 2)),
            table(["", gettext("aantal")], page.steps, right=(1,)),
        ]
    )
