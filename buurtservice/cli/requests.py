"""Requests and offers: what there is, and taking one back."""

from datetime import date
from typing import Any

import click
from flask_babel import format_date, gettext

from buurtservice.cli.root import NUMBER, in_app, json_option, main, on_option, print_json
from buurtservice.cli.words import Cards, kind_words, person_and_card
from buurtservice.clock import local_today
from buurtservice.help.lasting import confirm_offer
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState, SolutionKind
from buurtservice.help.pausing import resume_request
from buurtservice.help.queries import list_offers, list_requests
from buurtservice.help.solutions import live_answers
from buurtservice.labels import OFFER_STATES, REQUEST_STATES, SOLUTION_KINDS
from buurtservice.matches.leaving import change_offer_and_proposals
from buurtservice.team.leaving import pause_request_and_weeks, withdraw_request_and_task


@main.group("request")
def request_() -> None:
    """Requests for help."""


@main.group("offer")
def offer_() -> None:
    """Offers of help."""


@request_.command("list")
@json_option
@in_app
def list_requests_(*, as_json: bool) -> None:
    """List requests, oldest first."""
    _show_requests(list_requests(), as_json=as_json)


@request_.command("withdraw")
@click.argument("request_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def withdraw_request_(request_id: int, *, on: date, as_json: bool) -> None:
    """Withdraw a request that nobody is answering, with the proposal that waited for it."""
    request = withdraw_request_and_task(request_id, on=on, today=local_today())
    _show_requests([request], as_json=as_json)


@request_.command("pause")
@click.argument("request_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def pause_request_(request_id: int, *, on: date, as_json: bool) -> None:
    """Let a request rest; the proposal that waited for it is withdrawn, and the days do not count."""
    request = pause_request_and_weeks(request_id, on=on, today=local_today())
    _show_requests([request], as_json=as_json)


@request_.command("resume")
@click.argument("request_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def resume_request_(request_id: int, *, on: date, as_json: bool) -> None:
    """Let a paused request take part again."""
    request = resume_request(request_id, on=on, today=local_today())
    _show_requests([request], as_json=as_json)


@offer_.command("list")
@json_option
@in_app
def list_offers_(*, as_json: bool) -> None:
    """List offers, oldest first."""
    _show_offers(list_offers(), as_json=as_json)


@offer_.command("pause")
@click.argument("offer_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def pause(offer_id: int, *, on: date, as_json: bool) -> None:
    """Let an offer rest; proposals that counted on it are withdrawn."""
    _change(offer_id, OfferState.PAUSED, on=on, as_json=as_json)


@offer_.command("resume")
@click.argument("offer_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def resume(offer_id: int, *, on: date, as_json: bool) -> None:
    """Let a paused or expired offer take part again."""
    _change(offer_id, OfferState.ACTIVE, on=on, as_json=as_json)


@offer_.command("confirm")
@click.argument("offer_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def confirm(offer_id: int, *, on: date, as_json: bool) -> None:
    """Note that an offer still stands: it lasts a year from that day; an expired one takes part again."""
    offer = confirm_offer(offer_id, on=on, today=local_today())
    _show_offers([offer], as_json=as_json)


@offer_.command("withdraw")
@click.argument("offer_id", metavar="ID", type=NUMBER)
@on_option
@json_option
@in_app
def withdraw_offer_(offer_id: int, *, on: date, as_json: bool) -> None:
    """Withdraw an offer; proposals that counted on it are withdrawn."""
    _change(offer_id, OfferState.WITHDRAWN, on=on, as_json=as_json)


def _change(offer_id: int, to: OfferState, *, on: date, as_json: bool) -> None:
    offer = change_offer_and_proposals(offer_id, to=to, on=on, today=local_today())
    _show_offers([offer], as_json=as_json)


def _request_dict(request: HelpRequest, cards: Cards, answers: dict[int, SolutionKind]) -> dict[str, Any]:
    answer = answers.get(request.id)
    return {
        "request": request.id,
        "resident": request.resident_id,
        "card": cards.of_request(request.id),
        "answer": answer.value if answer else None,
        "state": request.state.value,
        "reference": request.reference,
        "category": request.category.code,
        "received_on": request.received_on,
        "routed_on": request.routed_on,
    }


def _offer_dict(offer: HelpOffer, cards: Cards) -> dict[str, Any]:
    return {
        "offer": offer.id,
        "resident": offer.resident_id,
        "card": cards.of_offer(offer.id),
        "state": offer.state.value,
        "reference": offer.reference,
        "category": offer.category.code,
        "received_on": offer.received_on,
        "expires_on": offer.expires_on,
        "capacity": offer.capacity,
        "places_taken": offer.places_taken,
    }


def _show_requests(requests: list[HelpRequest], *, as_json: bool) -> None:
    cards, answers = Cards(), live_answers()
    if as_json:
        print_json([_request_dict(request, cards, answers) for request in requests])
        return
    if not requests:
        click.echo(gettext("Er zijn nog geen vragen. Lees een kaartenbak in met: buurtservice import-cards"))
    for request in requests:
        answer = answers.get(request.id)
        state = SOLUTION_KINDS[answer] if answer else REQUEST_STATES[request.state]
        click.echo(
            gettext(
                "Vraag %(id)s: %(who)s, %(kind)s, %(day)s, %(state)s",
                id=request.id,
                who=person_and_card(request.resident, cards.of_request(request.id)),
                kind=kind_words(request.category),
                day=format_date(request.received_on, "short"),
                state=gettext(state),
            )
        )


def _show_offers(offers: list[HelpOffer], *, as_json: bool) -> None:
    cards = Cards()
    if as_json:
        print_json([_offer_dict(offer, cards) for offer in offers])
        return
    if not offers:
        click.echo(gettext("Er is nog geen aanbod. Lees een kaartenbak in met: buurtservice import-cards"))
    for offer in offers:
        click.echo(
            gettext(
                "Aanbod %(id)s: %(who)s, %(kind)s, %(day)s, %(state)s",
                id=offer.id,
                who=person_and_card(offer.resident, cards.of_offer(offer.id)),
                kind=kind_words(offer.category),
                day=format_date(offer.received_on, "short"),
                state=gettext(OFFER_STATES[offer.state]),
            )
        )
