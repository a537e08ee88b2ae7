"""What a no may change, and the warning for a helper who is wanted twice at the only time they have."""

import pytest

from buurtservice.help.errors import NoDaypartLeft
from buurtservice.help.narrowing import take_dayparts_off_offer
from buurtservice.help.queries import get_offer, get_request
from buurtservice.matches.clashes import list_clashes, only_daypart
from buurtservice.matches.declining import Change, change_after_no, decline_and_change
from buurtservice.matches.errors import MatchInOtherState
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import get_match, list_events
from buurtservice.matches.services import approve_match
from buurtservice.residents.queries import get_resident
from buurtservice.residents.resting import end_rest, let_rest
from tests import factories
from tests.factories import TODAY, TUESDAY_MORNING

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
WEDNESDAY_EVENING, FRIDAY_EVENING = 8, 14
BOTH = (TUESDAY_MORNING, WEDNESDAY_EVENING)


def pair(*, wanted: tuple[int, ...] | None = BOTH, offered: tuple[int, ...] | None = BOTH) -> Match:
    mia, sjef = factories.resident("Mia"), factories.resident("Sjef")
    return factories.proposal(
        factories.request(mia, dayparts=wanted), factories.offer(sjef, dayparts=offered)
    )


def mask(*dayparts: int) -> int:
    return sum(1 << daypart for daypart in dayparts)


def test_a_no_may_let_the_helper_rest():
    match = pair()

    decline_and_change(match.id, reason="helper_rests", change=Change(helper_rests=True), **DAY)

    assert get_resident(match.offer.resident_id).resting
    assert list_events(match.id)[-1].reason == "helper_rests"
    end_rest(match.offer.resident_id)
    assert not get_resident(match.offer.resident_id).resting


def test_a_no_may_take_dayparts_off_the_offer_and_off_the_request():
    match = pair()

    change = Change(not_helper=(TUESDAY_MORNING,), not_asker=(WEDNESDAY_EVENING,))
    decline_and_change(match.id, reason="days", change=change, **DAY)

    assert get_offer(match.help_offer_id).dayparts == mask(WEDNESDAY_EVENING)
    assert get_request(match.help_request_id).dayparts == mask(TUESDAY_MORNING)


def test_any_time_becomes_any_time_but_this():
    match = pair(offered=None)

    take_dayparts_off_offer(match.help_offer_id, [0])

    assert get_offer(match.help_offer_id).dayparts == (1 << 21) - 2


def test_without_a_second_choice_a_no_changes_neither_of_the_two():
    match = pair()

    decline_and_change(match.id, reason="days", change=Change(), **DAY)

    assert not get_resident(match.offer.resident_id).resting
    assert get_offer(match.help_offer_id).dayparts == mask(*BOTH)
    assert get_request(match.help_request_id).dayparts == mask(*BOTH)


def test_a_change_that_would_leave_no_daypart_undoes_the_no_as_well():
    match = pair()

    with pytest.raises(NoDaypartLeft):
        decline_and_change(match.id, reason="days", change=Change(not_helper=BOTH, helper_rests=True), **DAY)

    assert get_match(match.id).state == MatchState.PROPOSED
    assert not get_resident(match.offer.resident_id).resting


def test_a_no_that_comes_too_late_changes_nobody():
    match = pair()
    approve_match(match.id, **DAY)
    factories.agree(match)

    with pytest.raises(MatchInOtherState):
        decline_and_change(match.id, reason="days", change=Change(helper_rests=True), **DAY)

    assert not get_resident(match.offer.resident_id).resting


def test_the_change_may_also_come_after_the_no():
    match = pair()
    factories.bring(match, MatchState.DECLINED)

    change_after_no(match.id, Change(not_helper=(TUESDAY_MORNING,)))

    assert get_offer(match.help_offer_id).dayparts == mask(WEDNESDAY_EVENING)


def test_where_nobody_said_no_nothing_is_changed_by_it():
    match = pair()

    with pytest.raises(MatchInOtherState):
        change_after_no(match.id, Change(not_helper=(TUESDAY_MORNING,)))

    assert get_offer(match.help_offer_id).dayparts == mask(*BOTH)


def test_letting_somebody_rest_twice_is_no_fault():
    sjef = factories.resident("Sjef")

    let_rest(sjef.id)

    assert let_rest(sjef.id).resting


@pytest.mark.parametrize(
    ("wanted", "offered", "only"),
    [(0b11, 0b10, 1), (0b11, 0b11, None), (0b01, 0b10, None), (None, 1 << 20, 20), (None, None, None)],
)
def test_the_only_daypart_of_two(wanted, offered, only):
    assert only_daypart(wanted, offered) == only


def two_matches(*, first: tuple[int, ...] | None, second: tuple[int, ...] | None) -> list[Match]:
    sjef = factories.resident("Sjef")
    offers = [factories.offer(sjef, dayparts=None), factories.offer(sjef, "garden", dayparts=None)]
    mia = factories.request(factories.resident("Mia"), dayparts=first)
    els = factories.request(factories.resident("Els"), "garden", dayparts=second)
    return [factories.proposal(mia, offers[0]), factories.proposal(els, offers[1])]


def test_two_matches_of_one_helper_at_the_same_only_daypart_clash():
    mia, els = two_matches(first=(TUESDAY_MORNING,), second=(TUESDAY_MORNING,))

    (clash,) = list_clashes([(mia.request, mia.offer)])

    assert (clash.match_id, clash.asker, clash.daypart) == (els.id, "Els", TUESDAY_MORNING)
    factories.bring(els, MatchState.ACTIVE)
    assert [clash.state for clash in list_clashes([(mia.request, mia.offer)])] == [MatchState.ACTIVE]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((TUESDAY_MORNING,), (WEDNESDAY_EVENING,)),
        ((TUESDAY_MORNING,), (TUESDAY_MORNING, FRIDAY_EVENING)),
        (None, (TUESDAY_MORNING,)),
    ],
)
def test_matches_that_leave_another_daypart_do_not_clash(first, second):
    mia, _ = two_matches(first=first, second=second)

    assert list_clashes([(mia.request, mia.offer)]) == []


def test_what_is_over_clashes_with_nothing():
    mia, els = two_matches(first=(TUESDAY_MORNING,), second=(TUESDAY_MORNING,))
    factories.bring(els, MatchState.DECLINED)

    assert list_clashes([(mia.request, mia.offer)]) == []
