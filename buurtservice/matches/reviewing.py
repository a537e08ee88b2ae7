"""How did it go? What each side says about it, and how a match that was agreed comes to its end."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import select

from buurtservice.days import check_not_future
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.help.services import about_request
from buurtservice.labels import MATCH_STATES
from buurtservice.matches.contact_errors import NothingToReview
from buurtservice.matches.errors import HoursOutOfRange
from buurtservice.matches.models import Match, MatchReview, MatchState, NextStep, Side, Step, Went
from buurtservice.matches.services import MAX_HOURS, complete_match, start_match
from buurtservice.matches.steps import StepDetails, StepTaken, lock_match, record_step
from buurtservice.transactions import transaction

REVIEWED_STATES = (MatchState.AGREED, MatchState.ACTIVE, MatchState.COMPLETED, MatchState.STOPPED)


@dataclass(frozen=True, kw_only=True)
class Word:
    """What one side said: how it went, how many hours it took, a few words, and what they would like next."""

    went: Went
    hours: Decimal | None = None
    note: str | None = None
    next_step: NextStep | None = None


def list_reviews(match_id: int) -> dict[Side, MatchReview]:
    """Return what each side said, by side."""
    query = select(MatchReview).where(MatchReview.match_id == match_id)
    rows = db.session.scalars(query.execution_options(populate_existing=True))
    return {review.side: review for review in rows}


def record_review(
    match_id: int, *, side: Side, word: Word, on: date, today: date, by: int | None = None
) -> MatchReview:
    """Record how it went for one side; a later word of the same side takes the place of the earlier one.

    Of hours only the match's own are ever counted: what a side says helps to fill those in.

    Raises NotFound, NothingToReview, HoursOutOfRange or DateInFuture.
    """
    check_not_future(on, today=today)
    hours = None if word.hours is None else _to_the_hundredth(word.hours)
    with transaction() as session:
        match = lock_match(match_id)
        if match.state not in REVIEWED_STATES:
            raise NothingToReview(id=match_id, state=MATCH_STATES[match.state])
        review = list_reviews(match_id).get(side) or MatchReview(match_id=match_id, side=side)
        review.went, review.next_step = word.went, word.next_step
        review.hours, review.note = hours, word.note
        review.given_on, review.recorded_by_id = on, by
        session.add(review)
        session.flush()
        _record(match, side, word, on=on, by=by)
        return review


def finish_help(match_id: int, *, hours: Decimal, on: date, today: date, by: int | None = None) -> StepTaken:
    """Complete a match with its hours; one that was agreed and never noted as begun, has begun.

    Raises HoursOutOfRange, NotFound, MatchInOtherState, DateInFuture, DateTooEarly or PairNotAllowed.
    """
    with transaction():
        begin_help(match_id, on=on, today=today, by=by)
        return complete_match(match_id, hours=hours, on=on, today=today, by=by)


def begin_help(match_id: int, *, on: date, today: date, by: int | None = None) -> Match:
    """Record that the help has begun, unless it is known. Raises NotFound or as start_match."""
    with transaction():
        match = lock_match(match_id)
        if match.state == MatchState.AGREED:
            start_match(match_id, on=on, today=today, by=by)
        return match


def _to_the_hundredth(hours: Decimal) -> Decimal:
    if not hours.is_finite() or not 0 <= hours <= MAX_HOURS:
        raise HoursOutOfRange(hours=hours)
    return hours.quantize(Decimal("0.01"), ROUND_HALF_UP)


def _record(match: Match, side: Side, word: Word, *, on: date, by: int | None) -> None:
    step = Step.ASKER_REVIEWED if side == Side.ASKER else Step.HELPER_REVIEWED
    record_step(match, step, on=on, details=StepDetails(by=by, reason=word.went.value))
    about = about_request(match.request)
    record_fact(FactKind.MATCH_REVIEWED, on=on, about=about, reason=f"{side.value}:{word.went.value}")
