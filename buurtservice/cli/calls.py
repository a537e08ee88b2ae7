"""The worker's calls."""

import click
from flask_babel import gettext

from buurtservice.calls.queries import list_open_calls
from buurtservice.cli.root import in_app, json_option, main, print_json
from buurtservice.cli.words import kind_words


@main.group()
def calls() -> None:
    """Conversations that the worker should have."""


@calls.command("list")
@json_option
@in_app
def list_(*, as_json: bool) -> None:
    """List the calls that still have to be made, oldest first."""
    found = list_open_calls()
    if as_json:
        print_json(
            [
                {
                    "call": call.id,
                    "request": call.help_request_id,
                    "category": call.request.category.code,
                    "reason": call.reason.value,
                    "opened_on": call.opened_on,
                }
                for call in found
            ]
        )
    elif not found:
        click.echo(gettext("Er zijn geen belletjes te doen."))
    for call in [] if as_json else found:
        click.echo(
            gettext(
                "Belletje %(id)s: %(kind)s (vraag %(request)s), niemand gevonden op tijd",
                id=call.id,
                kind=kind_words(call.request.category),
                request=call.help_request_id,
            )
        )
