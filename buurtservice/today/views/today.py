"""Vandaag: what waits for the worker, oldest first, signals on top."""

from flask import flash, redirect, render_template, request
from flask import url_for as url
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import LOCAL_ZONE, local_today, utc_now
from buurtservice.help.lasting import confirm_offer
from buurtservice.help.models import OfferState
from buurtservice.help.queries import get_offer
from buurtservice.matches.leaving import change_offer_and_proposals
from buurtservice.messages.queries import count_by_hand
from buurtservice.permissions import permission
from buurtservice.referrals.queries import list_open_signals
from buurtservice.rounds.queries import find_latest_round
from buurtservice.today.calling import gain_words
from buurtservice.today.forms import StepForm
from buurtservice.today.people import first_name, full_name, told_apart
from buurtservice.today.queries import read_day
from buurtservice.today.telling import meeting_words, tell
from buurtservice.today.views.blueprint import today_pages
from buurtservice.today.what_waits import Kind
from buurtservice.web.answers import Answer
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import current_language
from buurtservice.web.paging import Page, asked_page, page_offset

NOON, EVENING = 12, 18
ROWS = 15  # What somebody does in a morning fits on one page.


@today_pages.get("/vandaag")
@permission("worker")
def today() -> Answer:
    """Show what waits."""
    day, chosen = local_today(), _chosen()
    read = read_day(today=day, kind=chosen, limit=ROWS, offset=page_offset(ROWS))
    record_access("today.read", resident_id=read.people)
    language = current_language()
    names = told_apart(read.residents)
    told = [tell(one, read, names=names, today=day, language=language) for one in read.waiting]
    total = read.total if chosen is None else read.counts[chosen]
    return render_template(
        "today/today.html",
        greeting=_greeting(),
        today=day,
        signals=list_open_signals() if chosen is None and asked_page() == 1 else [],
        total=read.total,
        page=Page(rows=[one for one in told if one], number=asked_page(), size=ROWS, total=total),
        chosen=chosen.value if chosen else "",
        kinds=[(kind.value, words, read.counts[kind]) for kind, words in _kinds().items()],
        meetings=[
            (one, meeting_words(one.match, names), one.with_worker_id == current_visitor().staff_id)
            for one in read.meetings_today
        ],
        round=find_latest_round(),
        by_hand=sum(count_by_hand(now=utc_now()).values()),
        calls=[(call, names[call.resident_id], gain_words(call)) for call in read.top_calls],
    )


@today_pages.get("/vandaag/aanbod/<int:offer_id>")
@permission("worker")
def offer(offer_id: int) -> Answer:
    """Show an offer that grows old: does it still stand?"""
    return _offer_page(offer_id)


@today_pages.post("/vandaag/aanbod/<int:offer_id>/<any(geldt, pauze, voorbij):said>")
@permission("worker")
def offer_said(offer_id: int, said: str) -> Answer:
    """Record what the helper said about the offer."""
    form, day = StepForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            if said == "geldt":
                confirm_offer(offer_id, on=day, today=day)
            else:
                to = OfferState.PAUSED if said == "pauze" else OfferState.WITHDRAWN
                change_offer_and_proposals(offer_id, to=to, on=day, today=day)
            record_access(f"offer.{said}", f"offer:{offer_id}", get_offer(offer_id).resident_id)
            sending.location = url("today.today")
        if form.was_sent:
            told = {
                "geldt": gettext("Fijn. Het aanbod geldt weer een jaar."),
                "pauze": gettext("Genoteerd. Het aanbod rust."),
                "voorbij": gettext("Genoteerd. Het aanbod is ingetrokken."),
            }
            flash(told[said])
            return redirect(form.location, 303)
    return _offer_page(offer_id, form)


def _offer_page(offer_id: int, form: BuurtForm | None = None) -> Answer:
    shown = get_offer(offer_id)
    record_access("offer.read", f"offer:{offer_id}", shown.resident_id)
    shown = get_offer(offer_id)
    page = render_template(
        "today/offer.html",
        form=form or StepForm(),
        offer=shown,
        name=full_name(shown.resident),
        first_name=first_name(shown.resident),
        kind=shown.category.name_in(current_language()),
    )
    return (page, form.status) if form is not None else page


def _chosen() -> Kind | None:
    asked = request.args.get("soort", "")
    return Kind(asked) if asked in set(Kind) else None


def _kinds() -> dict[Kind, str]:
    return {
        Kind.PROPOSAL: gettext("Voorstellen"),
        Kind.YES: gettext("Bellen over een match"),
        Kind.CALL: gettext("Belletjes"),
        Kind.REVIEW: gettext("Hoe ging het?"),
        Kind.ROUTED: gettext("Bijna naar het team"),
        Kind.OFFER: gettext("Aanbod dat oud wordt"),
    }


def _greeting() -> str:
    hour = utc_now().astimezone(LOCAL_ZONE).hour
    name = current_visitor().name.split()[0] if current_visitor().name else ""
    if hour < NOON:
        return gettext("Goedemorgen %(name)s.", name=name)
    if hour < EVENING:
        return gettext("Goedemiddag %(name)s.", name=name)
    return gettext("Goedenavond %(name)s.", name=name)
