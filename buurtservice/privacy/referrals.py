"""What is thrown away of signals and referrals that are closed: the words. That there was one stays."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Update, update

from buurtservice.clock import LOCAL_ZONE
from buurtservice.referrals.models import Referral, ReferralState, Signal, SignalState

_A_YEAR = timedelta(days=365)
KEPT = {"signal_words": _A_YEAR, "referral_notes": _A_YEAR}


def _signal_words(before: datetime) -> Update:
    which = (Signal.state == SignalState.CLOSED, Signal.closed_at < before, Signal.text != "")
    return update(Signal).where(*which).values(text="", outcome=None)


def _referral_notes(before: datetime) -> Update:
    day = before.astimezone(LOCAL_ZONE).date()
    which = (Referral.state == ReferralState.CLOSED, Referral.closed_on < day, Referral.note.is_not(None))
    return update(Referral).where(*which).values(note=None)


STATEMENTS: dict[str, Callable[[datetime], Update]] = {
    "signal_words": _signal_words,
    "referral_notes": _referral_notes,
}
