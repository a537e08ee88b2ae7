"""A round: what it stores, what it keeps of the round before, and that nothing unverified is stored."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

import matching
from buurtservice import __version__
from buurtservice.errors import DateInFuture
from buurtservice.extensions import db
from buurtservice.facts.models import Fact
from buurtservice.matches.ending import decline_match
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import get_match, list_events, list_matches
from buurtservice.matches.services import approve_match, postpone_match
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.errors import RoundNotVerified
from buurtservice.rounds.models import MatchingRound
from buurtservice.rounds.queries import get_round, list_unmatched
from buurtservice.rounds.services import run_round
from tests import factories
from tests.factories import ASKED_ON, TODAY

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}


def search(as_of=TODAY) -> MatchingRound:
    return run_round(as_of=as_of, today=TODAY, solver_seconds=10)


def proposed() -> list[tuple[int, int]]:
    """Return the (request, offer) pairs that are proposed now."""
    return [(match.help_request_id, match.help_offer_id) for match in list_matches((MatchState.PROPOSED,))]


def reasons(row: MatchingRound) -> dict[int, str]:
    return {unmatched.help_request_id: unmatched.reason for unmatched in list_unmatched(row.number)}


def test_a_round_stores_what_was_asked_by_which_code_and_how_good_the_answer_is():
    asked, offered = factories.request(factories.resident("Mia")), factories.offer(factories.resident("Sjef"))
    lonely = factories.request(factories.resident("Fatima"), "buddy")

    number = search().number

    db.session.expire_all()
    row = get_round(number)
    assert (row.number, row.previous_round, row.as_of) == (1, 0, TODAY)
    assert (row.status, row.stopped, row.gap, row.served_max, row.candidates) == ("optimal", False, 0, 1, 1)
    assert row.bound == row.value > 10_000
    assert row.code_version == __version__
    assert len(row.input_hash) == 64
    assert row.policy["ring_max"] == 3
    assert row.policy["weights"] == {"served": 10_000, "urgent": 10_000, "reciprocity": 2_000}
    assert row.levels["served"] == 1
    assert reasons(row) == {lonely.id: "no_offer_in_category"}
    (match,) = list_matches()
    assert (match.help_request_id, match.help_offer_id, match.round_number) == (asked.id, offered.id, 1)
    assert match.score == sum(match.parts.values())


def test_an_empty_neighbourhood_gives_an_empty_round():
    row = search()

    assert (row.status, row.value, row.bound, row.candidates, row.served_max) == ("optimal", 0, 0, 0, 0)


def test_a_second_round_withdraws_what_nobody_touched_and_makes_it_anew():
    factories.request(factories.resident("Mia")), factories.offer(factories.resident("Sjef"))
    first = search()

    second = search()

    assert (second.number, second.previous_round) == (2, 1)
    assert second.input_hash == first.input_hash
    assert [(m.round_number, m.state.value) for m in list_matches()] == [(1, "withdrawn"), (2, "proposed")]
    assert [event.step.value for event in list_events(1)] == ["proposed", "withdrawn"]


def test_a_second_round_keeps_what_a_worker_made_put_off_or_approved():
    for category in ("ironing", "garden", "pet"):
        factories.request(factories.resident(f"asks {category}"), category)
        factories.offer(factories.resident(f"does {category}"), category)
    search()
    ironing, garden, pet = list_matches()
    approve_match(ironing.id, **DAY)
    postpone_match(garden.id, until=TODAY + timedelta(days=3), **DAY)
    by_hand = create_match(request_id=pet.help_request_id, offer_id=pet.help_offer_id, **DAY)

    row = search()

    kept = [get_match(match.id).state.value for match in (ironing, garden, by_hand)]
    assert kept == ["approved", "proposed", "proposed"]
    assert row.candidates == 0
    assert not list(db.session.scalars(select(Match).where(Match.round_number == row.number)))


def test_kept_proposals_take_their_places_at_the_offer_and_at_the_helper():
    sjef = factories.resident("Sjef", max_active=2)
    ironing, garden = factories.offer(sjef), factories.offer(sjef, "garden", capacity=5)
    kept = factories.request(factories.resident("Mia"))
    create_match(request_id=kept.id, offer_id=ironing.id, **DAY)
    rival = factories.request(factories.resident("Els"))
    gardens = [factories.request(factories.resident(name), "garden") for name in ("Ans", "Bea")]

    row = search()

    assert reasons(row)[rival.id] == "helpers_full"
    assert len(proposed()) == 2
    assert {pair[1] for pair in proposed()} == {ironing.id, garden.id}
    assert row.served_max == 1 < len(gardens)


def test_more_kept_proposals_than_a_helper_takes_do_not_upset_a_round():
    sjef = factories.resident("Sjef", max_active=1)
    offers = [factories.offer(sjef, category) for category in ("ironing", "garden", "pet")]
    for offered, category in zip(offers, ("ironing", "garden", "pet"), strict=True):
        asked = factories.request(factories.resident(f"asks {category}"), category)
        create_match(request_id=asked.id, offer_id=offered.id, **DAY)
    factories.request(factories.resident("Mia"))

    assert search().served_max == 0


def test_a_pair_declined_once_does_not_come_back_but_the_next_best_does():
    asked = factories.request(factories.resident("Mia"))
    near, other = factories.offer(factories.resident("Sjef")), factories.offer(factories.resident("Els"))
    search()
    ((_, first),) = proposed()

    decline_match(list_matches()[0].id, reason="days", **DAY)
    search()

    assert proposed() == [(asked.id, ({near.id, other.id} - {first}).pop())]


def test_as_of_ignores_cards_that_came_later():
    asked, offered = factories.request(factories.resident("Mia")), factories.offer(factories.resident("Sjef"))
    factories.request(factories.resident("Els"), received_on=TODAY)
    factories.offer(factories.resident("Ans"), received_on=TODAY)

    row = search(as_of=ASKED_ON)

    assert (row.candidates, reasons(row)) == (1, {})
    assert proposed() == [(asked.id, offered.id)]
    assert list_matches()[0].proposed_on == ASKED_ON


def test_a_round_as_of_a_day_to_come_is_refused():
    with pytest.raises(DateInFuture, match="2026-03-05"):
        search(as_of=TODAY + timedelta(days=1))

    assert db.session.scalar(select(func.count()).select_from(MatchingRound)) == 0


def test_the_same_state_gives_the_same_hash_and_the_same_matches():
    kinds = ["ironing", "garden", "pet"]
    for number in range(8):
        person = factories.resident(f"person {number}", max_active=9)
        factories.request(person, kinds[number % 3], dayparts=None)
        factories.offer(person, kinds[(number + 1) % 3], capacity=3)  # Room for all: nobody is passed over.
    first, pairs = search(), proposed()

    second = search()

    assert second.input_hash == first.input_hash
    assert (second.value, proposed()) == (first.value, pairs)


def test_another_state_gives_another_hash():
    factories.request(factories.resident("Mia"))
    first = search()
    factories.request(factories.resident("Mia too"), urgent=True)

    assert search().input_hash != first.input_hash


def test_nothing_is_stored_when_the_independent_check_finds_a_fault(monkeypatch):
    match = factories.pair()
    facts = db.session.scalar(select(func.count()).select_from(Fact))
    monkeypatch.setattr(matching, "verify", lambda problem, solution: ["matches[0]: a fault"])

    with pytest.raises(RoundNotVerified, match="a fault"):
        search()

    assert db.session.scalar(select(func.count()).select_from(MatchingRound)) == 0
    assert db.session.scalar(select(func.count()).select_from(Fact)) == facts
    assert get_match(match.id).state == MatchState.PROPOSED
