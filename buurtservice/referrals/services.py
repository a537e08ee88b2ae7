"""Referrals: somebody goes on to others, or came from them, with their own agreement and its day."""

from datetime import date

from sqlalchemy import update

from buurtservice.days import check_not_future
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.help.queries import get_request
from buurtservice.referrals.errors import (
    AgreedAfterwards,
    NobodyReferred,
    NotAgreed,
    ReferralInOtherState,
    TextTooLong,
)
from buurtservice.referrals.models import Direction, Party, Referral, ReferralState
from buurtservice.referrals.queries import get_referral
from buurtservice.referrals.words import REFERRAL_STATES
from buurtservice.residents.agreements import record_agreement
from buurtservice.residents.models import AgreementKind, AgreementThrough, Resident
from buurtservice.residents.queries import get_resident
from buurtservice.transactions import changes_one, transaction

MOST_LETTERS = 500
MOST_LETTERS_NAME = 120


def make_referral(
    *,
    direction: Direction,
    party: Party,
    agreed_on: date | None,
    on: date,
    today: date,
    by_id: int | None,
    resident_id: int | None = None,
    request_id: int | None = None,
    party_name: str | None = None,
    note: str | None = None,
) -> Referral:
    """Record that somebody is referred, with the day on which they themselves agreed, and the agreement.

    Raises NotAgreed, AgreedAfterwards, NobodyReferred, TextTooLong, DateInFuture or NotFound.
    """
    _check_days(agreed_on, on=on, today=today)
    with transaction() as session:
        person = _whom(resident_id, request_id)
        referral = Referral(
            direction=direction,
            party=party,
            party_name=_short(party_name, MOST_LETTERS_NAME),
            resident_id=person.id,
            help_request_id=request_id,
            agreed_on=agreed_on,
            note=_short(note, MOST_LETTERS),
            made_on=on,
            made_by_id=by_id,
        )
        session.add(referral)
        session.flush()
        record_agreement(
            person.id,
            AgreementKind.REFERRAL,
            on=agreed_on or on,
            today=today,
            through=AgreementThrough.DESK,
            recorded_by_id=by_id,
        )
        where = person.neighbourhood.name if person.neighbourhood else None
        kind = f"{direction.value}_{party.value}"
        record_fact(FactKind.REFERRAL_MADE, on=on, reason=kind, about=About(neighbourhood=where))
        return referral


def mark_arrived(referral_id: int) -> Referral:
    """Note that the other side took it on, or that who was sent to us came.

    Raises NotFound or ReferralInOtherState.
    """
    with transaction():
        open_one = update(Referral).where(Referral.id == referral_id, Referral.state == ReferralState.OPEN)
        arrived = changes_one(open_one.values(state=ReferralState.ARRIVED))
        return _changed(referral_id, arrived)


def close_referral(referral_id: int, *, on: date, today: date) -> Referral:
    """Close a referral, arrived or not. Raises NotFound, DateInFuture or ReferralInOtherState."""
    check_not_future(on, today=today)
    with transaction():
        standing = update(Referral).where(Referral.id == referral_id, Referral.state != ReferralState.CLOSED)
        closed = changes_one(standing.values(state=ReferralState.CLOSED, closed_on=on))
        return _changed(referral_id, closed)


def _changed(referral_id: int, changed: bool) -> Referral:
    referral = get_referral(referral_id)
    if not changed:
        raise ReferralInOtherState(state=REFERRAL_STATES[referral.state])
    return referral


def _check_days(agreed_on: date | None, *, on: date, today: date) -> None:
    check_not_future(on, today=today)
    if agreed_on is None:
        raise NotAgreed
    check_not_future(agreed_on, today=today)
    if agreed_on > on:
        raise AgreedAfterwards(agreed=agreed_on.isoformat(), made=on.isoformat())


def _whom(resident_id: int | None, request_id: int | None) -> Resident:
    if request_id is not None:
        return get_request(request_id).resident
    if resident_id is None:
        raise NobodyReferred
    return get_resident(resident_id)


def _short(text: str | None, most: int) -> str | None:
    words = (text or "").strip()
    if len(words) > most:
        raise TextTooLong(most=most)
    return words or None
