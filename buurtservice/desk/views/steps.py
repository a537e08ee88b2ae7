"""On behalf of a visitor: a request or an offer rests, takes part again, or is withdrawn."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today
from buurtservice.desk.forms.steps import StateForm
from buurtservice.desk.views.blueprint import desk_pages
from buurtservice.help.forms.shared import kind_name
from buurtservice.help.models import OfferState
from buurtservice.help.pausing import resume_request
from buurtservice.help.queries import get_offer, get_request
from buurtservice.matches.leaving import change_offer_and_proposals
from buurtservice.permissions import permission
from buurtservice.team.leaving import pause_request_and_weeks, withdraw_request_and_task
from buurtservice.web.answers import Answer

_REQUEST_STEPS = {
    "pause": pause_request_and_weeks,
    "resume": resume_request,
    "withdraw": withdraw_request_and_task,
}
_OFFER_STATES = {
    "pause": OfferState.PAUSED,
    "resume": OfferState.ACTIVE,
    "withdraw": OfferState.WITHDRAWN,
}


@desk_pages.route("/balie/vragen/<int:request_id>/stap", methods=["GET", "POST"])
@permission("desk", "worker")
def request_step(request_id: int) -> Answer:
    """Let a request rest, take part again, or go; asked once more when no button was pressed yet."""
    asked = get_request(request_id)
    record_access("request.read", f"request:{asked.id}", asked.resident_id)
    form = StateForm()
    if form.validate_on_submit():
        today, to = local_today(), form.to.data
        with form.sending() as sending:
            _REQUEST_STEPS[to](asked.id, on=today, today=today)
            record_access(f"request.{to}", f"request:{asked.id}", asked.resident_id)
            sending.location = url_for("desk.visitor", resident_id=asked.resident_id)
        if form.was_sent:
            flash(_told(to, kind_name(asked.category)))
            return redirect(form.location, 303)
    return render_template("desk/step.html", form=form, wish=asked, offer=False), form.status


@desk_pages.route("/balie/aanbod/<int:offer_id>/stap", methods=["GET", "POST"])
@permission("desk", "worker")
def offer_step(offer_id: int) -> Answer:
    """Let an offer rest, take part again, or go."""
    offered = get_offer(offer_id)
    record_access("offer.read", f"offer:{offered.id}", offered.resident_id)
    form = StateForm()
    if form.validate_on_submit():
        today, to = local_today(), form.to.data
        with form.sending() as sending:
            change_offer_and_proposals(offered.id, to=_OFFER_STATES[to], on=today, today=today)
            record_access(f"offer.{to}", f"offer:{offered.id}", offered.resident_id)
            sending.location = url_for("desk.visitor", resident_id=offered.resident_id)
        if form.was_sent:
            flash(_told(to, kind_name(offered.category)))
            return redirect(form.location, 303)
    return render_template("desk/step.html", form=form, wish=offered, offer=True), form.status


def _told(to: str, kind: str) -> str:
    words = {
        "pause": gettext("Staat op pauze: %(kind)s.", kind=kind),
        "resume": gettext("Doet weer mee: %(kind)s.", kind=kind),
        "withdraw": gettext("Ingetrokken: %(kind)s.", kind=kind),
    }
    return str(words[to])
