"""Two people who must never be matched: the list, adding with a reason, taking away. The workers' alone."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today
from buurtservice.matches.ending import part_residents
from buurtservice.permissions import permission
from buurtservice.residents.models import Resident
from buurtservice.residents.never_pairs import allow_again, page_of_never_pairs
from buurtservice.residents.searching import search_residents
from buurtservice.rounds.forms import PartForm, SearchTwoForm, StepForm
from buurtservice.rounds.proposal_queries import staff_names
from buurtservice.rounds.views.blueprint import proposals_pages
from buurtservice.rounds.views.names import full_name
from buurtservice.web.answers import Answer
from buurtservice.web.fields import Choice
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset
from buurtservice.web.sent_once import new_token


@proposals_pages.get("/nooit-samen")
@permission("worker")
def never_together() -> Answer:
    """Show who is never matched, and why."""
    return _page(StepForm())


@proposals_pages.post("/nooit-samen/<int:never_match_id>/weg")
@permission("worker")
def together_again(never_match_id: int) -> Answer:
    """Let two people be matched again."""
    form = StepForm()
    if form.validate_on_submit():
        with form.sending() as sending:
            people = allow_again(never_match_id)
            record_access("never.remove", f"never:{never_match_id}", people)
            sending.location = url_for("proposals.never_together")
        if form.was_sent:
            flash(gettext("Weggehaald. Deze twee kunnen weer worden voorgesteld."))
            return redirect(form.location, 303)
    return _page(form)


@proposals_pages.route("/nooit-samen/nieuw", methods=["GET", "POST"])
@permission("worker")
def part() -> Answer:
    """Find two people by name, say why, and never match them. Names go by POST."""
    form = PartForm() if request.form.get("step") == "choose" else SearchTwoForm()
    first: list[Resident] = []
    second: list[Resident] = []
    searched = form.is_submitted() and bool(form.one.data and form.other.data)
    if searched:
        first, second = search_residents(form.one.data), search_residents(form.other.data)
        first_choices, second_choices = _choices(first), _choices(second)
        record_access("never.search", resident_id=[one.id for one in [*first, *second]])
    if isinstance(form, PartForm):
        if searched:
            form.one_id.choices, form.other_id.choices = [*first_choices], [*second_choices]
        if form.validate_on_submit() and (answer := _part(form)):
            return answer
    elif form.validate_on_submit() and first and second:
        form = PartForm(
            data={
                "one": form.one.data,
                "other": form.other.data,
                "one_id": first_choices[0].value if len(first_choices) == 1 else None,
                "other_id": second_choices[0].value if len(second_choices) == 1 else None,
            },
            formdata=None,
        )
        form.once.data = new_token()  # Another form than the one that was sent.
        form.one_id.choices, form.other_id.choices = [*first_choices], [*second_choices]
    return render_template(
        "proposals/part.html",
        form=form,
        choosing=isinstance(form, PartForm),
        nobody=[
            name
            for name, found in ((form.one.data, first), (form.other.data, second))
            if searched and not found
        ],
    ), form.status


def _part(form: PartForm) -> Answer | None:
    """Part the two; None when that was refused, which the form says."""
    one_id, other_id, today = form.one_id.data, form.other_id.data, local_today()
    if one_id == other_id:
        form.refuse(gettext("Kies twee verschillende mensen."), "other_id")
        return None
    with form.sending() as sending:
        together = part_residents(
            one_id=one_id,
            other_id=other_id,
            on=today,
            reason=form.reason.data,
            by=current_visitor().staff_id,
        )
        record_access("never.add", resident_id=[one_id, other_id])
        sending.location = url_for("proposals.never_together")
    if not form.was_sent:
        return None
    flash(gettext("Vastgelegd. Deze twee worden niet meer voorgesteld."))
    for match in together:
        flash(gettext("Let op: deze twee hebben nog match %(id)s. Stop die ook.", id=match.id), "error")
    return redirect(form.location, 303)


def _page(form: StepForm) -> Answer:
    found, total = page_of_never_pairs(limit=ROWS, offset=page_offset())
    record_access("never.list", resident_id=[one for pair in found for one in (pair.one_id, pair.other_id)])
    by = staff_names({pair.recorded_by_id for pair in found if pair.recorded_by_id})
    return render_template(
        "proposals/never_together.html",
        form=form,
        page=Page(rows=found, number=asked_page(), size=ROWS, total=total),
        by=by,
        full_name=full_name,
    ), form.status


def _choices(found: list[Resident]) -> list[Choice]:
    return [
        Choice(
            str(one.id),
            full_name(one.name),
            ", ".join(
                part for part in (one.address, one.neighbourhood.name if one.neighbourhood else "") if part
            ),
        )
        for one in found
    ]
