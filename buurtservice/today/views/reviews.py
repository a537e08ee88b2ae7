"""How did it go, for each side; and what happens now with the match."""

from flask import flash, redirect, render_template
from flask import url_for as url
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today
from buurtservice.matches.models import Match, MatchState, NextStep, Side
from buurtservice.matches.phoning import other_side, resident_of
from buurtservice.matches.queries import get_match
from buurtservice.matches.reviewing import Word, list_reviews, record_review
from buurtservice.permissions import permission
from buurtservice.rounds.again import Choice, Followed, Next, follow_up
from buurtservice.today.forms import HoursForm, NeverForm, ReviewForm, StepForm, StopForm
from buurtservice.today.people import first_name, full_name, match_words
from buurtservice.today.views.blueprint import today_pages
from buurtservice.today.views.matches import SIDES
from buurtservice.web.answers import Answer
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import current_language

CHOICES = "<any(done, again, weekly, stop, never):choice>"


@today_pages.route(f"/matches/<int:match_id>/hoe-ging-het/{SIDES}", methods=["GET", "POST"])
@permission("worker")
def review(match_id: int, side: str) -> Answer:
    """Write down how it went for one side."""
    found, who = get_match(match_id), Side(side)
    form = ReviewForm(obj=list_reviews(match_id).get(who))
    if form.validate_on_submit():
        today = local_today()
        word = Word(
            went=form.went.data,
            hours=form.hours.data,
            note=form.note.data or None,
            next_step=form.next_step.data,
        )
        with form.sending() as sending:
            by = current_visitor().staff_id
            record_review(match_id, side=who, word=word, on=today, today=today, by=by)
            record_access("match.review", f"match:{match_id}", resident_of(found, who).id)
            sending.location = _after_review(match_id, form.next_step.data)
        if form.was_sent:
            flash(gettext("Genoteerd hoe het ging."))
            return redirect(form.location, 303)
    page = render_template(
        "today/review.html",
        form=form,
        match=found,
        name=first_name(resident_of(found, who)),
        person=resident_of(found, who),
        other=first_name(resident_of(found, other_side(who))),
        helps=who == Side.HELPER,
    )
    return page, form.status


def _after_review(match_id: int, wanted: NextStep | None) -> str:
    """Return where to go on: who wants this no more, is parted on the next page, or it is forgotten."""
    if wanted == NextStep.NEVER:
        return url("today.follow_with", match_id=match_id, choice=Next.NEVER.value)
    return url("today.match", match_id=match_id)


@today_pages.get("/matches/<int:match_id>/verder")
@permission("worker")
def follow(match_id: int) -> Answer:
    """Ask what happens now with a match."""
    record_access("match.read", f"match:{match_id}", _people(get_match(match_id)))
    found, reviews = get_match(match_id), list_reviews(match_id)
    return render_template(
        "today/follow.html",
        match=found,
        title=match_words(found, current_language()),
        done=found.state == MatchState.COMPLETED,
        said=[(full_name(resident_of(found, side)), review) for side, review in reviews.items()],
    )


@today_pages.route(f"/matches/<int:match_id>/verder/{CHOICES}", methods=["GET", "POST"])
@permission("worker")
def follow_with(match_id: int, choice: str) -> Answer:
    """Do what was chosen, with what has to be known for it."""
    found, chosen = get_match(match_id), Next(choice)
    form = _form(chosen, match_id, done=found.state == MatchState.COMPLETED)
    if form.validate_on_submit():
        today = local_today()
        with form.sending() as sending:
            by = current_visitor().staff_id
            followed = follow_up(match_id, _choice(chosen, form), on=today, today=today, by=by)
            record_access(f"match.{chosen}", f"match:{match_id}", _people(found))
            sending.location = url("today.match", match_id=(followed.proposal or followed.match).id)
        if form.was_sent:
            for sentence in _told(chosen, followed):
                flash(sentence)
            return redirect(form.location, 303)
    title = match_words(found, current_language())
    page = render_template("today/follow_with.html", form=form, match=found, title=title, choice=choice)
    return page, form.status


def _form(chosen: Next, match_id: int, *, done: bool) -> BuurtForm:
    """Return the form with what has to be known: hours of help that ends here, or why it stops."""
    if chosen == Next.STOP:
        return StopForm()
    if chosen == Next.NEVER:
        return NeverForm()
    if chosen == Next.WEEKLY or done:
        return StepForm()
    said = [review.hours for review in list_reviews(match_id).values() if review.hours is not None]
    return HoursForm(data={"hours": said[0] if said else None})


def _choice(chosen: Next, form: BuurtForm) -> Choice:
    values = form.data
    reason = values.get("reason")
    return Choice(
        next_step=chosen,
        hours=values.get("hours"),
        reason=reason.value if reason else "other",
        note=values.get("note") or None,
        still_needed=values.get("still_needed") is not False,
    )


def _people(match: Match) -> list[int]:
    return [match.request.resident_id, match.offer.resident_id]


def _told(chosen: Next, followed: Followed) -> list[str]:
    language = current_language()
    sentences = {
        Next.DONE: gettext("Klaar. Dank aan allebei."),
        Next.AGAIN: gettext("Klaar, en opnieuw gevraagd."),
        Next.WEEKLY: gettext("Dit gaat elke week door."),
        Next.STOP: gettext("Gestopt."),
        Next.NEVER: gettext("Deze twee komen niet meer bij elkaar in een voorstel."),
    }
    told = [sentences[chosen]]
    if followed.proposal is not None:
        told.append(gettext("Dit is het nieuwe voorstel, met dezelfde twee mensen."))
    if followed.why_not is not None:
        told.append(
            gettext(
                "De nieuwe vraag is open. Een voorstel met dezelfde helper lukte nu niet: %(why)s",
                why=followed.why_not.in_words(gettext),
            )
        )
    for other in followed.still_together:
        told.append(
            gettext("Let op, zij hebben nog een match: %(match)s.", match=match_words(other, language))
        )
    return told
