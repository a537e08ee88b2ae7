"""Phones both sides of an approved match: whom first, and what came of it, yes, no, or nobody answered."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from buurtservice.matches.contact_errors import CallBackNotSoon, NoYesToUndo
from buurtservice.matches.models import Match, MatchState, Side, Step
from buurtservice.matches.steps import StepDetails, StepTaken, check_step, lock_match, move_match
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.transactions import transaction

LATEST_CALL_BACK = timedelta(days=60)


class WhyFirst(StrEnum):
    """Why this side is called first."""

    OTHER_SAID_YES = "other_said_yes"
    OTHER_CALLED_BACK_LATER = "other_called_back_later"
    OTHER_HAS_NO_PHONE = "other_has_no_phone"
    HELPER_FIRST = "helper_first"  # Then nobody who asked for help has to be let down.


@dataclass(frozen=True, kw_only=True)
class NextCall:
    """Whom to call now, and why that one; `due_on` lies ahead when both are to be called back later."""

    side: Side
    why: WhyFirst
    due_on: date


def said_yes_on(match: Match, side: Side) -> date | None:
    """Return when this side said yes, if it did."""
    return match.asker_said_yes_on if side == Side.ASKER else match.helper_said_yes_on


def call_back_on(match: Match, side: Side) -> date | None:
    """Return from which day on this side is to be called again, if nobody answered."""
    return match.asker_call_back_on if side == Side.ASKER else match.helper_call_back_on


def resident_of(match: Match, side: Side) -> Resident:
    """Return who stands on this side."""
    return match.request.resident if side == Side.ASKER else match.offer.resident


def other_side(side: Side) -> Side:
    """Return the other one."""
    return Side.HELPER if side == Side.ASKER else Side.ASKER


def way_to_reach(person: Resident) -> ContactBy:
    """Return how this person can be reached, as they wish it where that is possible.

    Who gave nothing to reach them by comes to the desk: a paper reference works there and nowhere else.
    """
    possible = {
        ContactBy.PHONE: person.phone,
        ContactBy.EMAIL: person.email,
        ContactBy.LETTER: person.address,
    }
    if person.contact_by == ContactBy.DESK or (person.contact_by and possible[person.contact_by]):
        return person.contact_by
    return next((way for way, where in possible.items() if where), ContactBy.DESK)


def find_next_call(match: Match, *, today: date) -> NextCall | None:
    """Return whom to call now, or None when both have said yes or the match is not to be phoned about.

    The one who has not said yes; else the one who need not be called back later; else the one with a
    telephone; else who helps.
    """
    if match.state != MatchState.APPROVED:
        return None
    silent = [side for side in (Side.HELPER, Side.ASKER) if said_yes_on(match, side) is None]
    due = {side: max(call_back_on(match, side) or today, today) for side in silent}
    if len(silent) == 1:
        return NextCall(side=silent[0], why=WhyFirst.OTHER_SAID_YES, due_on=due[silent[0]])
    first = min(
        silent, key=lambda side: (due[side], way_to_reach(resident_of(match, side)) != ContactBy.PHONE)
    )
    other = other_side(first)
    why = WhyFirst.HELPER_FIRST
    if due[other] > due[first]:
        why = WhyFirst.OTHER_CALLED_BACK_LATER
    elif first == Side.ASKER:
        why = WhyFirst.OTHER_HAS_NO_PHONE
    return NextCall(side=first, why=why, due_on=due[first])


def record_no_answer(
    match_id: int, *, side: Side, call_back_on: date, on: date, today: date, by: int | None = None
) -> StepTaken:
    """Record that nobody answered, or that a letter went out, and when to try again.

    Raises CallBackNotSoon, NotFound, MatchInOtherState, DateInFuture or DateTooEarly.
    """
    first, last = on + timedelta(days=1), on + LATEST_CALL_BACK
    if not first <= call_back_on <= last:
        raise CallBackNotSoon(first=first.isoformat(), last=last.isoformat())
    step = Step.ASKER_NOT_REACHED if side == Side.ASKER else Step.HELPER_NOT_REACHED
    with transaction():
        match = lock_match(match_id)
        check_step(match, needed=(MatchState.APPROVED,), on=on, today=today)
        _move(match, step, on=on, by=by, **{f"{side}_call_back_on": call_back_on})
        return StepTaken(matches=[match])


def undo_yes(match_id: int, *, side: Side, on: date, today: date, by: int | None = None) -> StepTaken:
    """Take a yes back that was recorded by mistake; when both said yes it is too late.

    Raises NoYesToUndo, NotFound, MatchInOtherState, DateInFuture or DateTooEarly.
    """
    step = Step.ASKER_YES_UNDONE if side == Side.ASKER else Step.HELPER_YES_UNDONE
    with transaction():
        match = lock_match(match_id)
        check_step(match, needed=(MatchState.APPROVED,), on=on, today=today)
        if said_yes_on(match, side) is None:
            raise NoYesToUndo(id=match_id)
        _move(match, step, on=on, by=by, **{f"{side}_said_yes_on": None})
        return StepTaken(matches=[match])


def _move(match: Match, step: Step, *, on: date, by: int | None, **columns: date | None) -> None:
    """Take a step that leaves the match approved."""
    move_match(
        match,
        needed=(MatchState.APPROVED,),
        to=MatchState.APPROVED,
        step=step,
        on=on,
        details=StepDetails(by=by),
        **columns,
    )
