"""Rules about calls that only look and never change anything."""

from datetime import date, timedelta

from buurtservice.calls.models import Call, CallReason, CallState
from buurtservice.days import check_not_future
from buurtservice.errors import DateTooEarly

LEFT_IN_PEACE = timedelta(days=7)  # Nobody is called more than once a week.
# Until then nobody else calls them, so that a slip of the pen must not leave somebody alone for decades.
CALL_BACK_WITHIN = timedelta(days=365)
MOST_CALLS = 100  # More in one plan is no plan for people: it is made anew after each answer.


def is_only_begun(call: Call) -> bool:
    """Tell whether somebody began the call and noted nothing of it yet."""
    answered = any(question.answer is not None for question in call.questions)
    begun = call.state == CallState.OPEN and call.called_on is not None
    return begun and call.reason == CallReason.UNLOCK and call.call_back_on is None and not answered


def check_call_date(call: Call, *, on: date, today: date) -> None:
    """Refuse a day that has not come, or one before the call was opened or last tried."""
    check_not_future(on, today=today)
    previous = max(call.opened_on, call.called_on or call.opened_on)
    if on < previous:
        raise DateTooEarly(on=on.isoformat(), previous=previous.isoformat())
