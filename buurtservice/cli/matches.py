"""Carries a match through its life, from proposed by hand to completed, or to its end on the way."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import click
from flask_babel import format_date, gettext

from buurtservice.cli.root import NUMBER, in_app, json_option, main, on_option, parse_day, print_json
from buurtservice.cli.round_text import match_reasons
from buurtservice.cli.words import kind_words, person_words
from buurtservice.clock import local_today, utc_now
from buurtservice.labels import MATCH_STATES, REASONS, STEPS
from buurtservice.matches import ending, services
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import get_match, list_events, list_matches
from buurtservice.matches.steps import StepTaken
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.reports import proposed_match
from buurtservice.team.taking_over import record_yes_and_hand_over


@main.group("match")
def match_() -> None:
    """Matches: a request joined to an offer."""


@match_.command("list")
@click.option("--state", type=click.Choice([state.value for state in MatchState]), help="Only in this state.")
@json_option
@in_app
def list_(*, state: str | None, as_json: bool) -> None:
    """List matches."""
    matches = list_matches((MatchState(state),) if state else None)
    if as_json:
        print_json([_match_dict(match) for match in matches])
    elif not matches:
        click.echo(gettext("Er zijn nog geen matches. Zoek ze met: buurtservice round"))
    for match in [] if as_json else matches:
        click.echo(_line(match))


@match_.command("show")
@click.argument("match_id", metavar="ID", type=NUMBER)
@json_option
@in_app
def show(match_id: int, *, as_json: bool) -> None:
    """Show one match and the steps it took."""
    match = get_match(match_id)
    events = list_events(match_id)
    if as_json:
        steps = [
            {"step": e.step.value, "on": e.happened_on.isoformat(), "reason": e.reason, "note": e.note}
            for e in events
        ]
        print_json({**_match_dict(match), "events": steps})
        return
    click.echo(_line(match))
    click.echo(f"  {match_reasons(proposed_match(match))}")
    for event in events:
        why = [gettext(REASONS[event.reason])] if event.reason else []
        words = ", ".join([gettext(STEPS[event.step]), *why, *([event.note] if event.note else [])])
        click.echo(f"  {format_date(event.happened_on, 'short')}  {words}")


@match_.command("create")
@click.argument("request_id", metavar="REQUEST", type=NUMBER)
@click.argument("offer_id", metavar="OFFER", type=NUMBER)
@on_option
@json_option
@in_app
def create(request_id: int, offer_id: int, *, on: date, as_json: bool) -> None:
    """Propose REQUEST and OFFER by hand, with the matcher's checks; rounds keep it."""
    made = create_match(request_id=request_id, offer_id=offer_id, on=on, today=local_today())
    _tell(StepTaken(matches=[made]), as_json=as_json)


