"""Asking for help: the questions, the summary, sending, and what happens next."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.browser import network, secret_key
from buurtservice.accounts.limits import QUARTER, Limit, count_try
from buurtservice.clock import local_today, utc_now
from buurtservice.help.forms.shared import OnlyButtonForm, SendForm, kind_choices
from buurtservice.help.intake import Asked, take_in_request
from buurtservice.help.introducing import find_introduction
from buurtservice.help.models import HelpRequest
from buurtservice.help.policies import is_for_today, routed_by
from buurtservice.help.queries import find_category, get_request
from buurtservice.help.services import Wish
from buurtservice.help.suggesting import suggest_to_offer
from buurtservice.help.views.pages import ASK, OFFER, help_pages
from buurtservice.help.views.saying import request_when_words
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
from buurtservice.residents.joining import Newcomer
from buurtservice.web.answers import Answer
from buurtservice.web.drafts import take_draft
from buurtservice.web.language import current_language

SENT_FROM_NETWORK = Limit(name="help-network", most=20, window=QUARTER)
ABOUT_PERSON = ["voor-wie", "waar", "contact"]


@help_pages.get("/ik-zoek-hulp")
@permission("public")
def ask() -> Answer:
    """Begin to ask for help."""
    return show_start(ASK)


@help_pages.route("/ik-zoek-hulp/<step>", methods=["GET", "POST"])
@permission("public")
def ask_step(step: str) -> Answer:
    """Ask one question."""
    return show_step(ASK, step) or abort(404)


@help_pages.route("/ik-zoek-hulp/controle", methods=["GET", "POST"])
@permission("public")
def ask_check() -> Answer:
    """Show all answers once more, and send them."""
    form = SendForm()
    valid = form.validate_on_submit()  # Before all else: what was sent before leads to what came of it.
    progress = read_progress(ASK)
    still_open = progress.first_open(ASK.own_steps())
    if still_open is not None:
        return _already_sent() or redirect(ASK.address(still_open.name), 303)
    contact = progress.answers.get("contact")
    if contact is not None and contact.for_other:
        form.speak_of_another()
    if valid and may_be_sent(form, progress):
        with form.sending() as sending:
            if take_draft(ASK.kind) is None:
                raise DraftSent
            _send(progress)
            sending.location = url_for(".ask_done")
        if form.was_sent:
            return redirect(form.location, 303)
    rows = summary_rows(ASK, ASK.own_steps(), progress)
    page = render_template("help/check.html", wizard=ASK, form=form, rows=rows, progress=progress)
    return page, form.status


@help_pages.route("/ik-zoek-hulp/klaar", methods=["GET", "POST"])
@permission("public")
def ask_done() -> Answer:
    """Show the slip and what happens next; ask what they could do for somebody else."""
    sent = find_sent(ASK)
    if sent is None:
        return render_template("help/gone.html", wizard=ASK), 404
    asked = get_request(sent["request"])
    kinds = [] if sent["without_offer"] else suggest_to_offer(asked.category.code)
    form = OnlyButtonForm()
    if form.validate_on_submit():
        return _go_on(sent, kinds=[one.code for one in kinds])
    return render_template(
        "help/ask_done.html",
        wizard=ASK,
        form=form,
        asked=asked,
        when=request_when_words(asked),
        due_on=routed_by(asked, now=utc_now()),
        is_for_today=is_for_today(asked),
        for_other=find_introduction(asked.id) is not None,
        kinds=kind_choices(kinds),
    )


@help_pages.post("/ik-zoek-hulp/opnieuw")
@permission("public")
def ask_anew() -> Answer:
    """Throw away what was answered, and begin again."""
    wipe(ASK)
    return redirect(url_for(".ask"), 303)


def may_be_sent(form: SendForm, progress: Progress) -> bool:
    """Refuse a machine, answers that changed in another window, and too many from one network.

    Raises TooManyTries.
    """
    form.check_person()
    if not form.problems and request.form.get("seen") != progress.fingerprint:
        form.refuse(gettext("Uw antwoorden zijn in een ander venster veranderd. Kijk ze na en stuur ze dan."))
    if form.problems:
        return False
    count_try(SENT_FROM_NETWORK, network(), key=secret_key(), now=utc_now())
    return True


def coordinates(progress: Progress) -> tuple[float, float] | None:
    """Return where it is, as far as that was asked; else where the resident lives."""
    where = progress.answers.get("waar") or progress.answers.get("hoe-ver")
    place = where.place() if where else None
    return (place.lat, place.lon) if place and place.is_known else None


def newcomer(progress: Progress) -> Newcomer:
    """Return who is asking or offering, as they said on the pages about themselves."""
    contact = progress.answers["contact"]
    where = progress.answers.get("waar") or progress.answers["hoe-ver"]
    languages = {contact.speaks.data}
    if "hoe" in progress.answers:
        languages |= set(progress.answers["hoe"].speaks.data)
    if contact.is_without_name:
        return Newcomer(
            name=None, place=where.place(), language=current_language(), languages=sorted(languages)
        )
    return Newcomer(
        name=contact.name.data,
        reach=contact.reach(),
        place=where.place(),
        language=current_language(),
        languages=sorted(languages),
    )


def _send(progress: Progress) -> HelpRequest:
    """Take in the request, and keep for the next page what may be shown and used again."""
    answers = progress.answers
    resident_id = known_resident(progress)
    for_whom = answers.get("voor-wie")
    asked = Asked(
        wish=_wish(progress),
        when=answers["wanneer"].when(),
        needs=answers["taak"].needs.data,
        brought=for_whom.brought() if for_whom else None,
    )
    taken = take_in_request(resident_id or newcomer(progress), asked, today=local_today())
    keep_sent(
        ASK,
        {
            "request": taken.id,
            "resident": taken.resident_id,
            "steps": {name: progress.typed[name] for name in ABOUT_PERSON if name in progress.typed},
            "without_offer": asked.brought is not None or taken.resident.pseudonymous,
        },
    )
    return taken


def _wish(progress: Progress) -> Wish:
    kind, task = progress.answers["soort"], progress.answers["taak"]
    category = find_category(kind.kind.data)
    if category is None:  # The form was read a moment ago: nobody takes a kind of help away, they retire it.
        abort(409)
    note = kind.words.data if kind.is_other else task.note.data
    return Wish(
        category=category,
        dayparts=progress.answers["wanneer"].chosen_dayparts(),
        place=coordinates(progress),
        note=note or None,
    )


def _already_sent() -> Answer | None:
    if request.method == "GET" and read_progress(ASK).begun:
        return None
    if find_sent(ASK) is None:
        return None
    flash(gettext("Dit is al verstuurd. Het is één keer gedaan; hier ziet u wat er nu gebeurt."))
    return redirect(url_for(".ask_done"), 303)


def _go_on(sent: dict[str, Any], *, kinds: list[str]) -> Answer:
    """Begin another request, or an offer, with what is known of the person already."""
    kind = request.form.get("kind", "")
    if request.form.get("again"):
        begin_with(ASK, sent["steps"], resident_id=sent["resident"], about=ABOUT_PERSON)
        return redirect(url_for(".ask_step", step="soort"), 303)
    steps = {name: typed for name, typed in sent["steps"].items() if name == "contact"}
    if "waar" in sent["steps"]:
        steps["hoe-ver"] = {**sent["steps"]["waar"], "radius": ["1500"]}
    if kind in kinds:
        steps["soort"] = {"kinds": [kind]}
    begin_with(OFFER, steps, resident_id=sent["resident"], about=["contact"])
    return redirect(url_for(".offer_step", step="soort"), 303)
