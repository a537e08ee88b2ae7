"""The root of the commands: the application they run in, and how a refusal is shown.

Bad input and refusals end with exit status 2 and one line on standard error, never with a traceback.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import update_wrapper
from typing import Any, NoReturn, TypeVar

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_babel import gettext
from flask_migrate import upgrade
from sqlalchemy.exc import DatabaseError, OperationalError, SQLAlchemyError

from buurtservice.app import PACKAGE, create_app
from buurtservice.cli.faults import fault_words
from buurtservice.clock import local_today
from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.help.categories import add_default_categories

REFUSED = 2
EARLIEST_YEAR = 1990
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
            refuse(where + _in_words(fault))
        except click.ClickException as fault:
            refuse(fault.format_message())
        except BuurtserviceError as fault:
            refuse(str(fault))
        sys.exit(result if isinstance(result, int) else 0)


def _in_words(fault: click.UsageError) -> str:
    """Return the fault in this installation's language; in click's own where that cannot be known."""
    try:
        with create_app(pages=False).app_context():  # Options are read before the command opens one.
            return fault_words(fault)
    except BuurtserviceError:  # The settings are wrong, which is another fault.
        return " ".join(fault.format_message().split())


def refuse(sentence: str) -> NoReturn:
    """Say in one line why nothing was done, and stop."""
    click.echo(sentence, err=True)
    sys.exit(REFUSED)


def in_app(command: Command) -> Command:
    """Run the command inside the application, with a database that fits this version of the program."""

    def run(*args: Any, **kwargs: Any) -> Any:
        with application():
            check_database()
            return command(*args, **kwargs)

    return update_wrapper(run, command)  # type: ignore[return-value]


@contextmanager
def application() -> Iterator[None]:
    """Open the application for one command, and close its database afterwards."""
    with create_app(pages=False).app_context():
        try:
            with refusals_in_one_line():
                yield
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def refusals_in_one_line() -> Iterator[None]:
    """Turn a refusal, or a database that cannot be used, into one line and exit status 2."""
    try:
        yield
    except BuurtserviceError as refused:
        refuse(refused.in_words(gettext))
    except UnicodeEncodeError as fault:  # The shell gave bytes that are no text.
        refuse(gettext("Dit is geen leesbare tekst: %(words)s", words=ascii(fault.object)[:60]))
    except OperationalError as fault:
        _refuse_database(fault)
    except DatabaseError as fault:
        if type(fault) is not DatabaseError:  # A constraint or a statement: that is a fault of ours.
            raise
        _refuse_database(fault)  # SQLite says so of a file that is no database.


def check_database() -> None:
    """Fill a database that has no tables yet; refuse one of another version."""
    current, empty = _revision()
    if empty:
        upgrade_database()
        click.echo(gettext("Nieuwe database: de tabellen zijn gemaakt."), err=True)
    elif current not in _known_revisions():
        refuse(
            gettext("De database is van een nieuwere versie van dit programma, of van een ander programma.")
        )
    elif current != _known_revisions()[0]:
        refuse(gettext("De database hoort bij een andere versie. Voer eerst uit: buurtservice db upgrade"))


def upgrade_database() -> None:
    """Bring the database to this version and give it its kinds of help."""
    current, empty = _revision()
    if not empty and current not in _known_revisions():
        refuse(
            gettext("De database is van een nieuwere versie van dit programma, of van een ander programma.")
        )
    upgrade(directory=str(PACKAGE / "migrations"))
    add_default_categories()


def _revision() -> tuple[str | None, bool]:
    """Return the version that the database says it has, and whether it has no tables at all."""
    try:
        with db.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            return current, not db.inspect(connection).get_table_names()
    except SQLAlchemyError as fault:  # Whatever the driver says of an address that leads nowhere.
        _refuse_database(fault)


def _known_revisions() -> list[str]:
    """Return the versions that this program knows, the newest first."""
    return [script.revision for script in ScriptDirectory(str(PACKAGE / "migrations")).walk_revisions()]


def print_json(report: Any) -> None:
    """Print a report for programs: UTF-8, keys in the order they were made."""
    click.echo(json.dumps(report, ensure_ascii=False, indent=1, default=str))


def parse_day(_ctx: click.Context, _param: click.Parameter, value: str | None) -> date | None:
    """Read YYYY-MM-DD."""
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
        # Python reads 2014-W47-2 and 20141118 as well; and nobody kept cards before 1990.
        if day.isoformat() != value or day.year < EARLIEST_YEAR:
            raise ValueError
        return day
    except ValueError:
        with create_app(pages=False).app_context():  # Options are read before the command opens one.
            sentence = gettext(
                "'%(value)s' is geen datum vanaf 1990. Schrijf die als 2014-11-18.", value=value
            )
        raise click.BadParameter(sentence) from None


def on_option(command: Command) -> Command:
    """Add `--on DATE`, the local day on which it happened; today when left out."""
    option = click.option(
        "--on",
        metavar="YYYY-MM-DD",
        callback=lambda ctx, param, value: parse_day(ctx, param, value) or local_today(),
        help="The day on which it happened (default: today).",
    )
    return option(command)


# The number of a record, as the database keeps it. A larger one would end in a fault of the driver.
NUMBER = click.IntRange(0, 2**31 - 1)
json_option = click.option("--json", "as_json", is_flag=True, help="Print a report for programs.")
HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(cls=Commands, context_settings=HELP)
def main() -> None:
    """Buurtservice: mutual aid in a neighbourhood."""


def _refuse_database(fault: SQLAlchemyError) -> NoReturn:
    why = str(getattr(fault, "orig", None) or fault).strip().splitlines()
    refuse(gettext("De database is niet bereikbaar: %(why)s", why=why[0] if why else "?"))
