"""Who comes, for who works here: the list, saying yes or no for somebody, signing up anybody, the host."""

from flask import current_app, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext
from werkzeug.exceptions import BadRequest

from buurtservice.accounts.limits import QUARTER, Limit, count_try
from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.activities.forms import ChooseForm, PlaceStepForm, SearchForm, StepForm
from buurtservice.activities.models import ActivityPlace, PlaceState
from buurtservice.activities.places import leave_place, send_invitations, take_place
from buurtservice.activities.queries import (
    get_activity,
    list_places,
    list_places_at_cancelling,
    list_workers,
)
from buurtservice.activities.services import choose_host
from buurtservice.activities.views.blueprint import (
    activities_pages,
    in_state,
    note_reading,
)
from buurtservice.clock import local_today, utc_now
from buurtservice.errors import NotFound
from buurtservice.i18n import N_
from buurtservice.permissions import permission
from buurtservice.residents.models import Resident
from buurtservice.residents.searching import search_residents
from buurtservice.web.answers import Answer
from buurtservice.wording import name_for_neighbours

# The same count as at the desk: who copies the books needs thousands of searches, whichever page they use.
SEARCHES = Limit(name="desk-search", most=600, window=QUARTER)
MOST_SHOWN = 8


@activities_pages.get("/activiteiten/<int:activity_id>/mensen")
@permission("desk", "worker")
def people(activity_id: int) -> str:
    """Show who comes, who waits and who is invited."""
    found, places = get_activity(activity_id), list_places(activity_id)
    note_reading("activity.read", activity_id, places)
    places, found = list_places(activity_id), get_activity(activity_id)
    lost = list_places_at_cancelling(found)
    return render_template(
        "activities/people.html",
        activity=found,
        lost=[place for place in lost if place.taken_on is not None],
        lost_chance=[place for place in lost if place.taken_on is None],
        coming=in_state(places, PlaceState.TAKEN, PlaceState.CAME, PlaceState.ABSENT),
        waiting=in_state(places, PlaceState.WAITING_LIST),
        invited=in_state(places, PlaceState.INVITED),
        worker=list_workers().get(found.supported_by_id or 0),
        is_to_come=found.takes_place_on is not None and found.takes_place_on > local_today(),
        form=PlaceStepForm(),
        button_form=StepForm(),
    )


@activities_pages.post("/activiteiten/<int:activity_id>/mensen")
@permission("desk", "worker")
def say_for(activity_id: int) -> Answer:
    """Record what somebody on the list said: they come, or they do not."""
    form = PlaceStepForm()
    if not form.validate_on_submit() or form.place_and_step is None:
        raise BadRequest
    place = _place_at(activity_id, form.place_and_step[0])
    comes, day = form.place_and_step[1] == "komt", {"on": local_today(), "today": local_today()}
    name = name_for_neighbours(place.resident)
    with form.sending() as sending:
        record_access("activity.place", f"activity:{activity_id}", place.resident_id)
        step = take_place if comes else leave_place
        place = step(activity_id, resident_id=place.resident_id, **day)
        sending.location = url_for("activities.people", activity_id=activity_id)
    for refusal in form.refusals:
        flash(refusal)
    if form.was_sent:
        flash(_said_words(place, name))
    return redirect(url_for("activities.people", activity_id=activity_id), 303)


@activities_pages.post("/activiteiten/<int:activity_id>/uitnodigen")
@permission("worker")
def invite_all(activity_id: int) -> Answer:
    """Send an invitation to who is on the list and was not written to yet."""
    form, number = StepForm(), 0
    if form.validate_on_submit():
        with form.sending() as sending:
            page = url_for("activities.activity", activity_id=activity_id)
            number = send_invitations(activity_id, page=page)
            record_access("activity.invite", f"activity:{activity_id}")
            sending.location = url_for("activities.people", activity_id=activity_id)
    for refusal in form.refusals:
        flash(refusal)
    if form.was_sent:
        flash(
            ngettext("%(num)d uitnodiging gaat weg.", "%(num)d uitnodigingen gaan weg.", number)
            if number
            else gettext("Iedereen kreeg de uitnodiging al.")
        )
    return redirect(url_for("activities.people", activity_id=activity_id), 303)


