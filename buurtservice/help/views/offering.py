"""Offering help: the questions, the summary, sending, and the question what they could use themselves."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.clock import local_today
from buurtservice.help.forms.shared import OnlyButtonForm, SendForm, kind_choices
from buurtservice.help.intake import Offered, take_in_offers
from buurtservice.help.models import Category, HelpOffer
from buurtservice.help.queries import find_category, get_offer, list_choosable_categories
from buurtservice.help.services import Wish
from buurtservice.help.views.asking import coordinates, may_be_sent, newcomer
from buurtservice.help.views.pages import ASK, OFFER, help_pages
from buurtservice.help.views.wizard import (
    DraftSent,
    Progress,
    begin_with,
    find_sent,
    keep_sent,
    known_resident,
    read_progress,
    show_start,
    show_step,
    summary_rows,
    wipe,
)
from buurtservice.permissions import permission
from buurtservice.web.answers import Answer
from buurtservice.web.drafts import take_draft
from buurtservice.web.language import current_language


@help_pages.get("/ik-bied-hulp")
@permission("public")
def offer() -> Answer:
    """Begin to offer help."""
    return show_start(OFFER)


@help_pages.route("/ik-bied-hulp/<step>", methods=["GET", "POST"])
@permission("public")
def offer_step(step: str) -> Answer:
    """Ask one question."""
    return show_step(OFFER, step) or abort(404)


@help_pages.route("/ik-bied-hulp/controle", methods=["GET", "POST"])
@permission("public")
def offer_check() -> Answer:
    """Show all answers once more, and send them."""
    form = SendForm()
    valid = form.validate_on_submit()
    progress = read_progress(OFFER)
    still_open = progress.first_open(OFFER.own_steps())
    if still_open is not None:
        return _already_sent(progress) or redirect(OFFER.address(still_open.name), 303)
    if valid and may_be_sent(form, progress):
        with form.sending() as sending:
            if take_draft(OFFER.kind) is None:
                raise DraftSent
            _send(progress)
            sending.location = url_for(".offer_done")
        if form.was_sent:
            return redirect(form.location, 303)
    page = render_template(
        "help/check.html",
        wizard=OFFER,
        form=form,
        rows=summary_rows(OFFER, OFFER.own_steps(), progress),
        progress=progress,
        screening_names=_screening_names(_kinds(progress)),
    )
    return page, form.status


@help_pages.route("/ik-bied-hulp/klaar", methods=["GET", "POST"])
@permission("public")
def offer_done() -> Answer:
    """Thank, show the number, and ask what they could use themselves."""
    sent = find_sent(OFFER)
    if sent is None:
        return render_template("help/gone.html", wizard=OFFER), 404
    form = OnlyButtonForm()
    kinds = list_choosable_categories()
    if form.validate_on_submit():
        return _go_on(sent, kinds=[one.code for one in kinds])
    offers = [get_offer(offer_id) for offer_id in sent["offers"]]
    return render_template(
        "help/offer_done.html",
        wizard=OFFER,
        form=form,
        offers=offers,
        kinds=kind_choices(kinds),
        rows=sent["rows"],
        screening_names=_screening_names([one.category for one in offers]),
    )


@help_pages.post("/ik-bied-hulp/opnieuw")
@permission("public")
def offer_anew() -> Answer:
    """Throw away what was answered, and begin again."""
    wipe(OFFER)
    return redirect(url_for(".offer"), 303)


@help_pages.post("/wis")
@permission("public")
def wipe_all() -> Answer:
    """Throw away all that this browser could still show, for whoever sits at a computer of others."""
    wipe(ASK, OFFER)
    flash(gettext("Alles is van dit apparaat gewist. Wat u verstuurde, is bij ons."))
    return redirect(url_for("public.home"), 303)


def _kinds(progress: Progress) -> list[Category]:
    """Return all kinds of help that were ticked, on the first page and among what they could do besides."""
    codes = dict.fromkeys((*progress.answers["soort"].kinds.data, *progress.answers["nog-meer"].kinds.data))
    return [found for code in codes if (found := find_category(code)) is not None]


def _screening_names(kinds: list[Category]) -> list[str]:
    """Return the kinds of help for which a helper is screened (VOG)."""
    return [one.name_in(current_language()) for one in kinds if one.requires_screening]


def _send(progress: Progress) -> list[HelpOffer]:
    """Take in the offers, and keep for the next page what may be shown and used again."""
    answers = progress.answers
    free, more, how = answers["wanneer"].dayparts.data, answers["nog-meer"], answers["hoe"]
    dayparts = None if free is None else free | more.more_dayparts()
    wishes = [
        Wish(category=kind, dayparts=dayparts, place=coordinates(progress), note=how.note.data or None)
        for kind in _kinds(progress)
    ]
    offered = Offered(
        wishes=wishes,
        radius_m=answers["hoe-ver"].radius_m(),
        can=how.can.data,
        at_once=int(how.at_once.data),
    )
    who = known_resident(progress) or newcomer(progress)
    taken = take_in_offers(who, offered, today=local_today())
    said = [
        (str(question), list(lines)) for question, lines, _url in summary_rows(OFFER, OFFER.steps, progress)
    ]
    keep_sent(
        OFFER,
        {
            "offers": [one.id for one in taken],
            "resident": taken[0].resident_id,
            "steps": {
                name: progress.typed[name] for name in ("hoe-ver", "contact") if name in progress.typed
            },
            "rows": said[:5],
        },
    )
    return taken


def _already_sent(progress: Progress) -> Answer | None:
    if (request.method == "GET" and progress.begun) or find_sent(OFFER) is None:
        return None
    flash(gettext("Dit is al verstuurd. Het is één keer gedaan; hier ziet u wat er nu gebeurt."))
    return redirect(url_for(".offer_done"), 303)


def _go_on(sent: dict[str, Any], *, kinds: list[str]) -> Answer:
    """Begin a request with what is known of the person already: one tap on what they could use."""
    kind = request.form.get("kind", "")
    steps: dict[str, dict[str, list[str]]] = {"voor-wie": {"who": ["self"]}}
    if "contact" in sent["steps"]:
        steps["contact"] = sent["steps"]["contact"]
        where = sent["steps"]["hoe-ver"]
        steps["waar"] = {name: where.get(name, []) for name in ("postal", "neighbourhood")}
    if kind not in kinds:
        return redirect(url_for("public.home"), 303)
    steps["soort"] = {"kind": [kind]}
    begin_with(ASK, steps, resident_id=sent["resident"], about=["contact", "waar"])
    return redirect(url_for(".ask_step", step="soort" if kind == "other" else "wanneer"), 303)
