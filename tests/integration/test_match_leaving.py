"""When a request or an offer leaves, or a proposal is put off: what goes along, and on which day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from buurtservice.errors import DateTooEarly
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.help.errors import OfferNotActive, RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import OfferState, RequestState
from buurtservice.help.queries import get_offer, get_request
from buurtservice.matches.leaving import change_offer_and_proposals, withdraw_request_and_proposal
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import get_match, list_matches
from buurtservice.matches.services import postpone_match
from buurtservice.rounds.services import run_round
from tests import factories
from tests.factories import ASKED_ON, TODAY

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
NEVER_WORDS = [
    "never",
    "never these two",
    "NEVER-THESE-TWO",
    "never_these_two",
    "nooit",
    "Nooit deze twee",
    " nooit  meer!",
]


def search() -> list[tuple[int, int]]:
    """Run a round; return the (request, offer) pairs it proposes."""
    number = run_round(as_of=TODAY, today=TODAY, solver_seconds=10).number
    found = [match for match in list_matches() if match.round_number == number]
    return [(match.help_request_id, match.help_offer_id) for match in found]


def test_a_withdrawn_request_takes_its_proposal_along():
    match = factories.pair()

    withdraw_request_and_proposal(match.help_request_id, **DAY)

    assert get_match(match.id).state == MatchState.WITHDRAWN
    assert get_request(match.help_request_id).state == RequestState.WITHDRAWN
    assert search() == []


@pytest.mark.parametrize("to", [OfferState.PAUSED, OfferState.WITHDRAWN])
def test_a_paused_or_withdrawn_offer_takes_its_proposals_along(to):
    match = factories.pair()

    change_offer_and_proposals(match.help_offer_id, to=to, **DAY)

    assert get_match(match.id).state == MatchState.WITHDRAWN
    assert get_offer(match.help_offer_id).state == to
    assert search() == []


def test_a_paused_offer_lets_a_running_match_go_on_and_takes_part_again_when_resumed():
    match = factories.bring(factories.pair(), MatchState.ACTIVE)

    change_offer_and_proposals(match.help_offer_id, to=OfferState.PAUSED, **DAY)

    assert get_match(match.id).state == MatchState.ACTIVE
    assert (
        change_offer_and_proposals(match.help_offer_id, to=OfferState.ACTIVE, **DAY).state
        == OfferState.ACTIVE
    )


def test_a_request_that_is_answered_or_withdrawn_is_not_withdrawn():
    match = factories.bring(factories.pair(), MatchState.APPROVED)
    with pytest.raises(RequestAlreadyAnswered, match="een match"):
        withdraw_request_and_proposal(match.help_request_id, **DAY)

    other = factories.request(factories.resident("Fatima"))
    withdraw_request_and_proposal(other.id, **DAY)
    with pytest.raises(RequestNotOpen, match="ingetrokken"):
        withdraw_request_and_proposal(other.id, **DAY)


def test_an_offer_is_not_paused_twice_nor_resumed_after_it_was_withdrawn():
    offered = factories.offer(factories.resident("Sjef"))
    change_offer_and_proposals(offered.id, to=OfferState.PAUSED, **DAY)
    with pytest.raises(OfferNotActive, match="pauze"):
        change_offer_and_proposals(offered.id, to=OfferState.PAUSED, **DAY)

    change_offer_and_proposals(offered.id, to=OfferState.WITHDRAWN, **DAY)
    with pytest.raises(OfferNotActive, match="ingetrokken"):
        change_offer_and_proposals(offered.id, to=OfferState.ACTIVE, **DAY)


def test_a_postponed_proposal_is_kept_by_later_rounds_and_may_be_put_off_again():
    match = factories.pair()

    postpone_match(match.id, until=TODAY + timedelta(days=30), **DAY)

    assert search() == []
    postpone_match(match.id, until=TODAY + timedelta(days=40), **DAY)
    kept = get_match(match.id)
    assert (kept.state, kept.postponed_until) == (MatchState.PROPOSED, date(2026, 4, 13))


def test_nothing_happens_to_a_request_or_an_offer_before_it_came():
    asked, offered = factories.request(factories.resident("Mia")), factories.offer(factories.resident("Sjef"))
    day_before = {"on": ASKED_ON - timedelta(days=1), "today": TODAY}

    with pytest.raises(DateTooEarly, match="2026-03-02"):
        withdraw_request_and_proposal(asked.id, **day_before)
    with pytest.raises(DateTooEarly, match="2026-03-02"):
        change_offer_and_proposals(offered.id, to=OfferState.PAUSED, **day_before)

    kinds = db.session.scalars(select(Fact.kind).order_by(Fact.id)).all()
    assert kinds == [FactKind.REQUEST_RECEIVED, FactKind.OFFER_RECEIVED]


def test_an_offer_is_not_resumed_before_it_was_paused():
    offered = factories.offer(factories.resident("Sjef"))
    change_offer_and_proposals(offered.id, to=OfferState.PAUSED, **DAY)

    with pytest.raises(DateTooEarly, match="2026-03-04"):
        change_offer_and_proposals(offered.id, to=OfferState.ACTIVE, on=ASKED_ON, today=TODAY)

    assert get_offer(offered.id).state == OfferState.PAUSED


def test_a_request_is_not_withdrawn_before_its_last_match_was_stopped():
    match = factories.bring(factories.pair(), MatchState.STOPPED)

    with pytest.raises(DateTooEarly, match="2026-03-04"):
        withdraw_request_and_proposal(match.help_request_id, on=ASKED_ON, today=TODAY)

    withdraw_request_and_proposal(match.help_request_id, **DAY)
    assert get_request(match.help_request_id).state == RequestState.WITHDRAWN
