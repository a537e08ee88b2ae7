"""Requests and offers: what there is, and taking one back."""

from datetime import date
from typing import Any

import click
from flask_babel import format_date, gettext

from buurtservice.cli.root import NUMBER, in_app, json_option, main, on_option, print_json
from buurtservice.cli.words import kind_words
from buurtservice.clock import local_today
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState
from buurtservice.help.queries import list_offers, list_requests
from buurtservice.labels import OFFER_STATES, REQUEST_STATES
from buurtservice.matches.leaving import change_offer_and_proposals, withdraw_request_and_proposal


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
    request = withdraw_request_and_proposal(request_id, on=on, today=local_today())
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
    """Let a paused offer take part again."""
    _change(offer_id, OfferState.ACTIVE, on=on, as_json=as_json)


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


def _request_dict(request: HelpRequest) -> dict[str, Any]:
    return {
        "request": request.id,
        "state": request.state.value,
        "category": request.category.code,
        "received_on": request.received_on,
        "routed_on": request.routed_on,
    }


def _offer_dict(offer: HelpOffer) -> dict[str, Any]:
    return {
        "offer": offer.id,
        "state": offer.state.value,
        "category": offer.category.code,
        "received_on": offer.received_on,
        "capacity": offer.capacity,
        "places_taken": offer.places_taken,
    }


def _show_requests(requests: list[HelpRequest], *, as_json: bool) -> None:
    if as_json:
        print_json([_request_dict(request) for request in requests])
        return
    for request in requests:
        click.echo(
            gettext(
                "Vraag %(id)s: %(kind)s, %(day)s, %(state)s",
                id=request.id,
                kind=kind_words(request.category),
                day=format_date(request.received_on, "short"),
                state=gettext(REQUEST_STATES[request.state]),
            )
        )


def _show_offers(offers: list[HelpOffer], *, as_json: bool) -> None:
    if as_json:
        print_json([_offer_dict(offer) for offer in offers])
        return
    for offer in offers:
        click.echo(
            gettext(
                "Aanbod %(id)s: %(kind)s, %(day)s, %(state)s",
                id=offer.id,
                kind=kind_words(offer.category),
                day=format_date(offer.received_on, "short"),
                state=gettext(OFFER_STATES[offer.state]),
            )
        )
