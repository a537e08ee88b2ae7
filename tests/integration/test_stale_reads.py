"""What a round read before it had to wait is read anew afterwards, so that it keeps what workers did."""

from datetime import timedelta
from functools import partial

from flask import Flask

from buurtservice.extensions import db
from buurtservice.matches.models import MatchState
from buurtservice.matches.queries import get_match, list_matches
from buurtservice.matches.services import approve_match, postpone_match
from buurtservice.rounds import services as rounds
from tests import factories
from tests.factories import TODAY
from tests.integration.racing import race, wrong_answers

DAY = {"on": TODAY, "today": TODAY}
MANY = 6


def test_a_proposal_put_off_or_approved_while_a_round_computes_is_kept(app: Flask):
    for number in range(MANY):
        factories.request(factories.resident(f"asks {number}"))
        factories.offer(factories.resident(f"helps {number}"))
    for _ in range(3):
        rounds.run_round(as_of=TODAY, today=TODAY, solver_seconds=10)
        untouched = [m for m in list_matches((MatchState.PROPOSED,)) if m.postponed_until is None]
        put_off, approved = untouched[0], untouched[1]

        outcomes = race(
            app,
            [
                partial(rounds.run_round, as_of=TODAY, today=TODAY, solver_seconds=10),
                partial(postpone_match, put_off.id, until=TODAY + timedelta(days=3), **DAY),
                partial(approve_match, approved.id, **DAY),
                partial(rounds.run_round, as_of=TODAY, today=TODAY, solver_seconds=10),
            ],
        )

        states = [get_match(match.id).state for match in (put_off, approved)]
        assert (states[0] == MatchState.PROPOSED) == outcomes[1].won
        assert (states[1] == MatchState.APPROVED) == outcomes[2].won
        db.session.rollback()
        assert wrong_answers() == []
        if outcomes[1].won:
            assert get_match(put_off.id).postponed_until == TODAY + timedelta(days=3)
        if len([m for m in list_matches((MatchState.PROPOSED,)) if m.postponed_until is None]) < 2:
            break
