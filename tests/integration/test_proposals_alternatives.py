"""Who else could help, who would after a conversation, and what the matcher would do after a no."""

from itertools import pairwise

import pytest
from sqlalchemy import update

from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.matches.ending import decline_match, part_residents
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import list_matches
from buurtservice.residents.resting import let_rest
from buurtservice.rounds.alternatives import (
    Alternative,
    IfDeclined,
    if_declined,
    list_alternatives,
    list_near_misses,
)
from buurtservice.rounds.services import run_round
from buurtservice.rounds.surroundings import read_near, read_surroundings
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY, TUESDAY_MORNING
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
FRIDAY_EVENING = 14
KILOMETRE_IN_DEGREES = 0.009


def asks(name: str, category: str = "ironing", **wish: object) -> HelpRequest:
    return factories.request(factories.resident(name), category, **wish)


def offers(name: str, category: str = "ironing", *, km: float = 0, **wish: object) -> HelpOffer:
    offer = factories.offer(factories.resident(name), category, **{"radius_m": 4000, **wish})
    with transaction() as session:
        moved = update(HelpOffer).where(HelpOffer.id == offer.id)
        session.execute(moved.values(lat=HelpOffer.lat + km * KILOMETRE_IN_DEGREES))
    return offer


def around(request: HelpRequest) -> list[Alternative]:
    return list_alternatives(read_surroundings([request], as_of=TODAY))[request.id]


def after_a_no(*matches: Match) -> list[IfDeclined]:
    pairs = [(match.help_request_id, match.help_offer_id) for match in matches]
    there = read_surroundings([match.request for match in matches], as_of=TODAY)
    return if_declined(there, list_alternatives(there), pairs)


def test_the_helpers_who_could_are_listed_with_the_most_suitable_first():
    mia = asks("Mia")
    sjef, thea = offers("Sjef"), offers("Thea", km=2)
    offers("Piet", "garden")
    offers("Rob", dayparts=[FRIDAY_EVENING])

    found = around(mia)

    assert [(one.offer_id, one.helper) for one in found] == [(sjef.id, "Sjef"), (thea.id, "Thea")]
    assert all(one.score > other.score for one, other in pairwise(found))
    assert (found[0].distance_m, found[0].shared_dayparts) == (0, (TUESDAY_MORNING,))
    assert found[1].distance_m == pytest.approx(2000, rel=0.01)
    assert [one.free for one in found] == [True, True]


def test_who_is_taken_says_by_whom_and_who_was_declined_says_so():
    mia, els = asks("Mia"), asks("Els")
    sjef, thea, rob = offers("Sjef"), offers("Thea"), offers("Rob")
    held = factories.proposal(els, sjef)
    decline_match(factories.proposal(mia, thea).id, reason="days", **DAY)
    with transaction() as session:
        session.execute(update(HelpOffer).where(HelpOffer.id == rob.id).values(capacity=0))

    found = {one.helper: one for one in around(mia)}

    assert [(one.request_id, one.match_id, one.asker) for one in found["Sjef"].held] == [
        (els.id, held.id, "Els")
    ]
    assert (found["Thea"].declined, found["Rob"].full) == (True, True)
    assert not any(one.free for one in found.values())


def test_a_helper_with_another_place_is_free_though_proposed_elsewhere():
    mia, els = asks("Mia"), asks("Els")
    factories.proposal(els, offers("Sjef", capacity=2))

    (sjef,) = around(mia)

    assert sjef.free


def test_who_may_not_meet_is_in_no_list():
    mia, sjef, rob = asks("Mia"), offers("Sjef"), offers("Rob", dayparts=[FRIDAY_EVENING])
    part_residents(one_id=mia.resident_id, other_id=sjef.resident_id, on=TODAY)
    part_residents(one_id=mia.resident_id, other_id=rob.resident_id, on=TODAY)
    let_rest(offers("Thea").resident_id)
    factories.offer(mia.resident)

    assert around(mia) == []
    assert list_near_misses(read_near(read_surroundings([mia], as_of=TODAY), mia.id), mia.id) == []


