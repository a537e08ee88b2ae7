"""Reads about signals and referrals."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from buurtservice.accounts.models import StaffUser
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.referrals.models import Referral, ReferralState, Signal, SignalState

PER_PAGE = 25


@dataclass(frozen=True)
class SignalShown:
    """A signal, with the names of who raised it and who took it up."""

    signal: Signal
    raised_by: str | None
    taken_by: str | None


def get_signal(signal_id: int) -> Signal:
    """Return the signal as it is in the database now. Raises NotFound."""
    found = db.session.get(Signal, signal_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Signaal"), id=signal_id)
    return found


def list_open_signals() -> list[SignalShown]:
    """Return the signals that nobody took up yet, oldest first: they stand on top of the worker's day."""
    return list_signals(SignalState.OPEN, limit=100)


def list_signals(
    *states: SignalState, raised_by_id: int | None = None, limit: int = PER_PAGE, offset: int = 0
) -> list[SignalShown]:
    """Return signals in these states: what waits oldest first, what is closed newest first."""
    raiser, taker = aliased(StaffUser), aliased(StaffUser)
    order = Signal.raised_at.desc() if states == (SignalState.CLOSED,) else Signal.raised_at
    query = (
        select(Signal, raiser.name, taker.name)
        .outerjoin(raiser, raiser.id == Signal.raised_by_id)
        .outerjoin(taker, taker.id == Signal.taken_by_id)
        .where(Signal.state.in_(states))
        .order_by(order, Signal.id)
        .limit(limit)
        .offset(offset)
    )
    if raised_by_id is not None:
        query = query.where(Signal.raised_by_id == raised_by_id)
    return [
        SignalShown(signal, raised, taken) for signal, raised, taken in db.session.execute(query).unique()
    ]


def count_signals(*states: SignalState, raised_by_id: int | None = None) -> int:
    """Return how many signals are in these states."""
    query = select(func.count()).select_from(Signal).where(Signal.state.in_(states))
    if raised_by_id is not None:
        query = query.where(Signal.raised_by_id == raised_by_id)
    return db.session.scalar(query) or 0


def get_referral(referral_id: int) -> Referral:
    """Return the referral as it is in the database now. Raises NotFound."""
    found = db.session.get(Referral, referral_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Doorverwijzing"), id=referral_id)
    return found


def list_referrals(*states: ReferralState, limit: int = PER_PAGE, offset: int = 0) -> list[Referral]:
    """Return referrals in these states, the longest waiting first; closed ones the newest first."""
    closed = states == (ReferralState.CLOSED,)
    order = (Referral.closed_on.desc(), Referral.id.desc()) if closed else (Referral.made_on, Referral.id)
    query = select(Referral).where(Referral.state.in_(states)).order_by(*order)
    return list(db.session.scalars(query.limit(limit).offset(offset)).unique())


def count_referrals(*states: ReferralState) -> int:
    """Return how many referrals are in these states."""
    query = select(func.count()).select_from(Referral).where(Referral.state.in_(states))
    return db.session.scalar(query) or 0


def list_referrals_of(resident_id: int) -> list[Referral]:
    """Return the referrals of one resident, newest first."""
    return list(db.session.scalars(_of(resident_id)).unique())


def _of(resident_id: int) -> Select[Referral]:
    return select(Referral).where(Referral.resident_id == resident_id).order_by(Referral.id.desc())
