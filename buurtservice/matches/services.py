"""The steps of a match that people take: approve, say yes, start, complete; decline, stop, put off."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from sqlalchemy import or_, select

from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest, SolutionKind
from buurtservice.help.places import give_place_back, lock_helpers, take_places
from buurtservice.help.solutions import claim_solution, end_solution
from buurtservice.matches.errors import (
    AlreadySaidYes,
    HoursOutOfRange,
    MatchInOtherState,
    NotLater,
    PairNotAllowed,
)
from buurtservice.matches.models import LIVE_STATES, UNDER_WAY_STATES, Match, MatchState, Step
from buurtservice.matches.policies import reciprocity_of_agreement
from buurtservice.matches.proposing import withdraw_proposal
from buurtservice.matches.queries import get_match
from buurtservice.matches.reasons import Reason, read_reason
from buurtservice.matches.steps import (
    StepDetails,
    break_ring,
    check_step,
    links_of,
    lock_match,
    move_match,
)
from buurtservice.residents.queries import is_never_pair
from buurtservice.residents.services import never_match
from buurtservice.transactions import transaction

MAX_HOURS = Decimal(1000)
_HUNDREDTH = Decimal("0.01")
Side = Literal["asker", "helper"]


@dataclass(frozen=True, kw_only=True)
class StepTaken:
    """What a step changed: the matches that took it, and links of a broken ring that now go on alone.

    `still_together` are matches under way between two who must never be matched again: the worker's to stop.
    """

    matches: list[Match]
    ring_broken: list[Match] = field(default_factory=list)
    still_together: list[Match] = field(default_factory=list)


def approve_match(match_id: int, *, on: date, today: date) -> StepTaken:
    """Approve a proposal; a ring is approved as a whole.

    Raises NotFound, DateInFuture, DateTooEarly, MatchInOtherState, RequestNotOpen, RequestAlreadyAnswered,
    OfferNotActive, OfferFull, HelperResting, HelperFull or PairNotAllowed; then nothing has changed.
    """
    with transaction():
        links = links_of(lock_match(match_id))
        for link in links:
            check_step(link, needed=(MatchState.PROPOSED,), on=on, today=today)
            _approve_link(link, on=on)
        take_places([link.help_offer_id for link in links])
        return StepTaken(matches=links)


def _approve_link(link: Match, *, on: date) -> None:
    """Approve one match; its place at the offer is taken afterwards, for all links of a ring in one order."""
    move_match(link, needed=(MatchState.PROPOSED,), to=MatchState.APPROVED, step=Step.APPROVED, on=on)
    _check_not_parted(link)
    solution = claim_solution(request_id=link.help_request_id, kind=SolutionKind.MATCH, on=on)
    link.solution_id = solution.id
    db.session.flush()


def _check_not_parted(match: Match) -> None:
    if is_never_pair(match.request.resident_id, match.offer.resident_id):
        raise PairNotAllowed(request=match.help_request_id, offer=match.help_offer_id)


def record_yes(match_id: int, *, side: Side, on: date, today: date) -> StepTaken:
    """Record that one side said yes. When both have, the match is agreed and its reciprocity is settled.

    Raises NotFound, DateInFuture, DateTooEarly, MatchInOtherState, PairNotAllowed or AlreadySaidYes.
    """
    with transaction():
        match = lock_match(match_id)
        check_step(match, needed=(MatchState.APPROVED,), on=on, today=today)
        _check_not_parted(match)
        said_yes_on = match.asker_said_yes_on if side == "asker" else match.helper_said_yes_on
        if said_yes_on is not None:
            raise AlreadySaidYes(id=match_id, on=said_yes_on.isoformat())
        step = Step.ASKER_SAID_YES if side == "asker" else Step.HELPER_SAID_YES
        columns: dict[str, Any] = {f"{side}_said_yes_on": on}
        move_match(
            match,
            needed=(MatchState.APPROVED,),
            to=MatchState.APPROVED,
            step=step,
            on=on,
            **columns,
        )
        if match.asker_said_yes_on is not None and match.helper_said_yes_on is not None:
            details = StepDetails(reciprocity=reciprocity_of_agreement(match, on=on))
            move_match(
                match,
                needed=(MatchState.APPROVED,),
                to=MatchState.AGREED,
                step=Step.AGREED,
                on=on,
                details=details,
            )
        return StepTaken(matches=[match])


def start_match(match_id: int, *, on: date, today: date) -> StepTaken:
    """Record that the help has begun.

    Raises NotFound, DateInFuture, DateTooEarly, MatchInOtherState or PairNotAllowed.
    """
    with transaction():
        match = lock_match(match_id)
        check_step(match, needed=(MatchState.AGREED,), on=on, today=today)
        _check_not_parted(match)
        move_match(match, needed=(MatchState.AGREED,), to=MatchState.ACTIVE, step=Step.STARTED, on=on)
        return StepTaken(matches=[match])


def complete_match(match_id: int, *, hours: Decimal, on: date, today: date) -> StepTaken:
    """Record that the help is done and how many hours it took, 0 to 1,000, kept to the hundredth.

    Raises HoursOutOfRange, NotFound, DateInFuture, DateTooEarly or MatchInOtherState.
    """
    if not hours.is_finite() or not 0 <= hours <= MAX_HOURS:
        raise HoursOutOfRange(hours=hours)
    hours = hours.quantize(_HUNDREDTH, ROUND_HALF_UP)  # Rounded here: the two databases round differently.
    with transaction():
        match = lock_match(match_id)
        check_step(match, needed=(MatchState.ACTIVE,), on=on, today=today)
        move_match(
            match,
            needed=(MatchState.ACTIVE,),
            to=MatchState.COMPLETED,
            step=Step.COMPLETED,
            on=on,
            details=StepDetails(hours=hours),
            hours=hours,
            completed_on=on,
        )
        _end_answer(match, on=on, fulfilled=True)
        return StepTaken(matches=[match])


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


def postpone_match(match_id: int, *, until: date, on: date, today: date) -> StepTaken:
    """Put a proposal off until a later day, its whole ring with it; rounds keep it.

    Raises NotLater, NotFound, DateInFuture, DateTooEarly or MatchInOtherState.
    """
    if until <= on:
        raise NotLater(on=on.isoformat(), until=until.isoformat())
    with transaction():
        links = links_of(lock_match(match_id))
        for link in links:
            check_step(link, needed=(MatchState.PROPOSED,), on=on, today=today)
            move_match(
                link,
                needed=(MatchState.PROPOSED,),
                to=MatchState.PROPOSED,
                step=Step.POSTPONED,
                on=on,
                postponed_until=until,
            )
        return StepTaken(matches=links)


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


def _end_answer(match: Match, *, on: date, fulfilled: bool) -> None:
    """Give the place back and end the request's live answer, once."""
    if match.solution_id is not None:
        end_solution(match.solution_id, on=on, fulfilled=fulfilled)
        give_place_back(match.help_offer_id)


def _end_answers(matches: list[Match], *, on: date) -> None:
    lock_helpers([match.help_offer_id for match in matches])
    for match in matches:
        _end_answer(match, on=on, fulfilled=False)


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
