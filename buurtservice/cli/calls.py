"""The worker's calls: which are worth making, what to say, and what was answered."""

import sys
from collections.abc import Collection
from datetime import date

import click
from flask_babel import gettext

from buurtservice.app import current_settings
from buurtservice.calls.also import list_also_possible
from buurtservice.calls.hindrances import find_hindrances
from buurtservice.calls.models import Answer, Call, CallReason
from buurtservice.calls.planning import plan_calls
from buurtservice.calls.policies import MOST_CALLS
from buurtservice.calls.proposing import propose_unlocked
from buurtservice.calls.queries import (
    find_days_to_call_again,
    get_call,
    get_plan,
    list_open_calls,
    list_planned_calls,
)
from buurtservice.calls.scarcity import list_shortages
from buurtservice.calls.services import answer_question, finish_call, record_not_reached
from buurtservice.cli.also_text import also_dict, also_text
from buurtservice.cli.answer_text import answer_dict, answer_text
from buurtservice.cli.call_text import (
    call_dict,
    calls_table,
    hindered_dict,
    plan_dict,
    plan_text,
    request_line,
    script_text,
    state_line,
)
from buurtservice.cli.root import NUMBER, in_app, json_option, main, on_option, parse_day, print_json
from buurtservice.cli.scarcity_text import scarcity_text
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

    Planned calls that nobody began are withdrawn; a conversation that the new plan has too keeps its number.
    Make a new plan after each answer.
    """
    today, language = local_today(), current_settings().language
    stored = plan_calls(calls=wanted, as_of=as_of or today, today=today, progress=_progress)
    planned, kinds = list_planned_calls(stored.number), category_names(language)
    if as_json:
        print_json(plan_dict(get_plan(stored.number), planned, kinds, language=language))
    else:
        click.echo(plan_text(stored, planned, kinds))


@calls.command("list")
@click.option(
    "--as-of", metavar="YYYY-MM-DD", callback=parse_day, help="The day to look at (default: today)."
)
@json_option
@in_app
def list_(*, as_of: date | None, as_json: bool) -> None:
    """List the calls that still have to be made: those of requests, then those of the plan in its order.

    Who rests is left out; who was called this week is marked with the day from which they may be called.
    """
    found, language = list_open_calls(), current_settings().language
    kinds, again = category_names(language), find_days_to_call_again(found, today=as_of or local_today())
    if as_json:
        print_json(
            [
                {**call_dict(call, kinds, language=language), "again_from": again.get(call.id)}
                for call in found
            ]
        )
        return
    if not found:
        click.echo(gettext("Er zijn geen belletjes te doen."))
    for call in found:
        if call.reason != CallReason.UNLOCK:
            click.echo(request_line(call))
    planned = [call for call in found if call.reason == CallReason.UNLOCK]
    if planned:
        click.echo(calls_table(planned, kinds, again))


@calls.command("show")
@click.argument("call_id", metavar="ID", type=NUMBER)
@click.option(
    "--as-of", metavar="YYYY-MM-DD", callback=parse_day, help="The day to look at (default: today)."
)
@json_option
@in_app
def show(call_id: int, *, as_of: date | None, as_json: bool) -> None:
    """Show one call: whom, why, what to ask, what a yes makes possible, and what stands in its way."""
    call, language = get_call(call_id), current_settings().language
    kinds, hindrances = category_names(language), find_hindrances(call, on=as_of or local_today())
    if as_json:
        print_json(hindered_dict(call_dict(call, kinds, language=language), hindrances))
    else:
        click.echo(script_text(call, _unlocked([call]), kinds, language=language, hindrances=hindrances))


@calls.command("answer")
@click.argument("call_id", metavar="ID", type=NUMBER)
@click.option("--question", "number", type=click.IntRange(1, 99), help="Which question of the call.")
@click.option("--answer", type=click.Choice([answer.value for answer in Answer]), help="What was said to it.")
@click.option("--not-reached", is_flag=True, help="Nobody answered.")
@click.option("--call-back", metavar="YYYY-MM-DD", callback=parse_day, help="When to try again.")
@click.option("--propose", is_flag=True, help="After a yes: propose a match that it makes possible, at once.")
@on_option
@json_option
@in_app
def answer_(
    call_id: int,
    *,
    number: int | None,
    answer: str | None,
    not_reached: bool,
    call_back: date | None,
    propose: bool,
    on: date,
    as_json: bool,
) -> None:
    """Record what was said: an answer to one question, or that nobody answered and when to call back.

    A yes changes the offer or the request at once. A question is answered once.
    """
    today = local_today()
    if not_reached:
        if answer or number or propose or call_back is None:
            raise click.UsageError(gettext("Bij --not-reached hoort alleen --call-back DATUM."))
        call = record_not_reached(call_id, call_back_on=call_back, on=on, today=today)
        _tell_call(call, as_json=as_json)
        return
    if answer is None or call_back is not None:
        raise click.UsageError(
            gettext("Geef --answer yes of --answer no; of --not-reached met --call-back DATUM.")
        )
    said = Answer(answer)
    if propose and said == Answer.NO:
        raise click.UsageError(gettext("--propose hoort bij een ja."))
    number = number or _only_question(call_id)
    answered = answer_question(call_id, number, answer=said, on=on, today=today)
    match = propose_unlocked(call_id, number, on=on, today=today) if propose else None
    if as_json:
        print_json(answer_dict(answered, match))
    else:
        kinds = category_names(current_settings().language)
        click.echo(answer_text(answered, match, kinds, proposed=propose))


@calls.command("done")
@click.argument("call_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def done(call_id: int, *, on: date, as_json: bool) -> None:
    """Record that the conversation took place, whatever was asked in it."""
    _tell_call(finish_call(call_id, on=on, today=local_today()), as_json=as_json)


@calls.command("scarcity")
@click.option(
    "--as-of", metavar="YYYY-MM-DD", callback=parse_day, help="The day to look at (default: today)."
)
@json_option
@in_app
def scarcity(*, as_of: date | None, as_json: bool) -> None:
    """Say where one more helper would add the most, with three lines for the neighbourhood paper."""
    today = local_today()
    found = list_shortages(as_of=as_of or today, today=today)
    if as_json:
        print_json([shortage.to_dict() for shortage in found])
    else:
        click.echo(scarcity_text(found, category_names(current_settings().language)))


@calls.command("also")
@click.argument("match_id", metavar="MATCH", type=NUMBER)
@click.option(
    "--as-of", metavar="YYYY-MM-DD", callback=parse_day, help="The day to look at (default: today)."
)
@json_option
@in_app
def also(match_id: int, *, as_of: date | None, as_json: bool) -> None:
    """Say what else the helper of MATCH could do for the same person, now or after one question."""
    today, language = local_today(), current_settings().language
    found = list_also_possible(match_id, as_of=as_of or today, today=today)
    if as_json:
        print_json([also_dict(one) for one in found])
    else:
        click.echo(also_text(found, category_names(language), language=language))


def _only_question(call_id: int) -> int:
    if len(get_call(call_id).questions) != 1:
        raise click.UsageError(gettext("Geef met --question aan welke vraag van het belletje."))
    return 1


def _tell_call(call: Call, *, as_json: bool) -> None:
    language = current_settings().language
    if as_json:
        print_json(call_dict(call, category_names(language), language=language))
    else:
        click.echo(state_line(call))


def _unlocked(found: Collection[Call]) -> dict[int, HelpRequest]:
    ids = {request_id for call in found for question in call.questions for request_id in question.unlocks}
    return {request_id: get_request(request_id) for request_id in sorted(ids)}


def _progress(planned: int, wanted: int) -> None:
    """Say on one line how far the planning is, where somebody sits at a terminal."""
    if sys.stderr.isatty():
        sentence = gettext("Belletjes bedacht: %(planned)s van %(wanted)s", planned=planned, wanted=wanted)
        click.echo(f"\r{sentence}", err=True, nl=planned == wanted)
