"""How a match ends before it is done: declined, stopped, and two people parted for good."""

from contextlib import suppress
from datetime import date

from sqlalchemy import or_, select

from buurtservice.extensions import db
from buurtservice.help.helped import close_as_helped
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.places import lock_helpers
from buurtservice.help.solutions import lock_requests
from buurtservice.matches.answers import end_answer
from buurtservice.matches.errors import HelpedNeedsOne, MatchInOtherState, NeverNeedsTwo
from buurtservice.matches.models import LIVE_STATES, UNDER_WAY_STATES, Match, MatchState, Step
from buurtservice.matches.proposing import withdraw_proposal
from buurtservice.matches.queries import get_match
from buurtservice.matches.reasons import Reason, clean_note, read_reason
from buurtservice.matches.steps import (
    StepDetails,
    StepTaken,
    break_ring,
    check_step,
    links_of,
    lock_match,
    move_match,
)
from buurtservice.residents.services import never_match
from buurtservice.transactions import transaction


def decline_match(
    match_id: int, *, reason: str, on: date, today: date, note: str | None = None, by: int | None = None
) -> StepTaken:
    """Record that a worker, or one of the two, says no. The pair is not proposed again for this request.

    With "never these two" the residents are not matched again at all, in either direction. With "already
    helped" the request is closed, so that neither a round nor the team takes it up. `by` is who of the staff
    says so. Raises NotFound, DateInFuture, DateTooEarly or MatchInOtherState.
    """
    return _say_no(
        match_id,
        needed=(MatchState.PROPOSED, MatchState.APPROVED),
        to=MatchState.DECLINED,
        step=Step.DECLINED,
        details=_reason_given(reason, note=note, by=by),
        on=on,
        today=today,
    )


def decline_ring(
    match_id: int, *, reason: str, on: date, today: date, note: str | None = None, by: int | None = None
) -> StepTaken:
    """Decline a proposed ring as one: none of its pairs is proposed again for these requests.

    The ring is not broken: its links stand and fall together, also when this is undone. "Never these two" is
    about two people and "already helped" about one, so they are refused for a ring. Raises NeverNeedsTwo,
    HelpedNeedsOne, or as decline_match.
    """
    details = _reason_given(reason, note=note, by=by)
    if details.reason == Reason.NEVER:
        raise NeverNeedsTwo
    if details.reason == Reason.ALREADY_HELPED:
        raise HelpedNeedsOne
    with transaction():
        links = links_of(lock_match(match_id))
        for link in links:
            check_step(link, needed=(MatchState.PROPOSED,), on=on, today=today)
            move_match(
                link,
                needed=(MatchState.PROPOSED,),
                to=MatchState.DECLINED,
                step=Step.DECLINED,
                on=on,
                details=details,
            )
        return StepTaken(matches=links)


def stop_match(
    match_id: int, *, reason: str, on: date, today: date, note: str | None = None, by: int | None = None
) -> StepTaken:
    """Record that a match under way ends before it is done; the request is open again.

    Raises NotFound, DateInFuture, DateTooEarly or MatchInOtherState.
    """
    return _say_no(
        match_id,
        needed=LIVE_STATES,
        to=MatchState.STOPPED,
        step=Step.STOPPED,
        details=_reason_given(reason, note=note, by=by),
        on=on,
        today=today,
    )


def part_residents(
    *, one_id: int, other_id: int, on: date, reason: str | None = None, by: int | None = None
) -> list[Match]:
    """Never match these two again, in either direction; end what is proposed or approved between them.

    Returns what both agreed to or what runs between them, which is the worker's to stop.
    """
    with transaction():
        lock_requests([match.help_request_id for match in _matches_of(one_id, other_id, UNDER_WAY_STATES)])
        never_match(one_id=one_id, other_id=other_id, on=on, reason=reason, by=by)
        _end_answers(_end_decided(one_id, other_id, on=on, by=by), on=on)
        return _matches_of(one_id, other_id, LIVE_STATES)


