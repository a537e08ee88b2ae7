"""A resident who takes part, or who is host: what they say, and what they see."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.visitor import current_visitor
from buurtservice.activities.forms import StepForm
from buurtservice.activities.models import ActivityPlace, PlaceState
from buurtservice.activities.places import leave_place, take_place
from buurtservice.activities.queries import get_activity, list_places
from buurtservice.activities.views.blueprint import activities_pages, in_state, when_words
from buurtservice.activities.views.public import get_visible
from buurtservice.clock import local_today
from buurtservice.errors import NotFound
from buurtservice.i18n import N_
from buurtservice.permissions import permission
from buurtservice.web.answers import Answer
from buurtservice.wording import name_for_neighbours


@activities_pages.route("/activiteiten/<int:activity_id>/meedoen", methods=["GET", "POST"])
@permission("resident")
def take_part(activity_id: int) -> Answer:
    """Say that one comes; where it is full, wait for a place."""
    found, place = get_visible(activity_id)
    form, today = StepForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            place = take_place(activity_id, resident_id=_my_id(), on=today, today=today)
            sending.location = url_for("activities.activity", activity_id=activity_id)
        if form.was_sent and place is not None:
            flash(_took_words(place))
            return redirect(form.location, 303)
    page = render_template("activities/take_part.html", activity=found, place=place, form=form, leaving=False)
    return page, form.status


@activities_pages.route("/activiteiten/<int:activity_id>/toch-niet", methods=["GET", "POST"])
@permission("resident")
def leave(activity_id: int) -> Answer:
    """Say that one does not come after all."""
    found, place = get_visible(activity_id)
    form, today = StepForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            leave_place(activity_id, resident_id=_my_id(), on=today, today=today)
            sending.location = url_for("activities.activities")
        if form.was_sent:
            flash(gettext("U doet niet mee met: %(title)s. Bedankt dat u het zegt.", title=found.title))
            return redirect(form.location, 303)
    page = render_template("activities/take_part.html", activity=found, place=place, form=form, leaving=True)
    return page, form.status


@activities_pages.get("/mijn/activiteiten/<int:activity_id>")
@permission("resident")
def hosting(activity_id: int) -> str:
    """Show the host how many come, and their first names."""
    found = get_activity(activity_id)
    if found.host_id != _my_id():
        raise NotFound(what=N_("Activiteit"), id=activity_id)
    places = list_places(activity_id)
    coming = in_state(places, PlaceState.TAKEN, PlaceState.CAME)
    return render_template(
        "activities/hosting.html",
        activity=found,
        names=sorted(name_for_neighbours(one.resident) for one in coming),
        waiting=len(in_state(places, PlaceState.WAITING_LIST)),
    )


def _took_words(place: ActivityPlace) -> str:
    if place.state == PlaceState.WAITING_LIST:
        return str(gettext("U staat op de wachtlijst. Komt er een plaats vrij, dan hoort u het van ons."))
    return str(gettext("U doet mee: %(when)s. Tot dan.", when=when_words(place.activity)))


def _my_id() -> int:
    return current_visitor().resident_id or 0
