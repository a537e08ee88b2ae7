"""The host's day at one site: what goes out, what comes back, what is late; and one reservation of it."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import utc_now
from buurtservice.permissions import permission
from buurtservice.scooters.counter import get_at_counter
from buurtservice.scooters.forms.reserving import ScooterForm
from buurtservice.scooters.models import ReservationState
from buurtservice.scooters.no_shows import record_no_show
from buurtservice.scooters.today import list_lending_sites, read_host_day
from buurtservice.scooters.undoing import can_undo, undo_hand_out
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.scooters.views.host_words import last_site, remember_site, staff_id
from buurtservice.web.answers import Answer


@scooters_pages.get("/uitgifte")
@permission("host", "desk", "worker")
def host_day() -> str:
    """Show today at the site of the address, else where the host stood last; else ask where they are."""
    site_id = request.args.get("plek", type=int) or last_site()
    sites = list_lending_sites()
    if len(sites) == 1:
        site_id = sites[0].id
    site = next((one for one in sites if one.id == site_id), None)
    if site is None:
        return render_template("scooters/host_sites.html", sites=sites)
    remember_site(site.id)
    now = utc_now()
    day = read_host_day(site, now=now)
    return render_template("scooters/host_day.html", day=day, sites=sites, now=now)


@scooters_pages.get("/uitgifte/<int:reservation_id>")
@permission("host", "desk", "worker")
def host_reservation(reservation_id: int) -> Answer:
    """Show one reservation with the name and the telephone number, and what can be done with it now."""
    return reservation_page(reservation_id, ScooterForm())


@scooters_pages.post("/uitgifte/<int:reservation_id>/niet-gekomen")
@permission("host", "desk", "worker")
def host_no_show(reservation_id: int) -> Answer:
    """Record that somebody did not come; what they held is free at once."""
    form, found = ScooterForm(), get_at_counter(reservation_id)
    if form.validate_on_submit():
        with form.sending() as sending:
            record_no_show(reservation_id, now=utc_now(), by=staff_id())
            record_access("scooter.no_show", f"reservation:{reservation_id}", found.resident.id)
            sending.location = url_for("scooters.host_day", plek=found.reservation.site_id)
        if form.was_sent:
            flash(gettext("Genoteerd: niet gekomen. De scootmobiel is weer vrij."))
            return redirect(form.location, 303)
    return reservation_page(reservation_id, form)


@scooters_pages.post("/uitgifte/<int:reservation_id>/toch-niet")
@permission("host", "desk", "worker")
def host_undo(reservation_id: int) -> Answer:
    """Take a hand-out back that was pressed in error."""
    form, found = ScooterForm(), get_at_counter(reservation_id)
    if form.validate_on_submit():
        with form.sending() as sending:
            undone = undo_hand_out(reservation_id, now=utc_now(), by=staff_id())
            record_access("scooter.undo", f"reservation:{reservation_id}", found.resident.id)
            sending.location = url_for("scooters.host_day", plek=found.reservation.site_id)
            is_reserved = undone.state == ReservationState.RESERVED
        if form.was_sent:
            flash(
                gettext("Teruggedraaid. De scootmobiel staat weer klaar voor deze reservering.")
                if is_reserved
                else gettext("Teruggedraaid. De scootmobiel is weer vrij.")
            )
            return redirect(form.location, 303)
    return reservation_page(reservation_id, form)


def reservation_page(reservation_id: int, form: ScooterForm) -> Answer:
    """Show one reservation, with what refused a step that was taken here; it is written down who looks."""
    found, now = get_at_counter(reservation_id), utc_now()
    record_access("scooter.read", f"reservation:{reservation_id}", found.resident.id)
    is_out = found.reservation.state == ReservationState.OUT
    page = render_template(
        "scooters/host_reservation.html",
        found=found,
        form=form,
        now=now,
        can_undo=is_out and found.loan is not None and can_undo(found.loan, found.reservation, now=now),
    )
    return page, form.status
