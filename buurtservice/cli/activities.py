"""Collective activities."""

from datetime import date
from typing import Any

import click
from flask_babel import gettext

from buurtservice.activities.models import Activity
from buurtservice.activities.queries import list_activities
from buurtservice.activities.services import add_activity, hold_activity
from buurtservice.calls.together import (
    LEAST_PEOPLE,
    Suggestion,
    add_suggested_activity,
    get_suggestion,
    list_suggestions,
)
from buurtservice.cli.root import NUMBER, in_app, json_option, main, on_option, parse_day, print_json
from buurtservice.cli.suggestion_text import invite_line, suggestion_dict, suggestion_text, title_of
from buurtservice.clock import local_today

at_least_option = click.option(
    "--at-least",
    type=click.IntRange(2, 100),
    default=LEAST_PEOPLE,
    show_default=True,
    help="How many people a suggestion has at least.",
)


@main.group()
def activity() -> None:
    """Collective activities."""


@activity.command("add")
@click.argument("title", required=False)
@click.option("--category", "category_code", metavar="CODE", help="The kind of help it is about.")
@click.option("--neighbourhood", metavar="NAME", help="Where it is.")
@click.option(
    "--from-suggestion", "number", type=NUMBER, metavar="N", help="For the people of this suggestion."
)
@at_least_option
@on_option
@json_option
@in_app
def add(
    title: str | None,
    *,
    category_code: str | None,
    neighbourhood: str | None,
    number: int | None,
    at_least: int,
    on: date,
    as_json: bool,
) -> None:
    """Plan an activity called TITLE; or one for the people of a suggestion (see: activity suggest)."""
    today = local_today()
    if number is not None:
        if category_code is not None or neighbourhood is not None:
            raise click.UsageError(
                gettext("Bij --from-suggestion horen geen --category en --neighbourhood: die staan al vast.")
            )
        suggestion = get_suggestion(number, as_of=on, today=today, at_least=at_least)
        made = add_suggested_activity(suggestion, title=title or title_of(suggestion), on=on, today=today)
        _tell(made, as_json=as_json, suggestion=suggestion)
        return
    if title is None:
        raise click.UsageError(
            gettext("Geef de activiteit een titel, of kies een idee met --from-suggestion.")
        )
    made = add_activity(
        title=title, category_code=category_code, neighbourhood=neighbourhood, on=on, today=today
    )
    _tell(made, as_json=as_json)


@activity.command("suggest")
@at_least_option
@click.option(
    "--as-of", metavar="YYYY-MM-DD", callback=parse_day, help="The day to look at (default: today)."
)
@json_option
@in_app
def suggest(*, at_least: int, as_of: date | None, as_json: bool) -> None:
    """Point out open requests that one activity could answer, with the people to invite."""
    today = local_today()
    found = list_suggestions(as_of=as_of or today, today=today, at_least=at_least)
    if as_json:
        print_json([suggestion_dict(suggestion) for suggestion in found])
    elif not found:
        click.echo(gettext("Er zijn nu geen vragen die samen één activiteit kunnen worden."))
    for suggestion in [] if as_json else found:
        more = "" if at_least == LEAST_PEOPLE else f" --at-least {at_least}"
        command = f"buurtservice activity add --from-suggestion {suggestion.number}{more}"
        click.echo(suggestion_text(suggestion, command=command))


@activity.command("held")
@click.argument("activity_id", metavar="ID", type=NUMBER)
@click.option("--people", type=int, help="How many people came.")
@on_option
@json_option
@in_app
def held(activity_id: int, *, people: int | None, on: date, as_json: bool) -> None:
    """Record that the activity was held."""
    _tell(hold_activity(activity_id, people=people, on=on, today=local_today()), as_json=as_json)


@activity.command("list")
@json_option
@in_app
def list_(*, as_json: bool) -> None:
    """List activities."""
    found = list_activities()
    if as_json:
        print_json([_activity_dict(activity) for activity in found])
    elif not found:
        click.echo(gettext("Er zijn nog geen activiteiten. Maak er een met: buurtservice activity add TITEL"))
    for one in [] if as_json else found:
        _tell(one, as_json=False)


def _tell(activity: Activity, *, as_json: bool, suggestion: Suggestion | None = None) -> None:
    if as_json:
        invited = {} if suggestion is None else {"suggestion": suggestion_dict(suggestion)}
        print_json({**_activity_dict(activity), **invited})
        return
    state = gettext("gehouden") if activity.held_on else gettext("gepland")
    click.echo(
        gettext("Activiteit %(id)s: %(title)s, %(state)s", id=activity.id, title=activity.title, state=state)
    )
    if suggestion is not None:
        click.echo(invite_line(suggestion))


def _activity_dict(activity: Activity) -> dict[str, Any]:
    return {
        "activity": activity.id,
        "title": activity.title,
        "state": activity.state.value,
        "added_on": activity.added_on,
        "held_on": activity.held_on,
        "people": activity.people,
    }
