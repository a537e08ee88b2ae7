"""The day itself: ticking off who came, on a tablet or on paper; and what does not go on."""

from collections.abc import Iterable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.activities.forms import CancelForm, HeldForm
from buurtservice.activities.models import ActivityPlace, PlaceState
from buurtservice.activities.queries import get_activity, list_places
from buurtservice.activities.services import cancel_activity, hold_activity
from buurtservice.activities.views.blueprint import activities_pages, in_state, list_name, note_reading
from buurtservice.clock import local_today
from buurtservice.permissions import permission
from buurtservice.web.answers import Answer

CAME, ABSENT = "ja", "nee"


@activities_pages.route("/activiteiten/<int:activity_id>/wie-was-er", methods=["GET", "POST"])
@permission("desk", "worker")
def attendance(activity_id: int) -> Answer:
    """Tick off who came; with that the activity is held."""
    found, today = get_activity(activity_id), local_today()
    form = HeldForm(data={"day": min(found.takes_place_on or today, today)})
    places = in_state(list_places(activity_id), PlaceState.TAKEN)
    said = {place.id: request.form.get(f"was-{place.id}") for place in places}
    if form.validate_on_submit() and not _say_what_lacks(form, places, said):
        absent = [place.resident_id for place in places if said[place.id] == ABSENT]
        people = len(places) - len(absent) + form.others.data
        with form.sending() as sending:
            hold_activity(activity_id, on=form.day.data, today=today, people=people, absent=absent)
            note_reading("activity.hold", activity_id, places)
            sending.location = url_for("activities.people", activity_id=activity_id)
        if form.was_sent:
            flash(
                ngettext("Opgeslagen: er was %(num)d mens.", "Opgeslagen: er waren %(num)d mensen.", people)
            )
            return redirect(form.location, 303)
    note_reading("activity.read", activity_id, places)
    page = render_template(
        "activities/attendance.html",
        activity=get_activity(activity_id),
        places=in_state(list_places(activity_id), PlaceState.TAKEN),
        said=said,
        form=form,
        is_to_come=found.takes_place_on is not None and found.takes_place_on > today,
    )
    return page, form.status


@activities_pages.get("/activiteiten/<int:activity_id>/print")
@permission("desk", "worker")
def paper(activity_id: int) -> str:
    """Show the list for paper: first names and an initial, and a box to tick."""
    note_reading("activity.print", activity_id, in_state(list_places(activity_id), PlaceState.TAKEN))
    coming = in_state(list_places(activity_id), PlaceState.TAKEN)
    names = sorted(list_name(place.resident) for place in coming)
    return render_template("activities/paper.html", activity=get_activity(activity_id), names=names)


@activities_pages.route("/activiteiten/<int:activity_id>/afzeggen", methods=["GET", "POST"])
@permission("worker")
def cancel(activity_id: int) -> Answer:
    """Cancel: who would come is told, and the requests that it answered are open again."""
    found, today = get_activity(activity_id), local_today()
    form = CancelForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            cancel_activity(activity_id, note=form.note.data or None, on=today, today=today)
            record_access("activity.cancel", f"activity:{activity_id}")
            sending.location = url_for("activities.people", activity_id=activity_id)
        if form.was_sent:
            flash(gettext("De activiteit gaat niet door. Wie zou komen, hoort het van ons."))
            return redirect(form.location, 303)
    return render_template("activities/cancel.html", activity=found, form=form), form.status


def _say_what_lacks(form: HeldForm, places: Iterable[ActivityPlace], said: dict[int, str | None]) -> bool:
    """Add an error where nobody said whether somebody came; tell whether there is any."""
    missing = [list_name(place.resident) for place in places if said[place.id] not in (CAME, ABSENT)]
    if missing:
        form.refuse(
            gettext(
                "Kies bij iedereen: was er, of was er niet. Nog niet bij: %(names)s.",
                names=", ".join(missing),
            )
        )
    return bool(missing)
