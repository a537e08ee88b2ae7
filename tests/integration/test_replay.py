"""The pilot, played again: the same box gives the same weeks on both databases, and it says what it is."""

from datetime import date

import pytest

from buurtservice.clock import local_today
from buurtservice.demo import replay_rules as rules
from buurtservice.demo.replay import DatabaseInUse, NothingToReplay, Replayed, replay
from buurtservice.demo.story import CARD_BOX
from tests import factories
from tests.integration import conftest
from tests.integration.racing import wrong_answers

UNTIL = date(2014, 7, 14)  # Two matches were agreed by then; the whole half year takes a minute.
SECONDS = 30.0


@pytest.fixture
def both_databases(sqlite_app, sqlite_template, postgresql_app):
    with sqlite_app.app_context():
        conftest._copy_template(sqlite_template)
    with postgresql_app.app_context():
        conftest._empty()
    return sqlite_app, postgresql_app


def play(app) -> Replayed:
    with app.app_context():
        played = replay(CARD_BOX, until=UNTIL, solver_seconds=SECONDS)
        assert wrong_answers() == []
        return played


def test_the_same_box_gives_the_same_weeks_on_both_databases(both_databases):
    on_sqlite, on_postgresql = (play(app) for app in both_databases)

    assert (on_sqlite.start, on_sqlite.end) == (date(2014, 6, 1), UNTIL)
    assert on_sqlite.figures.requests == on_sqlite.cards.requests
    agreed = on_sqlite.figures.reciprocal_matches + on_sqlite.figures.other_matches
    assert agreed == on_sqlite.done["agreed"] > 0
    assert on_sqlite.figures.team_tasks_done == on_sqlite.done.get("team_tasks", 0)
    assert {**vars(on_postgresql), "cards": None} == {**vars(on_sqlite), "cards": None}
    assert local_today().year > 2014  # The clock is where it was.


def test_the_command_says_that_it_is_a_simulation_and_plays_in_an_empty_database_only(desk):
    said = desk.run("replay", CARD_BOX, "--until", "2014-06-10")

    assert "DIT IS EEN SIMULATIE" in said.out
    assert "pilot 2014" in said.out
    again = desk.run("replay", CARD_BOX, "--until", "2014-06-10")
    assert (again.status, again.out) == (2, "")
    assert "lege database" in again.err


@pytest.mark.usefixtures("app")
def test_what_cannot_be_played_is_refused():
    with pytest.raises(NothingToReplay, match="2014-06-08"):
        replay(CARD_BOX, until=date(2014, 6, 8), solver_seconds=SECONDS)
    factories.resident("Mia")
    with pytest.raises(DatabaseInUse):
        replay(CARD_BOX, solver_seconds=SECONDS)


def test_an_answer_depends_on_what_is_asked_and_on_nothing_else():
    answers = [rules.says_yes(50, "helper", number) for number in range(400)]

    assert answers == [rules.says_yes(50, "helper", number) for number in range(400)]
    assert 150 < sum(answers) < 250
    assert not any(rules.says_yes(0, number) for number in range(50))
    assert all(rules.says_yes(100, number) for number in range(50))
