"""The steps of a match that lead on: approve, say yes, start, complete, put off."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from buurtservice.extensions import db
from buurtservice.help.models import SolutionKind
from buurtservice.help.places import take_places
from buurtservice.help.solutions import claim_solution
from buurtservice.matches.answers import end_answer
from buurtservice.matches.errors import (
    AlreadySaidYes,
    HoursOutOfRange,
    NotLater,
    PairNotAllowed,
)
from buurtservice.matches.models import Match, MatchState, Step
from buurtservice.matches.policies import reciprocity_of_agreement
from buurtservice.matches.steps import (
    StepDetails,
    StepTaken,
    check_step,
    links_of,
    lock_match,
    move_match,
)
from buurtservice.residents.queries import is_never_pair
from buurtservice.transactions import transaction

MAX_HOURS = Decimal(1000)
_HUNDREDTH = Decimal("0.01")
Side = Literal["asker", "helper"]


def approve_match(match_id: int, *, on: date, today: date, by: int | None = None) -> StepTaken:
    """Approve a proposal; a ring is approved as a whole. `by` is who of the staff decides.

    Raises NotFound, DateInFuture, DateTooEarly, MatchInOtherState, RequestNotOpen, RequestAlreadyAnswered,
    OfferNotActive, OfferFull, HelperResting, HelperFull or PairNotAllowed; then nothing has changed.
    """
    with transaction():
        links = links_of(lock_match(match_id))
        for link in links:
            check_step(link, needed=(MatchState.PROPOSED,), on=on, today=today)
            _approve_link(link, on=on, by=by)
        take_places([link.help_offer_id for link in links])
        return StepTaken(matches=links)


def _approve_link(link: Match, *, on: date, by: int | None) -> None:
    """Approve one match; its place at the offer is taken afterwards, for all links of a ring in one order."""
    move_match(
        link,
        needed=(MatchState.PROPOSED,),
        to=MatchState.APPROVED,
        step=Step.APPROVED,
        on=on,
        details=StepDetails(by=by),
    )
    _check_not_parted(link)
    solution = claim_solution(request_id=link.help_request_id, kind=SolutionKind.MATCH, on=on)
    link.solution_id = solution.id
    db.session.flush()


def _check_not_parted(match: Match) -> None:
    if is_never_pair(match.request.resident_id, match.offer.resident_id):
        raise PairNotAllowed(request=match.help_request_id, offer=match.help_offer_id)


def record_yes(match_id: int, *, side: Side, on: date, today: date, by: int | None = None) -> StepTaken:
    """Record that one side said yes.

    When both have, the match is agreed: its reciprocity is settled, and each may reach the other from then.

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
        columns: dict[str, Any] = {f"{side}_said_yes_on": on, f"{side}_call_back_on": None}
        move_match(
            match,
            needed=(MatchState.APPROVED,),
            to=MatchState.APPROVED,
            step=step,
            on=on,
            details=StepDetails(by=by),
            **columns,
        )
        if match.asker_said_yes_on is not None and match.helper_said_yes_on is not None:
            details = StepDetails(by=by, reciprocity=reciprocity_of_agreement(match, on=on))
            move_match(
                match,
                needed=(MatchState.APPROVED,),
                to=MatchState.AGREED,
                step=Step.AGREED,
                on=on,
                details=details,
                contact_shared_on=on,
            )
        return StepTaken(matches=[match])


def start_match(match_id: int, *, on: date, today: date, by: int | None = None) -> StepTaken:
    """Record that the help has begun.

    Raises NotFound, DateInFuture, DateTooEarly, MatchInOtherState or PairNotAllowed.
    """
    with transaction():
        match = lock_match(match_id)
        check_step(match, needed=(MatchState.AGREED,), on=on, today=today)
        _check_not_parted(match)
        move_match(
            match,
            needed=(MatchState.AGREED,),
            to=MatchState.ACTIVE,
            step=Step.STARTED,
            on=on,
            details=StepDetails(by=by),
        )
        return StepTaken(matches=[match])


def complete_match(
    match_id: int, *, hours: Decimal, on: date, today: date, by: int | None = None
) -> StepTaken:
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
            details=StepDetails(by=by, hours=hours),
            hours=hours,
            completed_on=on,
        )
        end_answer(match, on=on, fulfilled=True)
        return StepTaken(matches=[match])


def postpone_match(match_id: int, *, until: date, on: date, today: date, by: int | None = None) -> StepTaken:
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
                details=StepDetails(by=by),
                postponed_until=until,
            )
        return StepTaken(matches=links)
