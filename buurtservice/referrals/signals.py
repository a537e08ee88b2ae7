"""Signals: something that cannot wait is raised, taken up by one worker, and closed with what came of it."""

from datetime import date, datetime

from sqlalchemy import update

from buurtservice.accounts.queries import get_staff_user
from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.help.queries import get_request
from buurtservice.referrals.errors import (
    SignalAlreadyClosed,
    SignalAlreadyTaken,
    SignalNotTaken,
    TextMissing,
    TextTooLong,
)
from buurtservice.referrals.models import Signal, SignalState
from buurtservice.referrals.queries import get_signal
from buurtservice.residents.models import Neighbourhood, Resident
from buurtservice.residents.queries import get_resident
from buurtservice.transactions import changes_one, transaction

MOST_LETTERS = 500
GONE = "–"  # In the place of words about somebody who left.


def raise_signal(
    text: str,
    *,
    by_id: int | None,
    now: datetime,
    resident_id: int | None = None,
    request_id: int | None = None,
    neighbourhood: Neighbourhood | None = None,
) -> Signal:
    """Put a signal on top of the workers' day, about somebody or about a place.

    Raises TextMissing, TextTooLong, or NotFound for a resident or request that is not there.
    """
    words = read_words(text)
    with transaction() as session:
        about = _whom(resident_id, request_id)
        signal = Signal(
            text=words,
            resident_id=about.id if about else None,
            help_request_id=request_id,
            neighbourhood=neighbourhood or (about.neighbourhood if about else None),
            raised_at=now,
            raised_by_id=by_id,
        )
        session.add(signal)
        session.flush()
        record_fact(FactKind.SIGNAL_RAISED, on=_local_day(now), about=_about(signal))
        return signal


def take_signal(signal_id: int, *, by_id: int, now: datetime) -> Signal:
    """Take up a signal: it is yours from now on. Taking what is yours already changes nothing.

    Raises NotFound, SignalAlreadyTaken (by whom and when) or SignalAlreadyClosed.
    """
    with transaction():
        open_one = update(Signal).where(Signal.id == signal_id, Signal.state == SignalState.OPEN)
        taken = changes_one(open_one.values(state=SignalState.TAKEN, taken_by_id=by_id, taken_at=now))
        signal = get_signal(signal_id)
        if taken:
            record_fact(FactKind.SIGNAL_TAKEN, on=_local_day(now), about=_about(signal))
        elif signal.state == SignalState.CLOSED:
            _refuse_closed(signal)
        elif signal.taken_by_id != by_id:
            _refuse_taken(signal)
        return signal


def close_signal(signal_id: int, *, outcome: str, now: datetime) -> Signal:
    """Close a signal that was taken up, with what came of it.

    Any worker may: whoever took it up may be ill tomorrow. Who did stands in the activity log. The words
    about somebody who left meanwhile go now: until here they were needed.
    Raises NotFound, TextMissing, TextTooLong, SignalNotTaken or SignalAlreadyClosed.
    """
    words = read_words(outcome)
    with transaction():
        taken = update(Signal).where(Signal.id == signal_id, Signal.state == SignalState.TAKEN)
        closed = changes_one(taken.values(state=SignalState.CLOSED, closed_at=now, outcome=words))
        signal = get_signal(signal_id)
        if not closed:
            if signal.state == SignalState.CLOSED:
                _refuse_closed(signal)
            raise SignalNotTaken
        if signal.resident is not None and signal.resident.left_on is not None:
            signal.text = signal.outcome = GONE
            db.session.flush()
        return signal


def read_words(text: str) -> str:
    """Return the text without blanks around it. Raises TextMissing or TextTooLong."""
    words = text.strip()
    if not words:
        raise TextMissing
    if len(words) > MOST_LETTERS:
        raise TextTooLong(most=MOST_LETTERS)
    return words


def _whom(resident_id: int | None, request_id: int | None) -> Resident | None:
    if request_id is not None:
        return get_request(request_id).resident
    return None if resident_id is None else get_resident(resident_id)


def _about(signal: Signal) -> About:
    """Return the neighbourhood alone: who it is about, and what, is nobody's but the worker's."""
    db.session.refresh(signal, ["neighbourhood"])
    return About(neighbourhood=signal.neighbourhood.name if signal.neighbourhood else None)


def _refuse_taken(signal: Signal) -> None:
    name = get_staff_user(signal.taken_by_id).name if signal.taken_by_id else "?"
    raise SignalAlreadyTaken(by=name, at=_moment(signal.taken_at))


def _refuse_closed(signal: Signal) -> None:
    raise SignalAlreadyClosed(at=_moment(signal.closed_at))


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(LOCAL_ZONE):%d-%m-%Y %H.%M}" if at else "?"


def _local_day(now: datetime) -> date:
    return now.astimezone(LOCAL_ZONE).date()
