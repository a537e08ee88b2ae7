"""Deciding on proposals: by whom, undone in time, and never twice."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from buurtservice.accounts.models import StaffUser
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.figures.queries import get_figures
from buurtservice.help.errors import OfferFull, OfferNotActive, RequestAlreadyAnswered, RequestNotOpen
from buurtservice.help.models import HelpOffer, HelpRequest, OfferState, RequestState
from buurtservice.help.queries import get_offer, get_request
from buurtservice.help.services import change_offer_state
from buurtservice.help.solutions import find_live_solution
from buurtservice.matches.ending import decline_match, decline_ring, part_residents
from buurtservice.matches.errors import (
    AlreadyDecided,
    MatchInOtherState,
    NeverNeedsTwo,
    PairNotAllowed,
    ProposalStands,
    TooLateToUndo,
)
from buurtservice.matches.models import LIVE_STATES, Match, MatchState
from buurtservice.matches.queries import get_match, list_declined_pairs, list_events
from buurtservice.matches.services import approve_match, postpone_match, record_yes
from buurtservice.matches.undoing import undo_approval, undo_decline
from buurtservice.residents.models import NeverMatch
from buurtservice.rounds.by_hand import create_match
from buurtservice.rounds.services import run_round
from buurtservice.team.services import open_task
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TODAY
from tests.integration.racing import race, wrong_answers

pytestmark = pytest.mark.usefixtures("app")

DAY = {"on": TODAY, "today": TODAY}
THREE = [("Mia", "ironing"), ("Sjef", "garden"), ("Fatima", "pet")]


def staff(name: str) -> int:
    with transaction() as session:
        user = StaffUser(email=f"{name.lower()}@buurtservice.example", name=name)
        session.add(user)
        session.flush()
        return user.id


@pytest.fixture
def dora() -> int:
    return staff("Dora")


def states(links: list[Match]) -> list[str]:
    return [get_match(link.id).state.value for link in links]


def facts(kind: FactKind) -> int:
    return len(db.session.scalars(select(Fact).where(Fact.kind == kind)).all())


def open_offers() -> int:
    return get_figures(start=TODAY, end=TODAY).open_offers


def test_every_step_says_who_of_the_staff_took_it(dora: int):
    match = factories.pair()

    postpone_match(match.id, until=TODAY + timedelta(days=1), by=dora, **DAY)
    approve_match(match.id, by=dora, **DAY)
    undo_approval(match.id, by=dora, **DAY)
    decline_match(match.id, reason="days", by=dora, **DAY)
    undo_decline(match.id, by=dora, **DAY)

    assert [(event.step.value, event.staff_user_id) for event in list_events(match.id)] == [
        ("proposed", None),
        ("postponed", dora),
        ("approved", dora),
        ("approval_undone", dora),
        ("declined", dora),
        ("decline_undone", dora),
    ]


def test_a_match_by_hand_says_who_made_it_and_who_took_the_place_of_the_rounds_proposal(dora: int):
    standing = factories.pair()
    els = factories.offer(factories.resident("Els"))

    made = create_match(request_id=standing.help_request_id, offer_id=els.id, by=dora, **DAY)

    assert [event.staff_user_id for event in list_events(made.id)] == [dora]
    assert [event.staff_user_id for event in list_events(standing.id)] == [None, dora]


@pytest.mark.parametrize(
    ("decide", "words"),
    [
        (lambda match_id, by: approve_match(match_id, by=by, **DAY), "goedgekeurd"),
        (lambda match_id, by: decline_match(match_id, reason="days", by=by, **DAY), "afgewezen"),
    ],
)
def test_who_decides_what_a_colleague_decided_reads_by_whom_and_when(decide, words, dora: int):
    match = factories.pair()
    decide(match.id, dora)

    with pytest.raises(MatchInOtherState) as refused:
        approve_match(match.id, by=staff("Els"), **DAY)

    day = r"(maan|dins|woens|donder|vrij|zater|zon)dag \d+ [a-z]+, \d+\.\d\d uur"
    sentence = refused.value.in_words(str)
    assert re.search(rf"^Dit voorstel is al {words} door Dora, {day}\. Er is niets veranderd\.$", sentence)


def test_where_nobody_of_the_staff_decided_the_state_is_what_is_said():
    match = factories.pair()
    approve_match(match.id, **DAY)

    with pytest.raises(MatchInOtherState) as refused:
        approve_match(match.id, **DAY)

    assert not isinstance(refused.value, AlreadyDecided)


def test_of_two_workers_who_decide_at_once_one_wins_and_the_other_reads_who_it_was(bare_app, dora: int):
    els = staff("Els")
    match_id = factories.pair().id

    outcomes = race(
        bare_app,
        [
            lambda: approve_match(match_id, by=dora, **DAY),
            lambda: decline_match(match_id, reason="other", note="Ziek", by=els, **DAY),
        ]
        * 3,
    )

    winners = [number % 2 for number, outcome in enumerate(outcomes) if outcome.won]
    refusals = [outcome.refusal for outcome in outcomes if not outcome.won]
    if get_match(match_id).state == MatchState.DECLINED:  # An approval may be declined afterwards.
        assert sorted(winners) in ([1], [0, 1])
    else:
        assert winners == [0]
    assert {type(refusal) for refusal in refusals} == {AlreadyDecided}
    assert {refusal.params["by"] for refusal in refusals if refusal} <= {"Dora", "Els"}
    assert wrong_answers() == []


@pytest.mark.parametrize("asked", [THREE[:1], THREE[:2], THREE], ids=["pair", "swap", "three"])
def test_an_approval_is_undone_as_a_whole_and_leaves_no_trace_in_places_answers_and_figures(asked, dora: int):
    links = factories.circle(asked) if len(asked) > 1 else [factories.pair()]
    before = open_offers()
    approve_match(links[0].id, by=dora, **DAY)
    assert open_offers() == before - len(links)

    taken = undo_approval(links[-1].id, by=dora, **DAY)

    assert [match.id for match in taken.matches] == [link.id for link in links]
    assert states(links) == ["proposed"] * len(links)
    assert [find_live_solution(link.help_request_id) for link in links] == [None] * len(links)
    assert [get_offer(link.help_offer_id).places_taken for link in links] == [0] * len(links)
    assert {get_match(link.id).solution_id for link in links} == {None}
    assert len({get_match(link.id).whole_ring_id for link in links}) == 1
    assert facts(FactKind.MATCH_APPROVAL_UNDONE) == len(links)
    assert (open_offers(), wrong_answers()) == (before, [])


def test_what_was_undone_can_be_approved_again(dora: int):
    match = factories.pair()
    approve_match(match.id, by=dora, **DAY)
    undo_approval(match.id, by=dora, **DAY)

    approve_match(match.id, by=dora, **DAY)

    assert (get_match(match.id).state, wrong_answers()) == (MatchState.APPROVED, [])
    assert open_offers() == 0


@pytest.mark.parametrize("side", ["asker", "helper"])
def test_after_the_first_yes_of_any_link_an_approval_stands(side: str):
    links = factories.circle(THREE)
    approve_match(links[0].id, **DAY)
    record_yes(links[2].id, side=side, **DAY)

    with pytest.raises(TooLateToUndo):
        undo_approval(links[0].id, **DAY)

    assert states(links) == ["approved"] * 3
    assert wrong_answers() == []


def test_a_yes_and_an_undoing_at_once_leave_one_of_them(bare_app):
    match_id = factories.pair().id
    approve_match(match_id, **DAY)

    outcomes = race(
        bare_app,
        [
            lambda: undo_approval(match_id, **DAY),
            lambda: record_yes(match_id, side="asker", **DAY),
            lambda: undo_approval(match_id, **DAY),
        ],
    )

    assert [outcome.won for outcome in outcomes].count(True) == 1
    match = get_match(match_id)
    assert (match.state == MatchState.PROPOSED) == (match.asker_said_yes_on is None)
    assert wrong_answers() == []


def test_an_approval_that_was_never_given_cannot_be_undone():
    match = factories.pair()

    with pytest.raises(MatchInOtherState):
        undo_approval(match.id, **DAY)


def test_a_decline_is_undone_and_the_pair_may_be_proposed_again(dora: int):
    match = factories.pair()
    decline_match(match.id, reason="days", note="Werkt op dinsdag", by=dora, **DAY)
    assert list_events(match.id)[-1].note == "Werkt op dinsdag"

    undo_decline(match.id, by=dora, **DAY)

    assert (get_match(match.id).state, list_declined_pairs()) == (MatchState.PROPOSED, [])
    assert facts(FactKind.MATCH_DECLINE_UNDONE) == 1
    assert wrong_answers() == []


def test_a_match_that_was_declined_on_the_telephone_comes_back_as_a_proposal_without_its_yes():
    match = factories.pair()
    approve_match(match.id, **DAY)
    record_yes(match.id, side="asker", **DAY)
    decline_match(match.id, reason="too_far_or_heavy", **DAY)

    undo_decline(match.id, **DAY)

    again = get_match(match.id)
    assert (again.state, again.asker_said_yes_on) == (MatchState.PROPOSED, None)
    assert (open_offers(), wrong_answers()) == (1, [])


def pause(match: Match) -> None:
    change_offer_state(match.help_offer_id, to=OfferState.PAUSED, **DAY)


def fill(match: Match) -> None:
    with transaction() as session:
        session.execute(update(HelpOffer).where(HelpOffer.id == match.help_offer_id).values(capacity=0))


def answer(match: Match) -> None:
    open_task(get_request(match.help_request_id), on=TODAY)


def close(match: Match) -> None:
    with transaction() as session:
        session.execute(
            update(HelpRequest)
            .where(HelpRequest.id == match.help_request_id)
            .values(state=RequestState.WITHDRAWN)
        )


def propose_another(match: Match) -> None:
    factories.proposal(get_request(match.help_request_id), factories.offer(factories.resident("Els")))


def part(match: Match) -> None:
    part_residents(one_id=match.request.resident_id, other_id=match.offer.resident_id, on=TODAY)


@pytest.mark.parametrize(
    ("happens", "refusal"),
    [
        (pause, OfferNotActive),
        (fill, OfferFull),
        (answer, RequestAlreadyAnswered),
        (close, RequestNotOpen),
        (propose_another, ProposalStands),
        (part, PairNotAllowed),
    ],
)
def test_a_decline_stands_when_one_of_the_two_is_free_no_more(happens, refusal):
    match = factories.pair()
    decline_match(match.id, reason="days", **DAY)
    happens(match)

    with pytest.raises(refusal):
        undo_decline(match.id, **DAY)

    assert (get_match(match.id).state, wrong_answers()) == (MatchState.DECLINED, [])


def test_a_ring_is_declined_as_one_and_comes_back_as_one(dora: int):
    links = factories.circle(THREE)

    decline_ring(links[1].id, reason="too_far_or_heavy", note="Te ver", by=dora, **DAY)

    assert states(links) == ["declined"] * 3
    assert {event.step.value for link in links for event in list_events(link.id)} == {"proposed", "declined"}
    undo_decline(links[2].id, by=dora, **DAY)
    assert states(links) == ["proposed"] * 3
    assert {get_match(link.id).whole_ring_id for link in links} == {links[0].ring_id}


def test_a_ring_that_broke_on_one_link_is_whole_again_when_that_is_undone():
    links = factories.circle(THREE)
    decline_match(links[1].id, reason="days", **DAY)

    undo_decline(links[1].id, **DAY)

    assert {get_match(link.id).whole_ring_id for link in links} == {links[0].ring_id}


def test_a_ring_stays_broken_when_another_link_went_on_meanwhile():
    links = factories.circle(THREE)
    decline_match(links[1].id, reason="days", **DAY)
    approve_match(links[0].id, **DAY)

    undo_decline(links[1].id, **DAY)

    assert states(links) == ["approved", "proposed", "proposed"]
    assert {get_match(link.id).whole_ring_id for link in links} == {None}
    assert wrong_answers() == []


def test_a_whole_ring_is_not_parted_at_a_stroke():
    links = factories.circle(THREE)

    with pytest.raises(NeverNeedsTwo):
        decline_ring(links[0].id, reason="never", **DAY)

    assert states(links) == ["proposed"] * 3
    assert db.session.scalars(select(NeverMatch)).all() == []


def test_parting_two_ends_what_was_proposed_and_approved_and_names_what_runs(dora: int):
    mia, sjef = factories.resident("Mia"), factories.resident("Sjef", max_active=3)
    proposed = factories.proposal(factories.request(mia), factories.offer(sjef))
    approved = factories.proposal(factories.request(mia, "garden"), factories.offer(sjef, "garden"))
    runs = factories.proposal(factories.request(mia, "pet"), factories.offer(sjef, "pet"))
    factories.bring(approved, MatchState.APPROVED)
    factories.bring(runs, MatchState.ACTIVE)

    together = part_residents(one_id=sjef.id, other_id=mia.id, on=TODAY, reason="Oude ruzie", by=dora)

    assert states([proposed, approved, runs]) == ["withdrawn", "declined", "active"]
    assert [match.id for match in together] == [runs.id]
    pair = db.session.scalars(select(NeverMatch)).one()
    assert (pair.reason, pair.recorded_by_id) == ("Oude ruzie", dora)
    assert wrong_answers() == []


def test_rounds_and_undoing_at_once_leave_no_request_with_two_proposals(bare_app):
    match_id = factories.pair().id
    factories.offer(factories.resident("Els"))
    decline_match(match_id, reason="days", **DAY)

    race(
        bare_app,
        [
            lambda: undo_decline(match_id, **DAY),
            lambda: run_round(as_of=TODAY, today=TODAY, solver_seconds=10),
        ],
    )

    asked = get_match(match_id).help_request_id
    proposed = select(Match).where(Match.help_request_id == asked, Match.state == MatchState.PROPOSED)
    assert len(db.session.scalars(proposed).unique().all()) == 1
    assert not db.session.scalars(select(Match).where(Match.state.in_(LIVE_STATES))).unique().all()
    assert wrong_answers() == []