def test_a_near_miss_says_what_would_have_to_change():
    mia = asks("Mia", needs=["dog"])
    rob = offers("Rob", dayparts=[FRIDAY_EVENING], can=["dog"])
    offers("Sjef", can=["dog"])

    (miss,) = list_near_misses(read_near(read_surroundings([mia], as_of=TODAY), mia.id), mia.id)

    assert (miss.offer_id, miss.helper) == (rob.id, "Rob")
    assert [(change.kind, change.change) for change in miss.changes] == [("daypart", TUESDAY_MORNING)]


def test_after_a_no_the_next_best_who_is_free_would_be_proposed():
    proposed = factories.proposal(asks("Mia"), offers("Sjef"))
    thea = offers("Thea", km=1)
    offers("Rob", km=3)

    (outcome,) = after_a_no(proposed)

    assert outcome.next is not None
    assert (outcome.next.offer_id, outcome.loses) == (thea.id, ())


def test_after_a_no_there_may_be_nobody():
    proposed = factories.proposal(asks("Mia"), offers("Sjef"))

    assert [(one.next, one.loses) for one in after_a_no(proposed)] == [(None, ())]


def test_after_a_no_another_request_may_make_room_when_somebody_else_can_help_that():
    proposed = factories.proposal(asks("Mia"), offers("Sjef"))
    els = asks("Els", dayparts=[TUESDAY_MORNING, FRIDAY_EVENING])
    thea = offers("Thea")
    factories.proposal(els, thea)
    offers("Rob", dayparts=[FRIDAY_EVENING])

    (outcome,) = after_a_no(proposed)

    assert outcome.next is not None
    assert (outcome.next.offer_id, outcome.loses) == (thea.id, ())


def test_an_urgent_request_would_take_the_helper_of_another_who_then_has_nobody():
    proposed = factories.proposal(asks("Mia", urgent=True), offers("Sjef"))
    els, thea = asks("Els", needs=["dog"]), offers("Thea", can=["dog"])
    factories.proposal(els, thea)

    (outcome,) = after_a_no(proposed)

    assert outcome.next is not None
    assert outcome.next.offer_id == thea.id
    assert [(one.request_id, one.asker) for one in outcome.loses] == [(els.id, "Els")]


def test_of_a_ring_every_link_says_what_happens():
    links = factories.circle([("Mia", "ironing"), ("Sjef", "garden"), ("Fatima", "pet")])
    thea = offers("Thea", "garden")

    outcomes = {outcome.request_id: outcome.next for outcome in after_a_no(*links)}

    assert outcomes[links[0].help_request_id] is None
    assert outcomes[links[1].help_request_id].offer_id == thea.id
    assert outcomes[links[2].help_request_id] is None


def test_what_is_foretold_is_what_the_next_round_proposes():
    mia = asks("Mia")
    for number, name in enumerate(["Sjef", "Thea", "Rob"]):
        offers(name, km=number)
    for name in ["Els", "Cor"]:
        asks(name)
    run_round(as_of=TODAY, today=TODAY, solver_seconds=10)
    (proposed,) = [match for match in list_matches() if match.help_request_id == mia.id]
    (foretold,) = after_a_no(proposed)

    decline_match(proposed.id, reason="other", **DAY)
    run_round(as_of=TODAY, today=TODAY, solver_seconds=10)

    again = [match for match in list_matches((MatchState.PROPOSED,)) if match.help_request_id == mia.id]
    assert [match.help_offer_id for match in again] == [foretold.next.offer_id]


def test_a_page_asks_this_in_few_queries_however_many_there_are(bare_app):
    proposed = factories.proposal(asks("Mia"), offers("Sjef"))
    for number in range(12):
        factories.proposal(asks(f"Vrager {number}"), offers(f"Helper {number}"))
    db.session.commit()

    with statements(db.engine) as seen:
        after_a_no(proposed)

    assert len(seen) <= 6
