"""Rounds, routing and imports at the same moment: one has its effect. See test_races.py."""

from datetime import timedelta
from functools import partial

from flask import Flask
from sqlalchemy import select

from buurtservice.cards.models import ImportedCard
from buurtservice.cards.services import import_card_box
from buurtservice.demo.story import CARD_BOX
from buurtservice.extensions import db
from buurtservice.facts.models import Fact, FactKind
from buurtservice.fallback.services import route_requests
from buurtservice.help.models import RequestState
from buurtservice.help.queries import get_request
from buurtservice.matches.leaving import withdraw_request_and_proposal
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import list_matches
from buurtservice.matches.services import approve_match
from buurtservice.rounds import services as rounds
from buurtservice.rounds.models import MatchingRound
from buurtservice.team.queries import list_tasks
from tests import factories
from tests.factories import ASKED_ON, TODAY
from tests.integration.racing import count, naive_race, own_table, race, states, wrong_answers

THREADS = 8
DAY = {"on": TODAY, "today": TODAY}
DUE = {"on": ASKED_ON + timedelta(days=14), "today": ASKED_ON + timedelta(days=14)}


def test_of_rounds_computed_at_once_one_is_stored(app: Flask):
    for number in range(6):
        factories.request(factories.resident(f"asks {number}"))
        factories.offer(factories.resident(f"helps {number}"))

    for previous in range(3):
        computed = [rounds._compute(TODAY, 10, tell=lambda _stage: None) for _ in range(THREADS)]
        outcomes = race(app, [partial(rounds._store, one) for one in computed])

        assert [outcome.value.number for outcome in outcomes if outcome.won] == [previous + 1]
        assert {o.refusal.code for o in outcomes if o.refusal} == {"round_overtaken"}

    assert len(list_matches((MatchState.PROPOSED,))) == 6
    assert db.session.scalars(select(MatchingRound.previous_round).order_by("number")).all() == [0, 1, 2]


def test_rounds_asked_for_at_once_follow_one_another_or_are_refused(app: Flask):
    factories.pair()

    outcomes = race(app, [partial(rounds.run_round, as_of=TODAY, today=TODAY, solver_seconds=10)] * THREADS)

    stored = sorted(outcome.value.number for outcome in outcomes if outcome.won)
    assert stored == list(range(1, len(stored) + 1))
    assert {o.refusal.code for o in outcomes if o.refusal} <= {"round_overtaken"}
    assert len(list_matches((MatchState.PROPOSED,))) == 1


def test_naively_every_round_is_stored(app: Flask):
    with own_table("naive_round", "previous_round integer"):
        naive_race(
            db.engine,
            "SELECT coalesce(max(previous_round), -1) FROM naive_round",
            lambda seen: f"INSERT INTO naive_round VALUES ({seen + 1})",
        )

        assert count("naive_round WHERE previous_round = 0") > 1


def test_routing_approving_and_withdrawing_leave_each_request_with_one_fate(app: Flask):
    matches = [
        factories.proposal(
            factories.request(factories.resident(f"asks {n}")),
            factories.offer(factories.resident(f"helps {n}")),
        )
        for n in range(4)
    ]
    requests = [match.help_request_id for match in matches]

    outcomes = race(
        app,
        [partial(approve_match, match.id, **DUE) for match in matches]
        + [partial(withdraw_request_and_proposal, request_id, **DUE) for request_id in requests]
        + [partial(route_requests, today=DUE["today"], period=f"night {n}") for n in range(3)],
    )

    routed = [request_id for outcome in outcomes[8:] for request_id in outcome.value.to_team]
    assert not [outcome.value.failed for outcome in outcomes[8:] if outcome.value.failed]
    for n, request_id in enumerate(requests):
        fates = [outcomes[n].won, outcomes[n + 4].won, request_id in routed]
        assert sum(fates) == 1, (request_id, outcomes[n], outcomes[n + 4], routed)
        assert (get_request(request_id).state == RequestState.WITHDRAWN) == outcomes[n + 4].won
    assert [state == MatchState.APPROVED for state in states(*matches)] == [o.won for o in outcomes[:4]]
    assert sorted(task.help_request_id for task in list_tasks()) == sorted(routed)
    assert wrong_answers() == []


def test_of_jobs_for_the_same_night_one_has_its_effect(app: Flask):
    requests = [
        factories.request(factories.resident(f"asks {n}"), ["pet", "buddy"][n % 2]) for n in range(12)
    ]

    outcomes = race(app, [partial(route_requests, today=DUE["today"], period="one night")] * THREADS)

    assert sum(outcome.won for outcome in outcomes) == 1
    facts = db.session.scalars(
        select(Fact.request_key).where(Fact.kind.in_([FactKind.TEAM_TASK_OPENED, FactKind.CALL_OPENED]))
    ).all()
    assert sorted(facts) == sorted(request.subject_key for request in requests)


def test_a_box_imported_by_several_at_once_is_taken_in_once(app: Flask):
    outcomes = race(app, [partial(import_card_box, CARD_BOX, today=TODAY)] * 4)

    taken_in = [(o.value.residents, o.value.requests, o.value.offers) for o in outcomes if o.won]
    assert sorted(taken_in)[-1] == (50, 42, 49)
    assert set(taken_in[:]) <= {(50, 42, 49), (0, 0, 0)}
    assert taken_in.count((50, 42, 49)) == 1
    assert len(db.session.scalars(select(ImportedCard.number)).all()) == 91
    assert len(db.session.scalars(select(Fact.id)).all()) == 91
