"""What goes to the team tomorrow, held or hastened by the worker; what comes back; and who takes over."""

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template
from flask import url_for as url
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.models import Role
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today, utc_now
from buurtservice.errors import NotFound
from buurtservice.fallback.forms import HandBackForm, HandOverForm, HoldForm, StepForm
from buurtservice.fallback.holding import hasten_request, hold_request, let_go
from buurtservice.fallback.policies import latest_hold, next_working_day
from buurtservice.fallback.queries import (
    Waiting,
    list_handed_back,
    list_held,
    page_of_soon_routed,
)
from buurtservice.fallback.services import hand_back_task
from buurtservice.help.models import HelpRequest
from buurtservice.help.queries import get_request
from buurtservice.i18n import N_
from buurtservice.job_runs.times import taken_up_on
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import get_match
from buurtservice.permissions import permission
from buurtservice.team.models import LIVE_TASKS
from buurtservice.team.policies import may_act
from buurtservice.team.queries import get_task
from buurtservice.team.taking_over import change_hand_over
from buurtservice.web.answers import Answer
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import current_language
from buurtservice.web.paging import Page, asked_page, page_offset
from buurtservice.web.words import day_words

ROWS = 15
fallback_pages = Blueprint("fallback", __name__)


@fallback_pages.get("/vandaag/morgen")
@permission("worker")
def tomorrow() -> Answer:
    """Show what goes to the team by tomorrow, what is held, and what came back."""
    return _tomorrow()


@fallback_pages.route("/vandaag/morgen/<int:request_id>/vasthouden", methods=["GET", "POST"])
@permission("worker")
def hold(request_id: int) -> Answer:
    """Keep a request from the team until a day."""
    found, today = get_request(request_id), local_today()
    form = HoldForm(data={"until": min(today + timedelta(days=7), latest_hold(found, today=today))})
    if form.validate_on_submit():
        with form.sending() as sending:
            hold_request(request_id, until=form.until.data, today=today)
            record_access("request.hold", f"request:{request_id}", found.resident_id)
            sending.location = url("fallback.tomorrow")
        if form.was_sent:
            flash(gettext("Genoteerd. De vraag blijft bij u tot %(day)s.", day=day_words(form.until.data)))
            return redirect(form.location, 303)
    found = get_request(request_id)
    name = _name_of(found)
    kind = found.category.name_in(current_language())
    return render_template("fallback/hold.html", form=form, name=name, kind=kind), form.status


@fallback_pages.post("/vandaag/morgen/<int:request_id>/nu-doorgeven")
@permission("worker")
def hasten(request_id: int) -> Answer:
    """Let a request go at the next run."""
    day = day_words(taken_up_on("route", local_today(), now=utc_now()))
    told = gettext("Genoteerd. De vraag gaat op %(day)s vroeg naar het buurtteam.", day=day)
    return _step(request_id, "request.hasten", lambda: hasten_request(request_id, today=local_today()), told)


@fallback_pages.post("/vandaag/morgen/<int:request_id>/op-zijn-tijd")
@permission("worker")
def take_back(request_id: int) -> Answer:
    """Take a holding or a hastening back."""
    told = gettext("Teruggenomen. De vraag gaat op zijn eigen tijd.")
    return _step(request_id, "request.let_go", lambda: let_go(request_id), told)


@fallback_pages.route("/team/taken/<int:task_id>/teruggeven", methods=["GET", "POST"])
@permission("team", "worker")
def hand_back(task_id: int) -> Answer:
    """Give a task back, with why: the worker gets a call about it."""
    found, visitor = get_task(task_id), current_visitor()
    if not may_act(found, staff_id=visitor.staff_id, is_worker=Role.WORKER.value in visitor.roles):
        abort(403)
    form, today = HandBackForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            hand_back_task(
                task_id, reason=form.reason.data, note=form.note.data or None, on=today, today=today
            )
            record_access("team.hand_back", f"task:{task_id}", found.request.resident_id)
            sending.location = url("team.board")
        if form.was_sent:
            flash(gettext("Teruggegeven. De buurtwerker zoekt verder."))
            return redirect(form.location, 303)
    found = get_task(task_id)
    kind = found.request.category.name_in(current_language())
    is_live = found.state in LIVE_TASKS
    return render_template("fallback/hand_back.html", form=form, task=found, kind=kind, is_live=is_live), (
        form.status
    )


