"""What a no leaves behind: reasons, pairs that never come back, and what goes along with a withdrawal."""

from datetime import timedelta

import pytest

from buurtservice.fallback.queries import list_due_requests
from buurtservice.figures.queries import get_figures
from buurtservice.help.errors import RequestNotOpen
from buurtservice.help.helped import list_helped
from buurtservice.help.models import RequestState
from buurtservice.help.services import withdraw_request
from buurtservice.matches.ending import decline_match, decline_ring
from buurtservice.matches.errors import HelpedNeedsOne, PairNotAllowed
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import get_match, list_events, list_matches
from buurtservice.matches.services import approve_match
from buurtservice.matches.undoing import undo_decline
from buurtservice.residents.queries import list_never_pairs
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.services import run_round
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY

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


def test_a_declined_pair_is_not_proposed_again_for_this_request():
    match = factories.pair()

    decline_match(match.id, reason="de dagen kloppen niet meer", **DAY)

    assert list_events(match.id)[-1].reason == "days"
    assert list_never_pairs() == []
    assert search() == []


def test_another_request_of_the_same_asker_may_still_go_to_the_declined_helper():
    match = factories.pair()
    decline_match(match.id, reason="days", **DAY)

    again = factories.request(get_match(match.id).request.resident)

    assert search() == [(again.id, match.help_offer_id)]


def test_a_worker_may_think_again_about_a_declined_pair():
    match = factories.pair()
    decline_match(match.id, reason="days", **DAY)

    made = create_match(request_id=match.help_request_id, offer_id=match.help_offer_id, **DAY)

    assert made.state == MatchState.PROPOSED


@pytest.mark.parametrize("words", NEVER_WORDS)
def test_never_these_two_is_understood_in_several_wordings(words):
    match = factories.pair()

    decline_match(match.id, reason=words, **DAY)

    assert list_events(match.id)[-1].reason == "never"
    pair = (match.request.resident_id, match.offer.resident_id)
    assert list_never_pairs() == [tuple(sorted(pair))]


def test_never_these_two_holds_in_both_directions_for_rounds_and_by_hand():
    mia, sjef = factories.resident("Mia"), factories.resident("Sjef")
    match = factories.proposal(factories.request(mia), factories.offer(sjef))
    other_way = (factories.request(sjef, "garden"), factories.offer(mia, "garden"))
    again = factories.request(mia)

    decline_match(match.id, reason="never these two", **DAY)

    assert search() == []
    for asked, offered in ((again, match.offer), other_way):
        with pytest.raises(PairNotAllowed):
            create_match(request_id=asked.id, offer_id=offered.id, **DAY)


def test_never_these_two_withdraws_what_is_proposed_between_them_in_either_direction():
    mia, sjef, fatima = (factories.resident(name) for name in ("Mia", "Sjef", "Fatima"))
    match = factories.proposal(factories.request(mia), factories.offer(sjef))
    same_way = factories.proposal(factories.request(mia, "garden"), factories.offer(sjef, "garden"))
    other_way = factories.proposal(factories.request(sjef, "pet"), factories.offer(mia, "pet"), by_hand=True)
    elsewhere = factories.proposal(factories.request(fatima), match.offer)

    decline_match(match.id, reason="nooit deze twee", **DAY)

    states = {one.id: get_match(one.id).state.value for one in (match, same_way, other_way, elsewhere)}
    assert list(states.values()) == ["declined", "withdrawn", "withdrawn", "proposed"]


def test_a_match_that_runs_already_between_the_two_is_left_to_the_worker():
    mia, sjef = factories.resident("Mia"), factories.resident("Sjef")
    runs = factories.proposal(factories.request(mia, "garden"), factories.offer(sjef, "garden"))
    factories.bring(runs, MatchState.ACTIVE)
    match = factories.proposal(factories.request(mia), factories.offer(sjef))

    decline_match(match.id, reason="never", **DAY)

    assert get_match(runs.id).state == MatchState.ACTIVE


def test_a_proposal_for_two_who_may_never_be_matched_is_not_approved():
    mia, sjef = factories.resident("Mia"), factories.resident("Sjef")
    first = factories.proposal(factories.request(mia), factories.offer(sjef))
    decline_match(first.id, reason="never", **DAY)
    stale = factories.proposal(factories.request(mia, "garden"), factories.offer(sjef, "garden"))

    with pytest.raises(PairNotAllowed) as refused:
        approve_match(stale.id, **DAY)

    assert "nooit" not in str(refused.value)
    assert get_match(stale.id).state == MatchState.PROPOSED


@pytest.mark.parametrize("state", [MatchState.PROPOSED, MatchState.APPROVED])
def test_who_is_helped_already_is_looked_for_no_more(state):
    match = factories.bring(factories.pair(), state)

    decline_match(match.id, reason="already_helped", **DAY)

    request = get_match(match.id).request
    assert request.state == RequestState.WITHDRAWN
    assert list_helped([request]) == {request.id}
    assert search() == []
    assert list_due_requests(today=TODAY + timedelta(days=60)) == []


def test_any_other_no_leaves_the_request_on_its_way_to_the_team():
    match = factories.pair()

    decline_match(match.id, reason="days", **DAY)

    assert [one.id for one in list_due_requests(today=TODAY + timedelta(days=60))] == [match.help_request_id]


@pytest.mark.parametrize("state", [MatchState.PROPOSED, MatchState.APPROVED])
def test_that_somebody_was_helped_already_can_be_taken_back(state):
    match = factories.bring(factories.pair(), state)
    decline_match(match.id, reason="already_helped", **DAY)

    undo_decline(match.id, **DAY)

    request = get_match(match.id).request
    assert (request.state, get_match(match.id).state) == (RequestState.OPEN, MatchState.PROPOSED)
    assert list_helped([request]) == frozenset()
    figures = get_figures(start=TODAY, end=TODAY + timedelta(days=1))
    assert figures.requests_open == 1


def test_what_the_asker_withdrew_is_not_opened_by_taking_a_no_back():
    match = factories.pair()
    decline_match(match.id, reason="days", **DAY)
    withdraw_request(match.help_request_id, **DAY)

    with pytest.raises(RequestNotOpen):
        undo_decline(match.id, **DAY)


def test_what_belonged_to_somebody_who_left_stays_closed():
    match = factories.pair()
    decline_match(match.id, reason="already_helped", **DAY)
    with transaction():
        get_match(match.id).request.resident.left_on = TODAY

    with pytest.raises(RequestNotOpen):
        undo_decline(match.id, **DAY)


def test_a_whole_ring_cannot_be_declined_because_one_was_helped():
    links = factories.swap()

    with pytest.raises(HelpedNeedsOne):
        decline_ring(links[0].id, reason="already_helped", **DAY)

    assert {get_match(link.id).state for link in links} == {MatchState.PROPOSED}
