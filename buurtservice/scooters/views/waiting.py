"""The waiting list, and the same dayparts for some weeks."""

from flask import flash, redirect, render_template
from flask_babel import gettext

from buurtservice.clock import utc_now
from buurtservice.scooters.forms.reserving import WaitingStepForm, WeeklyForm, WishForm
from buurtservice.scooters.people import get_own_waiting, list_bookings
from buurtservice.scooters.services import Week, reserve_weekly
from buurtservice.scooters.views.changing import overview_page
from buurtservice.scooters.views.choosing import answer_refused
from buurtservice.scooters.views.sides import Side, for_both
from buurtservice.scooters.waiting import accept_offer, stop_waiting, wait_for_scooter
from buurtservice.web.answers import Answer

TAKE = "take"


@for_both("/wachtlijst", "wait", "POST")
def wait(side: Side) -> Answer:
    """Put somebody on the waiting list."""
    form = WishForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            wait_for_scooter(resident_id=side.resident_id, wish=form.wish(), now=utc_now())
            side.note("reservation.wait")
            sending.location = side.url("scooters")
        if form.was_sent:
            flash(gettext("Op de wachtlijst gezet. Komt er een scootmobiel vrij, dan houden wij die vast."))
            return redirect(form.location, 303)
    return answer_refused(side, form)


@for_both("/wachtlijst/<int:waiting_id>", "waiting_step", "POST")
def waiting_step(side: Side, waiting_id: int) -> Answer:
    """Take what is held for somebody, or let it go and wait no longer."""
    get_own_waiting(waiting_id, resident_id=side.resident_id)
    form = WaitingStepForm()
    taken = form.step.data == TAKE
    if form.validate_on_submit():
        with form.sending() as sending:
            if taken:
                made = accept_offer(waiting_id, now=utc_now(), by=side.by)
                sending.location = side.url("booking", reservation_id=made.id)
            else:
                stop_waiting(waiting_id, now=utc_now())
                sending.location = side.url("scooters")
            side.note("reservation.take_offer" if taken else "reservation.stop_waiting")
        if form.was_sent:
            flash(
                gettext("De scootmobiel is gereserveerd.") if taken else gettext("Van de wachtlijst gehaald.")
            )
            return redirect(form.location, 303)
    return overview_page(side, form)


@for_both("/elke-week", "weekly", "POST")
def weekly(side: Side) -> Answer:
    """Reserve the same dayparts for some weeks; show each week, with what is free where it clashed."""
    form, weeks = WeeklyForm(), list[Week]()
    if form.validate_on_submit():
        with form.sending() as sending:
            asked = {"wish": form.wish(), "weeks": form.weeks.data}
            weeks = reserve_weekly(resident_id=side.resident_id, now=utc_now(), by=side.by, **asked)
            side.note("reservation.reserve_weekly")
            sending.location = side.url("scooters")
        if form.was_sent:
            made = {one.reservation.id: one for one in list_bookings(side.resident_id)}
            return render_template("scooters/weeks.html", side=side, weeks=weeks, made=made)
    return answer_refused(side, form)
