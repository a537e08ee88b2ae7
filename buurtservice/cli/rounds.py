"""Runs a matching round and shows what it proposes and why."""

from datetime import date

import click

from buurtservice.app import current_settings
from buurtservice.cards.queries import card_numbers
from buurtservice.cli.root import in_app, json_option, main, parse_day, print_json
from buurtservice.cli.round_text import round_text
from buurtservice.clock import local_today
from buurtservice.help.queries import category_names
from buurtservice.rounds.reports import get_round_report
from buurtservice.rounds.services import run_round


@main.command("round")
@click.option(
    "--as-of", metavar="YYYY-MM-DD", callback=parse_day, help="The day to search for (default: today)."
)
@json_option
@in_app
def round_(*, as_of: date | None, as_json: bool) -> None:
    """Search the best set of matches; store it as proposals for a worker to judge."""
    today = local_today()
    stored = run_round(as_of=as_of or today, today=today, solver_seconds=current_settings().solver_seconds)
    report = get_round_report(stored.number)
    if as_json:
        print_json(report.to_dict())
    else:
        click.echo(round_text(report, category_names(current_settings().language), card_numbers()))
