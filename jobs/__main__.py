"""The command `python -m jobs`: `run` is the jobs process, `once NAME` runs one job now."""

import logging
from dataclasses import replace
from datetime import date, datetime

import click
from flask_babel import gettext

from buurtservice.app import create_app, current_settings
from buurtservice.cli.root import (
    HELP,
    Commands,
    check_database,
    in_app,
    json_option,
    parse_day,
    print_json,
    refusals_in_one_line,
    refuse,
)
from buurtservice.clock import local_today, move_clock_of_process, utc_now
from buurtservice.extensions import db
from buurtservice.job_runs.words import OUTCOMES
from buurtservice.settings import read_settings
from jobs.alarm import alarm_clock
from jobs.loop import run_jobs, stopping_on_signals
from jobs.once import JOBS
from jobs.outbox import outbox_beside


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
        label = gettext(OUTCOMES.get(what, what))
        click.echo(f"{label}: {shown}")


@main.command()
@click.option("--from", "begin", hidden=True, help="Begin at this moment: the demonstration's time.")
@click.option("--database", hidden=True, help="The demonstration's database.")
def run(*, begin: str | None, database: str | None) -> None:
    """Run what is due and what people ask for, and send the mail that waits, until SIGTERM or Ctrl-C."""
    since = None if begin is None else datetime.fromisoformat(begin)
    if since is not None:
        move_clock_of_process(since - utc_now())
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    for other in ("alembic", "apscheduler"):  # Each ring of the alarm clock is no news: what a job did is.
        logging.getLogger(other).setLevel(logging.WARNING)
    settings = read_settings()
    app = create_app(replace(settings, database_url=database, demo=True) if database else settings)
    with app.app_context(), refusals_in_one_line():
        check_database()
        db.session.remove()
    with stopping_on_signals() as stop, outbox_beside(app, stop), alarm_clock() as alarm:
        run_jobs(app, stop, alarm=alarm, since=since)
    with app.app_context():
        db.engine.dispose()


if __name__ == "__main__":
    main(prog_name="python -m jobs")
