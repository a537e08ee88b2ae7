"""What comes after help that was given: once more, every week, that was it, or never these two again."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import select, update

from buurtservice.errors import BuurtserviceError
from buurtservice.extensions import db
from buurtservice.help.models import HelpRequest, RequestState
from buurtservice.help.services import When, Wish, add_request
from buurtservice.labels import MATCH_STATES
from buurtservice.matches.contact_errors import AskedAgainAlready, NothingToReview
from buurtservice.matches.ending import part_residents, stop_match
from buurtservice.matches.leaving import withdraw_request_and_proposal
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import get_match
from buurtservice.matches.reviewing import begin_help, finish_help
from buurtservice.matches.steps import lock_match
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.problem import dayparts_of
from buurtservice.transactions import savepoint, transaction

RUNNING = (MatchState.AGREED, MatchState.ACTIVE)


class Next(StrEnum):
    """What the worker and the two decide."""

    DONE = "done"
    AGAIN = "again"
    WEEKLY = "weekly"
    STOP = "stop"
    NEVER = "never"


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What was decided. `hours` go with help that is done; reason and note with help that stops.

    `still_needed` tells whether the question stays open for somebody else when this stops.
    """

    next_step: Next
    hours: Decimal | None = None
    reason: str = "other"
    note: str | None = None
    still_needed: bool = True


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What came of it: the match as it is now, and of "again" the new request with its proposal.

    `why_not` says why the pair could not be proposed at once. `still_together` are other matches between two
    who must never be matched again: the worker's to stop.
    """

    match: Match
    request: HelpRequest | None = None
    proposal: Match | None = None
    why_not: BuurtserviceError | None = None
    still_together: list[Match] = field(default_factory=list)


def follow_up(match_id: int, choice: Choice, *, on: date, today: date, by: int | None = None) -> Followed:
    """Do what was decided about a match that was agreed, runs, or is done. All of it happens, or nothing.

    Raises NotFound, NothingToReview, AskedAgainAlready, MatchInOtherState, HoursOutOfRange, DateInFuture,
    DateTooEarly or PairNotAllowed.
    """
    with transaction():
        match = lock_match(match_id)
        _check_agreed(match)
        match choice.next_step:
            case Next.AGAIN:
                return _once_more(match, choice, weekly=False, on=on, today=today, by=by)
            case Next.WEEKLY if match.state == MatchState.COMPLETED:
                return _once_more(match, choice, weekly=True, on=on, today=today, by=by)
            case Next.WEEKLY:
                begin_help(match_id, on=on, today=today, by=by)
                _make_weekly(match.help_request_id)
                return Followed(match=get_match(match_id))
            case Next.STOP | Next.NEVER:
                return _end(match, choice, on=on, today=today, by=by)
            case _:
                finish_help(match_id, hours=choice.hours or Decimal(0), on=on, today=today, by=by)
                return Followed(match=get_match(match_id))


def _check_agreed(match: Match) -> None:
    if match.state not in (*RUNNING, MatchState.COMPLETED):
        raise NothingToReview(id=match.id, state=MATCH_STATES[match.state])


def _once_more(
    match: Match, choice: Choice, *, weekly: bool, on: date, today: date, by: int | None
) -> Followed:
    """Ask the same again, and propose the same helper at once if that still fits: a pair that clicked."""
    _check_not_asked_again(match)
    if match.state in RUNNING:
        finish_help(match.id, hours=choice.hours or Decimal(0), on=on, today=today, by=by)
    asked = match.request
    request = add_request(
        resident=asked.resident,
        wish=Wish(
            category=asked.category,
            dayparts=dayparts_of(asked.dayparts),
            place=None if asked.lat is None or asked.lon is None else (asked.lat, asked.lon),
            note=asked.note,
        ),
        received_on=on,
        needs=asked.needs,
        when=When(weekly=weekly),
    )
    proposal, why_not = None, None
    try:
        with savepoint():
            proposal = create_match(
                request_id=request.id, offer_id=match.help_offer_id, on=on, today=today, by=by
            )
    except BuurtserviceError as refused:  # The request stands: the next round prefers a pair that clicked.
        why_not = refused
    return Followed(match=get_match(match.id), request=request, proposal=proposal, why_not=why_not)


def _check_not_asked_again(match: Match) -> None:
    """Refuse when a later request of the same kind waits: the match is locked, so two do not both ask."""
    asked = match.request
    later = select(HelpRequest.id).where(
        HelpRequest.resident_id == asked.resident_id,
        HelpRequest.category_id == asked.category_id,
        HelpRequest.state == RequestState.OPEN,
        HelpRequest.id > asked.id,
    )
    found = db.session.scalar(later.limit(1))
    if found is not None:
        raise AskedAgainAlready(request=found)


def _end(match: Match, choice: Choice, *, on: date, today: date, by: int | None) -> Followed:
    is_never = choice.next_step == Next.NEVER
    together: list[Match] = []
    if match.state == MatchState.COMPLETED:
        if is_never:
            together = part_residents(
                one_id=match.request.resident_id,
                other_id=match.offer.resident_id,
                on=on,
                reason=choice.note,
                by=by,
            )
        return Followed(match=match, still_together=together)
    reason = "never" if is_never else choice.reason
    taken = stop_match(match.id, reason=reason, note=choice.note, on=on, today=today, by=by)
    if not choice.still_needed:
        withdraw_request_and_proposal(match.help_request_id, on=on, today=today)
    return Followed(match=get_match(match.id), still_together=taken.still_together)


def _make_weekly(request_id: int) -> None:
    db.session.execute(update(HelpRequest).where(HelpRequest.id == request_id).values(weekly=True))
