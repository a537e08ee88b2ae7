"""A proposal for the coming seven days: who could do what, and when. The team decides."""

from datetime import date

from flask import flash, redirect, render_template, request
from flask import url_for as url
from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today, utc_now
from buurtservice.permissions import permission
from buurtservice.team.forms import WeekForm
from buurtservice.team.planning import Plan, accept_plans
from buurtservice.team.proposing import Proposed, WeekProposal, propose_week
from buurtservice.team.views.blueprint import team_pages
from buurtservice.team.views.words import plan_words, why_not_words, why_words
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language
from buurtservice.web.words import initials

MOST_LINES = 60
Line = tuple[int, Plan]


@team_pages.route("/team/week", methods=["GET", "POST"])
@permission("team", "worker")
def week() -> Answer:
    """Show the proposal, and plan the lines that are ticked."""
    form = WeekForm()
    form.lines.coerce = _read_line
    if request.method == "POST":
        # What stood on the page is accepted as it stood there; each line is checked when it is planned.
        form.lines.choices = [(one, one) for one in request.form.getlist("lines") if _is_line(one)]
    if form.validate_on_submit():
        plans = [_read_line(one) for one in form.lines.typed]
        with form.sending() as sending:
            planned, refused = accept_plans(plans, today=local_today(), now=utc_now())
            record_access("team.plan_week", None, [task.request.resident_id for task in planned])
            sending.location = url("team.board")
        if form.was_sent:
            flash(ngettext("%(num)d taak is gepland.", "%(num)d taken zijn gepland.", len(planned)))
            for why in refused:
                flash(why.in_words(gettext))
            return redirect(form.location, 303)
    found = propose_week(today=local_today())
    return (
        render_template("team/week.html", form=form, found=found, days=_days(found, form), left=_left(found)),
        form.status,
    )


def _days(found: WeekProposal, form: WeekForm) -> list[tuple[date, list[dict[str, object]]]]:
    """Return the lines by day, each ticked unless somebody sent it without."""
    days: dict[date, list[dict[str, object]]] = {}
    for one in found.proposed[:MOST_LINES]:
        value = f"{one.task.id}:{one.plan.member_id}:{one.plan.on.isoformat()}:{one.plan.daypart}"
        is_ticked = not form.is_submitted() or value in form.lines.typed
        days.setdefault(one.plan.on, []).append({**_words(one), "value": value, "ticked": is_ticked})
    return list(days.items())


def _words(one: Proposed) -> dict[str, object]:
    asked = one.task.request
    return {
        "task": one.task,
        "kind": asked.category.name_in(current_language()),
        "initials": initials(asked.resident.name),
        "member": one.member.name,
        "when": plan_words(one.plan).rpartition(", ")[2],
        "reasons": why_words(one),
    }


def _left(found: WeekProposal) -> list[dict[str, object]]:
    return [
        {
            "task": task,
            "kind": task.request.category.name_in(current_language()),
            "initials": initials(task.request.resident.name),
            "why": why_not_words(why),
        }
        for task, why in found.left[:MOST_LINES]
    ]


def _read_line(text: str) -> Line:
    """Return the task and the plan of a line. Raises ValueError for what is none."""
    task_id, member_id, day, daypart = text.split(":")
    plan = Plan(member_id=_id(member_id), on=date.fromisoformat(day), daypart=_id(daypart))
    if plan.daypart > 2:
        raise ValueError(text)
    return _id(task_id), plan


def _is_line(text: str) -> bool:
    try:
        _read_line(text)
    except ValueError:
        return False
    return True


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(text)
    return int(text)
