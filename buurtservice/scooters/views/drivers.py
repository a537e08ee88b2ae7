"""Who may drive, recorded at the desk: intake, riding check, the yes to the conditions; and stopping it."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today, utc_now
from buurtservice.permissions import permission
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import get_kept_resident
from buurtservice.scooters.conditions import AS_SHIPPED, conditions_text
from buurtservice.scooters.counter import list_checks, names_of_staff
from buurtservice.scooters.drivers import record_check, revoke_check
from buurtservice.scooters.forms.drivers import RidingCheckForm, StopDrivingForm
from buurtservice.scooters.people import list_bookings, read_standing
from buurtservice.scooters.queries import get_policy
from buurtservice.scooters.views.blueprint import scooters_pages
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language


@scooters_pages.route("/balie/bezoekers/<int:resident_id>/rijcheck", methods=["GET", "POST"])
@permission("host", "desk", "worker")
def check(resident_id: int) -> Answer:
    """Show whether somebody may drive, and record a riding check with their yes to the conditions."""
    person, today = _open(resident_id), local_today()
    if person.id != resident_id:
        return redirect(url_for("scooters.check", resident_id=person.id), 303)
    form = RidingCheckForm(data={"on": today})
    if form.validate_on_submit():
        with form.sending() as sending:
            record_check(
                person.id,
                on=form.on.data,
                today=today,
                by=current_visitor().staff_id,
                valid_until=form.until.data,
            )
            record_access("scooter.check", None, person.id)
            sending.location = url_for("scooters.check", resident_id=person.id)
        if form.was_sent:
            flash(gettext("De proefrit staat erin. Goede ritten!"))
            return redirect(form.location, 303)
    return _check_page(person, form, today)


@scooters_pages.route("/balie/bezoekers/<int:resident_id>/rijcheck/stoppen", methods=["GET", "POST"])
@permission("host", "desk", "worker")
def stop_driving(resident_id: int) -> Answer:
    """Stop somebody's driving for now, with a reason in kind words that they will read."""
    person, form = _open(resident_id), StopDrivingForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            ended = revoke_check(person.id, on=local_today(), reason=form.reason.data)
            record_access("scooter.stop_driving", None, person.id)
            sending.location = url_for("scooters.check", resident_id=person.id)
        if form.was_sent:
            flash(
                gettext("Genoteerd. Lenen kan nu niet, tot er een nieuwe proefrit is.")
                if ended
                else gettext("Er was geen proefrit die nog gold. Er is niets veranderd.")
            )
            return redirect(form.location, 303)
    page = render_template(
        "scooters/check_stop.html", person=person, form=form, bookings=list_bookings(person.id)
    )
    return page, form.status


def _check_page(person: Resident, form: RidingCheckForm, today: date) -> Answer:
    policy, checks = get_policy(), list_checks(person.id)
    version = policy.conditions_version
    page = render_template(
        "scooters/check.html",
        person=person,
        form=form,
        today=today,
        checks=checks,
        staff=names_of_staff(checks),
        standing=read_standing(person.id, now=utc_now()),
        version=version,
        conditions=conditions_text(version, current_language()) or gettext(AS_SHIPPED),
        usually_until=today + timedelta(policy.check_valid_days),
    )
    return page, form.status


def _open(resident_id: int) -> Resident:
    """Return somebody, in the record that is kept, and write down that one of us looks. Raises NotFound."""
    person = get_kept_resident(resident_id)
    record_access("resident.read", None, person.id)
    return person
