"""A match by hand, for two people the worker knows: find both, look whether it fits, propose it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today
from buurtservice.drawings import draw_week
from buurtservice.errors import BuurtserviceError
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.queries import get_offer, get_request
from buurtservice.matches.clashes import list_clashes
from buurtservice.permissions import permission
from buurtservice.residents.searching import search_residents
from buurtservice.rounds.by_hand import check_pair, create_match, list_in_the_way
from buurtservice.rounds.forms import ChoosePairForm, SearchPairForm, StepForm
from buurtservice.rounds.problem import dayparts_of
from buurtservice.rounds.proposal_queries import list_active_offers_of, list_open_requests_of
from buurtservice.rounds.views.blueprint import proposals_pages
from buurtservice.rounds.views.names import full_name
from buurtservice.rounds.views.proposals import subject_of, url_of
from buurtservice.rounds.views.reasons import clash_words
from buurtservice.web.answers import Answer
from buurtservice.web.fields import Choice
from buurtservice.web.language import current_language
from buurtservice.web.sent_once import new_token
from buurtservice.web.words import day_words, refusal_words
from buurtservice.wording import daypart_words, help_words, name_for_staff


@proposals_pages.route("/matches/nieuw", methods=["GET", "POST"])
@permission("worker")
def by_hand() -> Answer:
    """Find a request and an offer by the names of their people; names go by POST, never in an address."""
    form = ChoosePairForm() if request.form.get("step") == "choose" else SearchPairForm()
    requests: list[HelpRequest] = []
    offers: list[HelpOffer] = []
    searched = form.is_submitted() and bool(form.asker.data and form.helper.data)
    if searched:
        askers = [one.id for one in search_residents(form.asker.data)]
        helpers = [one.id for one in search_residents(form.helper.data)]
        record_access("pair.search", resident_id=[*askers, *helpers])
        requests, offers = list_open_requests_of(askers), list_active_offers_of(helpers)
    if isinstance(form, ChoosePairForm):
        _offer_choices(form, requests, offers)
        if form.validate_on_submit() and _are_two(form, requests, offers):
            chosen = {"request_id": form.request_id.data, "offer_id": form.offer_id.data}
            return redirect(url_for("proposals.pair", **chosen), 303)
    elif form.validate_on_submit() and requests and offers:
        form = ChoosePairForm(data={"asker": form.asker.data, "helper": form.helper.data}, formdata=None)
        form.once.data = new_token()  # Another form than the one that was sent.
        _offer_choices(form, requests, offers)
    return render_template(
        "proposals/by_hand.html",
        form=form,
        choosing=isinstance(form, ChoosePairForm),
        nobody_asks=searched and not requests,
        nobody_offers=searched and not offers,
    ), form.status


@proposals_pages.route("/matches/nieuw/<int:request_id>/<int:offer_id>", methods=["GET", "POST"])
@permission("worker")
def pair(request_id: int, offer_id: int) -> Answer:
    """Show whether these two fit, and propose them."""
    form, today = StepForm(), local_today()
    asked, offered = get_request(request_id), get_offer(offer_id)
    people = [asked.resident_id, offered.resident_id]
    if form.validate_on_submit():
        with form.sending() as sending:
            made = create_match(
                request_id=request_id,
                offer_id=offer_id,
                on=today,
                today=today,
                by=current_visitor().staff_id,
            )
            record_access("proposal.by_hand", subject_of(made.id), people)
            sending.location = url_of(made.id)
        if form.was_sent:
            flash(gettext("Voorgesteld. Volgende rondes laten dit staan. Keur het goed als u zeker bent."))
            return redirect(form.location, 303)
    record_access("pair.read", f"request:{request_id}", people)
    return _pair_page(form, asked, offered)


def _pair_page(form: StepForm, asked: HelpRequest, offered: HelpOffer) -> Answer:
    refused: str | None = None
    try:
        check_pair(asked, offered, on=local_today())
    except BuurtserviceError as refusal:
        refused = refusal_words(refusal)
    wanted, possible = dayparts_of(asked.dayparts), dayparts_of(offered.dayparts)
    shared = [part for part in wanted or range(21) if possible is None or part in possible]
    category = asked.category
    page = render_template(
        "proposals/pair.html",
        form=form,
        title=help_words(
            category.code,
            helper=name_for_staff(offered.resident.name),
            asker=name_for_staff(asked.resident.name),
            name=category.name_in(current_language()),
        ),
        asked=asked,
        offered=offered,
        asker=full_name(asked.resident.name),
        helper=full_name(offered.resident.name),
        drawing=draw_week(wanted, possible),
        together=daypart_words(shared),
        refused=refused,
        clashes=[clash_words(one) for one in list_clashes([(asked, offered)])],
        in_the_way=[
            name_for_staff(one.request.resident.name)
            for one in list_in_the_way(offered)
            if one.help_request_id != asked.id
        ],
    )
    return page, form.status


def _are_two(form: ChoosePairForm, requests: list[HelpRequest], offers: list[HelpOffer]) -> bool:
    """Refuse at once when the request and the offer are of one person: nobody is a match of themselves."""
    asker = next((one.resident_id for one in requests if one.id == form.request_id.data), None)
    helper = next((one.resident_id for one in offers if one.id == form.offer_id.data), None)
    if asker is not None and asker == helper:
        form.refuse(
            gettext("Dit is aanbod van dezelfde persoon. Kies het aanbod van iemand anders."), "offer_id"
        )
    return not form.problems


def _offer_choices(form: ChoosePairForm, requests: list[HelpRequest], offers: list[HelpOffer]) -> None:
    form.request_id.choices = [
        Choice(str(one.id), _wish(one), gettext("sinds %(day)s", day=day_words(one.received_on)), None)
        for one in requests
    ]
    form.offer_id.choices = [
        Choice(
            str(one.id),
            _wish(one),
            gettext("helpt al %(taken)s van %(capacity)s", taken=one.places_taken, capacity=one.capacity)
            if one.places_taken
            else "",
        )
        for one in offers
    ]


def _wish(one: HelpRequest | HelpOffer) -> str:
    place = one.neighbourhood.name if one.neighbourhood else gettext("buurt onbekend")
    kind = one.category.name_in(current_language()).lower()
    return f"{full_name(one.resident.name)}, {place}: {kind}, {daypart_words(dayparts_of(one.dayparts))}"
