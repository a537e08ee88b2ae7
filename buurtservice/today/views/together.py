"""Samen: groups of open requests that one activity could answer, and the activity that comes out of one."""

import re
from typing import Any

from flask import flash, redirect, render_template
from flask import url_for as url
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.calls.errors import SuggestionGone, SuggestionOvertaken
from buurtservice.calls.together import add_suggested_activity, get_suggestion
from buurtservice.clock import local_today
from buurtservice.errors import NotFound
from buurtservice.help.models import HelpRequest
from buurtservice.help.pausing import paused_days_by_request
from buurtservice.help.policies import waiting_days
from buurtservice.i18n import N_
from buurtservice.permissions import permission
from buurtservice.today.call_queries import requests_by_id
from buurtservice.today.forms import ActivityForm, StepForm
from buurtservice.today.looking import last_look
from buurtservice.today.people import full_name, place_of
from buurtservice.today.views.blueprint import today_pages
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language
from buurtservice.web.paging import Page, asked_page, page_offset
from buurtservice.wording import daypart_words, distance_words, join_words

GROUPS_ON_PAGE = 10
# The requests of a group, as its address names them.
READABLE = re.compile(r"[0-9]{1,10}(-[0-9]{1,10}){1,199}")


@today_pages.get("/samen")
@permission("worker")
def together() -> Answer:
    """Show groups of open requests that one activity could answer."""
    look = last_look("together")
    groups = look.found["groups"] if look.found else []
    shown = groups[page_offset(GROUPS_ON_PAGE) :][:GROUPS_ON_PAGE]
    requests = requests_by_id({one for group in shown for one in group["requests"]})
    people = [request.resident_id for request in requests.values()]
    record_access("together.list", resident_id=people)
    requests = requests_by_id(list(requests))
    paused = paused_days_by_request(as_of=local_today(), request_ids=requests)
    return render_template(
        "today/together.html",
        form=StepForm(),
        look=look,
        page=Page(
            rows=[_group(group, requests, paused) for group in shown],
            number=asked_page(),
            size=GROUPS_ON_PAGE,
            total=len(groups),
        ),
    )


@today_pages.route("/samen/<key>", methods=["GET", "POST"])
@permission("worker")
def make_activity(key: str) -> Answer:
    """Make an activity of a group, and invite these people."""
    if not READABLE.fullmatch(key):
        raise NotFound(what=N_("Groep"), id=key[:60])
    form = ActivityForm()
    if form.validate_on_submit():
        try:
            _make(key, form)
        except (SuggestionOvertaken, SuggestionGone):
            return _gone()
        if form.was_sent:
            flash(gettext("De activiteit staat er. Vul in wanneer en waar, en nodig deze mensen dan uit."))
            return redirect(form.location, 303)
    group = next((one for one in _groups() if one["key"] == key), None)
    if group is None:
        return _gone()
    requests = requests_by_id(group["requests"])
    record_access("together.read", resident_id=[request.resident_id for request in requests.values()])
    words = _group(group, requests, paused_days_by_request(as_of=local_today(), request_ids=requests))
    if not form.is_submitted():
        form.title.process_data(words["title"])
    return render_template("today/make_activity.html", form=form, group=words), form.status


def _make(key: str, form: ActivityForm) -> None:
    """Look whether the group still is one, outside the transaction, and make the activity."""
    today = local_today()
    suggestion = get_suggestion(key, as_of=today, today=today)
    people = [request.resident_id for request in suggestion.requests]
    with form.sending() as sending:
        made = add_suggested_activity(suggestion, title=form.title.data, on=today, today=today)
        record_access("activity.from_suggestion", resident_id=people)
        sending.location = url("activities.change", activity_id=made.id)


def _gone() -> Answer:
    flash(gettext("Deze groep past niet meer bij elkaar: er is intussen iets veranderd. Zoek opnieuw."))
    return redirect(url("today.together"), 303)


def _groups() -> list[dict[str, Any]]:
    look = last_look("together")
    return look.found["groups"] if look.found else []


def _group(group: dict[str, Any], requests: dict[int, HelpRequest], paused: dict[int, int]) -> dict[str, Any]:
    """Return a group in words, with the people to invite."""
    language = current_language()
    asked = [requests[one] for one in group["requests"] if one in requests]
    kinds = join_words(sorted({request.category.name_in(language) for request in asked}))
    when = daypart_words([group["daypart"]])
    return {
        "key": group["key"],
        "title": gettext("Samen: %(kind)s op %(daypart)s", kind=kinds, daypart=when),
        "kinds": kinds,
        "when": when,
        "near": distance_words(group["across_m"]),
        "picture": asked[0].category.pictogram if asked else "calendar",
        "unserved": group["otherwise_unserved"],
        "people": [
            {
                "name": full_name(request.resident),
                "place": place_of(request.resident),
                "phone": request.resident.phone,
                "days": waiting_days(request, as_of=local_today(), paused_days=paused.get(request.id, 0)),
            }
            for request in asked
        ],
    }