@fallback_pages.route("/matches/<int:match_id>/overname", methods=["GET", "POST"])
@permission("worker")
def hand_over(match_id: int) -> Answer:
    """Choose the Monday on which a neighbour takes over from the team."""
    found = get_match(match_id)
    if found.takes_over_on is None or found.state not in (MatchState.AGREED, MatchState.ACTIVE):
        raise NotFound(what=N_("Overname van match"), id=match_id)
    form = HandOverForm(data={"monday": found.takes_over_on})
    people = [found.request.resident_id, found.offer.resident_id]
    if form.validate_on_submit():
        monday = form.monday.data
        with form.sending() as sending:
            change_hand_over(match_id, monday=monday, today=local_today(), now=utc_now())
            record_access("match.hand_over", f"match:{match_id}", people)
            sending.location = url("today.match", match_id=match_id)
        if form.was_sent:
            flash(gettext("Genoteerd. De buur neemt het over op %(day)s.", day=day_words(monday)))
            return redirect(form.location, 303)
    return render_template("fallback/hand_over.html", form=form, match=get_match(match_id)), form.status


def _step(request_id: int, action: str, do: Callable[[], HelpRequest], told: str) -> Answer:
    """Take a step of one button: done once, or the page again with why not."""
    form, person = StepForm(), get_request(request_id).resident_id
    if form.validate_on_submit():
        with form.sending() as sending:
            do()
            record_access(action, f"request:{request_id}", person)
            sending.location = url("fallback.tomorrow")
        if form.was_sent:
            flash(told)
            return redirect(form.location, 303)
    return _tomorrow(form)


def _tomorrow(form: BuurtForm | None = None) -> Answer:
    today = local_today()
    soon, total = page_of_soon_routed(today=today, limit=ROWS, offset=page_offset(ROWS))
    held, held_total = list_held(today=today, limit=ROWS)
    back, back_total = list_handed_back(today=today, limit=ROWS)
    rows = {"soon": _rows(soon), "held": _rows(held), "back": _rows(back)}
    record_access("routing.read", resident_id=[one.request.resident_id for one in (*soon, *held, *back)])
    page = render_template(
        "fallback/tomorrow.html",
        form=form or StepForm(),
        page=Page(rows=rows["soon"], number=asked_page(), size=ROWS, total=total),
        until=next_working_day(today),
        is_tomorrow=next_working_day(today) == today + timedelta(days=1),
        held=rows["held"],
        held_total=held_total,
        back=rows["back"],
        back_total=back_total,
        today=today,
    )
    return (page, form.status) if form is not None else page


def _rows(found: list[Waiting]) -> list[dict[str, object]]:
    """Return what the page says of each, read before the look is written down."""
    today, language = local_today(), current_language()
    return [
        {
            "id": one.request.id,
            "title": f"{_name_of(one.request)}: {one.request.category.name_in(language)}",
            "picture": one.request.category.pictogram,
            "days": max(0, (today - one.request.received_on).days),
            "sentence": _sentence(one),
            "is_hastened": one.request.route_hastened_on is not None,
            "is_held": one.request.route_held_until is not None,
            "team_may": one.request.category.team_may_do,
        }
        for one in found
    ]


def _sentence(one: Waiting) -> str:
    """Return where the request goes and when."""
    request, today = one.request, local_today()
    day = day_words(taken_up_on("route", one.due_on, now=utc_now()))
    if request.route_hastened_on is not None:
        return str(
            gettext(
                "U gaf dit door. Het gaat op %(day)s vroeg naar het buurtteam, "
                "ook als de ronde van die nacht iemand vindt.",
                day=day,
            )
        )
    if request.route_held_until is not None and request.route_held_until > today:
        return str(gettext("U houdt dit vast tot %(day)s.", day=day_words(request.route_held_until)))
    if request.routed_on is not None:
        return str(gettext("Het buurtteam gaf dit terug. De vraag staat weer open."))
    if not request.category.team_may_do:
        return str(gettext("Het buurtteam mag dit niet doen. Het wordt een belletje voor u."))
    if one.is_proposed:
        return str(gettext("Er wacht een voorstel. Beslist u niet, dan gaat de vraag naar het buurtteam."))
    return str(
        gettext(
            "Gaat op %(day)s vroeg naar het buurtteam, als de ronde van die nacht niemand vindt.", day=day
        )
    )


def _name_of(asked: HelpRequest) -> str:
    return asked.resident.name or str(gettext("iemand zonder naam"))
