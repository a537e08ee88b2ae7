"""One request of the resident: how it stands, changing it, letting it rest, taking it back."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.calls.changes import change_request_and_tell, tell_worker
from buurtservice.clock import local_today, utc_now
from buurtservice.help.changing import RequestWish, wish_of
from buurtservice.help.forms.words import NEEDS_ASKED
from buurtservice.help.models import HelpRequest, RequestState
from buurtservice.help.pausing import resume_request
from buurtservice.help.solutions import find_live_solution
from buurtservice.help.views.saying import request_when_words
from buurtservice.my.forms import ButtonForm, RequestForm, answers_of
from buurtservice.my.queries import get_own_request, read_doing
from buurtservice.my.telling import tell_request
from buurtservice.my.views.blueprint import my_id, my_pages
from buurtservice.permissions import permission
from buurtservice.team.leaving import pause_request_and_weeks, withdraw_request_and_task
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language

RUNS = (RequestState.OPEN, RequestState.PAUSED)


@my_pages.get("/mijn/vragen/<int:request_id>")
@permission("resident")
def request_page(request_id: int) -> str:
    """Show one request, with what can be done with it."""
    asked = get_own_request(request_id, resident_id=my_id())
    return _page(asked)


@my_pages.route("/mijn/vragen/<int:request_id>/wijzigen", methods=["GET", "POST"])
@permission("resident")
def change_request_view(request_id: int) -> Answer:
    """Change when, how often, and what a helper should know."""
    asked = get_own_request(request_id, resident_id=my_id())
    if asked.state not in RUNS:
        return redirect(url_for("my.request_page", request_id=request_id), 303)
    form = RequestForm(data=answers_of(wish_of(asked)))
    if form.validate_on_submit():
        with form.sending() as sending:
            changed = change_request_and_tell(request_id, _wish(asked, form), today=local_today())
            sending.location = url_for("my.request_page", request_id=request_id)
        if form.was_sent:
            flash(gettext("Uw vraag is veranderd."))
            if changed.worker_calls:
                flash(gettext("Er was al iets afgesproken. De buurtwerker bespreekt het met u."))
            return redirect(form.location, 303)
    return render_template("my/change_request.html", form=form, asked=asked), form.status


@my_pages.post("/mijn/vragen/<int:request_id>/pauze")
@permission("resident")
def pause_request_view(request_id: int) -> Answer:
    """Let a request rest."""
    return _step(request_id, RequestState.PAUSED)


@my_pages.post("/mijn/vragen/<int:request_id>/verder")
@permission("resident")
def resume_request_view(request_id: int) -> Answer:
    """Let a request take part again."""
    return _step(request_id, RequestState.OPEN)


@my_pages.route("/mijn/vragen/<int:request_id>/intrekken", methods=["GET", "POST"])
@permission("resident")
def withdraw_request_view(request_id: int) -> Answer:
    """Ask whether it is sure, and take the request back; where help was found, let the worker know."""
    asked = get_own_request(request_id, resident_id=my_id())
    if asked.state not in RUNS:
        return redirect(url_for("my.request_page", request_id=request_id), 303)
    form = ButtonForm()
    is_answered = find_live_solution(request_id) is not None
    if form.validate_on_submit():
        today = local_today()
        with form.sending() as sending:
            if is_answered:
                tell_worker(request_id, on=today)
            else:
                withdraw_request_and_task(request_id, on=today, today=today)
            sending.location = url_for("my.my")
        if form.was_sent:
            flash(
                gettext("De buurtwerker weet het en neemt contact met u op.")
                if is_answered
                else gettext("Uw vraag is ingetrokken. U kunt altijd opnieuw iets vragen.")
            )
            return redirect(form.location, 303)
    page = render_template("my/withdraw_request.html", form=form, asked=asked, is_answered=is_answered)
    return page, form.status


def _step(request_id: int, to: RequestState) -> Answer:
    asked = get_own_request(request_id, resident_id=my_id())
    form, today = ButtonForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            step = pause_request_and_weeks if to == RequestState.PAUSED else resume_request
            step(request_id, on=today, today=today)
            sending.location = url_for("my.request_page", request_id=request_id)
        if form.was_sent:
            flash(
                gettext("Uw vraag staat op pauze. Met één knop gaat die weer verder.")
                if to == RequestState.PAUSED
                else gettext("Wij zoeken weer voor u.")
            )
            return redirect(form.location, 303)
    return _page(asked, form), form.status


def _page(asked: HelpRequest, form: ButtonForm | None = None) -> str:
    doing = read_doing(my_id(), now=utc_now(), today=local_today())
    words = [gettext(NEEDS_ASKED[need]) for need in asked.needs if need in NEEDS_ASKED]
    return render_template(
        "my/request.html",
        asked=asked,
        told=tell_request(asked, doing, language=current_language()),
        when=request_when_words(asked),
        needs=words,
        runs=asked.state in RUNS,
        is_paused=asked.state == RequestState.PAUSED,
        is_answered=find_live_solution(asked.id) is not None,
        form=form or ButtonForm(),
    )


def _wish(asked: HelpRequest, form: RequestForm) -> RequestWish:
    return RequestWish(
        category=asked.category,
        dayparts=form.chosen_dayparts(),
        when=form.when(),
        needs=form.needs.data,
        note=form.note.data or None,
    )
