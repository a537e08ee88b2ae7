"""Many at the same moment: one wins, the others are refused, and nothing is counted wrongly.

Each race is run several times. Beside each stands the naive way, looking first and writing afterwards, which
must fail: else the race would prove nothing. Longer forms are in bench/proofs.
"""

from datetime import timedelta
from functools import partial
from itertools import permutations

from flask import Flask

from buurtservice.extensions import db
from buurtservice.matches.ending import decline_match
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import list_matches
from buurtservice.matches.services import approve_match
from buurtservice.residents.queries import list_never_pairs
from buurtservice.rounds.by_hand import create_match
from tests import factories
from tests.factories import ASKED_ON, TODAY
from tests.integration.racing import count, naive_race, own_table, race, run, states, wrong_answers

THREADS = 8
DAY = {"on": TODAY, "today": TODAY}
DUE = {"on": ASKED_ON + timedelta(days=14), "today": ASKED_ON + timedelta(days=14)}


def test_one_of_many_approvals_of_a_match_wins(app: Flask):
    match = factories.pair()

    outcomes = race(app, [partial(approve_match, match.id, **DAY)] * THREADS)

    assert sum(outcome.won for outcome in outcomes) == 1
    assert {o.refusal.code for o in outcomes if o.refusal} == {"match_in_other_state"}
    assert wrong_answers() == []


def test_a_request_is_approved_once_also_when_another_match_is_made_by_hand_meanwhile(app: Flask):
    for number in range(4):
        asked = factories.request(factories.resident(f"asks {number}"))
        match = factories.proposal(asked, factories.offer(factories.resident(f"helps {number}")))
        others = [factories.offer(factories.resident(f"would {number} {n}")).id for n in range(3)]

        race(
            app,
            [partial(approve_match, match.id, **DAY)] * 3
            + [partial(create_and_approve, asked.id, other) for other in others],
        )

        assert wrong_answers() == []
        assert (
            len([one for one in list_matches((MatchState.APPROVED,)) if one.help_request_id == asked.id]) == 1
        )


def create_and_approve(request_id: int, offer_id: int) -> None:
    made = create_match(request_id=request_id, offer_id=offer_id, **DAY)
    approve_match(made.id, **DAY)


def test_the_last_place_of_an_offer_and_of_a_helper_goes_once(app: Flask):
    sjef = factories.resident("Sjef", max_active=2)
    offers = [factories.offer(sjef), factories.offer(sjef, capacity=3)]
    matches = [
        factories.proposal(factories.request(factories.resident(f"asks {n}")), offers[n % 2])
        for n in range(THREADS)
    ]

    outcomes = race(app, [partial(approve_match, match.id, **DAY) for match in matches])

    assert sum(outcome.won for outcome in outcomes) == 2
    assert {o.refusal.code for o in outcomes if o.refusal} <= {"offer_full", "helper_full"}
    assert [outcome.won for outcome in outcomes] == [s == MatchState.APPROVED for s in states(*matches)]
    assert wrong_answers() == []


def test_naively_a_last_place_goes_to_many(app: Flask):
    with own_table("naive_offer", "taken integer"):
        run("INSERT INTO naive_offer VALUES (0)")
        with own_table("naive_match", "n integer"):
            naive_race(
                db.engine,
                "SELECT taken FROM naive_offer",
                lambda seen: "INSERT INTO naive_match VALUES (1)" if seen < 1 else "",
            )
            naive_race(
                db.engine,
                "SELECT taken FROM naive_offer",
                lambda seen: f"UPDATE naive_offer SET taken = {seen + 1}",
            )

            assert count("naive_match") > 1
            assert count("naive_offer WHERE taken = 1") == 1  # All eight counted, and one is kept.


def test_of_rings_over_the_same_people_one_is_approved_whole(app: Flask):
    people = [factories.resident(name, max_active=1) for name in ("Mia", "Sjef", "Fatima")]
    offers = {person.id: factories.offer(person) for person in people}
    circles = []
    for order in [*permutations(people), *permutations(people, 2)][:THREADS]:
        helpers = order[1:] + order[:1]
        pairs = [(factories.request(a), offers[h.id]) for a, h in zip(order, helpers, strict=True)]
        circles.append(factories.ring(*pairs))

    outcomes = race(app, [partial(approve_match, links[-1].id, **DAY) for links in circles])

    won = [links for links, outcome in zip(circles, outcomes, strict=True) if outcome.won]
    assert len(won) == 1
    for links in circles:
        assert set(states(*links)) == {MatchState.APPROVED if links in won else MatchState.PROPOSED}
    assert wrong_answers() == []


def test_naively_a_request_is_answered_many_times(app: Flask):
    with own_table("naive_answer", "request_id integer"):
        naive_race(
            db.engine,
            "SELECT count(*) FROM naive_answer WHERE request_id = 7",
            lambda seen: "" if seen else "INSERT INTO naive_answer VALUES (7)",
        )

        assert count("naive_answer WHERE request_id = 7") > 1


def test_never_these_two_said_in_both_directions_at_once_is_recorded_once(app: Flask):
    for number in range(5):
        one, other = factories.resident(f"one {number}"), factories.resident(f"other {number}")
        there = factories.proposal(factories.request(one), factories.offer(other))
        back = factories.proposal(factories.request(other, "pet"), factories.offer(one, "pet"))

        outcomes = race(app, [partial(decline_match, m.id, reason="never", **DAY) for m in (there, back)] * 2)

        assert {o.refusal.code for o in outcomes if o.refusal} <= {"match_in_other_state"}
        assert set(states(there, back)) <= {MatchState.DECLINED, MatchState.WITHDRAWN}
        assert len(list_never_pairs()) == number + 1
