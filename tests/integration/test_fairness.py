"""Nobody waits because others were chosen: passed over once, or nearly the team's, goes first."""

from datetime import timedelta

import pytest

from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import list_matches
from buurtservice.rounds.models import MatchingRound
from buurtservice.rounds.queries import list_unmatched
from buurtservice.rounds.services import run_round
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("app")


def search(on=TODAY) -> MatchingRound:
    return run_round(as_of=on, today=max(on, TODAY), solver_seconds=10)


def served() -> list[int]:
    return [match.help_request_id for match in list_matches((MatchState.PROPOSED,))]


def test_a_request_passed_over_wins_the_next_round():
    requests = [factories.request(factories.resident(name), received_on=TODAY) for name in ("Mia", "Els")]
    factories.offer(factories.resident("Sjef"))
    first = search()
    (passed_over,) = list_unmatched(first.number)
    assert passed_over.reason == "went_to_others"

    second = search()

    assert served() == [passed_over.help_request_id]
    assert second.levels["urgent"] == 1
    assert {request.id for request in requests} == {
        passed_over.help_request_id,
        list_unmatched(2)[0].help_request_id,
    }


def test_two_requests_for_one_helper_do_not_take_turns_every_night():
    for name in ("Mia", "Els"):
        factories.request(factories.resident(name), received_on=TODAY)
    factories.offer(factories.resident("Sjef"))
    nights = []
    for night in range(1, 7):
        search(TODAY + timedelta(days=night))
        nights.append(served())

    assert nights[0] != nights[1]
    assert len({tuple(night) for night in nights[2:]}) == 1


def test_a_request_passed_over_for_a_ring_wins_over_the_ring_next_time():
    mia, sjef = factories.resident("Mia"), factories.resident("Sjef")
    in_ring = factories.request(mia, received_on=TODAY)
    factories.request(sjef, "garden", received_on=TODAY)
    factories.offer(sjef), factories.offer(mia, "garden")
    outside = factories.request(factories.resident("Fatima"), received_on=TODAY)

    search()
    assert (in_ring.id in served(), outside.id in served()) == (True, False)
    search()
    assert (in_ring.id in served(), outside.id in served()) == (False, True)


def test_a_request_that_nobody_could_answer_is_not_made_urgent():
    factories.request(factories.resident("Mia"), "buddy", received_on=TODAY)
    search()

    factories.offer(factories.resident("Sjef"), "buddy")

    assert search().levels["urgent"] == 0


@pytest.mark.parametrize(("days_waited", "urgent"), [(4, 0), (5, 1), (7, 1), (30, 1)])
def test_a_request_that_goes_to_the_team_within_two_days_is_urgent(days_waited, urgent):
    factories.request(factories.resident("Mia"), received_on=TODAY - timedelta(days=days_waited))
    factories.offer(factories.resident("Sjef"))

    assert search().levels["urgent"] == urgent


def test_an_urgent_request_wins_over_one_that_is_not():
    factories.request(factories.resident("Mia"), received_on=TODAY)
    urgent = factories.request(factories.resident("Els"), received_on=TODAY, urgent=True)
    factories.offer(factories.resident("Sjef"))

    search()

    assert served() == [urgent.id]
