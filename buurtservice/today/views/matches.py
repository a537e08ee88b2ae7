"""The matches under way, and one match: whom to call, how they reach each other, what happened."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request
from flask import url_for as url
from flask_babel import force_locale, gettext
from markupsafe import Markup

from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import local_today, utc_now
from buurtservice.help.models import RequestState
from buurtservice.labels import MATCH_STATES
from buurtservice.matches.ending import decline_match
from buurtservice.matches.models import LIVE_STATES, Match, MatchState, Side
from buurtservice.matches.phoning import (
    call_back_on,
    find_next_call,
    other_side,
    record_no_answer,
    resident_of,
    said_yes_on,
    undo_yes,
)
from buurtservice.matches.queries import get_match
from buurtservice.permissions import permission
from buurtservice.settings import LOCALES
from buurtservice.today.forms import CallBackForm, NoForm, StepForm, next_workday
from buurtservice.today.match_queries import page_of_matches, read_story
from buurtservice.today.people import first_name, full_name, match_words, name_and_place, place_of, told_apart
from buurtservice.today.scripts import contact_card, phone_lines, reach_words, why_words
from buurtservice.today.sharing import record_yes_and_tell
from buurtservice.today.views.blueprint import today_pages
from buurtservice.web.answers import Answer
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import current_language
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset
from buurtservice.web.words import day_words

FILTERS = {
    "": LIVE_STATES,
    "bellen": (MatchState.APPROVED,),
    "afgesproken": (MatchState.AGREED,),
    "loopt": (MatchState.ACTIVE,),
    "klaar": (MatchState.COMPLETED,),
    "niet-doorgegaan": (MatchState.DECLINED, MatchState.STOPPED),
}
SIDES = "<any(asker, helper):side>"


@today_pages.get("/matches")
@permission("worker")
def matches() -> Answer:
    """Show the matches under way, those without a step for longest first."""
    chosen = request.args.get("staat", "")
    states = FILTERS.get(chosen, LIVE_STATES)
    rows, total = page_of_matches(states, limit=ROWS, offset=page_offset())
    record_access("matches.list", resident_id=[id_ for match in rows for id_ in _people(match)])
    page = Page(rows=rows, number=asked_page(), size=ROWS, total=total)
    words = {
        "bellen": gettext("Nog bellen"),
        "afgesproken": gettext("Afgesproken"),
        "loopt": gettext("Loopt"),
        "klaar": gettext("Klaar"),
        "niet-doorgegaan": gettext("Niet doorgegaan"),
    }
    return render_template(
        "today/matches.html",
        page=page,
        chosen=chosen,
        choices=list(words.items()),
        match_words=match_words,
        names=told_apart(one for match in rows for one in (match.request.resident, match.offer.resident)),
        states=MATCH_STATES,
        today=local_today(),
    )


@today_pages.get("/matches/<int:match_id>")
@permission("worker")
def match(match_id: int) -> Answer:
    """Show one match."""
    return show_match(match_id)


@today_pages.post(f"/matches/<int:match_id>/ja/{SIDES}")
@permission("worker")
def say_yes(match_id: int, side: str) -> Answer:
    """Record the yes of one side."""

    def do(who: Side) -> Match:
        return record_yes_and_tell(
            match_id, side=who, now=utc_now(), today=local_today(), by=current_visitor().staff_id
        )

    def told(now: Match, who: Side) -> str:
        if now.state == MatchState.AGREED:
            return gettext("Allebei zeiden ja. Het is afgesproken: zij mogen elkaar nu bereiken.")
        name = first_name(resident_of(now, other_side(who)))
        return gettext("Genoteerd. Bel nu %(name)s.", name=name)

    return _step(match_id, side, "match.yes", do, told)


@today_pages.post(f"/matches/<int:match_id>/terug/{SIDES}")
@permission("worker")
def take_back(match_id: int, side: str) -> Answer:
    """Take a yes back that was a slip."""

    def do(who: Side) -> Match:
        today = local_today()
        taken = undo_yes(match_id, side=who, on=today, today=today, by=current_visitor().staff_id)
        return taken.matches[0]

    return _step(match_id, side, "match.yes_undone", do, lambda _now, _who: gettext("Teruggenomen."))


@today_pages.route(f"/matches/<int:match_id>/niet-bereikt/{SIDES}", methods=["GET", "POST"])
@permission("worker")
def not_reached(match_id: int, side: str) -> Answer:
    """Note that nobody answered, and when to call again."""
    found, who, today = get_match(match_id), Side(side), local_today()
    form = CallBackForm(data={"call_back_on": next_workday(today)})
    if form.validate_on_submit():
        day = form.call_back_on.data
        with form.sending() as sending:
            by = current_visitor().staff_id
            record_no_answer(match_id, side=who, call_back_on=day, on=today, today=today, by=by)
            record_access("match.not_reached", f"match:{match_id}", resident_of(found, who).id)
            sending.location = url("today.match", match_id=match_id)
        if form.was_sent:
            flash(gettext("Genoteerd. Op %(day)s staat dit weer bij Vandaag.", day=day_words(day)))
            return redirect(form.location, 303)
    name = full_name(resident_of(found, who))
    back = url("today.match", match_id=match_id)
    return render_template("today/not_reached.html", form=form, name=name, back=back), form.status


@today_pages.route(f"/matches/<int:match_id>/nee/{SIDES}", methods=["GET", "POST"])
@permission("worker")
def say_no(match_id: int, side: str) -> Answer:
    """Record that one side said no, and why."""
    found, who, form = get_match(match_id), Side(side), NoForm()
    if form.validate_on_submit():
        today = local_today()
        with form.sending() as sending:
            taken = decline_match(
                match_id,
                reason=form.reason.data.value,
                note=form.note.data,
                on=today,
                today=today,
                by=current_visitor().staff_id,
            )
            record_access("match.no", f"match:{match_id}", _people(found))
            sending.location = url("today.match", match_id=match_id)
        if form.was_sent:
            if taken.matches[0].request.state == RequestState.WITHDRAWN:
                flash(gettext("Genoteerd. De vraag is gesloten: wie vraagt is al geholpen."))
            else:
                flash(gettext("Genoteerd. De vraag is weer open en doet mee met de volgende ronde."))
            for link in taken.ring_broken:
                flash(
                    gettext(
                        "De kring is verbroken. %(match)s gaat gewoon door.",
                        match=match_words(link, current_language()),
                    )
                )
            return redirect(form.location, 303)
    name = first_name(resident_of(found, who))
    return render_template("today/say_no.html", form=form, match=found, name=name), form.status


@today_pages.get(f"/matches/<int:match_id>/brief/{SIDES}")
@permission("worker", "desk")
def letter(match_id: int, side: str) -> Answer:
    """Show a letter to print, for who has no telephone or would not be phoned."""
    found, who = get_match(match_id), Side(side)
    person, other = resident_of(found, who), resident_of(found, other_side(who))
    record_access("match.letter", f"match:{match_id}", _people(found))
    agreed = found.contact_shared_on is not None
    language = person.language if person.language in LOCALES else "nl"
    with force_locale(LOCALES[language]):  # In the language of whoever gets it, whatever the worker reads.
        text = render_template(
            "today/letter_text.html",
            name=full_name(person),
            address=person.address,
            other=contact_card(other) if agreed else None,
            other_name=name_and_place(other),
            helps=who == Side.HELPER,
            kind=found.request.category.name_in(language),
        )
    return render_template("today/letter.html", match=found, text=Markup(text), text_language=language)  # noqa: S704 - a template of ours, escaped already.


def show_match(match_id: int, form: BuurtForm | None = None) -> Answer:
    """Return the page of a match, with what is wrong with a form that was sent from it."""
    record_access("match.read", f"match:{match_id}", _people(get_match(match_id)))
    story = read_story(match_id)
    today = local_today()
    shown = story.match
    page = render_template(
        "today/match.html",
        form=form or StepForm(),
        story=story,
        match=shown,
        title=match_words(shown, current_language()),
        state=MATCH_STATES[shown.state],
        sides=_sides(shown, today),
        now=utc_now(),
        today=today,
    )
    return (page, form.status) if form is not None else page


def _sides(shown: Match, today: Any) -> list[dict[str, Any]]:
    """Return what the page says of each side; the one to call now stands first."""
    language = current_language()
    call = find_next_call(shown, today=today)
    first = call.side if call else Side.ASKER
    sides = []
    for side in (first, other_side(first)):
        person, other = resident_of(shown, side), resident_of(shown, other_side(side))
        calls_now = call is not None and call.side == side
        sides.append(
            {
                "side": side.value,
                "name": full_name(person),
                # Two who are called the same are told apart on every button.
                "first_name": first_name(person)
                if first_name(person) != first_name(other)
                else full_name(person),
                "place": place_of(person),
                "role": gettext("helpt") if side == Side.HELPER else gettext("vraagt"),
                "phone": person.phone,
                "address": person.address,
                "reach": reach_words(person),
                "said_yes_on": said_yes_on(shown, side),
                "call_back_on": call_back_on(shown, side),
                "calls_now": calls_now and call is not None and call.due_on <= today,
                "why": why_words(call.why, shown, side) if calls_now and call is not None else "",
                "lines": phone_lines(shown, side, language=language)
                if shown.state == MatchState.APPROVED
                else [],
                "card": contact_card(other),
                "other": first_name(other),
            }
        )
    return sides


def _step(
    match_id: int,
    side: str,
    action: str,
    do: Callable[[Side], Match],
    told: Callable[[Match, Side], str],
) -> Answer:
    """Take a step of one button: done once, or the page again with why not."""
    form, who = StepForm(), Side(side)
    if form.validate_on_submit():
        with form.sending() as sending:
            now = do(who)
            record_access(action, f"match:{match_id}", resident_of(now, who).id)
            sending.location = url("today.match", match_id=match_id)
        if form.was_sent:
            flash(told(now, who))
            return redirect(form.location, 303)
    return show_match(match_id, form)


def _people(match: Match) -> list[int]:
    return [match.request.resident_id, match.offer.resident_id]
