"""How a match ends before it is done: declined, stopped, and two people parted for good."""

from contextlib import suppress
from datetime import date

from sqlalchemy import or_, select

from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.help.places import lock_helpers
from buurtservice.matches.answers import end_answer
from buurtservice.matches.errors import MatchInOtherState
from buurtservice.matches.models import LIVE_STATES, UNDER_WAY_STATES, Match, MatchState, Step
from buurtservice.matches.proposing import withdraw_proposal
from buurtservice.matches.queries import get_match
from buurtservice.matches.reasons import Reason, read_reason
from buurtservice.matches.steps import StepDetails, StepTaken, break_ring, check_step, lock_match, move_match
from buurtservice.residents.services import never_match
from buurtservice.transactions import transaction


def decline_match(match_id: int, *, reason: str, on: date, today: date) -> StepTaken:
    """Record that a worker, or one of the two, says no. The pair is not proposed again for this request.

    With "never these two" the residents are not matched again at all, in either direction.
    Raises NotFound, DateInFuture, DateTooEarly or MatchInOtherState.
    """
    return _say_no(
        match_id,
        needed=(MatchState.PROPOSED, MatchState.APPROVED),
        to=MatchState.DECLINED,
        step=Step.DECLINED,
        reason=reason,
        on=on,
        today=today,
    )


def stop_match(match_id: int, *, reason: str, on: date, today: date) -> StepTaken:
    """Record that a match under way ends before it is done; the request is open again.

    Raises NotFound, DateInFuture, DateTooEarly or MatchInOtherState.
    """
    return _say_no(
        match_id,
        needed=LIVE_STATES,
        to=MatchState.STOPPED,
        step=Step.STOPPED,
        reason=reason,
        on=on,
        today=today,
    )


def _say_no(
    match_id: int,
    *,
    needed: tuple[MatchState, ...],
    to: MatchState,
    step: Step,
    reason: str,
    on: date,
    today: date,
) -> StepTaken:
    code, note = read_reason(reason)
    with transaction():
        # All requests are locked at once: two workers who part the same two in both directions would else
        # each hold what the other needs.
        match = lock_match(match_id, also=_requests_between(match_id) if code == Reason.NEVER else ())
        check_step(match, needed=needed, on=on, today=today)
        was_live = match.state in LIVE_STATES
        details = StepDetails(reason=code.value, note=note)
        move_match(match, needed=needed, to=to, step=step, on=on, details=details)
        others = break_ring(match, on=on)
        ended = [match] if was_live else []
        if code == Reason.NEVER:
            ended += _part(match, on=on)
        # Last, because it locks helpers, and requests and matches are locked before helpers.
        _end_answers(ended, on=on)
        together = _matches_between(match, LIVE_STATES) if code == Reason.NEVER else []
        return StepTaken(
            matches=[match],
            ring_broken=[link for link in others if get_match(link.id).state in UNDER_WAY_STATES],
            still_together=together,
        )


def _end_answers(matches: list[Match], *, on: date) -> None:
    lock_helpers([match.help_offer_id for match in matches])
    for match in matches:
        end_answer(match, on=on, fulfilled=False)


def _part(match: Match, *, on: date) -> list[Match]:
    """Never match these two again; end what is proposed or approved between them, in either direction.

    What both agreed to, or what runs, is the worker's to stop. Returns the approved matches that were ended,
    whose places still have to be given back.
    """
    never_match(one_id=match.request.resident_id, other_id=match.offer.resident_id, on=on)
    for proposal in _matches_between(match, (MatchState.PROPOSED,)):
        with suppress(MatchInOtherState):  # Decided by a colleague meanwhile: that is theirs to see.
            withdraw_proposal(proposal, on=on)
    approved = _matches_between(match, (MatchState.APPROVED,))
    for other in approved:
        day = max(on, other.last_step_on)
        move_match(
            other,
            needed=(MatchState.APPROVED,),
            to=MatchState.DECLINED,
            step=Step.DECLINED,
            on=day,
            details=StepDetails(reason=Reason.NEVER.value),
        )
        break_ring(other, on=day)
    return approved


def _requests_between(match_id: int) -> list[int]:
    found = _matches_between(get_match(match_id), UNDER_WAY_STATES)
    return [other.help_request_id for other in found]


def _matches_between(match: Match, states: tuple[MatchState, ...]) -> list[Match]:
    """Return the other matches between the two of this match, in either direction, as they are now."""
    one_id, other_id = match.request.resident_id, match.offer.resident_id
    query = (
        select(Match)
        .join(HelpRequest, Match.help_request_id == HelpRequest.id)
        .join(HelpOffer, Match.help_offer_id == HelpOffer.id)
        .where(
            Match.id != match.id,
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