@activities_pages.route("/activiteiten/<int:activity_id>/aanmelden", methods=["GET", "POST"])
@permission("desk", "worker")
def sign_up(activity_id: int) -> Answer:
    """Find somebody to put on the list."""
    return _search_page(activity_id, for_host=False)


@activities_pages.post("/activiteiten/<int:activity_id>/aanmelden/kies")
@permission("desk", "worker")
def put_on_list(activity_id: int) -> Answer:
    """Put whoever was found on the list, or on the waiting list."""
    form, today = ChooseForm(), local_today()
    if not form.validate_on_submit() or form.resident_id is None:
        raise BadRequest
    place = None
    with form.sending() as sending:
        place = take_place(activity_id, resident_id=form.resident_id, on=today, today=today)
        record_access("activity.place", f"activity:{activity_id}", form.resident_id)
        sending.location = url_for("activities.people", activity_id=activity_id)
    for refusal in form.refusals:
        flash(refusal)
    if form.was_sent and place is not None:
        flash(_said_words(place, name_for_neighbours(place.resident)))
    return redirect(url_for("activities.people", activity_id=activity_id), 303)


@activities_pages.route("/activiteiten/<int:activity_id>/gastheer", methods=["GET", "POST"])
@permission("worker")
def host(activity_id: int) -> Answer:
    """Find the resident who is host."""
    return _search_page(activity_id, for_host=True)


@activities_pages.post("/activiteiten/<int:activity_id>/gastheer/kies")
@permission("worker")
def make_host(activity_id: int) -> Answer:
    """Let whoever was found be the host; without anybody, there is no host any more."""
    form, today = ChooseForm(), local_today()
    if not form.validate_on_submit():
        raise BadRequest
    with form.sending() as sending:
        choose_host(
            activity_id,
            resident_id=form.resident_id,
            name_agreed=bool(form.name_agreed.data),
            on=today,
            today=today,
        )
        record_access("activity.host", f"activity:{activity_id}", form.resident_id)
        sending.location = url_for("activities.people", activity_id=activity_id)
    for refusal in form.refusals:
        flash(refusal)
    if form.was_sent:
        flash(
            gettext("Dat staat er.") if form.resident_id else gettext("Er is nu geen gastvrouw of gastheer.")
        )
    return redirect(url_for("activities.people", activity_id=activity_id), 303)


def _search_page(activity_id: int, *, for_host: bool) -> Answer:
    """Search as the desk does: in the body of a POST, which changes nothing."""
    found, form = get_activity(activity_id), SearchForm()
    term = (form.q.data or "").strip() if form.validate_on_submit() else ""
    page = render_template(
        "activities/search.html",
        activity=found,
        form=form,
        term=term,
        hits=_search(term) if term else [],
        choose_form=ChooseForm(),
        for_host=for_host,
    )
    return page, form.status


def _search(term: str) -> list[Resident]:
    staff_id = current_visitor().staff_id
    count_try(SEARCHES, f"staff:{staff_id}", key=str(current_app.secret_key), now=utc_now())
    hits = [one for one in search_residents(term, limit=MOST_SHOWN) if one.left_on is None]
    record_access("resident.names", None, [one.id for one in hits])
    return [*hits]


def _place_at(activity_id: int, place_id: int) -> ActivityPlace:
    for place in list_places(activity_id):
        if place.id == place_id:
            return place
    raise NotFound(what=N_("Plaats"), id=place_id)


def _said_words(place: ActivityPlace, name: str) -> str:
    words = {
        PlaceState.TAKEN: gettext("%(name)s komt.", name=name),
        PlaceState.WAITING_LIST: gettext("Het is vol. %(name)s staat op de wachtlijst.", name=name),
    }
    return str(words.get(place.state) or gettext("%(name)s komt niet.", name=name))
