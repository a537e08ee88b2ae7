"""What else a helper could do: kinds of help with the requests they would answer, and what to ask first."""

from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request
from flask import url_for as url
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.call_words import change_words, question_words
from buurtservice.calls.also import AlsoPossible, list_also_of
from buurtservice.calls.begun import begin_question
from buurtservice.clock import local_today
from buurtservice.help.queries import category_names
from buurtservice.permissions import permission
from buurtservice.residents.queries import get_kept_resident
from buurtservice.rounds.problem import dayparts_of
from buurtservice.today.forms import StepForm
from buurtservice.today.people import first_name, full_name, place_of
from buurtservice.today.views.blueprint import today_pages
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language
from buurtservice.web.navigation import url_if
from buurtservice.wording import daypart_words

MOST_OF_A_KIND = 5


@today_pages.get("/helpers/<int:helper_id>/ook")
@permission("worker")
def also(helper_id: int) -> Answer:
    """Show what a helper could do more: for everybody, or (`voor`) for somebody they help already."""
    return _page(helper_id, StepForm())


@today_pages.post("/helpers/<int:helper_id>/ook/<int:request_id>")
@permission("worker")
def ask_also(helper_id: int, request_id: int) -> Answer:
    """Begin the conversation in which it is asked; a yes there adds it to the offer."""
    form = StepForm()
    if not form.validate_on_submit():
        return _page(helper_id, form)
    with form.sending() as sending:
        call = begin_question(helper_id, request_id, asker_id=_asker_id(), on=local_today())
        record_access("call.begin", f"call:{call.id}", call.resident_id)
        sending.location = url("today.call", call_id=call.id)
    if form.was_sent:
        flash(gettext("Bel nu. Zegt de helper ja, dan staat het er meteen bij."))
        return redirect(form.location, 303)
    return _page(helper_id, form)


def _page(helper_id: int, form: StepForm) -> Answer:
    today, asker_id = local_today(), _asker_id()
    helper = get_kept_resident(helper_id)
    asker = get_kept_resident(asker_id) if asker_id is not None else None
    found = list_also_of(helper.id, asker_id=asker_id, as_of=today, today=today)
    record_access("helper.also", None, [helper.id, *(one.request.resident_id for one in found)])
    page = render_template(
        "today/also.html",
        form=form,
        helper=helper,
        name=full_name(helper),
        first_name=first_name(helper),
        asker=first_name(asker) if asker else "",
        asker_id=asker_id,
        kinds=_by_kind(found),
    )
    return page, form.status


def _by_kind(found: list[AlsoPossible]) -> list[dict[str, Any]]:
    """Return the kinds of help, what can be done at once first, then what most people wait for."""
    language = current_language()
    kinds = category_names(language)
    ordered = sorted(found, key=lambda one: (one.request.category.code, one.question is not None))
    groups = []
    for _code, several in groupby(ordered, key=lambda one: one.request.category.code):
        rows = list(several)
        groups.append(
            {
                "name": rows[0].request.category.name_in(language),
                "picture": rows[0].request.category.pictogram,
                "rows": [_row(one, kinds) for one in rows[:MOST_OF_A_KIND]],
                "more": max(0, len(rows) - MOST_OF_A_KIND),
                "now": any(one.question is None for one in rows),
                "count": len(rows),
            }
        )
    return sorted(groups, key=lambda one: (not one["now"], -one["count"], one["name"]))


def _row(one: AlsoPossible, kinds: dict[str, str]) -> dict[str, Any]:
    asked, language = one.question, current_language()
    about_asker = asked is not None and asked.request is not None
    return {
        "request": one.request,
        "name": first_name(one.request.resident),
        "place": place_of(one.request.resident),
        "when": daypart_words(dayparts_of(one.request.dayparts), either=True),
        "asked": question_words(asked, kinds, language=language) if asked else "",
        "change": change_words(asked, kinds) if asked else "",
        "whom": first_name(one.request.resident if about_asker else one.offer.resident),
        "pair": url_if("proposals.pair", request_id=one.request.id, offer_id=one.offer.id),
    }


def _asker_id() -> int | None:
    asked = request.args.get("voor", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
