"""The first page of the desk: who stands there?

What is typed is sent in the body of a POST, also while typing: a name must not stand in an address, a history
or a log. A POST here changes nothing, so its answer is the page itself.
"""

from flask import current_app, render_template, request
from flask_babel import gettext, ngettext

from buurtservice.accounts.limits import QUARTER, Limit, count_try
from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today, utc_now
from buurtservice.desk.forms.steps import TopicForm
from buurtservice.desk.forms.visitor import SearchForm
from buurtservice.desk.queries import Hit, with_what_is_known
from buurtservice.desk.tally import TOPICS, questions_on
from buurtservice.desk.views.blueprint import desk_pages, staff_id
from buurtservice.desk.words import hit_words
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.references import find_offer_by_reference, find_request_by_reference
from buurtservice.permissions import permission
from buurtservice.residents.searching import search_residents, words_of
from buurtservice.web.answers import Answer, wants_fragment

# A desk with a queue searches a few hundred times in a quarter; who copies the books needs thousands.
SEARCHES = Limit(name="desk-search", most=600, window=QUARTER)
RESULTS = "gevonden"
MOST_SHOWN = 8  # More is a list to read, and the visitor waits.


@desk_pages.route("/balie", methods=["GET", "POST"])
@permission("desk", "worker")
def desk() -> Answer:
    """Find somebody, register somebody new, or count a question."""
    form = SearchForm()
    term = (form.q.data or "").strip() if form.validate_on_submit() else ""
    hits, slip = _search(term)
    there_are_more = len(hits) > MOST_SHOWN
    hits = hits[:MOST_SHOWN]
    names = bool(hits) and request.form.get("names") == "ja"
    if names:
        record_access("resident.names", None, [hit.resident.id for hit in hits])
    template = "desk/hits.html" if wants_fragment(RESULTS) else "desk/desk.html"
    page = render_template(
        template,
        form=form,
        term=term,
        too_short=bool(term) and slip is None and not words_of(term),
        hits=hits,
        slip=slip,
        names=names,
        found=_found_words(len(hits) + (slip is not None), there_are_more=there_are_more),
        hit_words=hit_words,
        topics=TOPICS,
        counted=questions_on(local_today()),
        question_form=TopicForm(),
    )
    return page, form.status


def _found_words(number: int, *, there_are_more: bool) -> str:
    if there_are_more:
        return gettext("Meer dan %(num)d gevonden. Typ er iets bij.", num=number)
    return ngettext("%(num)d gevonden", "%(num)d gevonden", number)


def _search(term: str) -> tuple[list[Hit], HelpRequest | HelpOffer | None]:
    """Return who was found, or the request or offer whose number was typed."""
    if not term:
        return [], None
    count_try(SEARCHES, f"staff:{staff_id()}", key=str(current_app.secret_key), now=utc_now())
    slip = find_request_by_reference(term) or find_offer_by_reference(term)
    return ([], slip) if slip else (with_what_is_known(search_residents(term, limit=MOST_SHOWN + 1)), None)
