"""What waits for a decision, and one proposal or ring: what fits, why, and what happens after a no."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext

from buurtservice.accounts.logbook import record_access
from buurtservice.clock import local_today
from buurtservice.help.pausing import paused_days_by_request
from buurtservice.help.queries import list_categories
from buurtservice.matches.clashes import list_clashes
from buurtservice.matches.models import Match, MatchState, Step
from buurtservice.matches.proposing import find_proposal
from buurtservice.matches.reasons import Reason
from buurtservice.permissions import permission
from buurtservice.residents.places import list_neighbourhoods
from buurtservice.rounds.alternatives import if_declined, list_alternatives
from buurtservice.rounds.forms import ChangeForm, StepForm
from buurtservice.rounds.proposal_queries import (
    Filters,
    HistoryLine,
    Looked,
    list_history,
    look_at,
    offered_by,
    page_of_keys,
    people_of_keys,
    read_links,
)
from buurtservice.rounds.surroundings import read_surroundings
from buurtservice.rounds.views.blueprint import proposals_pages
from buurtservice.rounds.views.reasons import WhyTold, clash_words, if_declined_words, why_this_pair
from buurtservice.rounds.views.telling import ProposalTold, tell_all
from buurtservice.web.answers import Answer
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import current_language
from buurtservice.web.paging import ROWS, Page, asked_page, page_offset
from buurtservice.wording import daypart_words

CHANGES = (Reason.DAYS.value, Reason.HELPER_RESTS.value)


@dataclass(frozen=True, kw_only=True)
class Surrounded:
    """What the page of a waiting proposal says of others: per link why not they, and what a no would do."""

    why: list[WhyTold]
    if_declined: list[str]
    clashes: list[str]


@proposals_pages.get("/voorstellen")
@permission("worker")
def proposals() -> Answer:
    """Show what waits for a decision, who asked first in front."""
    today, filters = local_today(), _filters()
    keys, total, put_off = page_of_keys(filters, today=today, limit=ROWS, offset=page_offset())
    record_access("proposals.list", resident_id=people_of_keys(keys))
    links = read_links(keys)
    found = {key: links[key] for key in keys if key in links}
    told = tell_all(found, paused_days=paused_days_of(found.values(), today), today=today)
    language = current_language()
    return render_template(
        "proposals/proposals.html",
        page=Page(rows=told, number=asked_page(), size=ROWS, total=total),
        filters=filters,
        put_off=put_off,
        categories=[(one.code, one.name_in(language)) for one in list_categories() if not one.retired_on],
        neighbourhoods=[(one.id, one.name) for one in list_neighbourhoods()],
        url_of=url_of,
    )


@proposals_pages.get("/voorstellen/<int:match_id>")
@permission("worker")
def proposal(match_id: int) -> Answer:
    """Show one proposal; a link of a whole ring is shown with its ring."""
    looked = look_at(match_id)
    if looked.ring_id is not None:
        return redirect(url_for("proposals.ring", ring_id=looked.ring_id), 303)
    return show(match_id, looked=looked)


@proposals_pages.get("/kringen/<int:ring_id>")
@permission("worker")
def ring(ring_id: int) -> Answer:
    """Show a ring, which is decided as one."""
    return show(-ring_id)


def show(key: int, form: BuurtForm | None = None, *, looked: Looked | None = None) -> Answer:
    """Return the page of a proposal (match id) or ring (minus its id), with what was wrong in a form."""
    looked = looked or look_at(key)
    record_access("proposal.read", subject_of(key), looked.people)
    matches, today = read_links([key])[key], local_today()
    history = list_history([match.id for match in matches])
    paused_days = paused_days_of([matches], today)
    offered = {} if key < 0 else offered_by([matches[0].request.resident_id])
    (told,) = tell_all({key: matches}, paused_days=paused_days, today=today, offered=offered)
    waits = all(match.state == MatchState.PROPOSED for match in matches)
    page = render_template(
        "proposals/proposal.html",
        form=form or StepForm(),
        told=told,
        key=key,
        state=matches[0].state.value,
        waits=waits,
        around=look_around(told, paused_days, today) if waits else None,
        decided=_decision(matches[0], history),
        may_undo=_may_undo(matches),
        change=change_form(told) if _may_change(matches, history) else None,
        newer=_newer(matches[0]),
        history=history if key > 0 else _once_each(history),
        url_of=url_of,
    )
    return (page, form.status) if form is not None else page


def look_around(told: ProposalTold, paused_days: dict[int, int], today: date) -> Surrounded:
    """Return why these people and not others, and what the matcher would do after a no."""
    matches = [link.match for link in told.links]
    around = read_surroundings([match.request for match in matches], as_of=today)
    alternatives = list_alternatives(around)
    why = [why_this_pair(link, alternatives[link.match.help_request_id]) for link in told.links]
    pairs = [(match.help_request_id, match.help_offer_id) for match in matches]
    outcomes = if_declined(around, alternatives, pairs)
    clashes = list_clashes([(match.request, match.offer) for match in matches])
    return Surrounded(
        why=why,
        if_declined=if_declined_words(outcomes, told.links, paused_days=paused_days),
        clashes=[clash_words(one) for one in clashes],
    )


def paused_days_of(links: Any, today: date) -> dict[int, int]:
    """Return the days each request paused, which do not count as waiting."""
    ids = [match.help_request_id for matches in links for match in matches]
    return paused_days_by_request(as_of=today, request_ids=ids)


def url_of(key: int, step: str = "") -> str:
    """Return the address of a proposal (match id) or ring (minus its id), or of a step of it."""
    where = (
        url_for("proposals.proposal", match_id=key) if key > 0 else url_for("proposals.ring", ring_id=-key)
    )
    return f"{where}/{step}" if step else where


def subject_of(key: int) -> str:
    """Return what the log calls it."""
    return f"match:{key}" if key > 0 else f"ring:{-key}"


def change_form(told: ProposalTold, form: ChangeForm | None = None) -> ChangeForm:
    """Return the form of what a no says about two people, with the dayparts they share."""
    form, link = form or ChangeForm(), told.links[0]
    both = _shared(link.match)
    form.helper_rests.label.text = gettext(
        "Even geen nieuwe voorstellen voor %(name)s", name=link.helper_name
    )
    form.not_helper.label.text = gettext("%(name)s kan voortaan niet meer op", name=link.helper_name)
    form.not_asker.label.text = gettext("%(name)s kan voortaan niet meer op", name=link.asker_name)
    form.not_helper.choices = form.not_asker.choices = [(part, daypart_words([part])) for part in both]
    return form


def _shared(match: Match) -> list[int]:
    week = (1 << 21) - 1
    wanted, offered = match.request.dayparts, match.offer.dayparts
    both = (week if wanted is None else wanted) & (week if offered is None else offered)
    return [part for part in range(21) if both >> part & 1]


def _filters() -> Filters:
    neighbourhood = request.args.get("buurt", "")
    return Filters(
        category=request.args.get("soort") or None,
        neighbourhood_id=int(neighbourhood) if neighbourhood.isdecimal() and len(neighbourhood) < 9 else None,
        put_off=request.args.get("later") == "ja",
    )


_DECIDING = {
    MatchState.APPROVED: Step.APPROVED,
    MatchState.DECLINED: Step.DECLINED,
    MatchState.WITHDRAWN: Step.WITHDRAWN,
}


def _decision(match: Match, history: list[HistoryLine]) -> HistoryLine | None:
    """Return the step that brought the match where it is, if that was a decision."""
    step = _DECIDING.get(match.state)
    found = [line for line in history if line.match_id == match.id and line.step == step]
    return found[-1] if found else None


def _may_undo(matches: list[Match]) -> bool:
    if all(match.state == MatchState.APPROVED for match in matches):
        return not any(match.asker_said_yes_on or match.helper_said_yes_on for match in matches)
    return all(match.state == MatchState.DECLINED for match in matches)


def _may_change(matches: list[Match], history: list[HistoryLine]) -> bool:
    """Tell whether the no of one pair says something about the two that may still be written down."""
    decided = _decision(matches[0], history)
    is_no = len(matches) == 1 and matches[0].state == MatchState.DECLINED
    return is_no and decided is not None and decided.reason in CHANGES and bool(_shared(matches[0]))


def _newer(match: Match) -> Match | None:
    """Return the proposal that took the place of this one."""
    if match.state not in (MatchState.WITHDRAWN, MatchState.DECLINED):
        return None
    return find_proposal(match.help_request_id)


def _once_each(history: list[HistoryLine]) -> list[HistoryLine]:
    """Return the steps of a ring, those taken together once."""
    seen: dict[tuple[Any, ...], HistoryLine] = {}
    for line in history:
        seen.setdefault(
            (line.step, line.on, line.reason, line.by, line.at.replace(second=0, microsecond=0)), line
        )
    return list(seen.values())
