"""The decisions: approve, put off, take back. A ring is decided as one. Declining has a file of its own."""

from datetime import timedelta

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today
from buurtservice.matches.clashes import list_clashes
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import get_match
from buurtservice.matches.services import approve_match, postpone_match
from buurtservice.matches.undoing import undo_approval, undo_decline
from buurtservice.permissions import permission
from buurtservice.residents.resting import end_rest
from buurtservice.rounds.forms import (
    PostponeForm,
    StepForm,
)
from buurtservice.rounds.proposal_queries import look_at
from buurtservice.rounds.views.blueprint import proposals_pages
from buurtservice.rounds.views.opening import open_proposal, people_of
from buurtservice.rounds.views.proposals import (
    show,
    subject_of,
    url_of,
)
from buurtservice.rounds.views.reasons import clash_words
from buurtservice.web.answers import Answer
from buurtservice.web.words import day_words
from buurtservice.wording import name_for_staff


@proposals_pages.post("/voorstellen/<int:match_id>/goedkeuren")
@permission("worker")
def approve(match_id: int) -> Answer:
    """Approve a proposal."""
    return _approve(match_id)


@proposals_pages.post("/kringen/<int:ring_id>/goedkeuren")
@permission("worker")
def approve_ring(ring_id: int) -> Answer:
    """Approve a ring as a whole."""
    return _approve(-ring_id)


@proposals_pages.post("/voorstellen/<int:match_id>/terugdraaien")
@permission("worker")
def undo(match_id: int) -> Answer:
    """Take a decision about a proposal back."""
    return _undo(match_id)


@proposals_pages.post("/kringen/<int:ring_id>/terugdraaien")
@permission("worker")
def undo_ring(ring_id: int) -> Answer:
    """Take a decision about a ring back."""
    return _undo(-ring_id)


@proposals_pages.route("/voorstellen/<int:match_id>/later", methods=["GET", "POST"])
@permission("worker")
def later(match_id: int) -> Answer:
    """Put a proposal off."""
    return _later(match_id)


@proposals_pages.route("/kringen/<int:ring_id>/later", methods=["GET", "POST"])
@permission("worker")
def ring_later(ring_id: int) -> Answer:
    """Put a ring off."""
    return _later(-ring_id)


@proposals_pages.post("/voorstellen/<int:match_id>/doet-weer-mee")
@permission("worker")
def take_part_again(match_id: int) -> Answer:
    """Let the helper of a match take part again after a rest."""
    form = StepForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            helper = end_rest(get_match(match_id).offer.resident_id)
            record_access("resident.rest_ended", subject_of(match_id), helper.id)
            sending.location = url_of(match_id)
        if form.was_sent:
            flash(gettext("%(name)s doet weer mee.", name=name_for_staff(helper.name)))
            return redirect(form.location, 303)
    return show(match_id, form)


def _approve(key: int) -> Answer:
    match_id = look_at(key).match_id
    form, today = StepForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            taken = approve_match(match_id, on=today, today=today, by=current_visitor().staff_id)
            record_access("proposal.approve", subject_of(key), people_of(taken.matches))
            sending.location = url_of(key)
        if form.was_sent:
            flash(gettext("Goedgekeurd. Bel nu wie meedoen: pas als iedereen ja zegt, is het afgesproken."))
            for clash in list_clashes([(match.request, match.offer) for match in taken.matches]):
                flash(clash_words(clash), "error")
            return redirect(form.location, 303)
    return show(key, form)


def _undo(key: int) -> Answer:
    match_id = look_at(key).match_id
    form, today = StepForm(), local_today()
    if form.validate_on_submit():
        with form.sending() as sending:
            approved = get_match(match_id).state != MatchState.DECLINED
            step = undo_approval if approved else undo_decline
            taken = step(match_id, on=today, today=today, by=current_visitor().staff_id)
            record_access("proposal.undo", subject_of(key), people_of(taken.matches))
            ring_id = get_match(match_id).whole_ring_id
            sending.location = url_of(key if ring_id is None else -ring_id)
        if form.was_sent:
            flash(gettext("Teruggedraaid. Het is weer een voorstel: u kunt opnieuw beslissen."))
            return redirect(form.location, 303)
    return show(key, form)


def _later(key: int) -> Answer:
    told, way_out = open_proposal(key)
    if way_out is not None:
        return way_out
    today = local_today()
    form = PostponeForm(data={"until": today + timedelta(days=1)})
    if form.validate_on_submit():
        until = form.until.data
        with form.sending() as sending:
            taken = postpone_match(
                told.first.id, until=until, on=today, today=today, by=current_visitor().staff_id
            )
            record_access("proposal.postpone", subject_of(key), people_of(taken.matches))
            sending.location = url_for("proposals.proposals")
        if form.was_sent:
            flash(gettext("Op %(day)s staat dit weer in de lijst.", day=day_words(until)))
            return redirect(form.location, 303)
    if form.refusals:
        return show(key, form)
    return render_template("proposals/later.html", form=form, told=told, back=url_of(key)), form.status
