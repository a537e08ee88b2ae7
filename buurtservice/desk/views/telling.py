"""About a visitor: a signal that cannot wait, and a referral to others or from them."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today, utc_now
from buurtservice.desk.forms.steps import ReferralForm
from buurtservice.desk.views.blueprint import desk_pages, open_visitor, staff_id
from buurtservice.permissions import permission
from buurtservice.referrals.forms import RaiseForm
from buurtservice.referrals.models import Direction, Party
from buurtservice.referrals.services import make_referral
from buurtservice.referrals.signals import raise_signal
from buurtservice.web.answers import Answer


@desk_pages.route("/balie/bezoekers/<int:resident_id>/signaal", methods=["GET", "POST"])
@permission("desk", "worker")
def signal_about(resident_id: int) -> Answer:
    """Raise a signal about a visitor."""
    person = open_visitor(resident_id)
    form = RaiseForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            raised = raise_signal(form.text.data, by_id=staff_id(), now=utc_now(), resident_id=person.id)
            record_access("signal.raise", f"signal:{raised.id}", person.id)
            sending.location = url_for("desk.visitor", resident_id=person.id)
        if form.was_sent:
            flash(gettext("De buurtwerker ziet het signaal nu bovenaan staan."))
            return redirect(form.location, 303)
    return render_template("desk/signal.html", form=form, person=person), form.status


@desk_pages.route("/balie/bezoekers/<int:resident_id>/doorverwijzing", methods=["GET", "POST"])
@permission("desk", "worker")
def referral_of(resident_id: int) -> Answer:
    """Refer a visitor on, or note who sent them."""
    person = open_visitor(resident_id)
    form = ReferralForm()
    if form.validate_on_submit():
        today = local_today()
        with form.sending() as sending:
            made = make_referral(
                direction=Direction(form.direction.data),
                party=Party(form.party.data),
                party_name=form.party_name.data,
                agreed_on=form.agreed_on.data,
                note=form.note.data,
                resident_id=person.id,
                on=today,
                today=today,
                by_id=staff_id(),
            )
            record_access("referral.make", f"referral:{made.id}", person.id)
            sending.location = url_for("desk.visitor", resident_id=person.id)
        if form.was_sent:
            flash(gettext("De doorverwijzing staat erin. U vindt haar ook bij Doorverwijzingen."))
            return redirect(form.location, 303)
    return render_template("desk/referral.html", form=form, person=person), form.status
