"""The command `python -m jobs`: `once NAME` runs one job now."""

from datetime import date

import click
from flask_babel import gettext

from buurtservice.app import current_settings
from buurtservice.cli.root import HELP, Commands, in_app, json_option, parse_day, print_json, refuse
from buurtservice.clock import local_today
from buurtservice.labels import JOB_OUTCOMES
from jobs.once import JOBS


@click.group(cls=Commands, context_settings=HELP)
def main() -> None:
    """Jobs of Buurtservice."""


@main.command()
@click.argument("name", type=click.Choice(sorted(JOBS)))
@click.option(
    "--as-of", metavar="YYYY-MM-DD", callback=parse_day, help="The day to work for (default: today)."
)
@json_option
@in_app
def once(name: str, *, as_of: date | None, as_json: bool) -> None:
    """Run the job NAME now."""
    today = local_today()
    if as_of is not None and as_of > today:
        refuse(
            gettext("De datum %(on)s ligt in de toekomst. Vandaag is het %(today)s.", on=as_of, today=today)
        )
    outcome = JOBS[name](as_of=as_of or today, today=today, settings=current_settings())
    if as_json:
        print_json({"job": name, **outcome})
        return
    for what, value in outcome.items():
        shown = len(value) if isinstance(value, list) else value
        label = gettext(JOB_OUTCOMES[what])
        click.echo(f"{label}: {shown}")


if __name__ == "__main__":
    main(prog_name="python -m jobs")
