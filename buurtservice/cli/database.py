"""Commands for the database itself."""

from pathlib import Path

import click
from flask_babel import gettext

from buurtservice.cli.root import application, in_app, main, refuse, upgrade_database
from buurtservice.extensions import db as database
from buurtservice.operator.backups import write_backup
from buurtservice.operator.restoring import restore_backup


@main.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database to this version of the program; a new one gets its tables."""
    with application():
        upgrade_database()
        click.echo(gettext("De database is bijgewerkt."))


@main.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@in_app
def backup(file: Path) -> None:
    """Copy the whole database to FILE, while everything goes on; it must not be there yet."""
    if file.exists():
        refuse(gettext("Het bestand %(file)s is er al. Kies een andere naam.", file=file))
    write_backup(database.engine.url, file)
    click.echo(gettext("De reservekopie staat in %(file)s.", file=file))


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask whether it is meant.")
def restore(file: Path, *, yes: bool) -> None:
    """Put the backup FILE in the place of the database. Stop the pages and the jobs first."""
    with application():
        if not yes:
            question = gettext("Alles van na deze reservekopie gaat weg. Doorgaan?")
            click.confirm(question, abort=True)
        url = database.engine.url
        database.session.remove()
        database.engine.dispose()
        restore_backup(url, file)
        upgrade_database()
        click.echo(gettext("De reservekopie is teruggezet."))
