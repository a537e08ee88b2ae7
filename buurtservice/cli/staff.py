"""Adds somebody who works here from the command line: the way in for a new installation's first operator."""

import click
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext

from buurtservice.accounts.access import write_access
from buurtservice.accounts.invitations import invite
from buurtservice.accounts.models import Role
from buurtservice.accounts.staff import add_staff
from buurtservice.app import current_settings
from buurtservice.cli.root import in_app, json_option, main, print_json, refuse
from buurtservice.clock import utc_now
from buurtservice.transactions import transaction


@main.command("create-staff")
@click.argument("email")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
    help="What they do; may be repeated.",
)
@json_option
@in_app
def create_staff(email: str, name: str, *, roles: tuple[str, ...], as_json: bool) -> None:
    """Add NAME, who signs in with EMAIL, and print the link with which they choose a password."""
    now = utc_now()
    try:
        address = validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError:
        refuse(gettext("Dit is geen e-mailadres. Schrijf het als naam@voorbeeld.nl."))
    if not name.strip() or len(name) > 120:
        refuse(gettext("Vul een naam in."))
    with transaction():
        person = add_staff(email=address, name=name, roles=[Role(role) for role in roles], now=now)
        token = invite(person.id, now=now)
        write_access("staff.add", staff_id=None, subject=f"staff:{person.id}", now=now)
    link = f"{current_settings().address}/personeel/uitnodiging/{token}"
    if as_json:
        print_json({"id": person.id, "email": person.email, "roles": sorted(roles), "link": link})
        return
    sentence = gettext("%(name)s kan met deze link een wachtwoord kiezen, drie dagen lang:", name=person.name)
    click.echo(sentence)
    click.echo(link)
