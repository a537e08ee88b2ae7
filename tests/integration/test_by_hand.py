"""A match made by hand: what a worker may join, and each reason why not."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from buurtservice.errors import DateInFuture, DateTooEarly, NotFound
from buurtservice.extensions import db
from buurtservice.facts.models import Fact
from buurtservice.help.errors import (
    HelperFull,
    OfferFull,
    OfferNotActive,
    RequestAlreadyAnswered,
    RequestNotOpen,
)
from buurtservice.help.models import Category, HelpOffer, HelpRequest, OfferState
from buurtservice.help.services import change_offer_state
from buurtservice.matches.errors import PairDoesNotFit, PairNotAllowed, ProposalStands
from buurtservice.matches.leaving import withdraw_request_and_proposal
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import get_match, list_events
from buurtservice.matches.services import postpone_match
from buurtservice.residents.services import never_match
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.services import run_round
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import ASKED_ON, TODAY

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
KILOMETRE_IN_DEGREES = 0.009


def join(asked: HelpRequest, offered: HelpOffer, **day: object) -> Match:
    return create_match(request_id=asked.id, offer_id=offered.id, **{**DAY, **day})


def mia_asks(**wish: object) -> HelpRequest:
    return factories.request(factories.resident("Mia"), **wish)


def sjef_offers(**wish: object) -> HelpOffer:
    return factories.offer(factories.resident("Sjef"), **wish)


def nothing_was_made() -> bool:
    facts = db.session.scalar(select(func.count()).select_from(Fact).where(Fact.match_key.is_not(None)))
    return db.session.scalar(select(func.count()).select_from(Match)) == 0 and facts == 0


def test_a_worker_joins_two_people_and_later_rounds_keep_it():
    made = join(mia_asks(), sjef_offers())

    assert (made.state, made.round_number, made.made_by_hand) == (MatchState.PROPOSED, None, True)
    assert made.score == sum(made.parts.values()) > 0
    run_round(as_of=TODAY, today=TODAY, solver_seconds=10)
    assert get_match(made.id).state == MatchState.PROPOSED


def test_it_replaces_the_proposal_of_a_round_that_nobody_touched():
    asked, _ = mia_asks(), sjef_offers()
    run_round(as_of=TODAY, today=TODAY, solver_seconds=10)
    els_offers = factories.offer(factories.resident("Els"))

    made = join(asked, els_offers)

    assert [event.step.value for event in list_events(1)] == ["proposed", "withdrawn"]
    assert get_match(made.id).state == MatchState.PROPOSED


@pytest.mark.parametrize("touched", ["by hand", "postponed"])
def test_it_does_not_replace_what_a_worker_made_or_put_off(touched):
    asked, offered = mia_asks(), sjef_offers()
    standing = factories.proposal(asked, offered, by_hand=touched == "by hand")
    if touched == "postponed":
        postpone_match(standing.id, until=TODAY + timedelta(days=2), **DAY)

    with pytest.raises(ProposalStands, match=f"match {standing.id}"):
        join(asked, factories.offer(factories.resident("Els")))

    assert get_match(standing.id).state == MatchState.PROPOSED


@pytest.mark.parametrize(
    ("wish", "give", "why"),
    [
        ({}, {"category": "garden"}, "andere soort hulp"),
        ({"dayparts": (1,)}, {"dayparts": (2,)}, "geen dagdeel"),
        ({"dayparts": ()}, {}, "geen dagdeel"),
        ({"needs": ("dog",)}, {"can": ("cat",)}, "iets nodig"),
    ],
)
def test_a_pair_that_does_not_fit_is_refused_with_what_would_have_to_change(wish, give, why):
    asked, offered = mia_asks(**wish), sjef_offers(**give)

    with pytest.raises(PairDoesNotFit, match=why):
        join(asked, offered)

    assert nothing_was_made()


def test_an_offer_is_refused_beyond_its_distance_and_taken_within_it():
    asked, near = mia_asks(), sjef_offers(radius_m=1005)
    far = factories.offer(factories.resident("Els"), radius_m=995)
    with transaction() as session:
        moved = update(HelpOffer).values(lat=factories.PLACE[0] + KILOMETRE_IN_DEGREES)
        session.execute(moved)

    with pytest.raises(PairDoesNotFit, match="verder"):
        join(asked, far)
    assert nothing_was_made()

    assert join(asked, near).state == MatchState.PROPOSED


def test_nobody_helps_themselves():
    mia = factories.resident("Mia")

    with pytest.raises(PairDoesNotFit, match="dezelfde bewoner"):
        join(factories.request(mia), factories.offer(mia))

    assert nothing_was_made()


def test_people_who_live_together_or_may_never_meet_or_rest_are_refused_without_saying_which():
    asked, offered = mia_asks(), sjef_offers()
    said = set()
    with transaction() as session:
        session.execute(update(Category).where(Category.code == "pet").values(requires_screening=True))
    mia, els = asked.resident, factories.resident("Els")
    never_match(one_id=els.id, other_id=mia.id, on=TODAY)
    factories.household(mia, offered.resident)
    resting = factories.offer(factories.resident("Ans", resting=True))
    unscreened = (factories.request(mia, "pet"), factories.offer(factories.resident("Bea"), "pet"))

    for pair in ((asked, offered), (asked, factories.offer(els)), (asked, resting), unscreened):
        with pytest.raises(PairNotAllowed) as refused:
            join(*pair)
        said.add(re.sub(r"\d+", "1", str(refused.value)))

    assert len(said) == 1
    assert nothing_was_made()


def test_a_helper_who_helps_enough_people_is_refused():
    offered = factories.offer(factories.resident("Sjef", max_active=1), capacity=3)
    factories.bring(factories.proposal(mia_asks(), offered), MatchState.APPROVED)

    with pytest.raises(HelperFull, match="helpt al 1"):
        join(factories.request(factories.resident("Els")), offered)


def test_an_offer_without_a_free_place_or_that_does_not_take_part_is_refused():
    offered = sjef_offers()
    factories.bring(factories.proposal(mia_asks(), offered), MatchState.APPROVED)
    els_asks = factories.request(factories.resident("Els"))

    with pytest.raises(OfferFull, match="1 van 1"):
        join(els_asks, offered)
    change_offer_state(offered.id, to=OfferState.PAUSED, **DAY)
    with pytest.raises(OfferNotActive, match="pauze"):
        join(els_asks, offered)


def test_a_request_that_is_answered_fulfilled_or_withdrawn_is_refused():
    match = factories.bring(factories.pair(), MatchState.ACTIVE)
    other = factories.offer(factories.resident("Els"))
    with pytest.raises(RequestAlreadyAnswered, match="een match"):
        join(match.request, other)

    fulfilled = factories.bring(
        factories.proposal(factories.request(factories.resident("Ans")), other), MatchState.COMPLETED
    )
    with pytest.raises(RequestNotOpen, match="geholpen"):
        join(fulfilled.request, other)

    withdrawn = factories.request(factories.resident("Bea"))
    withdraw_request_and_proposal(withdrawn.id, **DAY)
    with pytest.raises(RequestNotOpen, match="ingetrokken"):
        join(withdrawn, other)


def test_a_day_to_come_or_before_both_cards_and_unknown_numbers_are_refused():
    asked, offered = mia_asks(), sjef_offers(received_on=ASKED_ON + timedelta(days=1))

    with pytest.raises(DateInFuture):
        join(asked, offered, on=TODAY + timedelta(days=1))
    with pytest.raises(DateTooEarly, match="2026-03-03"):
        join(asked, offered, on=ASKED_ON)
    with pytest.raises(NotFound, match="Vraag 99"):
        create_match(request_id=99, offer_id=offered.id, **DAY)
    with pytest.raises(NotFound, match="Aanbod 99"):
        create_match(request_id=asked.id, offer_id=99, **DAY)

    assert nothing_was_made()
