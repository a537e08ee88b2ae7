"""How did it go? The side of the resident who looks; the other never reads it."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

from buurtservice.calls.changes import tell_worker
from buurtservice.clock import local_today
from buurtservice.matches.models import Match, NextStep, Side, Went
from buurtservice.matches.reviewing import Word, list_reviews, record_review
from buurtservice.my.forms import ReviewForm
from buurtservice.my.people import other_of, side_of
from buurtservice.my.queries import get_own_match
from buurtservice.my.views.blueprint import my_id, my_pages
from buurtservice.permissions import permission
from buurtservice.web.answers import Answer
from buurtservice.web.language import current_language
from buurtservice.wording import name_for_neighbours


@my_pages.route("/mijn/hulp/<int:match_id>/hoe-ging-het", methods=["GET", "POST"])
@permission("resident")
def review(match_id: int) -> Answer:
    """Take down how it went; what was told before can be changed."""
    match = get_own_match(match_id, resident_id=my_id())
    side = side_of(match, my_id())
    form = ReviewForm(obj=list_reviews(match_id).get(side))
    if form.validate_on_submit():
        with form.sending() as sending:
            _record(match, side, form)
            sending.location = url_for("my.my")
        if form.was_sent:
            flash(gettext("Dank u wel dat u het vertelde. De buurtwerker leest het."))
            return redirect(form.location, 303)
    page = render_template(
        "my/review.html",
        form=form,
        name=name_for_neighbours(other_of(match, my_id())),
        helps=side == Side.HELPER,
        kind=match.request.category.name_in(current_language()),
    )
    return page, form.status


def _record(match: Match, side: Side, form: ReviewForm) -> None:
    """Write it down; what did not go well, or should not go on with these two, the worker calls about."""
    today = local_today()
    word = Word(
        went=form.went.data,
        hours=form.hours.data,
        note=form.note.data or None,
        next_step=form.next_step.data,
    )
    record_review(match.id, side=side, word=word, on=today, today=today)
    if word.went == Went.BADLY or word.next_step == NextStep.NEVER:
        tell_worker(match.help_request_id, on=today, resident_id=my_id())
