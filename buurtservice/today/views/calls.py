"""Conversations worth having: the plan, one of them with its questions, and where a helper is missing."""

from typing import Any

from flask import flash, redirect, render_template
from flask import url_for as url
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.call_words import call_script, change_words
from buurtservice.calls.errors import ResidentRests
from buurtservice.calls.hindrances import find_hindrances
from buurtservice.calls.models import Answer as Said
from buurtservice.calls.models import Call, CallReason, CallState
from buurtservice.calls.policies import is_only_begun
from buurtservice.calls.proposing import propose_unlocked
from buurtservice.calls.queries import find_latest_plan, get_call
from buurtservice.calls.services import answer_question, finish_call, record_not_reached, take_back_begin
from buurtservice.clock import local_today, utc_now
from buurtservice.errors import BuurtserviceError
from buurtservice.help.queries import category_names
from buurtservice.job_runs.requests import ask_for_job
from buurtservice.labels import ANSWERS, CALL_STATES
from buurtservice.permissions import permission
from buurtservice.today.call_queries import proposals_for, read_calls, requests_by_id
from buurtservice.today.calling import about_words, chance_words, gain_words, paper_line, shortage_rows
from buurtservice.today.forms import CallBackForm, StepForm, next_workday
from buurtservice.today.looking import last_look
from buurtservice.today.people import first_name, full_name, place_of
from buurtservice.today.views.blueprint import proposal_url, today_pages
from buurtservice.web.answers import Answer
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import current_language
from buurtservice.web.words import day_words, refusal_words

JOBS = {"belplan": "calls", "tekort": "scarcity", "samen": "together"}
BACK = {"belplan": "today.calls", "tekort": "today.shortages", "samen": "today.together"}


@today_pages.get("/belletjes")
@permission("worker")
def calls() -> Answer:
    """Show whom to call, in the order in which it helps most."""
    today = local_today()
    found = read_calls(today=today)
    record_access("calls.list", resident_id=[call.resident_id for call in found])
    found, kinds = read_calls(today=today), category_names(current_language())
    plan = find_latest_plan()
    planned = [call for call in found if call.reason == CallReason.UNLOCK]
    return render_template(
        "today/calls.html",
        form=StepForm(),
        plan=plan,
        look=last_look(JOBS["belplan"]),
        planned=[_row(call, kinds) for call in planned],
        others=[_row(call, kinds) for call in found if call.reason != CallReason.UNLOCK],
        all_yes=plan.served_max + sum(call.gain or 0 for call in planned) if plan else 0,
        today=today,
    )


@today_pages.post("/belletjes/zoek/<any(belplan, tekort, samen):what>")
@permission("worker")
def look_again(what: str) -> Answer:
    """Ask the jobs process to work it out anew."""
    form = StepForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            ask_for_job(JOBS[what], by=current_visitor().staff_id, now=utc_now())
            record_access(f"look.{JOBS[what]}")
            sending.location = url(BACK[what])
    return redirect(url(BACK[what]), 303)


@today_pages.get("/belletjes/voortgang/<any(belplan, tekort, samen):what>")
@permission("worker", counts_as_activity=False)
def look_progress(what: str) -> Answer:
    """Return whether it is worked out: a part of the page, for a script that asks again and again."""
    looking = last_look(JOBS[what]).is_looking
    return render_template("today/progress.html", what=what, looking=looking, back=url(BACK[what]))


@today_pages.get("/belletjes/tekort")
@permission("worker")
def shortages() -> Answer:
    """Show where one more helper would help most, with three lines for the neighbourhood paper."""
    look = last_look(JOBS["tekort"])
    kinds = category_names(current_language())
    found = look.found or {"shortages": [], "paper": []}
    return render_template(
        "today/shortages.html",
        form=StepForm(),
        look=look,
        paper=[paper_line(one, kinds) for one in found["paper"]],
        rows=shortage_rows(found["shortages"], kinds),
    )


@today_pages.get("/belletjes/<int:call_id>")
@permission("worker")
def call(call_id: int) -> Answer:
    """Show one conversation."""
    return _call_page(call_id)


@today_pages.post("/belletjes/<int:call_id>/vraag/<int:number>/<any(ja, nee):said>")
@permission("worker")
def answer(call_id: int, number: int, said: str) -> Answer:
    """Record what was said to one question."""
    form, today = StepForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            what = Said.YES if said == "ja" else Said.NO
            answer_question(call_id, number, answer=what, on=today, today=today)
            record_access(f"call.{what}", f"call:{call_id}", get_call(call_id).resident_id)
            sending.location = url("today.call", call_id=call_id)
        if form.was_sent:
            flash(gettext("Genoteerd. Dit geldt meteen.") if said == "ja" else gettext("Genoteerd."))
            return redirect(form.location, 303)
    return _call_page(call_id, form)


