"""The worker's calls: which are worth making, what to say, and what was answered."""

import sys
from collections.abc import Collection
from datetime import date

import click
from flask_babel import gettext

from buurtservice.app import current_settings
from buurtservice.calls.models import Call, CallReason
from buurtservice.calls.planning import plan_calls
from buurtservice.calls.policies import MOST_CALLS
from buurtservice.calls.queries import get_call, get_plan, list_open_calls, list_planned_calls
from buurtservice.cli.call_text import call_dict, calls_table, plan_dict, plan_text, request_line, script_text
from buurtservice.cli.root import NUMBER, in_app, json_option, main, parse_day, print_json
from buurtservice.clock import local_today
from buurtservice.help.models import HelpRequest
from buurtservice.help.queries import category_names, get_request


@main.group()
def calls() -> None:
    """Conversations that the worker should have."""


@calls.command("plan")
@click.option(
    "--calls",
    "wanted",
    type=click.IntRange(1, MOST_CALLS),
    default=5,
    show_default=True,
    help="How many conversations at most.",
)
@click.option(
    "--as-of", metavar="YYYY-MM-DD", callback=parse_day, help="The day to plan for (default: today)."
)
@json_option
@in_app
def plan(wanted: int, *, as_of: date | None, as_json: bool) -> None:
    """Plan the conversations that unlock the most help, and put them on the list.

    Planned calls that nobody began are withdrawn. Make a new plan after each answer.
    """
    today, language = local_today(), current_settings().language
    stored = plan_calls(calls=wanted, as_of=as_of or today, today=today, progress=_progress)
    planned, kinds = list_planned_calls(stored.number), category_names(language)
    if as_json:
        print_json(plan_dict(get_plan(stored.number), planned, kinds, language=language))
    else:
        click.echo(plan_text(stored, planned, kinds))


@calls.command("list")
@json_option
@in_app
def list_(*, as_json: bool) -> None:
    """List the calls that still have to be made: those of requests, then those of the plan in its order."""
    found, language = list_open_calls(), current_settings().language
    kinds = category_names(language)
    if as_json:
        print_json([call_dict(call, kinds, language=language) for call in found])
        return
    if not found:
        click.echo(gettext("Er zijn geen belletjes te doen."))
    for call in found:
        if call.reason == CallReason.NO_MATCH_IN_TIME:
            click.echo(request_line(call))
    planned = [call for call in found if call.reason == CallReason.UNLOCK]
    if planned:
        click.echo(calls_table(planned, kinds))


@calls.command("show")
@click.argument("call_id", metavar="ID", type=NUMBER)
@json_option
@in_app
def show(call_id: int, *, as_json: bool) -> None:
    """Show one call: whom, why, what to ask, and what a yes makes possible."""
    call, language = get_call(call_id), current_settings().language
    kinds = category_names(language)
    if as_json:
        print_json(call_dict(call, kinds, language=language))
    else:
        click.echo(script_text(call, _unlocked([call]), kinds, language=language))


def _unlocked(found: Collection[Call]) -> dict[int, HelpRequest]:
    ids = {request_id for call in found for question in call.questions for request_id in question.unlocks}
    return {request_id: get_request(request_id) for request_id in sorted(ids)}


def _progress(planned: int, wanted: int) -> None:
    """Say on one line how far the planning is, where somebody sits at a terminal."""
    if sys.stderr.isatty():
        sentence = gettext("Belletjes bedacht: %(planned)s van %(wanted)s", planned=planned, wanted=wanted)
        click.echo(f"\r{sentence}", err=True, nl=planned == wanted)
