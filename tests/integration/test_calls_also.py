"""What else a helper could do for somebody they help already."""

import pytest

from buurtservice.calls.also import list_also_possible
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.matches.models import Match, MatchState
from buurtservice.residents.models import Resident
from tests import factories
from tests.factories import TODAY
from tests.integration.commands import Desk

pytestmark = pytest.mark.usefixtures("app")

WEDNESDAY_MORNING = 6
DAY = {"as_of": TODAY, "today": TODAY}


def under_way() -> tuple[Match, Resident, Resident]:
    """Let Sjef iron for Mia; return the match and the two."""
    match = factories.bring(factories.pair(), MatchState.ACTIVE)
    return match, match.request.resident, match.offer.resident


def test_another_request_that_the_helper_can_answer_now_is_pointed_out():
    match, mia, sjef = under_way()
    request = factories.request(mia, "garden")
    offer = factories.offer(sjef, "garden")

    (one,) = list_also_possible(match.id, **DAY)

    assert (one.request.id, one.offer.id, one.question) == (request.id, offer.id, None)


def test_a_request_that_needs_one_question_first_says_which(desk: Desk):
    match, mia, sjef = under_way()
    request = factories.request(mia, "garden")
    factories.offer(sjef, "garden", dayparts=[WEDNESDAY_MORNING])

    (one,) = desk.ask("calls", "also", match.id)

    assert (one["request"], one["question"]["kind"]) == (request.id, "daypart")
    assert "vraag eerst aan Sjef: Tuin: zou u ook op dinsdagochtend kunnen?" in (
        desk.run("calls", "also", match.id).out
    )


def test_the_question_that_is_shown_is_not_stored():
    match, mia, sjef = under_way()
    factories.request(mia, "garden")
    factories.offer(sjef, "garden", dayparts=[WEDNESDAY_MORNING])

    list_also_possible(match.id, **DAY)

    assert not db.session.new


def test_the_desk_is_told_how_to_make_the_match(desk: Desk):
    match, mia, sjef = under_way()
    request = factories.request(mia, "garden")
    offer = factories.offer(sjef, "garden")

    said = desk.run("calls", "also", match.id).out

    assert f"dat kan Sjef nu al. Doe: buurtservice match create {request.id} {offer.id}" in said


def test_where_there_is_nothing_else_the_desk_is_told(desk: Desk):
    match, *_ = under_way()

    assert list_also_possible(match.id, **DAY) == []
    assert "kan nu niets anders doen" in desk.run("calls", "also", match.id).out


def test_a_match_that_is_not_there_is_refused(desk: Desk):
    with pytest.raises(NotFound):
        list_also_possible(9, **DAY)
    assert "Match 9 bestaat niet" in desk.refused("calls", "also", 9)
    assert "toekomst" in desk.refused("calls", "also", 1, "--as-of", "2999-01-01")
