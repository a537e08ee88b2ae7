"""Appointments for a calendar: one in a file, or all of them by a link that can be taken back."""

from collections.abc import Iterable
from datetime import timedelta

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, gettext

from buurtservice.accounts.browser import network, secret_key
from buurtservice.accounts.errors import TooManyTries
from buurtservice.accounts.limits import QUARTER, Limit, count_try
from buurtservice.accounts.tokens import hash_token
from buurtservice.clock import utc_now
from buurtservice.errors import NotFound
from buurtservice.i18n import N_
from buurtservice.matches.calendar import CONTENT_TYPE, calendar_of, meeting_event
from buurtservice.matches.models import Appointment
from buurtservice.my.forms import ButtonForm
from buurtservice.my.people import other_of
from buurtservice.my.queries import get_own_meeting, list_own_meetings
from buurtservice.my.views.blueprint import my_id, my_pages
from buurtservice.permissions import permission
from buurtservice.privacy.calendar_links import (
    calendar_link_since,
    find_calendar_owner,
    make_calendar_link,
    revoke_calendar_link,
)
from buurtservice.residents.queries import get_resident
from buurtservice.scooters.calendar import booking_event
from buurtservice.scooters.people import Booking, get_own_booking, list_bookings
from buurtservice.settings import LOCALES
from buurtservice.web.answers import Answer
from buurtservice.web.texts import installation_text
from buurtservice.wording import name_for_neighbours

KEPT = timedelta(days=90)  # So long a meeting stays in the feed, also a cancelled one.
# Calendars ask every few minutes at most; many of them ask from one network, so that one is not counted.
READ_BY_LINK = Limit(name="calendar-link", most=30, window=QUARTER)
MISSED_FROM_NETWORK = Limit(name="calendar-missed", most=30, window=QUARTER)
LONGEST_TOKEN = 100


@my_pages.get("/mijn/afspraken/<int:meeting_id>.ics")
@permission("resident")
def meeting_file(meeting_id: int) -> Response:
    """Give one appointment as a file for a calendar."""
    meeting = get_own_meeting(meeting_id, resident_id=my_id())
    return _file([meeting], my_id(), name="afspraak.ics")


@my_pages.get("/mijn/scootmobielen/<int:reservation_id>.ics")
@permission("resident")
def reservation_file(reservation_id: int) -> Response:
    """Give one reservation of a scooter as a file; one that is over or cancelled is not there."""
    booking = get_own_booking(reservation_id, resident_id=my_id())
    if booking is None:
        raise NotFound(what=N_("Reservering"), id=reservation_id)
    return _file([], my_id(), name="scootmobiel.ics", bookings=[booking])


@my_pages.route("/mijn/agenda", methods=["GET", "POST"])
@permission("resident")
def calendar_page() -> Answer:
    """Say how all appointments come into one's own calendar; make a link, and show it this once."""
    form = ButtonForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            token = make_calendar_link(my_id(), now=utc_now())
            sending.location = url_for("my.calendar_page")
        if form.was_sent:
            return _page(link=url_for("my.feed", token=token, _external=True))
    return _page(form), form.status


@my_pages.post("/mijn/agenda/intrekken")
@permission("resident")
def revoke_link() -> Answer:
    """Take the link back."""
    form = ButtonForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            revoke_calendar_link(my_id(), now=utc_now())
            sending.location = url_for("my.calendar_page")
        if form.was_sent:
            flash(gettext("De koppeling is ingetrokken. Uw agenda krijgt niets meer van ons."))
            return redirect(form.location, 303)
    return _page(form), form.status


@my_pages.get("/agenda/<token>.ics")
@permission("public", counts_as_activity=False)
def feed(token: str) -> Response:
    """Give all appointments to a calendar that has the link. Who has no link that is live finds nothing."""
    owner_id = find_calendar_owner(token) if len(token) <= LONGEST_TOKEN else None
    now = utc_now()
    try:
        if owner_id is None:
            count_try(MISSED_FROM_NETWORK, network(), key=secret_key(), now=now)
            abort(404)
        count_try(READ_BY_LINK, hash_token(token), key=secret_key(), now=now)
    except TooManyTries:
        abort(429)
    meetings = list_own_meetings(owner_id, since=now - KEPT)
    return _file(meetings, owner_id, name="afspraken.ics", bookings=list_bookings(owner_id))


def _file(
    meetings: list[Appointment], resident_id: int, *, name: str, bookings: Iterable[Booking] = ()
) -> Response:
    """Write meetings and reservations in the language of the resident, whoever fetches them."""
    host = request.host.partition(":")[0]
    with force_locale(LOCALES.get(get_resident(resident_id).language, LOCALES["nl"])):
        events = [
            meeting_event(
                one,
                summary=gettext(
                    "Afspraak met %(name)s", name=name_for_neighbours(other_of(one.match, resident_id))
                ),
                host=host,
                description=gettext("Kunt u niet? Bel %(phone)s.", phone=installation_text("phone")),
            )
            for one in meetings
        ]
        events += [
            booking_event(
                one,
                summary=gettext("Scootmobiel bij %(site)s", site=one.reservation.site.name),
                description=gettext("Kunt u niet? Bel %(phone)s.", phone=installation_text("phone")),
                host=host,
            )
            for one in bookings
        ]
        body = calendar_of(events, name="Buurtservice")
    answer = Response(body, content_type=CONTENT_TYPE)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(form: ButtonForm | None = None, *, link: str | None = None) -> str:
    return render_template(
        "my/calendar.html",
        form=form or ButtonForm(),
        link=link,
        webcal=None if link is None else "webcal:" + link.partition(":")[2],
        since=calendar_link_since(my_id()),
    )
