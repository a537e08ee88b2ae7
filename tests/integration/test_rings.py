"""Rings: approved as a whole or not at all; when one link fails, the others go on by themselves."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from buurtservice.extensions import db
from buurtservice.help.errors import HelperResting, OfferFull, OfferNotActive, RequestAlreadyAnswered
from buurtservice.help.models import HelpOffer, OfferState, Solution
from buurtservice.help.queries import get_request, list_offers
from buurtservice.help.services import change_offer_state
from buurtservice.matches.ending import decline_match, stop_match
from buurtservice.matches.errors import MatchInOtherState, PairNotAllowed
from buurtservice.matches.leaving import change_offer_and_proposals, withdraw_request_and_proposal
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import get_match, list_events, list_matches
from buurtservice.matches.services import approve_match, postpone_match
from buurtservice.residents.models import Resident
from buurtservice.residents.services import never_match
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.services import run_round
from buurtservice.team.services import open_task
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
THREE = [("Mia", "ironing"), ("Sjef", "garden"), ("Fatima", "pet")]


def states(links: list[Match]) -> list[str]:
    return [get_match(link.id).state.value for link in links]


def places() -> list[tuple[int, int]]:
    db.session.expire_all()
    return [(offer.places_taken, offer.resident.active_matches) for offer in list_offers()]


@pytest.mark.parametrize("asked", [THREE, THREE[:2]], ids=["three", "swap"])
def test_approving_any_link_approves_the_whole_ring(asked):
    links = factories.circle(asked)

    taken = approve_match(links[1].id, **DAY)

    assert [match.id for match in taken.matches] == [link.id for link in links]
    assert states(links) == ["approved"] * len(links)
    assert places() == [(1, 1)] * len(links)
    assert len(db.session.scalars(select(Solution)).all()) == len(links)


def pause(link: Match) -> None:
    change_offer_state(link.help_offer_id, to=OfferState.PAUSED, **DAY)


def answer(link: Match) -> None:
    open_task(get_request(link.help_request_id), on=TODAY)


def fill(link: Match) -> None:
    with transaction() as session:
        session.execute(update(HelpOffer).where(HelpOffer.id == link.help_offer_id).values(capacity=0))


def rest(link: Match) -> None:
    with transaction() as session:
        session.execute(update(Resident).where(Resident.id == link.offer.resident_id).values(resting=True))


def part(link: Match) -> None:
    never_match(one_id=link.request.resident_id, other_id=link.offer.resident_id, on=TODAY)


@pytest.mark.parametrize(
    ("happens", "refusal"),
    [
        (pause, OfferNotActive),
        (answer, RequestAlreadyAnswered),
        (fill, OfferFull),
        (rest, HelperResting),
        (part, PairNotAllowed),
    ],
)
def test_when_one_link_cannot_be_approved_none_is(happens, refusal):
    links = factories.circle(THREE)
    happens(links[2])
    answers = len(db.session.scalars(select(Solution)).all())

    with pytest.raises(refusal):
        approve_match(links[0].id, **DAY)

    assert states(links) == ["proposed"] * 3
    assert places() == [(0, 0)] * 3
    assert len(db.session.scalars(select(Solution)).all()) == answers


def test_a_declined_link_leaves_the_others_as_ordinary_proposals_and_says_which():
    links = factories.circle(THREE)

    taken = decline_match(links[0].id, reason="days", **DAY)

    assert [match.id for match in taken.ring_broken] == [links[1].id, links[2].id]
    assert states(links) == ["declined", "proposed", "proposed"]
    assert [get_match(link.id).whole_ring_id for link in links] == [None] * 3
    assert list_events(links[1].id)[-1].step.value == "ring_broken"


def test_approving_a_link_of_a_broken_ring_approves_that_link_alone():
    links = factories.circle(THREE)
    decline_match(links[0].id, reason="days", **DAY)

    taken = approve_match(links[1].id, **DAY)

    assert [match.id for match in taken.matches] == [links[1].id]
    assert states(links) == ["declined", "approved", "proposed"]


def test_a_second_link_that_fails_reports_no_broken_ring_again():
    links = factories.circle(THREE)
    decline_match(links[0].id, reason="days", **DAY)

    assert decline_match(links[1].id, reason="days", **DAY).ring_broken == []
    assert [event.step.value for event in list_events(links[2].id)] == ["proposed", "ring_broken"]


@pytest.mark.parametrize("state", ["approved", "agreed", "active"])
def test_a_link_that_stops_later_leaves_the_others_where_they_are(state):
    links = factories.circle(THREE)
    approve_match(links[0].id, **DAY)
    with pytest.raises(MatchInOtherState):
        approve_match(links[1].id, **DAY)
    for link in links:
        if state != "approved":
            factories.agree(link)
        if state == "active":
            factories.begin(link)

    taken = stop_match(links[1].id, reason="other", **DAY)

    assert [match.id for match in taken.ring_broken] == [links[0].id, links[2].id]
    assert states(links) == [state, "stopped", state]
    assert sorted(places()) == [(0, 0), (1, 1), (1, 1)]


def test_a_withdrawn_request_a_paused_offer_and_a_match_by_hand_break_the_ring():
    mia_asks, sjef_asks = factories.swap()
    withdraw_request_and_proposal(mia_asks.help_request_id, **DAY)
    assert states([mia_asks, sjef_asks]) == ["withdrawn", "proposed"]
    assert get_match(sjef_asks.id).whole_ring_id is None

    links = factories.circle([("Ans", "pet"), ("Bea", "cooking")])
    change_offer_and_proposals(links[0].help_offer_id, to=OfferState.PAUSED, **DAY)
    assert states(links) == ["withdrawn", "proposed"]

    links = factories.circle([("Cor", "forms"), ("Door", "language")])
    other = factories.offer(factories.resident("Els"), "forms")
    create_match(request_id=links[0].help_request_id, offer_id=other.id, **DAY)
    assert states(links) == ["withdrawn", "proposed"]
    assert get_match(links[1].id).whole_ring_id is None


def test_putting_off_one_link_puts_off_the_ring_and_a_round_keeps_it():
    links = factories.swap()

    postpone_match(links[0].id, until=TODAY + timedelta(days=5), **DAY)
    run_round(as_of=TODAY, today=TODAY, solver_seconds=10)

    assert [match.id for match in list_matches((MatchState.PROPOSED,))] == [link.id for link in links]
    assert {get_match(link.id).whole_ring_id for link in links} == {links[0].ring_id}


def test_a_round_proposes_the_swap_it_finds_as_one_ring():
    for link in factories.circle(THREE):
        decline_match(
            link.id, reason="other", **DAY
        )  # Only the people and what they ask and offer are of use.
    people = [link.request.resident for link in list_matches()]
    for asker, helper, category in zip(
        people, people[1:] + people[:1], ["forms", "computer", "cooking"], strict=True
    ):
        factories.request(asker, category)
        factories.offer(helper, category)

    stored = run_round(as_of=TODAY, today=TODAY, solver_seconds=10)

    found = list_matches((MatchState.PROPOSED,))
    assert (stored.levels["reciprocal"], len(found), len({match.ring_id for match in found})) == (3, 3, 1)
    assert {match.reciprocity.value for match in found} == {"ring"}
