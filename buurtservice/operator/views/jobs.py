"""The jobs: how each went the last time, when it comes again, and a button to run it now."""

from datetime import datetime, timedelta
from typing import Any

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import utc_now
from buurtservice.job_runs.due import is_late
from buurtservice.job_runs.models import JobRequest, JobRequestState
from buurtservice.job_runs.overview import JOBS, Standing, list_failures, list_live_wishes, list_standings
from buurtservice.job_runs.requests import ask_for_job
from buurtservice.job_runs.words import NAMES, WHAT, outcome_words
from buurtservice.messages.queries import count_by_state
from buurtservice.operator.health import look_at_health
from buurtservice.operator.views.blueprint import Answer, operator_pages
from buurtservice.permissions import permission
from buurtservice.web.forms import BuurtForm
from buurtservice.web.sent_once import new_token

STANDS_STILL_AFTER = timedelta(seconds=20)
LATE_AFTER = timedelta(minutes=20)


@operator_pages.get("/beheer/taken")
@permission("operator")
def jobs() -> Answer:
    """Show how the jobs went, what waits in the outbox, and whether the database fits."""
    return _jobs_page(BuurtForm())


@operator_pages.post("/beheer/taken/<job>")
@permission("operator")
def run_job(job: str) -> Answer:
    """Ask for a job now; the jobs process picks it up."""
    if job not in JOBS or _off(job):
        abort(404)
    form = BuurtForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            ask_for_job(job, by=current_visitor().staff_id, now=utc_now())
            record_access("job.ask", f"job:{job}")
            sending.location = url_for("operator.jobs")
        if form.was_sent:
            flash(gettext("Gevraagd: %(job)s. U kunt gewoon verder werken.", job=gettext(NAMES[job]).lower()))
            return redirect(form.location, 303)
    return _jobs_page(form)


@operator_pages.get("/beheer/taken/voortgang")
@permission("operator", counts_as_activity=False)
def jobs_progress() -> str:
    """Return what runs now: a part of the page, for a script that asks again and again."""
    wishes = [_wish(one) for one in list_live_wishes()]
    return render_template("operator/jobs_progress.html", wishes=wishes, then=url_for("operator.jobs"))


def _jobs_page(form: BuurtForm) -> Answer:
    now = utc_now()
    standings = list_standings(now=now)
    page = render_template(
        "operator/jobs.html",
        form=form,
        jobs=[_standing(one) for one in standings],
        wishes=[_wish(one.wish) for one in standings if one.wish is not None],
        then="",
        failures=[(gettext(NAMES[one.job]), one) for one in list_failures(now=now) if one.job in NAMES],
        is_late=_is_late(now),
        messages=count_by_state(),
        health=look_at_health(),
    )
    return page, form.status


def _is_late(now: datetime) -> bool:
    """Tell whether the jobs seem not to run. In the demonstration nothing of before its day is due."""
    if current_app.config["BUURTSERVICE"].demo:
        return False
    return is_late(now=now, jobs=[one for one in JOBS if not _off(one)], by=LATE_AFTER)


def _off(job: str) -> str:
    """Return why a job does not run in this installation; "" when it does."""
    settings = current_app.config["BUURTSERVICE"]
    if job == "backup" and settings.backups is None:
        return gettext("Staat uit: er is geen map ingesteld (BUURTSERVICE_BACKUPS).")
    return ""


def _standing(one: Standing) -> dict[str, Any]:
    done, off = one.done, _off(one.job)
    return {
        "job": one.job,
        "name": gettext(NAMES[one.job]),
        "what": gettext(WHAT[one.job]),
        "off": off,
        "done": done,
        "touched": "" if done is None else _touched(done.touched),
        "seconds": "" if done is None or done.seconds is None else _seconds(done.seconds),
        "outcome": [] if done is None else outcome_words(done.outcome, gettext),
        "bad_rows": [] if done is None else done.outcome.get("failed", []),
        "error": gettext(one.failed.error) if one.failed and one.failed.error else "",
        "next_at": None if off else one.next_at,
        "live": one.wish is not None,
        "form": _button_form(),
    }


def _button_form() -> BuurtForm:
    """Return a form of its own for one button: two jobs can be asked for from one page."""
    form = BuurtForm(formdata=None)
    form.once.data = new_token()
    return form


def _touched(count: int | None) -> str:
    if not count:
        return gettext("er was niets te doen")
    return ngettext("%(num)d keer iets gedaan", "%(num)d keer iets gedaan", count)


def _seconds(seconds: float) -> str:
    if seconds < 1:
        return gettext("minder dan een seconde")
    return ngettext("%(num)d seconde", "%(num)d seconden", round(seconds))


def _wish(wish: JobRequest) -> dict[str, Any]:
    waits = wish.state == JobRequestState.WAITING
    return {
        "name": gettext(NAMES[wish.job]),
        "waits": waits,
        "asked_at": wish.asked_at,
        "done": wish.done_parts,
        "total": wish.total_parts,
        "stands_still": waits and wish.asked_at < utc_now() - STANDS_STILL_AFTER,
    }
