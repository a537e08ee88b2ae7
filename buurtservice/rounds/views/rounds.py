"""Rounds: the list, what one found, and running one now, with progress, while nothing else waits for it."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today, utc_now
from buurtservice.help.pausing import paused_days_by_request
from buurtservice.help.policies import waiting_days
from buurtservice.i18n import N_
from buurtservice.job_runs.models import JobRequest, JobRequestState
from buurtservice.job_runs.queries import find_latest_request
from buurtservice.job_runs.requests import ask_for_job
from buurtservice.labels import UNMATCHED_REASONS
from buurtservice.permissions import permission
from buurtservice.rounds.forms import StepForm
from buurtservice.rounds.models import MatchingRound
from buurtservice.rounds.proposal_queries import staff_names
from buurtservice.rounds.queries import get_round
from buurtservice.rounds.round_queries import (
    count_reasons,
    list_round_matches,
    list_round_unmatched,
    page_of_rounds,
    people_of_round,
)
from buurtservice.rounds.views.blueprint import proposals_pages
from buurtservice.rounds.views.names import who
from buurtservice.rounds.views.proposals import url_of
from buurtservice.rounds.views.telling import tell_all
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language
from buurtservice.web.paging import Page, asked_page, page_offset
from buurtservice.wording import number_words

JOB = "round"
ROUND_ROWS = 30
STANDS_STILL_AFTER = timedelta(seconds=20)
SHOWN_FOR = timedelta(hours=12)
STAGES = (
    N_("Vragen en aanbod lezen"),
    N_("De beste combinatie zoeken"),
    N_("De uitkomst controleren"),
    N_("De voorstellen klaarzetten"),
)
# A round's own counts, in plain words; `%(num)s` is the number.
LEVELS = {
    "served": N_("vragen krijgen een voorstel"),
    "urgent": N_("daarvan zijn vragen die haast hebben"),
    "reciprocal": N_("daarvan zitten in een kring of geven iets terug: wie helpt, is zelf ook geholpen"),
}


@proposals_pages.get("/rondes")
@permission("worker")
def rounds() -> Answer:
    """Show the rounds, and how far one is that somebody asked for."""
    return _rounds_page(StepForm())


@proposals_pages.post("/rondes/nu")
@permission("worker")
def run_now() -> Answer:
    """Ask for a round now; the jobs process picks it up."""
    form = StepForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            ask_for_job(JOB, by=current_visitor().staff_id, now=utc_now())
            record_access("round.ask")
            sending.location = url_for("proposals.rounds")
        if form.was_sent:
            flash(gettext("De ronde is gevraagd. U kunt gewoon verder werken."))
            return redirect(form.location, 303)
    return _rounds_page(form)


@proposals_pages.get("/rondes/voortgang")
@permission("worker", counts_as_activity=False)
def progress() -> Answer:
    """Return how far the round is: a part of the page, for a script that asks again and again."""
    return render_template(
        "rounds/progress.html",
        progress=_progress(find_latest_request(JOB)),
        then=url_for("proposals.rounds"),  # The list and the button belong to what is new.
    )


@proposals_pages.get("/rondes/<int:number>")
@permission("worker")
def one_round(number: int) -> Answer:
    """Show what one round found; made to be printed."""
    match_ids, request_ids, people = people_of_round(number, limit=ROUND_ROWS, offset=page_offset(ROUND_ROWS))
    record_access("round.read", f"round:{number}", people)
    found, today = get_round(number), local_today()
    matches, unmatched = list_round_matches(match_ids), list_round_unmatched(number, request_ids)
    reasons = count_reasons(number)
    paused_days = paused_days_by_request(
        as_of=today, request_ids=[one.help_request_id for one in matches] + request_ids
    )
    told = tell_all({one.id: [one] for one in matches}, paused_days=paused_days, today=today)
    language = current_language()
    served = int(found.levels["served"])
    total = max(served, reasons.total())
    return render_template(
        "rounds/round.html",
        round=found,
        levels=[(int(found.levels[level]), words) for level, words in LEVELS.items()],
        bound=bound_words(found),
        told=told,
        unmatched=[
            {
                "name": who(one.resident.name, one.neighbourhood.name if one.neighbourhood else None),
                "kind": one.category.name_in(language),
                "pictogram": one.category.pictogram,
                "days": waiting_days(one, as_of=today, paused_days=paused_days.get(one.id, 0)),
                "reason": reason,
            }
            for one, reason in unmatched
        ],
        reasons=[(count, UNMATCHED_REASONS[reason]) for reason, count in reasons.most_common()],
        reason_sentences=UNMATCHED_REASONS,
        page=Page(rows=matches, number=asked_page(), size=ROUND_ROWS, total=total),
        url_of=url_of,
    )


def bound_words(found: MatchingRound) -> str:
    """Say how good a round is proven to be, and what it gave up for those in need or for rings."""
    served = int(found.levels["served"])
    if found.status == "optimal":
        proof = gettext("Dit is bewezen de beste combinatie: geen andere is beter.")
    else:
        proof = gettext(
            "De tijd was op. Een betere combinatie kan hooguit %(percent)s beter zijn.",
            percent=number_words(max(found.gap, 0.01), percent=True),
        )
    if found.served_max > served:
        more = ngettext(
            "Er had %(num)d vraag meer een antwoord kunnen krijgen, maar ten koste van haast of kringen.",
            "Er hadden %(num)d vragen meer een antwoord kunnen krijgen, maar ten koste van haast of kringen.",
            found.served_max - served,
        )
    else:
        more = gettext("Meer vragen tegelijk beantwoorden kan met dit aanbod niet.")
    return f"{proof} {more}"


def _rounds_page(form: StepForm) -> Answer:
    rows, total = page_of_rounds(limit=ROUND_ROWS, offset=page_offset(ROUND_ROWS))
    return render_template(
        "rounds/rounds.html",
        form=form,
        page=Page(rows=rows, number=asked_page(), size=ROUND_ROWS, total=total),
        progress=_progress(find_latest_request(JOB)),
        then="",
    ), form.status


def _progress(wish: JobRequest | None) -> dict[str, object] | None:
    """Return what the page says of the latest wish, None when there is nothing to say."""
    now = utc_now()
    if wish is None or (wish.finished_at is not None and wish.finished_at < now - SHOWN_FOR):
        return None
    names = staff_names([wish.asked_by_id]) if wish.asked_by_id is not None else {}
    live = wish.state in (JobRequestState.WAITING, JobRequestState.RUNNING)
    stage = min(wish.done_parts, len(STAGES) - 1)
    return {
        "live": live,
        "state": wish.state.value,
        "asked_at": wish.asked_at,
        "finished_at": wish.finished_at,
        "by": names.get(wish.asked_by_id or 0),
        "done": stage if live else len(STAGES),
        "total": len(STAGES),
        "stage": gettext(STAGES[stage]),
        "stands_still": wish.state == JobRequestState.WAITING and wish.asked_at < now - STANDS_STILL_AFTER,
        "round": wish.outcome.get("round"),
        "proposals": wish.outcome.get("matches", 0),
        "error": gettext(wish.error) if wish.error else None,
    }
