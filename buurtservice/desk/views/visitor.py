"""One visitor, opened by a volunteer: who it is, what they asked and offer, and how it stands."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today, utc_now
from buurtservice.desk.forms.steps import StateForm
from buurtservice.desk.forms.visitor import DetailsForm, details_of
from buurtservice.desk.queries import offers_of, requests_of
from buurtservice.desk.views.blueprint import desk_pages, open_visitor
from buurtservice.desk.words import alike_words, offer_sentence, request_sentence
from buurtservice.i18n import N_
from buurtservice.merging.queries import list_standing_merges
from buurtservice.merging.services import UNDO_WITHIN
from buurtservice.permissions import permission
from buurtservice.referrals.forms import ButtonForm
from buurtservice.referrals.queries import list_referrals_of
from buurtservice.residents.agreements import list_agreements
from buurtservice.residents.duplicates import Lookalike, find_lookalikes
from buurtservice.residents.joining import change_resident
from buurtservice.residents.models import AgreementKind, Resident
from buurtservice.web.answers import Answer

SHOWN_HERE = 10  # Of requests and offers each; the older ones behind a link.
AGREEMENTS = {
    AgreementKind.TAKING_PART: N_("Meedoen, en hoe wij gegevens gebruiken"),
    AgreementKind.AGE: N_("16 jaar of ouder"),
    AgreementKind.ON_BEHALF: N_("Iemand anders vraagt het voor de bezoeker"),
    AgreementKind.REFERRAL: N_("Doorverwijzen"),
}


@desk_pages.get("/balie/bezoekers/<int:resident_id>")
@permission("desk", "worker")
def visitor(resident_id: int) -> Answer:
    """Show one visitor. A record that went up in another leads there."""
    person = open_visitor(resident_id)
    if person.id != resident_id:
        return redirect(url_for("desk.visitor", resident_id=person.id), 303)
    today, everything = local_today(), "alles" in request.args
    requests, offers = requests_of(person.id, today=today), offers_of(person.id)
    number = None if everything else SHOWN_HERE
    return render_template(
        "desk/visitor.html",
        person=person,
        today=today,
        requests=requests[:number],
        offers=offers[:number],
        more=not everything and max(len(requests), len(offers)) > SHOWN_HERE,
        agreements=[(AGREEMENTS[one.kind], one) for one in list_agreements(person.id)],
        referrals=[one for one in list_referrals_of(person.id) if one.closed_on is None],
        merges=list_standing_merges(person.id, since=utc_now() - UNDO_WITHIN),
        undo_within=UNDO_WITHIN,
        double=_first_double(person),
        request_sentence=request_sentence,
        offer_sentence=offer_sentence,
        alike_words=alike_words,
        step_form=StateForm(),
        button_form=ButtonForm(),
    )


@desk_pages.route("/balie/bezoekers/<int:resident_id>/gegevens", methods=["GET", "POST"])
@permission("desk", "worker")
def details(resident_id: int) -> Answer:
    """Correct who somebody is and how they are reached; who had no name gets one by this."""
    person = open_visitor(resident_id)
    form = DetailsForm(data=details_of(person))
    if form.validate_on_submit():
        with form.sending() as sending:
            change_resident(
                person.id,
                name=form.name.data,
                reach=form.reach(),
                place=form.place(person),
                languages=form.speaks.data,
            )
            record_access("resident.change", None, person.id)
            sending.location = url_for("desk.visitor", resident_id=person.id)
        if form.was_sent:
            flash(gettext("De gegevens zijn gewijzigd."))
            return redirect(form.location, 303)
    return render_template("desk/details.html", form=form, person=person), form.status


def _first_double(person: Resident) -> Lookalike | None:
    """Return the likeliest other record of the same person: one thing to decide at a time."""
    if person.pseudonymous or person.left_on is not None:
        return None
    likely = find_lookalikes(
        name=person.name or "",
        phone=person.phone,
        email=person.email,
        address=person.address,
        postcode=person.postcode,
        besides_id=person.id,
    )
    return next(iter(likely), None)
