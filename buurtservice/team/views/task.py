"""One task: what it is, who goes there and when, and the steps to take with it."""

from collections.abc import Callable
from functools import partial

from flask import abort, flash, redirect, render_template, request
from flask import url_for as url
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today, utc_now
from buurtservice.permissions import permission
from buurtservice.team.errors import PlanDoesNotSuit
from buurtservice.team.forms import LATEST_PLAN_DAYS, DoneForm, PlanForm, StepForm
from buurtservice.team.models import TeamTask
from buurtservice.team.planning import Plan, plan_of, plan_task, unplan_task
from buurtservice.team.policies import may_act, may_see, may_see_contact
from buurtservice.team.proposing import first_suiting, suits
from buurtservice.team.queries import get_task, list_team
from buurtservice.team.services import begin_task, finish_task, undo_begin
from buurtservice.team.undoing import may_be_undone, undo_finish
from buurtservice.team.views.blueprint import is_worker, team_pages
from buurtservice.team.views.words import plan_words
from buurtservice.web.answers import Answer
from buurtservice.web.dates import read_day
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import current_language
from buurtservice.web.words import initials


@team_pages.get("/team/taken/<int:task_id>")
@permission("team", "worker")
def task(task_id: int) -> Answer:
    """Show one task."""
    return show_task(task_id)


@team_pages.route("/team/taken/<int:task_id>/plan", methods=["GET", "POST"])
@permission("team", "worker")
def plan(task_id: int) -> Answer:
    """Choose who does it and when; also for a task that is planned already (`was` in the address)."""
    found = _task(task_id)
    seen = _plan_in_address()
    form = PlanForm(data=_first_guess(found, seen))
    form.member.choices = [(str(one.id), one.name) for one in list_team()]
    if form.validate_on_submit():
        with form.sending() as sending:
            planned = plan_task(task_id, form.plan, seen=seen, today=local_today(), now=utc_now())
            form.asks_anyway = not suits(planned, form.plan)
            if form.asks_anyway and not form.anyway.data:
                raise PlanDoesNotSuit
            record_access("team.plan", f"task:{task_id}", planned.request.resident_id)
            sending.location = url("team.task", task_id=task_id)
        if form.was_sent:
            flash(gettext("Gepland: %(when)s.", when=plan_words(form.plan)))
            return redirect(form.location, 303)
    return render_template("team/plan.html", form=form, task=_task(task_id), **_names(found)), form.status


@team_pages.post("/team/taken/<int:task_id>/uit-de-planning")
@permission("team", "worker")
def unplan(task_id: int) -> Answer:
    """Take a task out of the planning."""
    return _step(task_id, "team.unplan", unplan_task, gettext("De taak staat weer bij Nieuw."))


@team_pages.post("/team/taken/<int:task_id>/begin")
@permission("team", "worker")
def begin(task_id: int) -> Answer:
    """Note that somebody is at work on it."""
    return _step(task_id, "team.begin", begin_task, gettext("Succes. De taak staat bij Bezig."))


@team_pages.post("/team/taken/<int:task_id>/toch-niet-begonnen")
@permission("team", "worker")
def undo(task_id: int) -> Answer:
    """Take a beginning back that was a slip."""
    return _step(task_id, "team.undo_begin", undo_begin, gettext("De taak staat weer bij Gepland."))


@team_pages.route("/team/taken/<int:task_id>/klaar", methods=["GET", "POST"])
@permission("team", "worker")
def done(task_id: int) -> Answer:
    """Note that it is done, when, and how long it took."""
    found, today = _task_to_act_on(task_id), local_today()
    form = DoneForm(data={"on": today})
    if form.validate_on_submit():
        with form.sending() as sending:
            finish_task(task_id, on=form.on.data, today=today, hours=form.hours.data)
            record_access("team.done", f"task:{task_id}", found.request.resident_id)
            sending.location = url("team.board")
        if form.was_sent:
            flash(gettext("Mooi, de taak is klaar."))
            return redirect(form.location, 303)
    return render_template("team/done.html", form=form, task=_task(task_id), **_names(found)), form.status


@team_pages.post("/team/taken/<int:task_id>/toch-niet-klaar")
@permission("team", "worker")
def undo_done(task_id: int) -> Answer:
    """Take back that it is done: that was a slip."""
    undo = partial(undo_finish, today=local_today())
    return _step(task_id, "team.undo_done", undo, gettext("De taak is weer niet klaar."))


def show_task(task_id: int, form: BuurtForm | None = None) -> Answer:
    """Return the page of a task, with what is wrong with a form that was sent from it."""
    found = _task(task_id)
    contact = _sees_contact(found)
    action = "team_contact.read" if contact else "team.read"
    record_access(action, f"task:{task_id}", found.request.resident_id)
    found = _task(task_id)
    page = render_template(
        "team/task.html",
        form=form or StepForm(),
        task=found,
        contact=contact,
        acts=_acts(found),
        was=_in_address(plan_of(found)),
        today=local_today(),
        undoable=may_be_undone(found, today=local_today()),
        **_names(found),
    )
    return (page, form.status) if form is not None else page


def _step(task_id: int, action: str, do: Callable[[int], TeamTask], told: str) -> Answer:
    """Take a step of one button: done once, or the page again with why not."""
    found, form = _task_to_act_on(task_id), StepForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            do(task_id)
            record_access(action, f"task:{task_id}", found.request.resident_id)
            sending.location = url("team.task", task_id=task_id)
        if form.was_sent:
            flash(told)
            return redirect(form.location, 303)
    return show_task(task_id, form)


def _task(task_id: int) -> TeamTask:
    found = get_task(task_id)
    if not may_see(found, is_worker=is_worker()):
        abort(404)
    return found


def _task_to_act_on(task_id: int) -> TeamTask:
    found = _task(task_id)
    if not _acts(found):
        abort(403)
    return found


def _acts(found: TeamTask) -> bool:
    return may_act(found, staff_id=current_visitor().staff_id, is_worker=is_worker())


def _sees_contact(found: TeamTask) -> bool:
    return may_see_contact(found, staff_id=current_visitor().staff_id, is_worker=is_worker())


def _names(found: TeamTask) -> dict[str, str]:
    """Return who asks, as far as who looks may know, and the kind of help."""
    person = found.request.resident
    name = (person.name if _sees_contact(found) else initials(person.name)) or gettext("iemand zonder naam")
    return {"name": name, "kind": found.request.category.name_in(current_language())}


def _first_guess(found: TeamTask, seen: Plan | None) -> dict[str, object]:
    """Return what stands in the form at first: the plan as it is, or who looks, and what suits first."""
    staff_id = current_visitor().staff_id or 0
    plan = seen or first_suiting(found, member_id=staff_id, today=local_today(), days=LATEST_PLAN_DAYS)
    if plan is None:
        return {"member": staff_id, "on": found.request.wanted_on}
    return {"member": plan.member_id, "on": plan.on, "daypart": plan.daypart}


def _in_address(seen: Plan | None) -> str | None:
    return None if seen is None else f"{seen.member_id}.{seen.on.isoformat()}.{seen.daypart}"


def _plan_in_address() -> Plan | None:
    """Return the plan that stood on the page from which somebody came; None for what is no plan."""
    member, _, rest = request.args.get("was", "").partition(".")
    day, _, daypart = rest.partition(".")
    if not (member.isdigit() and len(member) < 10 and daypart in {"0", "1", "2"}):
        return None
    try:
        return Plan(member_id=int(member), on=read_day(day, today=local_today()), daypart=int(daypart))
    except ValueError:
        return None
