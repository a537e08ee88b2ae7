"""The root of the commands: the application they run in, and how a refusal is shown.

Bad input and refusals end with exit status 2 and one line on standard error, never with a traceback.
"""

import json
import sys
from collections.abc import Callable
from datetime import date
from functools import update_wrapper
from typing import Any, NoReturn, TypeVar

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_babel import gettext
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError

from buurtservice.app import PACKAGE, create_app
from buurtservice.clock import local_today
from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.help.services import add_default_categories

REFUSED = 2
Command = TypeVar("Command", bound=Callable[..., Any])


class Commands(click.Group):
    """A group whose faults are one line."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run; turn every foreseen fault into one line and exit status 2."""
        try:
            result = super().main(*args, **{**kwargs, "standalone_mode": False})
        except click.exceptions.Exit as done:
            sys.exit(done.exit_code)
        except click.Abort:
            sys.exit(130)
        except click.exceptions.NoArgsIsHelpError as asked:
            click.echo(asked.format_message())
            sys.exit(0)
        except click.UsageError as fault:
            where = f"{fault.ctx.command_path}: " if fault.ctx else ""
            refuse(where + " ".join(fault.format_message().split()))
        except click.ClickException as fault:
            refuse(fault.format_message())
        except BuurtserviceError as fault:
            refuse(str(fault))
        sys.exit(result if isinstance(result, int) else 0)


def refuse(sentence: str) -> NoReturn:
    """Say in one line why nothing was done, and stop."""
    click.echo(sentence, err=True)
    sys.exit(REFUSED)


def in_app(command: Command) -> Command:
    """Run the command inside the application, with a database that fits this version of the program."""

    def run(*args: Any, **kwargs: Any) -> Any:
        with create_app().app_context():
            try:
                check_database()
                return command(*args, **kwargs)
            except BuurtserviceError as refused:
                refuse(refused.in_words(gettext))
            except OperationalError as fault:
                refuse(gettext("De database is niet bereikbaar: %(why)s", why=_first_line(fault)))

    return update_wrapper(run, command)  # type: ignore[return-value]


def check_database() -> None:
    """Fill a database that has no tables yet; refuse one of another version."""
    with db.engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        empty = not db.inspect(connection).get_table_names()
    if empty:
        upgrade_database()
        click.echo(gettext("Nieuwe database: de tabellen zijn gemaakt."), err=True)
    elif current != ScriptDirectory(str(PACKAGE / "migrations")).get_current_head():
        refuse(gettext("De database hoort bij een andere versie. Voer eerst uit: buurtservice db upgrade"))


def upgrade_database() -> None:
    """Bring the database to this version and give it its kinds of help."""
    upgrade(directory=str(PACKAGE / "migrations"))
    add_default_categories()


def print_json(report: Any) -> None:
    """Print a report for programs: UTF-8, keys in the order they were made."""
    click.echo(json.dumps(report, ensure_ascii=False, indent=1, default=str))


def parse_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    """Read YYYY-MM-DD."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"'{value}' is geen datum. Schrijf die als 2014-11-18.") from None


def on_option(command: Command) -> Command:
    """Add `--on DATE`, the local day on which it happened; today when left out."""
    option = click.option(
        "--on",
        metavar="YYYY-MM-DD",
        callback=lambda ctx, param, value: parse_day(ctx, param, value) or local_today(),
        help="The day on which it happened (default: today).",
    )
    return option(command)


json_option = click.option("--json", "as_json", is_flag=True, help="Print a report for programs.")
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=Commands, context_settings=HELP)
def main() -> None:
    """Buurtservice: mutual aid in a neighbourhood."""


def _first_line(fault: OperationalError) -> str:
    return str(fault.orig).strip().splitlines()[0] if fault.orig else "?"