def _reason_given(reason: str, *, note: str | None, by: int | None) -> StepDetails:
    """Read the reason; a worker's note stands before words that are not on the list."""
    code, words = read_reason(reason)
    return StepDetails(by=by, reason=code.value, note=clean_note(note) or words)


def _say_no(
    match_id: int,
    *,
    needed: tuple[MatchState, ...],
    to: MatchState,
    step: Step,
    details: StepDetails,
    on: date,
    today: date,
) -> StepTaken:
    is_never = details.reason == Reason.NEVER
    with transaction():
        # All requests are locked at once: two workers who part the same two in both directions would else
        # each hold what the other needs.
        match = lock_match(match_id, also=_requests_between(match_id) if is_never else ())
        check_step(match, needed=needed, on=on, today=today)
        was_live = match.state in LIVE_STATES
        move_match(match, needed=needed, to=to, step=step, on=on, details=details)
        others = break_ring(match, on=on)
        ended = [match] if was_live else []
        if is_never:
            ended += _part(match, on=on, details=details)
        # Last, because it locks helpers, and requests and matches are locked before helpers.
        _end_answers(ended, on=on)
        if to == MatchState.DECLINED and details.reason == Reason.ALREADY_HELPED:
            close_as_helped(match.help_request_id, on=on, today=today)
        together = _matches_between(match, LIVE_STATES) if is_never else []
        return StepTaken(
            matches=[match],
            ring_broken=[link for link in others if get_match(link.id).state in UNDER_WAY_STATES],
            still_together=together,
        )


def _end_answers(matches: list[Match], *, on: date) -> None:
    lock_helpers([match.help_offer_id for match in matches])
    for match in matches:
        end_answer(match, on=on, fulfilled=False)


def _part(match: Match, *, on: date, details: StepDetails) -> list[Match]:
    """Never match these two again; end what is proposed or approved between them, in either direction.

    What both agreed to, or what runs, is the worker's to stop. Returns the approved matches that were ended,
    whose places still have to be given back.
    """
    one_id, other_id = match.request.resident_id, match.offer.resident_id
    never_match(one_id=one_id, other_id=other_id, on=on, reason=details.note, by=details.by)
    return _end_decided(one_id, other_id, on=on, by=details.by)


def _end_decided(one_id: int, other_id: int, *, on: date, by: int | None) -> list[Match]:
    """End what is proposed or approved between two residents; return what was approved."""
    for proposal in _matches_of(one_id, other_id, (MatchState.PROPOSED,)):
        with suppress(MatchInOtherState):  # Decided by a colleague meanwhile: that is theirs to see.
            withdraw_proposal(proposal, on=on, by=by)
    approved = _matches_of(one_id, other_id, (MatchState.APPROVED,))
    for other in approved:
        day = max(on, other.last_step_on)
        move_match(
            other,
            needed=(MatchState.APPROVED,),
            to=MatchState.DECLINED,
            step=Step.DECLINED,
            on=day,
            details=StepDetails(by=by, reason=Reason.NEVER.value),
        )
        break_ring(other, on=day)
    return approved


def _requests_between(match_id: int) -> list[int]:
    found = _matches_between(get_match(match_id), UNDER_WAY_STATES)
    return [other.help_request_id for other in found]


def _matches_between(match: Match, states: tuple[MatchState, ...]) -> list[Match]:
    """Return the other matches between the two of this match, in either direction, as they are now."""
    found = _matches_of(match.request.resident_id, match.offer.resident_id, states)
    return [other for other in found if other.id != match.id]


def _matches_of(one_id: int, other_id: int, states: tuple[MatchState, ...]) -> list[Match]:
    query = (
        select(Match)
        .join(HelpRequest, Match.help_request_id == HelpRequest.id)
        .join(HelpOffer, Match.help_offer_id == HelpOffer.id)
        .where(
            Match.state.in_(states),
            or_(
                (HelpRequest.resident_id == one_id) & (HelpOffer.resident_id == other_id),
                (HelpRequest.resident_id == other_id) & (HelpOffer.resident_id == one_id),
            ),
        )
        .order_by(Match.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(query).unique())
