"""When a site is open: its week, the public holidays, and its own closed days."""

from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today, utc_now
from buurtservice.labels import DAYPARTS, WEEKDAYS
from buurtservice.operator.forms.opening import ClosedDayForm, week_form
from buurtservice.operator.views.blueprint import Answer, operator_pages
from buurtservice.permissions import permission
from buurtservice.scooters.affected import list_affected_at
from buurtservice.sites.opening import load_openings, public_holidays
from buurtservice.sites.queries import get_site
from buurtservice.sites.services import change_hours, close_site_on, open_site_on
from buurtservice.web.forms import BuurtForm

DAYS_SHOWN = 366


@operator_pages.route("/beheer/locaties/<int:site_id>/openingstijden", methods=["GET", "POST"])
@permission("operator")
def opening(site_id: int) -> Answer:
    """Change from when to when a site is open, for each daypart of the week."""
    site = get_site(site_id)
    form = week_form(load_openings([site_id])[site_id].hours)
    if form.validate_on_submit():
        with form.sending() as sending:
            change_hours(site_id, form.hours())
            record_access("site.hours", f"site:{site_id}")
            sending.location = url_for("operator.opening", site_id=site_id)
        if form.was_sent:
            flash(gettext("Opgeslagen."))
            return redirect(form.location, 303)
    page = render_template(
        "operator/opening.html",
        form=form,
        site=site,
        weekdays=WEEKDAYS,
        dayparts=DAYPARTS,
        affected=[] if form.is_submitted() else list_affected_at(site_id, now=utc_now()),
    )
    return page, form.status


@operator_pages.route("/beheer/locaties/<int:site_id>/dicht", methods=["GET", "POST"])
@permission("operator")
def closed_days(site_id: int) -> Answer:
    """Show on which days a site is closed, and add one."""
    site = get_site(site_id)
    form = ClosedDayForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            close_site_on(site_id, form.day.data, reason=form.reason.data)
            record_access("site.close_day", f"site:{site_id}")
            sending.location = url_for("operator.closed_days", site_id=site_id)
        if form.was_sent:
            flash(gettext("Opgeslagen. Wie die dag kwam, staat hieronder."))
            return redirect(form.location, 303)
    today = local_today()
    own = load_openings([site_id])[site_id].closed
    page = render_template(
        "operator/closed_days.html",
        form=form,
        button_form=BuurtForm(),
        site=site,
        own=sorted((day, why) for day, why in own.items() if day >= today),
        holidays=_holidays(today),
        affected=[] if form.is_submitted() else list_affected_at(site_id, now=utc_now()),
    )
    return page, form.status


@operator_pages.post("/beheer/locaties/<int:site_id>/dicht/<day>/weg")
@permission("operator")
def open_again(site_id: int, day: str) -> Answer:
    """Take back that a site is closed on a day."""
    get_site(site_id)
    form = BuurtForm()
    try:
        that_day = date.fromisoformat(day)
    except ValueError:
        abort(404)
    if form.validate_on_submit():
        with form.sending() as sending:
            open_site_on(site_id, that_day)
            record_access("site.open_day", f"site:{site_id}")
            sending.location = url_for("operator.closed_days", site_id=site_id)
        if form.was_sent:
            flash(gettext("De locatie is die dag weer open."))
    return redirect(url_for("operator.closed_days", site_id=site_id), 303)


def _holidays(today: date) -> list[tuple[date, str]]:
    """Return the public holidays of a year from today."""
    until = today + timedelta(days=DAYS_SHOWN)
    found = {**public_holidays(today.year), **public_holidays(until.year)}
    return sorted((day, name) for day, name in found.items() if today <= day < until)
