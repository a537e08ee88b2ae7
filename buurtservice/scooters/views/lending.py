"""At the counter: a scooter goes out, comes back, stays out longer, or another one goes instead."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import utc_now
from buurtservice.errors import BuurtserviceError
from buurtservice.permissions import permission
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import get_resident
from buurtservice.scooters.affected import list_affected_at
from buurtservice.scooters.counter import AtCounter, get_at_counter
from buurtservice.scooters.errors import NothingFree
from buurtservice.scooters.exchanging import exchange
from buurtservice.scooters.extending import extend_loan, list_ends
from buurtservice.scooters.forms.host import HandOutForm, LongerForm, TakeBackForm, things_of
from buurtservice.scooters.forms.reserving import ScooterForm, WishForm
from buurtservice.scooters.lending import hand_out
from buurtservice.scooters.models import NextAction, ReservationState
from buurtservice.scooters.ready import HandOut, look_at_hand_out
from buurtservice.scooters.returning import take_back
from buurtservice.scooters.services import elsewise
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.scooters.views.host_words import end_words, staff_id
from buurtservice.web.answers import Answer
from buurtservice.web.fields import Choice

TO_AFFECTED = "geraakt"


@scooters_pages.route("/uitgifte/<int:reservation_id>/mee", methods=["GET", "POST"])
@permission("host", "desk", "worker")
def host_hand_out(reservation_id: int) -> Answer:
    """Hand the scooter of a reservation out; where that cannot be, say why and what can go instead."""
    found = look_at_hand_out(reservation_id, now=utc_now())
    resident = get_resident(found.reservation.resident_id)
    form = HandOutForm(things=things_of(found.scooter.accessories if found.scooter else None))
    if form.validate_on_submit():
        with form.sending() as sending:
            hand_out(reservation_id, checked=form.checked(), now=utc_now(), by=staff_id())
            record_access("scooter.hand_out", f"reservation:{reservation_id}", resident.id)
            sending.location = url_for("scooters.host_day", plek=found.reservation.site_id)
            name = found.scooter.name if found.scooter else ""
        if form.was_sent:
            flash(gettext("%(scooter)s is mee. Goede rit!", scooter=name))
            return redirect(form.location, 303)
    record_access("scooter.read", f"reservation:{reservation_id}", resident.id)
    return _hand_out_page(found, resident, form)


@scooters_pages.route("/uitgifte/<int:reservation_id>/terug", methods=["GET", "POST"])
@permission("host", "desk", "worker")
def host_take_back(reservation_id: int) -> Answer:
    """Take a scooter back: how full, damage, and what happens to it now."""
    found = _open(reservation_id)
    went_along = things_of(found.loan.out_accessories if found.loan else None)
    form = TakeBackForm(things=went_along, data={"along": went_along})
    if form.validate_on_submit():
        with form.sending() as sending:
            take_back(reservation_id, checked=form.checked(), now=utc_now(), by=staff_id())
            _note("scooter.take_back", found)
            sending.location = _day_url(found)
        if form.was_sent:
            _tell_taken_back(found, form)
            return redirect(form.location, 303)
    elif not form.is_submitted() and found.reservation.state != ReservationState.OUT:
        return _not_now(found, elsewise(found.reservation))
    page = render_template("scooters/host_back.html", found=found, form=form, now=utc_now())
    return page, form.status


@scooters_pages.route("/uitgifte/<int:reservation_id>/langer", methods=["GET", "POST"])
@permission("host", "desk", "worker")
def host_longer(reservation_id: int) -> Answer:
    """Let a scooter that is out stay out longer, as far as nobody else has it."""
    found, now, form = _open(reservation_id), utc_now(), LongerForm()
    if found.reservation.state != ReservationState.OUT:
        return _not_now(found, elsewise(found.reservation))
    ends = list_ends(reservation_id, now=now)
    form.until.choices = [Choice(str(one), end_words(one, found.opening, now)) for one in ends]
    if len(ends) == 1 and not form.is_submitted():
        form.until.process_data(ends[0])
    if form.validate_on_submit():
        with form.sending() as sending:
            extend_loan(reservation_id, last=form.until.data, now=now, by=staff_id())
            _note("scooter.extend", found)
            sending.location = url_for("scooters.host_reservation", reservation_id=reservation_id)
        if form.was_sent:
            flash(gettext("De scootmobiel mag langer mee."))
            return redirect(form.location, 303)
    page = render_template("scooters/host_longer.html", found=found, form=form, now=now, ends=ends)
    return page, form.status


@scooters_pages.post("/uitgifte/<int:reservation_id>/anders")
@permission("host", "desk", "worker")
def host_exchange(reservation_id: int) -> Answer:
    """Give somebody what was offered instead of their own scooter, in one press."""
    found, form = _open(reservation_id), WishForm()
    to_affected = request.args.get("terug") == TO_AFFECTED
    if form.validate_on_submit():
        with form.sending() as sending:
            exchange(reservation_id, wish=form.wish(), now=utc_now(), by=staff_id())
            _note("scooter.move", found)
            sending.location = (
                url_for("scooters.host_affected", plek=found.reservation.site_id)
                if to_affected
                else url_for("scooters.host_reservation", reservation_id=reservation_id)
            )
        if form.was_sent:
            flash(gettext("De reservering is verzet. Zeg het ook: bel even, als de bewoner hier niet staat."))
            return redirect(form.location, 303)
    return _hand_out_page(look_at_hand_out(reservation_id, now=utc_now()), found.resident, form)


def _hand_out_page(found: HandOut, resident: Resident, form: ScooterForm) -> Answer:
    """Show the list to tick, or, where the scooter cannot go, why not and what is free instead."""
    refused = form.refused or found.refused
    page = render_template(
        "scooters/host_out.html" if refused is None else "scooters/host_refused.html",
        found=found,
        resident=resident,
        form=form,
        now=utc_now(),
        refused=refused,
        options=refused.options if isinstance(refused, NothingFree) else (),
    )
    return page, form.status


def _open(reservation_id: int) -> AtCounter:
    """Return a reservation, and write down that somebody of us reads it."""
    found = get_at_counter(reservation_id)
    record_access("scooter.read", f"reservation:{reservation_id}", found.resident.id)
    return found


def _note(action: str, found: AtCounter) -> None:
    record_access(action, f"reservation:{found.reservation.id}", found.resident.id)


def _day_url(found: AtCounter) -> str:
    return url_for("scooters.host_day", plek=found.reservation.site_id)


def _not_now(found: AtCounter, why: BuurtserviceError) -> Answer:
    """Lead to the reservation and say why this step is not possible now."""
    flash(why.in_words(gettext), "error")
    return redirect(url_for("scooters.host_reservation", reservation_id=found.reservation.id), 303)


def _tell_taken_back(found: AtCounter, form: TakeBackForm) -> None:
    name = found.scooter.name if found.scooter else ""
    if form.next.data != NextAction.MAINTENANCE:
        flash(gettext("%(scooter)s is terug.", scooter=name))
        return
    flash(gettext("%(scooter)s is terug en wordt eerst nagekeken. Niemand kan hem nu lenen.", scooter=name))
    if list_affected_at(found.reservation.site_id, now=utc_now()):
        flash(gettext("Wie hem straks zou hebben, staat hieronder. Geef die een andere, en bel even."))
