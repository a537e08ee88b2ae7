"""The first meeting of two who agreed: planned, changed, cancelled, and a file for the worker's calendar."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template
from flask import url_for as url
from flask_babel import gettext
from werkzeug.wrappers import Response

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import LOCAL_ZONE, utc_now
from buurtservice.errors import NotFound
from buurtservice.i18n import N_
from buurtservice.matches.calendar import CONTENT_TYPE, calendar_of, meeting_event
from buurtservice.matches.meetings import (
    USUAL_LENGTH,
    Meeting,
    cancel_meeting,
    change_meeting,
    get_meeting,
    plan_meeting,
    version_of,
)
from buurtservice.matches.models import Appointment, Match, Side
from buurtservice.matches.phoning import resident_of
from buurtservice.matches.queries import get_match
from buurtservice.permissions import permission
from buurtservice.today.forms import MeetingForm, StepForm
from buurtservice.today.match_queries import workers_by_id
from buurtservice.today.people import first_name, pair_words
from buurtservice.today.views.blueprint import today_pages
from buurtservice.today.views.matches import show_match
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language
from buurtservice.web.words import moment_words
from buurtservice.wording import join_words


@today_pages.route("/matches/<int:match_id>/kennismaking", methods=["GET", "POST"])
@permission("worker")
def plan(match_id: int) -> Answer:
    """Plan the meeting."""
    found = get_match(match_id)
    form = MeetingForm(data={"worker": None})
    _offer_workers(form)
    if form.validate_on_submit():
        with form.sending() as sending:
            planned = plan_meeting(match_id, _meeting(form), now=utc_now(), by=current_visitor().staff_id)
            _note("meeting.plan", found)
            sending.location = url("today.match", match_id=match_id)
        if form.was_sent:
            flash(gettext("Gepland: %(moment)s.", moment=moment_words(planned.starts_at)))
            return redirect(form.location, 303)
    return _form_page(form, found, gettext("Wanneer zien zij elkaar?")), form.status


@today_pages.route("/matches/<int:match_id>/kennismaking/<int:meeting_id>", methods=["GET", "POST"])
@permission("worker")
def change(match_id: int, meeting_id: int) -> Answer:
    """Change when, where or with whom."""
    found, meeting = get_match(match_id), _meeting_of(match_id, meeting_id)
    form = MeetingForm(data=_as_it_is(meeting))
    _offer_workers(form)
    if form.validate_on_submit():
        with form.sending() as sending:
            changed = change_meeting(
                meeting_id,
                _meeting(form),
                version=form.version_shown,
                now=utc_now(),
                by=current_visitor().staff_id,
            )
            _note("meeting.change", found)
            sending.location = url("today.match", match_id=match_id)
        if form.was_sent:
            flash(gettext("Veranderd: %(moment)s.", moment=moment_words(changed.starts_at)))
            return redirect(form.location, 303)
    return _form_page(form, found, gettext("Wat verandert er aan de kennismaking?")), form.status


@today_pages.post("/matches/<int:match_id>/kennismaking/<int:meeting_id>/<int:version>/afzeggen")
@permission("worker")
def cancel(match_id: int, meeting_id: int, version: int) -> Answer:
    """Cancel the meeting."""
    found, form = get_match(match_id), StepForm()
    _meeting_of(match_id, meeting_id)
    if form.validate_on_submit():
        with form.sending() as sending:
            cancel_meeting(meeting_id, version=version, now=utc_now(), by=current_visitor().staff_id)
            _note("meeting.cancel", found)
            sending.location = url("today.match", match_id=match_id)
        if form.was_sent:
            flash(gettext("Afgezegd. Laat het allebei weten."))
            return redirect(form.location, 303)
    return show_match(match_id, form)


@today_pages.get("/matches/<int:match_id>/kennismaking/<int:meeting_id>/agenda.ics")
@permission("worker")
def calendar(match_id: int, meeting_id: int) -> Response:
    """Give the meeting as a file that a calendar reads."""
    found, meeting = get_match(match_id), _meeting_of(match_id, meeting_id)
    _note("meeting.calendar", found)
    event = meeting_event(
        meeting,
        # A calendar lies with others: it gets first names, also where two are called the same.
        summary=gettext(
            "Kennismaking %(pair)s",
            pair=join_words([first_name(resident_of(found, side)) for side in (Side.HELPER, Side.ASKER)]),
        ),
        description=found.request.category.name_in(current_language()),
        host=calendar_host(),
    )
    return Response(
        calendar_of([event]),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="kennismaking-{meeting_id}.ics"'},
    )


def calendar_host() -> str:
    """Return the name that makes the numbers of our meetings unlike those of anybody else."""
    return urlsplit(current_app.config["BUURTSERVICE"].address).hostname or "buurtservice"


def _meeting_of(match_id: int, meeting_id: int) -> Appointment:
    meeting = get_meeting(meeting_id)
    if meeting.match_id != match_id:
        raise NotFound(what=N_("Kennismaking"), id=meeting_id)
    return meeting


def _offer_workers(form: MeetingForm) -> None:
    form.worker.choices = [(staff_id, name) for staff_id, name in workers_by_id().items()]


def _meeting(form: MeetingForm) -> Meeting:
    return Meeting(
        day=form.day.data,
        begins=form.begins.data,
        ends=form.ends.data,
        place=form.place.data or None,
        worker_id=form.worker.data,
    )


def _as_it_is(meeting: Appointment) -> dict[str, object]:
    begins = meeting.starts_at.astimezone(LOCAL_ZONE)
    ends: datetime | None = meeting.ends_at and meeting.ends_at.astimezone(LOCAL_ZONE)
    if ends == begins + USUAL_LENGTH:
        ends = None  # It moves along with the beginning.
    return {
        "day": begins.date(),
        "begins": begins.time(),
        "ends": ends and ends.time(),
        "place": meeting.place,
        "worker": meeting.with_worker_id,
        "version": version_of(meeting),
    }


def _form_page(form: MeetingForm, found: Match, heading: str) -> str:
    return render_template(
        "today/meeting.html",
        form=form,
        match=found,
        heading=heading,
        pair=pair_words(found),
    )


def _note(action: str, found: Match) -> None:
    record_access(action, f"match:{found.id}", [found.request.resident_id, found.offer.resident_id])
