"""Never these two: what stands between them ends, and nothing goes on as if it had not been said."""

import pytest

from buurtservice.help.queries import get_offer
from buurtservice.help.solutions import find_live_solution
from buurtservice.matches.ending import decline_match, stop_match
from buurtservice.matches.errors import PairNotAllowed
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import get_match, list_matches
from buurtservice.matches.services import approve_match, record_yes, start_match
from buurtservice.residents.queries import get_resident
from buurtservice.residents.services import never_match
from buurtservice.rounds.services import run_round
from tests import factories
from tests.factories import TODAY

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}


def approved_swap() -> list[Match]:
    mia, sjef = factories.resident("Mia"), factories.resident("Sjef")
    factories.request(mia, "ironing")
    factories.offer(sjef, "ironing")
    factories.request(sjef, "cooking")
    factories.offer(mia, "cooking")
    run_round(as_of=TODAY, today=TODAY, solver_seconds=10)
    return approve_match(list_matches()[0].id, **DAY).matches


def test_parting_two_who_swap_ends_the_other_direction_too():
    first, second = approved_swap()

    taken = decline_match(first.id, reason="never", **DAY)

    assert (taken.ring_broken, taken.still_together) == ([], [])
    assert get_match(second.id).state == MatchState.DECLINED
    assert find_live_solution(second.help_request_id) is None
    assert get_offer(second.help_offer_id).places_taken == 0
    assert get_resident(second.offer.resident_id).active_matches == 0


def test_what_both_agreed_to_is_the_workers_to_stop_and_she_is_told():
    first, second = approved_swap()
    for side in ("asker", "helper"):
        record_yes(second.id, side=side, **DAY)

    taken = decline_match(first.id, reason="never", **DAY)

    assert [match.id for match in taken.still_together] == [second.id]
    with pytest.raises(PairNotAllowed):
        start_match(second.id, **DAY)
    assert stop_match(second.id, reason="never", **DAY).still_together == []


def test_a_yes_between_two_who_were_parted_is_refused():
    first, _ = approved_swap()
    never_match(one_id=first.request.resident_id, other_id=first.offer.resident_id, on=TODAY)

    with pytest.raises(PairNotAllowed):
        record_yes(first.id, side="asker", **DAY)