@today_pages.post("/belletjes/<int:call_id>/vraag/<int:number>/voorstel")
@permission("worker")
def propose(call_id: int, number: int) -> Answer:
    """Turn a yes into a proposal at once."""
    form, today = StepForm(), local_today()
    if not form.validate_on_submit():
        return _call_page(call_id, form)
    with form.sending() as sending:
        sending.location = url("today.call", call_id=call_id)
    # Afterwards, for it takes a moment, and nothing slow happens inside a transaction.
    match = propose_unlocked(call_id, number, on=today, today=today)
    if match is None:
        flash(
            gettext(
                "Er past nu geen vraag die nog geen voorstel heeft. Het ja telt mee in de volgende ronde."
            )
        )
        return redirect(form.location, 303)
    record_access("call.propose", f"match:{match.id}", get_call(call_id).resident_id)
    flash(gettext("Er is een voorstel gemaakt. Keur het goed, dan kunt u meteen verder bellen."))
    return redirect(proposal_url(match) or url("today.match", match_id=match.id), 303)


@today_pages.post("/belletjes/<int:call_id>/klaar")
@permission("worker")
def done(call_id: int) -> Answer:
    """Record that the conversation took place."""
    form, today = StepForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            finish_call(call_id, on=today, today=today)
            record_access("call.done", f"call:{call_id}", get_call(call_id).resident_id)
            sending.location = url("today.calls")
        if form.was_sent:
            flash(gettext("Klaar. Dit gesprek is van de lijst."))
            return redirect(form.location, 303)
    return _call_page(call_id, form)


@today_pages.post("/belletjes/<int:call_id>/niet-gebeld")
@permission("worker")
def not_called(call_id: int) -> Answer:
    """Take back that somebody began to call."""
    form = StepForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            found = take_back_begin(call_id)
            record_access("call.not_called", f"call:{call_id}", found.resident_id)
            sending.location = url("today.calls")
        if form.was_sent:
            flash(gettext("Genoteerd: er is niet gebeld. Het belletje staat weer op de lijst."))
            return redirect(form.location, 303)
    return _call_page(call_id, form)


@today_pages.route("/belletjes/<int:call_id>/niet-bereikt", methods=["GET", "POST"])
@permission("worker")
def call_not_reached(call_id: int) -> Answer:
    """Note that nobody answered, and when to call again."""
    found, today = get_call(call_id), local_today()
    form = CallBackForm(data={"call_back_on": next_workday(today)})
    if form.validate_on_submit():
        day = form.call_back_on.data
        with form.sending() as sending:
            record_not_reached(call_id, call_back_on=day, on=today, today=today)
            record_access("call.not_reached", f"call:{call_id}", found.resident_id)
            sending.location = url("today.calls")
        if form.was_sent:
            flash(gettext("Genoteerd. Op %(day)s staat dit weer bij Vandaag.", day=day_words(day)))
            return redirect(form.location, 303)
    page = render_template(
        "today/not_reached.html",
        form=form,
        name=full_name(found.resident),
        back=url("today.call", call_id=call_id),
    )
    return page, form.status


def _call_page(call_id: int, form: BuurtForm | None = None) -> Answer:
    record_access("call.read", f"call:{call_id}", get_call(call_id).resident_id)
    shown, language = get_call(call_id), current_language()
    kinds = category_names(language)
    unlocked = requests_by_id({one for question in shown.questions for one in question.unlocks})
    waiting = proposals_for(unlocked)
    hindrances = find_hindrances(shown, on=local_today())
    hindrance = hindrances.call
    script = call_script(shown, unlocked, kinds, language=language)
    page = render_template(
        "today/call.html",
        form=form or StepForm(),
        call=shown,
        is_open=shown.state == CallState.OPEN,
        state=CALL_STATES[shown.state],
        name=full_name(shown.resident),
        first_name=first_name(shown.resident),
        place=place_of(shown.resident),
        script=script,
        about=about_words(shown, language),
        hindrance=_in_words(hindrance),
        # Who rests can still say no; in a week with another call nothing is asked at all.
        may_begin=shown.state == CallState.OPEN and isinstance(hindrance, ResidentRests | None),
        is_only_begun=is_only_begun(shown),
        answers=ANSWERS,
        questions=[
            {
                "row": question,
                "asked": asked,
                "yes": yes,
                "hindrance": _in_words(hindrances.questions.get(question.position)),
                "may_say_yes": hindrance is None and question.position not in hindrances.questions,
                "may_propose": question.answer == Said.YES
                and any(one not in waiting for one in question.unlocks if one in unlocked),
            }
            for question, (asked, yes) in zip(shown.questions, script.questions, strict=True)
        ],
        gain=gain_words(shown) if shown.reason == CallReason.UNLOCK else "",
        chance=chance_words(shown),
        today=local_today(),
    )
    return (page, form.status) if form is not None else page


def _in_words(hindrance: BuurtserviceError | None) -> str:
    return refusal_words(hindrance) if hindrance else ""


def _row(call: Call, kinds: dict[str, str]) -> dict[str, Any]:
    language = current_language()
    return {
        "call": call,
        "name": full_name(call.resident),
        "first_name": first_name(call.resident),
        "place": place_of(call.resident),
        "asks": [change_words(question, kinds) for question in call.questions],
        "about": about_words(call, language),
        "gain": gain_words(call) if call.reason == CallReason.UNLOCK else "",
        "chance": chance_words(call),
    }
