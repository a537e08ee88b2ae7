"""An owner changes a request or an offer: what waited is decided anew, and a worker is told of the rest."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from buurtservice.calls.changes import change_offer_and_tell, change_request_and_tell, tell_worker
from buurtservice.calls.models import CallReason
from buurtservice.calls.queries import list_open_calls
from buurtservice.facts.models import FactKind
from buurtservice.figures.queries import get_figures
from buurtservice.help.changing import change_request, offer_wish_of, wish_of
from buurtservice.help.errors import (
    DayGone,
    FewerThanTaken,
    KindGone,
    NeedUnknown,
    NoDaypart,
    OfferNotActive,
    RequestAlreadyAnswered,
    RequestNotOpen,
)
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState
from buurtservice.help.pausing import pause_request
from buurtservice.help.queries import find_category, get_offer, get_request
from buurtservice.help.services import When, mark_routed, withdraw_request
from buurtservice.matches.leaving import change_offer_and_proposals
from buurtservice.matches.models import MatchState
from buurtservice.matches.services import approve_match, postpone_match
from buurtservice.residents.queries import get_resident
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY
from tests.integration.commands import Desk
from tests.integration.racing import states
from tests.integration.test_asking_pauses import kinds_of

pytestmark = pytest.mark.usefixtures("app")
DAY = {"on": TODAY, "today": TODAY}
WEDNESDAY_MORNING = 6


def change(request: HelpRequest, **values: object):
    wish = replace(wish_of(get_request(request.id)), **values)
    return change_request_and_tell(request.id, wish, today=TODAY)


def change_offered(offer: HelpOffer, **values: object):
    wish = replace(offer_wish_of(get_offer(offer.id)), **values)
    return change_offer_and_tell(offer.id, wish, today=TODAY)


def test_all_that_somebody_asks_can_be_changed():
    asked = factories.request(factories.resident("Mia"))

    change(
        asked,
        category=find_category("garden"),
        dayparts=None,
        when=When(weekly=True, until=TODAY + timedelta(days=60)),
        needs=("stairs", "dog"),
        note="de heg",
    )

    now = get_request(asked.id)
    assert (now.category.code, now.dayparts, now.weekly, now.until) == (
        "garden",
        None,
        True,
        TODAY + timedelta(days=60),
    )
    assert (now.needs, now.note) == (["dog", "stairs"], "de heg")


def test_what_nobody_changes_stays():
    asked = factories.request(factories.resident("Mia"), needs=("dog",))
    before = wish_of(asked)

    assert change_request(asked.id, before, today=TODAY) is False
    assert wish_of(get_request(asked.id)) == before


def test_an_untouched_proposal_is_withdrawn_so_that_the_next_round_decides():
    match = factories.pair()

    changed = change(match.request, dayparts=(WEDNESDAY_MORNING,))

    assert states(match) == [MatchState.WITHDRAWN]
    assert (changed.worker_calls, list_open_calls()) == (False, [])


def test_other_words_leave_a_proposal_standing():
    match = factories.pair()

    change(match.request, note="een mand per week")

    assert states(match) == [MatchState.PROPOSED]


def test_a_proposal_that_a_worker_put_off_stays_and_she_is_told():
    match = factories.pair()
    postpone_match(match.id, until=TODAY + timedelta(days=3), **DAY)

    changed = change(match.request, dayparts=(WEDNESDAY_MORNING,))

    assert states(match) == [MatchState.PROPOSED]
    assert changed.worker_calls
    (call,) = list_open_calls()
    assert (call.reason, call.help_request_id, call.resident.name) == (
        CallReason.CHANGED,
        match.help_request_id,
        "Mia",
    )


def test_a_match_goes_on_and_the_worker_is_told_once():
    match = factories.pair()
    approve_match(match.id, **DAY)

    change(match.request, dayparts=(WEDNESDAY_MORNING,))
    change(match.request, needs=("dog",))

    assert states(match) == [MatchState.APPROVED]
    assert len(list_open_calls()) == 1
    assert kinds_of(match.request.subject_key).count(FactKind.CALL_OPENED) == 1


def test_the_kind_of_help_does_not_change_while_somebody_helps():
    match = factories.pair()
    approve_match(match.id, **DAY)

    with pytest.raises(RequestAlreadyAnswered):
        change(match.request, category=find_category("garden"))
    assert get_request(match.help_request_id).category.code == "ironing"


def test_who_wants_to_stop_while_somebody_helps_is_called_once():
    match = factories.pair()
    approve_match(match.id, **DAY)

    tell_worker(match.help_request_id, on=TODAY)
    tell_worker(match.help_request_id, on=TODAY)

    assert [call.reason for call in list_open_calls()] == [CallReason.CHANGED]


def test_the_call_about_a_change_stands_in_the_list_of_the_command(desk: Desk):
    match = factories.pair()
    tell_worker(match.help_request_id, on=TODAY)

    assert "er is iets veranderd" in desk.run("calls", "list").out
    (call,) = desk.ask("calls", "list")
    assert call["reason"] == "changed"
    assert "er is iets veranderd" in desk.run("calls", "show", call["call"]).out


def test_what_gets_its_kind_of_help_goes_to_the_team_in_that_kinds_time():
    asked = factories.request(factories.resident("Mia"), "other")
    mark_routed(asked.id, on=TODAY)

    change(asked, category=find_category("ironing"))

    assert get_request(asked.id).routed_on is None


def test_a_paused_request_can_be_changed_and_one_that_is_gone_cannot():
    asked = factories.request(factories.resident("Mia"))
    pause_request(asked.id, **DAY)
    change(asked, needs=("dog",))
    withdraw_request(asked.id, **DAY)

    with pytest.raises(RequestNotOpen, match="ingetrokken"):
        change(asked, needs=())


def test_a_kind_of_help_that_is_gone_stays_and_is_not_chosen_anew():
    garden = factories.request(factories.resident("Mia"), "garden")
    ironing = factories.request(factories.resident("Fatima"), "ironing")
    with transaction():
        find_category("garden").retired_on = TODAY

    change(garden, needs=("dog",))
    with pytest.raises(KindGone):
        change(ironing, category=find_category("garden"))


def test_a_day_that_went_by_stays_and_is_not_chosen_anew():
    asked = factories.request(factories.resident("Mia"))
    change(asked, when=When(wanted_on=TODAY))
    later = TODAY + timedelta(days=3)

    same = replace(wish_of(get_request(asked.id)), note="de rode deur")
    change_request(asked.id, same, today=later)
    with pytest.raises(DayGone):
        change_request(asked.id, replace(same, when=When(wanted_on=TODAY + timedelta(days=1))), today=later)


@pytest.mark.parametrize(
    ("values", "refusal"), [({"dayparts": ()}, NoDaypart), ({"needs": ("lift",)}, NeedUnknown)]
)
def test_what_cannot_be_meant_is_refused(values, refusal):
    asked = factories.request(factories.resident("Mia"))

    with pytest.raises(refusal):
        change(asked, **values)


def test_all_that_somebody_offers_can_be_changed_and_the_figures_follow():
    offered = factories.offer(factories.resident("Sjef"))

    change_offered(offered, dayparts=None, radius_m=None, can=("dog",), capacity=4, note="graag overdag")

    now = get_offer(offered.id)
    assert (now.dayparts, now.radius_m, now.can, now.capacity) == (None, None, ["dog"], 4)
    assert get_resident(now.resident_id).max_active == 4
    match = factories.proposal(factories.request(factories.resident("Mia")), now)
    approve_match(match.id, **DAY)
    assert get_figures(start=date(2026, 3, 1), end=TODAY).open_offers == 1


def test_a_proposal_that_counted_on_an_offer_is_decided_anew_when_it_changes():
    match = factories.pair()

    change_offered(match.offer, dayparts=(WEDNESDAY_MORNING,))

    assert states(match) == [MatchState.WITHDRAWN]


def test_a_change_in_an_offer_that_helps_somebody_is_told_with_the_helper_to_call():
    match = factories.pair()
    approve_match(match.id, **DAY)

    changed = change_offered(match.offer, dayparts=(WEDNESDAY_MORNING,))

    assert changed.worker_calls
    (call,) = list_open_calls()
    assert (call.resident.name, call.help_request_id) == ("Sjef", match.help_request_id)


def test_nobody_offers_to_help_fewer_than_they_help():
    offered = factories.offer(factories.resident("Sjef"), capacity=2)
    for name in ("Mia", "Fatima"):
        approve_match(factories.proposal(factories.request(factories.resident(name)), offered).id, **DAY)

    with pytest.raises(FewerThanTaken, match="2 mensen"):
        change_offered(offered, capacity=1)
    with pytest.raises(FewerThanTaken):
        change_offered(offered, capacity=0)
    assert get_offer(offered.id).capacity == 2


def test_an_offer_that_is_gone_cannot_be_changed():
    offered = factories.offer(factories.resident("Sjef"))
    change_offer_and_proposals(offered.id, to=OfferState.WITHDRAWN, **DAY)

    with pytest.raises(OfferNotActive):
        change_offered(offered, can=("dog",))
