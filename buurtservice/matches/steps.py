"""How one step of one match is taken: a conditional update, an event and a fact, all or nothing.

Nothing here opens a transaction or commits; the services do. Every step first locks the requests concerned
(help/solutions.py), so that two steps on one match never run side by side.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import update

from buurtservice.extensions import db
from buurtservice.facts.models import FactKind, ReciprocityKind
from buurtservice.facts.services import record_fact
from buurtservice.help.services import about_request
from buurtservice.help.solutions import lock_requests
from buurtservice.labels import MATCH_STATES
from buurtservice.matches.errors import AlreadyDecided, MatchInOtherState
from buurtservice.matches.models import Match, MatchEvent, MatchState, Step
from buurtservice.matches.policies import check_step_date
from buurtservice.matches.queries import find_decision, get_match, list_ring_matches
from buurtservice.transactions import changes_one

_FACTS = {
    Step.PROPOSED: FactKind.MATCH_PROPOSED,
    Step.APPROVED: FactKind.MATCH_APPROVED,
    Step.AGREED: FactKind.MATCH_AGREED,
    Step.STARTED: FactKind.MATCH_STARTED,
    Step.COMPLETED: FactKind.MATCH_COMPLETED,
    Step.DECLINED: FactKind.MATCH_DECLINED,
    Step.WITHDRAWN: FactKind.MATCH_WITHDRAWN,
    Step.STOPPED: FactKind.MATCH_STOPPED,
    Step.APPROVAL_UNDONE: FactKind.MATCH_APPROVAL_UNDONE,
    Step.DECLINE_UNDONE: FactKind.MATCH_DECLINE_UNDONE,
}


@dataclass(frozen=True, kw_only=True)
class StepDetails:
    """What may go with a step: a reason from the list, a worker's words, and for the fact kind and hours.

    `by` is who of the staff took it; None is the system, a card, or whoever has the machine.
    """

    by: int | None = None
    reason: str | None = None
    note: str | None = None
    reciprocity: ReciprocityKind | None = None
    hours: Decimal | None = None


NO_DETAILS = StepDetails()
SWAP, LINKS_OF_SWAP = "swap", 2  # A ring of two.


@dataclass(frozen=True, kw_only=True)
class StepTaken:
    """What a step changed: the matches that took it, and links of a broken ring that now go on alone.

    `still_together` are matches under way between two who must never be matched again: the worker's to stop.
    """

    matches: list[Match]
    ring_broken: list[Match] = field(default_factory=list)
    still_together: list[Match] = field(default_factory=list)


def lock_match(match_id: int, *, also: Collection[int] = ()) -> Match:
    """Hold the match and all links of its ring until the transaction ends; return it as it is then.

    `also` are ids of further requests to hold. Raises NotFound.
    """
    match = get_match(match_id)
    lock_requests([*(link.help_request_id for link in links_of(match)), *also])
    return get_match(match_id)


def links_of(match: Match) -> list[Match]:
    """Return the links of the whole ring this match is in, by id, or the match alone."""
    ring_id = match.whole_ring_id
    return [match] if ring_id is None else list_ring_matches(ring_id)


def check_step(match: Match, *, needed: Collection[MatchState], on: date, today: date) -> None:
    """Refuse a step that does not fit: first for the state the match is in, then for the day.

    Raises MatchInOtherState, DateInFuture or DateTooEarly. The match is locked, so it stays as it is.
    """
    if match.state not in needed:
        raise in_other_state(match, needed)
    check_step_date(match, on=on, today=today)


def move_match(
    match: Match,
    *,
    needed: Collection[MatchState],
    to: MatchState,
    step: Step,
    on: date,
    details: StepDetails = NO_DETAILS,
    **columns: Any,
) -> None:
    """Bring the match from one of the states `needed` to the state `to`, once.

    Raises MatchInOtherState with the state it is in now, and changes nothing, when it is in another state.
    """
    moved = update(Match).where(Match.id == match.id, Match.state.in_(needed))
    if not changes_one(moved.values(state=to, last_step_on=on, **columns)):
        raise in_other_state(get_match(match.id), needed)
    db.session.refresh(match)
    record_step(match, step, on=on, details=details)


def in_other_state(match: Match, needed: Collection[MatchState]) -> MatchInOtherState:
    """Return the refusal that says how the match stands now and, where staff decided, by whom and when."""
    decided = find_decision(match.id, match.state)
    first_needed = min(needed, key=list(MatchState).index)
    state_now = {"id": match.id, "state": MATCH_STATES[match.state], "needed": MATCH_STATES[first_needed]}
    if decided is None:
        return MatchInOtherState(**state_now)
    return AlreadyDecided(**state_now, now=match.state.value, by=decided.name, at=decided.at)


def record_step(match: Match, step: Step, *, on: date, details: StepDetails = NO_DETAILS) -> None:
    """Write down the step as an event, and as a fact where figures may need it."""
    db.session.add(
        MatchEvent(
            match_id=match.id,
            step=step,
            happened_on=on,
            reason=details.reason,
            note=details.note,
            staff_user_id=details.by,
        )
    )
    if step in _FACTS:
        record_fact(
            _FACTS[step],
            on=on,
            about=replace(
                about_request(match.request),
                match_key=match.subject_key,
                offer_key=match.offer.subject_key,
            ),
            reciprocity=details.reciprocity,
            reason=details.reason or _swap(match, details),
            hours=details.hours,
        )


def _swap(match: Match, details: StepDetails) -> str | None:
    """Return the reason that sets a ring of two apart where they agreed; None of a longer one."""
    if details.reciprocity != ReciprocityKind.RING or match.ring_id is None:
        return None
    return SWAP if len(list_ring_matches(match.ring_id)) == LINKS_OF_SWAP else None


def break_ring(match: Match, *, on: date) -> list[Match]:
    """Break the ring that a failed match was a link of; return the other links, which go on by themselves."""
    ring = match.ring
    if ring is None or ring.broken_on is not None:
        return []
    ring.broken_on = on
    others = [link for link in list_ring_matches(ring.id) if link.id != match.id]
    for link in others:
        record_step(link, Step.RING_BROKEN, on=on)
    return others
