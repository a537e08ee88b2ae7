"""To others and from others: only with somebody's own word, and the day on which they gave it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtservice.errors import DateInFuture, NotFound
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.referrals.errors import (
    AgreedAfterwards,
    NobodyReferred,
    NotAgreed,
    ReferralInOtherState,
    TextTooLong,
)
from buurtservice.referrals.models import Direction, Party, Referral, ReferralState
from buurtservice.referrals.queries import count_referrals, list_referrals, list_referrals_of
from buurtservice.referrals.services import close_referral, make_referral, mark_arrived
from buurtservice.residents.agreements import list_agreements
from buurtservice.residents.models import AgreementKind
from tests.factories import TODAY, request, resident
from tests.integration.racing import race

YESTERDAY = TODAY - timedelta(days=1)


def refer(**changes: object) -> Referral:
    """Refer somebody to the GP; `changes` set what a test is about."""
    values: dict[str, object] = {
        "direction": Direction.TO,
        "party": Party.GP,
        "agreed_on": YESTERDAY,
        "on": TODAY,
        "today": TODAY,
        "by_id": None,
    }
    return make_referral(**(values | changes))  # type: ignore[arg-type]


def test_somebody_is_referred_with_their_agreement_and_its_day(app):
    mia = resident("Mia")

    referral = refer(resident_id=mia.id, party_name=" Praktijk Noord ", note=" ")

    assert (referral.state, referral.party_name, referral.note) == (
        ReferralState.OPEN,
        "Praktijk Noord",
        None,
    )
    (agreed,) = list_agreements(mia.id)
    assert (agreed.kind, agreed.given_on) == (AgreementKind.REFERRAL, YESTERDAY)
    assert list_referrals_of(mia.id) == [referral]


def test_the_fact_of_a_referral_says_to_whom_and_not_who(app):
    mia = resident("Mia")

    refer(resident_id=mia.id, direction=Direction.FROM, party=Party.PARISH, note="Mia is alleen")

    fact = db.session.scalars(select(Fact)).one()
    assert (fact.kind, fact.reason, fact.neighbourhood) == (
        FactKind.REFERRAL_MADE,
        "from_parish",
        "Malpertuis",
    )


def test_a_referral_of_a_request_is_about_who_asked(app):
    asked = request(resident("Mia"))

    assert refer(request_id=asked.id).resident_id == asked.resident_id


def test_a_referral_arrives_and_is_closed_and_leaves_the_open_list(app):
    referral_id = refer(resident_id=resident("Mia").id).id

    assert mark_arrived(referral_id).state == ReferralState.ARRIVED
    closed = close_referral(referral_id, on=TODAY, today=TODAY)

    assert (closed.state, closed.closed_on) == (ReferralState.CLOSED, TODAY)
    assert list_referrals(ReferralState.OPEN, ReferralState.ARRIVED) == []
    assert count_referrals(ReferralState.CLOSED) == 1


def test_the_open_list_begins_with_who_waits_longest(app):
    mia = resident("Mia")
    late = refer(resident_id=mia.id)
    early = refer(resident_id=mia.id, on=YESTERDAY)

    assert list_referrals(ReferralState.OPEN) == [early, late]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"agreed_on": None}, NotAgreed),
        ({"agreed_on": TODAY, "on": YESTERDAY}, AgreedAfterwards),
        ({"agreed_on": TODAY + timedelta(days=1)}, DateInFuture),
        ({"on": date(2300, 1, 1)}, DateInFuture),
        ({"note": "x" * 501}, TextTooLong),
        ({"party_name": "x" * 121}, TextTooLong),
    ],
)
def test_a_referral_that_cannot_be_right_is_refused_and_leaves_nothing(app, changes, refusal):
    mia = resident("Mia")

    with pytest.raises(refusal):
        refer(resident_id=mia.id, **changes)

    assert count_referrals(*ReferralState) == 0
    assert list_agreements(mia.id) == []


def test_nobody_in_particular_is_not_referred(app):
    with pytest.raises(NobodyReferred):
        refer()
    with pytest.raises(NotFound):
        refer(resident_id=99)


def test_of_two_who_close_a_referral_one_is_told_that_it_was_done(app):
    referral_id = refer(resident_id=resident("Mia").id).id

    outcomes = race(
        app, [lambda: close_referral(referral_id, on=TODAY, today=TODAY) and None for _ in range(4)]
    )

    assert sum(outcome.won for outcome in outcomes) == 1
    assert all(isinstance(o.refusal, ReferralInOtherState) for o in outcomes if not o.won)
    with pytest.raises(ReferralInOtherState):
        mark_arrived(referral_id)
