"""What somebody reserved: the list, one reservation, moving it and cancelling it, up to its start."""

from flask import flash, redirect, render_template
from flask_babel import gettext

from buurtservice.clock import utc_now
from buurtservice.scooters.doubt import find_doubtful
from buurtservice.scooters.errors import ReservationBegan
from buurtservice.scooters.forms.reserving import ScooterForm, WishForm
from buurtservice.scooters.models import ReservationState
from buurtservice.scooters.people import (
    Booking,
    get_own_booking,
    get_own_reservation,
    list_bookings,
    list_past_reservations,
    list_waiting_of,
    read_standing,
)
from buurtservice.scooters.services import cancel_reservation, elsewise, move_reservation
from buurtservice.scooters.views.choosing import answer_free, answer_refused, asked_wish, look_page
from buurtservice.scooters.views.sides import Side, for_both
from buurtservice.scooters.views.words import wish_again
from buurtservice.web.answers import Answer


@for_both("", "scooters")
def overview(side: Side) -> Answer:
    """Show what is reserved, what is waited for and held, and what was."""
    return overview_page(side, ScooterForm())


@for_both("/<int:reservation_id>", "booking")
def booking(side: Side, reservation_id: int) -> str:
    """Show one reservation: which scooter, when, where to come; and what is free when that is in doubt."""
    now = utc_now()
    found = get_own_booking(reservation_id, resident_id=side.resident_id)
    return render_template(
        "scooters/booking.html",
        side=side,
        now=now,
        reservation=get_own_reservation(reservation_id, resident_id=side.resident_id),
        booking=found,
        doubtful=find_doubtful(side.resident_id, [found] if found else [], now=now),
    )


@for_both("/<int:reservation_id>/verzetten", "move", "GET", "POST")
def move(side: Side, reservation_id: int) -> Answer:
    """Ask when instead; sent with a wish, move the reservation. It is never without a scooter."""
    found = get_own_booking(reservation_id, resident_id=side.resident_id)
    form = WishForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            now = utc_now()
            move_reservation(reservation_id, wish=form.wish(), now=now, by=side.by)
            side.note("reservation.move", reservation_id)
            sending.location = side.url("booking", reservation_id=reservation_id)
        if form.was_sent:
            flash(gettext("De reservering is verzet."))
            return redirect(form.location, 303)
    if form.is_submitted():
        return answer_refused(side, form, found)
    if found is None or not found.can_change(utc_now()):
        return _cannot_change(side, reservation_id, found)
    return look_page(side, wish=asked_wish() or wish_again(found), moving=found)


@for_both("/<int:reservation_id>/vrij", "free_to_move", "GET", "POST")
def free_to_move(side: Side, reservation_id: int) -> Answer:
    """Show what is free for a reservation that is moved; what it holds itself counts as free."""
    found = get_own_booking(reservation_id, resident_id=side.resident_id)
    if found is None or not found.can_change(utc_now()):
        return _cannot_change(side, reservation_id, found)
    return answer_free(side, found)


@for_both("/<int:reservation_id>/afzeggen", "cancel", "GET", "POST")
def cancel(side: Side, reservation_id: int) -> Answer:
    """Ask once more, and cancel; the scooter is free at once for who waits."""
    found = get_own_booking(reservation_id, resident_id=side.resident_id)
    form = ScooterForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            cancel_reservation(reservation_id, now=utc_now(), by=side.by)
            side.note("reservation.cancel", reservation_id)
            sending.location = side.url("scooters")
        if form.was_sent:
            flash(gettext("De reservering is afgezegd. Bedankt dat u het zegt: nu kan een ander rijden."))
            return redirect(form.location, 303)
    if not form.is_submitted() and (found is None or not found.can_change(utc_now())):
        return _cannot_change(side, reservation_id, found)
    page = render_template(
        "scooters/cancel.html",
        side=side,
        now=utc_now(),
        form=form,
        booking=found,
        reservation=get_own_reservation(reservation_id, resident_id=side.resident_id),
    )
    return page, form.status


def overview_page(side: Side, form: ScooterForm) -> Answer:
    """Show everything of somebody; with what refused a step that was taken here."""
    now, bookings = utc_now(), list_bookings(side.resident_id)
    page = render_template(
        "scooters/overview.html",
        side=side,
        form=form,
        now=now,
        bookings=bookings,
        doubtful=find_doubtful(side.resident_id, bookings, now=now),
        waiting=list_waiting_of(side.resident_id, now=now),
        past=list_past_reservations(side.resident_id),
        standing=read_standing(side.resident_id, now=now),
    )
    return page, form.status


def _cannot_change(side: Side, reservation_id: int, found: Booking | None) -> Answer:
    """Lead to the reservation and say why it stays as it is."""
    reservation = get_own_reservation(reservation_id, resident_id=side.resident_id)
    began = found is not None and reservation.state == ReservationState.RESERVED
    why = ReservationBegan(reference=reservation.reference) if began else elsewise(reservation)
    flash(why.in_words(gettext), "error")
    return redirect(side.url("booking", reservation_id=reservation_id), 303)
