"""Activities for who works here: the list, a new one, and changing one."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.activities.forms import ActivityForm, ChangeActivityForm, as_it_is
from buurtservice.activities.models import Activity, ActivityState
from buurtservice.activities.queries import get_activity, list_workers, page_of_activities, standing_of
from buurtservice.activities.services import change_activity, plan_activity
from buurtservice.activities.views.blueprint import activities_pages
from buurtservice.clock import local_today
from buurtservice.help.queries import list_categories
from buurtservice.i18n import N_
from buurtservice.permissions import permission
from buurtservice.residents.places import list_neighbourhoods
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset

SHOWN: Mapping[str, tuple[ActivityState, str]] = {
    "gepland": (ActivityState.PLANNED, N_("Gepland")),
    "geweest": (ActivityState.HELD, N_("Geweest")),
    "afgezegd": (ActivityState.CANCELLED, N_("Afgezegd")),
}


@activities_pages.get("/activiteiten/overzicht")
@permission("desk", "worker")
def overview() -> str:
    """Show all activities, those planned first."""
    shown = request.args.get("stand", "")
    shown = shown if shown in SHOWN else "gepland"
    rows, total = page_of_activities(SHOWN[shown][0], offset=page_offset(), limit=ROWS)
    return render_template(
        "activities/overview.html",
        page=Page(rows=rows, number=asked_page(), size=ROWS, total=total),
        standing=standing_of([one.id for one in rows]),
        shown=shown,
        ways={name: words for name, (_, words) in SHOWN.items()},
    )


@activities_pages.route("/activiteiten/nieuw", methods=["GET", "POST"])
@permission("worker")
def new() -> Answer:
    """Plan an activity from nothing."""
    form, today = ActivityForm(data={"worker": current_visitor().staff_id, "public": True}), local_today()
    _offer_choices(form)
    if form.validate_on_submit():
        with form.sending() as sending:
            made = plan_activity(form.values(), on=today, today=today)
            record_access("activity.plan", f"activity:{made.id}")
            sending.location = url_for("activities.people", activity_id=made.id)
        if form.was_sent:
            flash(gettext("De activiteit staat er. Zet nu de mensen erop, of wacht tot zij zich opgeven."))
            return redirect(form.location, 303)
    return render_template("activities/change.html", form=form, activity=None), form.status


@activities_pages.route("/activiteiten/<int:activity_id>/wijzigen", methods=["GET", "POST"])
@permission("worker")
def change(activity_id: int) -> Answer:
    """Change what, where, when or for how many."""
    found, today = get_activity(activity_id), local_today()
    before = _when_and_where(found)
    form = ChangeActivityForm(data=as_it_is(found))
    _offer_choices(form)
    if form.validate_on_submit():
        with form.sending() as sending:
            changed = change_activity(activity_id, form.values(), on=today, today=today)
            record_access("activity.change", f"activity:{activity_id}")
            sending.location = url_for("activities.people", activity_id=activity_id)
        if form.was_sent:
            flash(gettext("De activiteit is gewijzigd."))
            if before != _when_and_where(changed) and changed.places_taken:
                flash(gettext("De plaats of de tijd is anders. Vertel het aan de mensen die komen."))
            return redirect(form.location, 303)
    return render_template("activities/change.html", form=form, activity=found), form.status


def _offer_choices(form: ActivityForm) -> None:
    language = current_language()
    form.kind.choices = [(one.id, one.name_in(language)) for one in list_categories()]
    form.neighbourhood.choices = [(one.id, one.name) for one in list_neighbourhoods()]
    form.worker.choices = list(list_workers().items())


def _when_and_where(activity: Activity) -> tuple[object, ...]:
    """Return what somebody who comes must know when it changes."""
    return activity.takes_place_on, activity.begins_at, activity.ends_at, activity.place