@match_.command("approve")
@click.argument("match_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def approve(match_id: int, *, on: date, as_json: bool) -> None:
    """Approve a proposal; a ring is approved as a whole."""
    _tell(services.approve_match(match_id, on=on, today=local_today()), as_json=as_json)


@match_.command("agree")
@click.argument("match_id", metavar="ID", type=NUMBER)
@click.option("--side", type=click.Choice(["asker", "helper"]), required=True, help="Who said yes.")
@on_option
@json_option
@in_app
def agree(match_id: int, *, side: Literal["asker", "helper"], on: date, as_json: bool) -> None:
    """Record that one side said yes; when both have, the match is agreed."""
    taken = record_yes_and_hand_over(match_id, side=side, on=on, today=local_today(), now=utc_now())
    _tell(taken, as_json=as_json)


@match_.command("start")
@click.argument("match_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def start(match_id: int, *, on: date, as_json: bool) -> None:
    """Record that the help has begun."""
    _tell(services.start_match(match_id, on=on, today=local_today()), as_json=as_json)


@match_.command("complete")
@click.argument("match_id", metavar="ID", type=NUMBER)
@click.option("--hours", required=True, metavar="H", help="Hours of help, for example 1.5.")
@on_option
@json_option
@in_app
def complete(match_id: int, *, hours: str, on: date, as_json: bool) -> None:
    """Record that the help is done."""
    taken = services.complete_match(match_id, hours=_hours(hours), on=on, today=local_today())
    _tell(taken, as_json=as_json)


@match_.command("decline")
@click.argument("match_id", metavar="ID", type=NUMBER)
@click.option(
    "--reason",
    required=True,
    help="days, too_far_or_heavy, already_helped, helper_rests, never (never these two) or own words.",
)
@on_option
@json_option
@in_app
def decline(match_id: int, *, reason: str, on: date, as_json: bool) -> None:
    """Record a no; this pair is not proposed again for this request."""
    _tell(ending.decline_match(match_id, reason=reason, on=on, today=local_today()), as_json=as_json)


@match_.command("stop")
@click.argument("match_id", metavar="ID", type=NUMBER)
@click.option(
    "--reason",
    required=True,
    help="days, too_far_or_heavy, already_helped, helper_rests, never (never these two) or own words.",
)
@on_option
@json_option
@in_app
def stop(match_id: int, *, reason: str, on: date, as_json: bool) -> None:
    """Record that a match under way ends before it is done; the request is open again."""
    _tell(ending.stop_match(match_id, reason=reason, on=on, today=local_today()), as_json=as_json)


@match_.command("postpone")
@click.argument("match_id", metavar="ID", type=NUMBER)
@click.option(
    "--until", required=True, metavar="YYYY-MM-DD", callback=parse_day, help="Show it again on this day."
)
@on_option
@json_option
@in_app
def postpone(match_id: int, *, until: date, on: date, as_json: bool) -> None:
    """Put a proposal off, its ring with it; rounds keep it."""
    taken = services.postpone_match(match_id, until=until, on=on, today=local_today())
    _tell(taken, as_json=as_json)


def _tell(taken: StepTaken, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "matches": [_match_dict(match) for match in taken.matches],
                "ring_broken": [match.id for match in taken.ring_broken],
                "still_together": [match.id for match in taken.still_together],
            }
        )
        return
    for match in taken.matches:
        click.echo(_line(match))
    if taken.ring_broken:
        others = ", ".join(str(match.id) for match in taken.ring_broken)
        click.echo(
            gettext("De kring is verbroken. Deze matches gaan gewoon door: %(others)s.", others=others)
        )
    for match in taken.still_together:
        click.echo(
            gettext(
                "Let op: deze twee hebben nog match %(id)s (%(state)s). "
                "Stop die met: buurtservice match stop %(id)s --reason never",
                id=match.id,
                state=gettext(MATCH_STATES[match.state]),
            )
        )


def _match_dict(match: Match) -> dict[str, Any]:
    return {
        "match": match.id,
        "request": match.help_request_id,
        "offer": match.help_offer_id,
        "state": match.state.value,
        "category": match.request.category.code,
        "score": match.score,
        "parts": match.parts,
        "reciprocity": match.reciprocity.value if match.reciprocity else None,
        "ring": match.whole_ring_id,
        "round": match.round_number,
        "proposed_on": match.proposed_on,
        "last_step_on": match.last_step_on,
        "postponed_until": match.postponed_until,
        "hours": None if match.hours is None else float(match.hours),
    }


def _line(match: Match) -> str:
    numbers = gettext(
        "vraag %(request)s, aanbod %(offer)s", request=match.help_request_id, offer=match.help_offer_id
    )
    if match.whole_ring_id:
        numbers += ", " + gettext("kring %(label)s", label=match.whole_ring_id)
    return gettext(
        "Match %(id)s: %(kind)s, %(asker)s <- %(helper)s (%(numbers)s): %(state)s",
        id=match.id,
        kind=kind_words(match.request.category),
        asker=person_words(match.request.resident),
        helper=person_words(match.offer.resident),
        numbers=numbers,
        state=gettext(MATCH_STATES[match.state]),
    )


def _hours(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise click.BadParameter(
            gettext("--hours: '%(value)s' is geen aantal uren. Schrijf bijvoorbeeld 1.5.", value=text)
        ) from None
