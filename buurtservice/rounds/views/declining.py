"""Declining a proposal, or a link or the whole of a ring, with a reason and what that says about the two."""

from collections.abc import Callable

from flask import flash, redirect, render_template
from flask_babel import gettext, ngettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today
from buurtservice.help.models import RequestState
from buurtservice.matches.declining import Change, change_after_no, decline_and_change
from buurtservice.matches.ending import decline_match, decline_ring
from buurtservice.matches.models import Match
from buurtservice.matches.steps import StepTaken
from buurtservice.permissions import permission
from buurtservice.rounds.forms import (
    ChangeForm,
    DeclinePairForm,
    DeclineRingForm,
)
from buurtservice.rounds.proposal_queries import look_at, read_links
from buurtservice.rounds.views.blueprint import proposals_pages
from buurtservice.rounds.views.opening import open_proposal, people_of, waits
from buurtservice.rounds.views.proposals import (
    change_form,
    look_around,
    paused_days_of,
    show,
    subject_of,
    url_of,
)
from buurtservice.rounds.views.telling import ProposalTold, tell_all
from buurtservice.web.answers import Answer
from buurtservice.web.fields import Choice

WHOLE = "kring"


@proposals_pages.route("/voorstellen/<int:match_id>/afwijzen", methods=["GET", "POST"])
@permission("worker")
def decline(match_id: int) -> Answer:
    """Decline one pair, with a reason and what that says about the two."""
    told, way_out = open_proposal(match_id)
    if way_out is not None:
        return way_out
    form = DeclinePairForm()
    change_form(told, form)
    if form.validate_on_submit():
        today = local_today()
        with form.sending() as sending:
            taken = decline_and_change(
                match_id,
                reason=form.reason.data.value,
                note=form.note.data,
                change=_change(form),
                on=today,
                today=today,
                by=current_visitor().staff_id,
            )
            record_access("proposal.decline", subject_of(match_id), people_of(taken.matches))
            sending.location = url_of(match_id)
        if form.was_sent:
            _tell_declined(taken)
            return redirect(form.location, 303)
    return _decline_page(match_id, told, form)


@proposals_pages.route("/kringen/<int:ring_id>/afwijzen", methods=["GET", "POST"])
@permission("worker")
def decline_whole(ring_id: int) -> Answer:
    """Decline one pair of a ring, or the whole of it."""
    key = -ring_id
    told, way_out = open_proposal(key)
    if way_out is not None:
        return way_out
    form = DeclineRingForm()
    form.which.choices = [(str(link.match.id), link.sentence) for link in told.links]
    form.which.choices.append((WHOLE, gettext("De hele kring")))
    if form.validate_on_submit():
        today, which = local_today(), form.which.data
        with form.sending() as sending:
            decide: Callable[..., StepTaken] = decline_ring if which == WHOLE else decline_match
            taken = decide(
                told.first.id if which == WHOLE else int(which),
                reason=form.reason.data.value,
                note=form.note.data,
                on=today,
                today=today,
                by=current_visitor().staff_id,
            )
            record_access("proposal.decline", subject_of(key), people_of(taken.matches))
            sending.location = url_of(key if which == WHOLE else int(which))
        if form.was_sent:
            _tell_declined(taken)
            return redirect(form.location, 303)
    return _decline_page(key, told, form)


@proposals_pages.post("/voorstellen/<int:match_id>/aanpassen")
@permission("worker")
def change(match_id: int) -> Answer:
    """Write down what a no said about the two."""
    look_at(match_id)
    form = ChangeForm()
    form.not_helper.choices = form.not_asker.choices = [Choice(str(part), "") for part in range(21)]
    if form.validate_on_submit():
        with form.sending() as sending:
            match = change_after_no(match_id, _change(form))
            record_access("proposal.change", subject_of(match_id), people_of([match]))
            sending.location = url_of(match_id)
        if form.was_sent:
            flash(gettext("Aangepast. De volgende ronde houdt er rekening mee."))
            return redirect(form.location, 303)
    return show(match_id, form)


def _decline_page(key: int, told: ProposalTold, form: DeclinePairForm | DeclineRingForm) -> Answer:
    """Return the page that asks why; or the proposal's own, when somebody was faster."""
    today = local_today()
    if form.refusals:  # What was read is undone with what was tried.
        matches = read_links([key])[key]
        if not waits(matches):
            return show(key, form)
        (told,) = tell_all({key: matches}, paused_days=paused_days_of([matches], today), today=today)
    paused_days = paused_days_of([[link.match for link in told.links]], today)
    around = look_around(told, paused_days, today)
    page = render_template(
        "proposals/decline.html", form=form, told=told, around=around, key=key, back=url_of(key)
    )
    return page, form.status


def what_became_of(match: Match) -> str:
    """Say what happens now with the request of a declined match."""
    if match.request.state == RequestState.WITHDRAWN:
        return str(gettext("Afgewezen. De vraag is gesloten: wie vraagt is al geholpen."))
    return str(gettext("Afgewezen. De vraag doet weer mee met de volgende ronde."))


def _tell_declined(taken: StepTaken) -> None:
    if len(taken.matches) > 1:
        flash(gettext("De kring is afgewezen. De vragen doen weer mee met de volgende ronde."))
    else:
        flash(what_became_of(taken.matches[0]))
    if taken.ring_broken:
        flash(
            ngettext(
                "De kring is verbroken. Het andere voorstel blijft gewoon staan.",
                "De kring is verbroken. De %(num)d andere voorstellen blijven gewoon staan.",
                len(taken.ring_broken),
            )
        )
    for match in taken.still_together:
        flash(gettext("Let op: deze twee hebben nog match %(id)s. Stop die ook.", id=match.id), "error")


def _change(form: ChangeForm) -> Change:
    return Change(
        helper_rests=form.helper_rests.data,
        not_helper=form.not_helper.data,
        not_asker=form.not_asker.data,
    )
