"""A visitor who takes a rest as a helper, or stops for good: said beforehand, done at their word."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today, utc_now
from buurtservice.desk.forms.visitor import LeaveForm
from buurtservice.desk.queries import offers_of, requests_of
from buurtservice.desk.views.blueprint import desk_pages, open_visitor, staff_id
from buurtservice.help.models import OfferState, RequestState
from buurtservice.matches.queries import count_live_of
from buurtservice.permissions import permission
from buurtservice.privacy.errors import AlreadyLeft
from buurtservice.privacy.leaving import leave
from buurtservice.referrals.forms import ButtonForm
from buurtservice.residents.resting import end_rest, let_rest
from buurtservice.web.answers import Answer


@desk_pages.route("/balie/bezoekers/<int:resident_id>/rust/<any(begin, einde):what>", methods=["GET", "POST"])
@permission("desk", "worker")
def rest(resident_id: int, what: str) -> Answer:
    """Propose nobody to this helper for a while, or let them take part again."""
    person, form = open_visitor(resident_id), ButtonForm()
    back = url_for("desk.visitor", resident_id=person.id)
    if form.validate_on_submit():
        with form.sending() as sending:
            (let_rest if what == "begin" else end_rest)(person.id)
            record_access(f"resident.rest_{'begun' if what == 'begin' else 'ended'}", None, person.id)
            sending.location = back
        if form.was_sent:
            flash(
                gettext("Genoteerd. Wij vragen deze helper niets nieuws. Wat loopt, gaat door.")
                if what == "begin"
                else gettext("Deze helper doet weer mee, vanaf de volgende ronde.")
            )
            return redirect(form.location, 303)
    return redirect(back, 303)


@desk_pages.route("/balie/bezoekers/<int:resident_id>/weggaan", methods=["GET", "POST"])
@permission("desk", "worker")
def leave_view(resident_id: int) -> Answer:
    """Say what goes and what stays, and let somebody leave who asks for it."""
    person = open_visitor(resident_id)
    if person.left_on is not None:
        raise AlreadyLeft
    form = LeaveForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            left = leave(person.id, now=utc_now(), by=staff_id())
            record_access("resident.leave", None, person.id)
            sending.location = url_for("desk.visitor", resident_id=person.id)
            told = gettext("De gegevens zijn gewist.")
            if left.match_ids:
                told += " " + ngettext(
                    "De buurtwerker belt de ander van %(num)d match.",
                    "De buurtwerker belt de anderen van %(num)d matches.",
                    len(left.match_ids),
                )
        if form.was_sent:
            flash(told)
            return redirect(form.location, 303)
    asked = [one.request for one in requests_of(person.id, today=local_today())]
    page = render_template(
        "desk/leave.html",
        form=form,
        person=person,
        asks=[one for one in asked if one.state in (RequestState.OPEN, RequestState.PAUSED)],
        offers=[one for one in offers_of(person.id) if one.state in (OfferState.ACTIVE, OfferState.PAUSED)],
        running=count_live_of(person.id),
    )
    return page, form.status
