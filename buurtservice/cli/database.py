"""Commands for the database itself."""

import click
from flask_babel import gettext

from buurtservice.cli.root import application, main, upgrade_database


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database to this version of the program; a new one gets its tables."""
    with application():
        upgrade_database()
        click.echo(gettext("De database is bijgewerkt."))
