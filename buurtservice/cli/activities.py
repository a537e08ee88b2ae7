"""Collective activities."""

from datetime import date
from typing import Any

import click
from flask_babel import gettext

from buurtservice.activities.models import Activity
from buurtservice.activities.queries import list_activities
from buurtservice.activities.services import add_activity, hold_activity
from buurtservice.cli.root import NUMBER, in_app, json_option, main, on_option, print_json
from buurtservice.clock import local_today


@main.group()
def activity() -> None:
    """Collective activities."""


@activity.command("add")
@click.argument("title")
@click.option("--category", "category_code", metavar="CODE", help="The kind of help it is about.")
@click.option("--neighbourhood", metavar="NAME", help="Where it is.")
@on_option
@json_option
@in_app
def add(title: str, *, category_code: str | None, neighbourhood: str | None, on: date, as_json: bool) -> None:
    """Plan an activity called TITLE."""
    made = add_activity(
        title=title, category_code=category_code, neighbourhood=neighbourhood, on=on, today=local_today()
    )
    _tell(made, as_json=as_json)


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


def _tell(activity: Activity, *, as_json: bool) -> None:
    if as_json:
        print_json(_activity_dict(activity))
        return
    state = gettext("gehouden") if activity.held_on else gettext("gepland")
    click.echo(
        gettext("Activiteit %(id)s: %(title)s, %(state)s", id=activity.id, title=activity.title, state=state)
    )


def _activity_dict(activity: Activity) -> dict[str, Any]:
    return {
        "activity": activity.id,
        "title": activity.title,
        "state": activity.state.value,
        "added_on": activity.added_on,
        "held_on": activity.held_on,
        "people": activity.people,
    }
