"""Takes down what a visitor asks or offers, on one page. Who may be known already is asked first."""

from collections.abc import Callable
from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today
from buurtservice.desk.forms.registering import (
    AgreementForm,
    AskForm,
    GiveForm,
    NamelessAskForm,
    NewAskForm,
    NewGiveForm,
)
from buurtservice.desk.forms.visitor import LONGEST_TERM, VisitorForm
from buurtservice.desk.queries import with_what_is_known
from buurtservice.desk.registering import register_offers, register_request
from buurtservice.desk.views.blueprint import desk_pages, open_visitor, staff_id
from buurtservice.desk.words import lookalike_words
from buurtservice.help.intake import Who
from buurtservice.permissions import permission
from buurtservice.residents.agreements import find_agreement
from buurtservice.residents.duplicates import find_lookalikes
from buurtservice.residents.folding import looks_like_phone
from buurtservice.residents.models import AgreementKind, Resident
from buurtservice.residents.queries import get_kept_resident
from buurtservice.web.answers import Answer
from buurtservice.web.sent_once import new_token

Form = TypeVar("Form", bound=VisitorForm)


@desk_pages.route("/balie/vraag", methods=["GET", "POST"])
@permission("desk", "worker")
def new_request() -> Answer:
    """Take down a request of somebody new."""
    form = _begin(NewAskForm) or NewAskForm()
    if _is_ready(form):
        return _save_request(form, _who(form))
    return render_template("desk/register_request.html", form=form, visitor_known=None), form.status


@desk_pages.route("/balie/aanbod", methods=["GET", "POST"])
@permission("desk", "worker")
def new_offer() -> Answer:
    """Take down what somebody new offers."""
    form = _begin(NewGiveForm) or NewGiveForm()
    if _is_ready(form):
        return _save_offers(form, _who(form))
    return render_template("desk/register_offer.html", form=form, visitor_known=None), form.status


@desk_pages.route("/balie/zonder-naam", methods=["GET", "POST"])
@permission("desk", "worker")
def nameless_request() -> Answer:
    """Take down a request of somebody who keeps their name to themselves."""
    form = NamelessAskForm()
    if form.validate_on_submit():
        return _save_request(form, form.newcomer())
    return render_template("desk/register_request.html", form=form, visitor_known=None), form.status


@desk_pages.route("/balie/bezoekers/<int:resident_id>/vraag", methods=["GET", "POST"])
@permission("desk", "worker")
def request_of(resident_id: int) -> Answer:
    """Take down a request of somebody we know."""
    person = open_visitor(resident_id)
    form = AskForm()
    _ask_agreement_once(form, person)
    if form.validate_on_submit():
        return _save_request(form, person.id)
    return render_template("desk/register_request.html", form=form, visitor_known=person), form.status


@desk_pages.route("/balie/bezoekers/<int:resident_id>/aanbod", methods=["GET", "POST"])
@permission("desk", "worker")
def offer_of(resident_id: int) -> Answer:
    """Take down what somebody we know offers."""
    person = open_visitor(resident_id)
    form = GiveForm()
    _ask_agreement_once(form, person)
    if form.validate_on_submit():
        return _save_offers(form, person.id)
    return render_template("desk/register_offer.html", form=form, visitor_known=person), form.status


def _save_request(form: AskForm, who: Who) -> Answer:
    with form.sending() as sending:
        taken = register_request(who, form.asked(), today=local_today(), staff_id=staff_id())
        record_access("request.add", f"request:{taken.id}", taken.resident_id)
        sending.location = url_for("desk.request_slip", request_id=taken.id)
    if form.was_sent:
        flash(gettext("De vraag staat erin. Print het briefje, of schrijf het nummer op."))
        return redirect(form.location, 303)
    known = get_kept_resident(who) if isinstance(who, int) else None
    return render_template("desk/register_request.html", form=form, visitor_known=known), form.status


def _save_offers(form: GiveForm, who: Who) -> Answer:
    with form.sending() as sending:
        taken = register_offers(who, form.offered(), today=local_today(), staff_id=staff_id())
        for one in taken:
            record_access("offer.add", f"offer:{one.id}", one.resident_id)
        sending.location = url_for("desk.offer_slip", offer_id=taken[0].id)
    if form.was_sent:
        flash(gettext("Het aanbod staat erin. Vraag ook eens wat de bezoeker zelf kan gebruiken."))
        return redirect(form.location, 303)
    known = get_kept_resident(who) if isinstance(who, int) else None
    return render_template("desk/register_offer.html", form=form, visitor_known=known), form.status


def _begin(form_class: Callable[..., Form]) -> Form | None:
    """Begin with what was typed in the search field: it came in the body, so it never stood in an address."""
    if "begin" not in request.form:
        return None
    term = request.form.get("q", "")[:LONGEST_TERM].strip()
    field = "phone" if looks_like_phone(term) else "name"
    form = form_class(formdata=None, data={field: term})
    form.once.data = new_token()
    return form


def _is_ready(form: VisitorForm) -> bool:
    """Tell whether the form can be saved; first asks whether the visitor is one of those we know."""
    if request.method != "POST" or "begin" in request.form:
        return False
    found = find_lookalikes(
        name=form.name.data or "",
        phone=form.phone.data,
        email=form.email.data,
        address=form.address.data,
        postcode=form.postal.data,
    )
    hits = with_what_is_known([one.resident for one in found])
    words = [lookalike_words(hit, one.reasons) for hit, one in zip(hits, found, strict=True)]
    unseen = form.offer_lookalikes(list(zip(found, words, strict=True)))
    ready = bool(form.validate_on_submit())
    if unseen or (found and form.same.data is None and not form.same.errors):
        form.refuse(gettext("Misschien kennen wij de bezoeker al. Kies of dit dezelfde persoon is."), "same")
        return False
    return ready


def _who(form: NewAskForm | NewGiveForm) -> Who:
    return form.newcomer() if form.chosen_id is None else form.chosen_id


def _ask_agreement_once(form: AgreementForm, person: Resident) -> None:
    """Leave out what somebody agreed to before."""
    for name, kind in (("age", AgreementKind.AGE), ("agree", AgreementKind.TAKING_PART)):
        if find_agreement(person.id, kind) is not None:
            del form[name]
