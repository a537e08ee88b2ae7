"""A no together with what it says about the two: the helper rests, or dayparts come off."""

from dataclasses import dataclass, replace
from datetime import date

from buurtservice.help.models import RequestState
from buurtservice.help.narrowing import take_dayparts_off_offer, take_dayparts_off_request
from buurtservice.matches.ending import decline_match
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.steps import StepTaken, in_other_state, lock_match
from buurtservice.residents.resting import let_rest
from buurtservice.transactions import transaction


@dataclass(frozen=True, kw_only=True)
class Change:
    """What else is known after a no. Dayparts (0…20) come off the offer or the request."""

    helper_rests: bool = False
    not_helper: tuple[int, ...] = ()
    not_asker: tuple[int, ...] = ()


def decline_and_change(
    match_id: int,
    *,
    reason: str,
    change: Change,
    on: date,
    today: date,
    note: str | None = None,
    by: int | None = None,
) -> StepTaken:
    """Decline a match and change what was ticked, or neither. Raises as decline_match, or NoDaypartLeft.

    Of a request that this closed the dayparts stay as they are.
    """
    with transaction():
        taken = decline_match(match_id, reason=reason, on=on, today=today, note=note, by=by)
        match = taken.matches[0]
        is_open = match.request.state == RequestState.OPEN
        _apply(match, change if is_open else replace(change, not_asker=()))
        return taken


def change_after_no(match_id: int, change: Change) -> Match:
    """Change what a no said about the two of this match.

    Raises NotFound, MatchInOtherState where nobody said no, NoDaypartLeft or RequestNotOpen.
    """
    with transaction():
        match = lock_match(match_id)
        if match.state != MatchState.DECLINED:
            raise in_other_state(match, (MatchState.DECLINED,))
        _apply(match, change)
        return match


def _apply(match: Match, change: Change) -> None:
    """Change the request first: requests are locked before helpers and offers."""
    if change.not_asker:
        take_dayparts_off_request(match.help_request_id, change.not_asker)
    if change.helper_rests:
        let_rest(match.offer.resident_id)
    if change.not_helper:
        take_dayparts_off_offer(match.help_offer_id, change.not_helper)
