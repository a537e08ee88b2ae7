"""Another helper for the request of a proposal: who could, who nearly could, and choosing one."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import get_match
from buurtservice.permissions import permission
from buurtservice.rounds.alternatives import Alternative, list_alternatives, list_near_misses
from buurtservice.rounds.by_hand import choose_other
from buurtservice.rounds.forms import StepForm
from buurtservice.rounds.proposal_queries import look_at
from buurtservice.rounds.surroundings import read_near, read_surroundings
from buurtservice.rounds.views.blueprint import proposals_pages
from buurtservice.rounds.views.names import who
from buurtservice.rounds.views.proposals import paused_days_of, subject_of, url_of
from buurtservice.rounds.views.reasons import near_miss_words, tell_other
from buurtservice.rounds.views.telling import tell_all
from buurtservice.web.answers import Answer
from buurtservice.wording import distance_words


@proposals_pages.get("/voorstellen/<int:match_id>/anders")
@permission("worker")
def otherwise(match_id: int) -> Answer:
    """Show who else could help, and who could after a conversation."""
    return _page(match_id)


@proposals_pages.post("/voorstellen/<int:match_id>/anders/<int:offer_id>")
@permission("worker")
def choose(match_id: int, offer_id: int) -> Answer:
    """Propose another helper instead."""
    look_at(match_id)
    form, today = StepForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            made = choose_other(
                match_id, offer_id=offer_id, on=today, today=today, by=current_visitor().staff_id
            )
            people = [made.request.resident_id, made.offer.resident_id]
            record_access("proposal.choose", subject_of(made.id), people)
            sending.location = url_of(made.id)
        if form.was_sent:
            flash(gettext("Gewisseld. Dit is nu het voorstel; volgende rondes laten het staan."))
            return redirect(form.location, 303)
    return _page(match_id, form)


def _page(match_id: int, form: StepForm | None = None) -> Answer:
    ring_id = look_at(match_id).ring_id
    today = local_today()
    match = get_match(match_id)
    back = url_of(match_id if ring_id is None else -ring_id)
    if match.state != MatchState.PROPOSED and form is None:
        return redirect(back, 303)
    found, near = _around(match)
    record_access("proposal.others", subject_of(match_id), _shown(match, found))
    match = get_match(match_id)  # What was read before the note was written is stale.
    (told,) = tell_all({match_id: [match]}, paused_days=paused_days_of([[match]], today), today=today)
    chosen = next((one for one in found if one.offer_id == match.help_offer_id), None)
    page = render_template(
        "proposals/otherwise.html",
        form=form or StepForm(),
        told=told,
        in_ring=ring_id is not None,
        others=[tell_other(one, chosen) for one in found if one is not chosen],
        near=near,
        back=back,
        choose_url=lambda offer_id: url_for("proposals.choose", match_id=match_id, offer_id=offer_id),
        by_hand_url=url_for("proposals.by_hand"),
    )
    return (page, form.status) if form is not None else page


def _around(match: Match) -> tuple[list[Alternative], list[dict[str, object]]]:
    """Return who could help, and who nearly could, ready to read."""
    around = read_surroundings([match.request], as_of=local_today())
    found = list_alternatives(around)[match.help_request_id]
    missed = list_near_misses(read_near(around, match.help_request_id), match.help_request_id)
    near: list[dict[str, object]] = [
        {
            "name": who(miss.helper, miss.neighbourhood),
            "distance": distance_words(miss.distance_m),
            "asks": near_miss_words(miss),
            "helper_id": miss.helper_id,
        }
        for miss in missed
    ]
    return found, near


def _shown(match: Match, found: list[Alternative]) -> list[int]:
    return [match.request.resident_id, match.offer.resident_id, *(one.helper_id for one in found)]
