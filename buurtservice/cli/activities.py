"""Collective activities."""

from datetime import date

import click
from flask_babel import gettext

from buurtservice.activities.models import Activity, ActivityPlace
from buurtservice.activities.places import leave_place, leave_place_for, take_place, take_place_for
from buurtservice.activities.queries import get_activity, list_activities, list_places
from buurtservice.activities.services import add_activity, cancel_activity, hold_activity
from buurtservice.calls.together import (
    LEAST_PEOPLE,
    Suggestion,
    add_suggested_activity,
    get_suggestion,
    list_suggestions,
)
from buurtservice.cli.activity_text import (
    activity_dict,
    activity_line,
    place_dict,
    place_line,
    places_table,
)
from buurtservice.cli.root import NUMBER, in_app, json_option, main, on_option, parse_day, print_json
from buurtservice.cli.suggestion_text import invite_line, suggestion_dict, suggestion_text, title_of
from buurtservice.clock import local_today

request_option = click.option(
    "--request", "request_id", type=NUMBER, metavar="REQUEST", help="The asker of this request."
)


@main.group()
def activity() -> None:
    """Collective activities."""


@activity.command("add")
@click.argument("title", required=False)
@click.option("--category", "category_code", metavar="CODE", help="The kind of help it is about.")
@click.option("--neighbourhood", metavar="NAME", help="Where it is.")
@click.option(
    "--from-suggestion",
    "key",
    metavar="IDEA",
    help="Invite the people of this suggestion, such as 3-7-12-19.",
)
@on_option
@json_option
@in_app
def add(
    title: str | None,
    *,
    category_code: str | None,
    neighbourhood: str | None,
    key: str | None,
    on: date,
    as_json: bool,
) -> None:
    """Plan an activity called TITLE; or invite the people of a suggestion (see: activity suggest)."""
    today = local_today()
    if key is not None:
        if category_code is not None or neighbourhood is not None:
            raise click.UsageError(
                gettext("Bij --from-suggestion horen geen --category en --neighbourhood: die staan al vast.")
            )
        suggestion = get_suggestion(key, as_of=on, today=today)
        title = title_of(suggestion) if title is None else title
        made = add_suggested_activity(suggestion, title=title, on=on, today=today)
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


@activity.command("cancel")
@click.argument("activity_id", metavar="ID", type=NUMBER)
@click.option("--note", metavar="WORDS", help="Why; told to everybody with a place.")
@on_option
@json_option
@in_app
def cancel(activity_id: int, *, note: str | None, on: date, as_json: bool) -> None:
    """Cancel an activity: who had a place is told, and the requests that it answered are open again."""
    made = cancel_activity(activity_id, note=note, on=on, today=local_today())
    _tell(made, as_json=as_json, places=True)


@activity.command("suggest")
@click.option(
    "--at-least",
    type=click.IntRange(2, 100),
    default=LEAST_PEOPLE,
    show_default=True,
    help="How many people a suggestion has at least.",
)
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
        click.echo(suggestion_text(suggestion))


@activity.command("join")
@click.argument("activity_id", metavar="ID", type=NUMBER)
@click.argument("resident_id", metavar="[RESIDENT]", type=NUMBER, required=False)
@request_option
@on_option
@json_option
@in_app
def join(
    activity_id: int, resident_id: int | None, *, request_id: int | None, on: date, as_json: bool
) -> None:
    """Record that RESIDENT, or the asker of a request, comes to the activity.

    The request is answered by it: the one named, or the one for which they were invited if it still waits.
    """
    day = {"on": on, "today": local_today()}
    if request_id is not None and resident_id is None:
        place = take_place_for(activity_id, request_id=request_id, **day)
    else:
        place = take_place(activity_id, resident_id=_one(resident_id, request_id), **day)
    _tell_place(place, as_json=as_json)


@activity.command("leave")
@click.argument("activity_id", metavar="ID", type=NUMBER)
@click.argument("resident_id", metavar="[RESIDENT]", type=NUMBER, required=False)
@request_option
@on_option
@json_option
@in_app
def leave(
    activity_id: int, resident_id: int | None, *, request_id: int | None, on: date, as_json: bool
) -> None:
    """Record that RESIDENT, or the asker of a request, does not come; the request is open again."""
    day = {"on": on, "today": local_today()}
    if request_id is not None and resident_id is None:
        place = leave_place_for(activity_id, request_id=request_id, **day)
    else:
        place = leave_place(activity_id, resident_id=_one(resident_id, request_id), **day)
    _tell_place(place, as_json=as_json)


@activity.command("held")
@click.argument("activity_id", metavar="ID", type=NUMBER)
@click.option("--people", type=int, help="How many people came.")
@click.option(
    "--absent",
    type=NUMBER,
    multiple=True,
    metavar="RESIDENT",
    help="Had a place and did not come; repeat it.",
)
@on_option
@json_option
@in_app
def held(activity_id: int, *, people: int | None, absent: tuple[int, ...], on: date, as_json: bool) -> None:
    """Record that the activity was held. Everybody with a place came, but for those named as absent."""
    made = hold_activity(activity_id, people=people, absent=absent, on=on, today=local_today())
    _tell(made, as_json=as_json, places=True)


@activity.command("show")
@click.argument("activity_id", metavar="ID", type=NUMBER)
@json_option
@in_app
def show(activity_id: int, *, as_json: bool) -> None:
    """Show one activity, with who is invited, comes, or was there."""
    _tell(get_activity(activity_id), as_json=as_json, places=True)


@activity.command("list")
@json_option
@in_app
def list_(*, as_json: bool) -> None:
    """List activities."""
    found = list_activities()
    if as_json:
        print_json([activity_dict(activity) for activity in found])
    elif not found:
        click.echo(gettext("Er zijn nog geen activiteiten. Maak er een met: buurtservice activity add TITEL"))
    for one in [] if as_json else found:
        click.echo(activity_line(one))


def _one(resident_id: int | None, request_id: int | None) -> int:
    if resident_id is None or request_id is not None:
        raise click.UsageError(gettext("Geef een bewoner, of een vraag met --request; niet allebei."))
    return resident_id


def _tell(
    activity: Activity, *, as_json: bool, suggestion: Suggestion | None = None, places: bool = False
) -> None:
    there = list_places(activity.id)
    if as_json:
        invited = {} if suggestion is None else {"suggestion": suggestion_dict(suggestion)}
        print_json({**activity_dict(activity), **invited, "places": [place_dict(place) for place in there]})
        return
    click.echo(activity_line(activity))
    if suggestion is not None:
        click.echo(invite_line(suggestion))
    if places and (there or not activity.held_on):
        click.echo(places_table(there))


def _tell_place(place: ActivityPlace, *, as_json: bool) -> None:
    if as_json:
        print_json(place_dict(place))
    else:
        click.echo(place_line(place))
