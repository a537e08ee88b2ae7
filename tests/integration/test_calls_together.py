"""What one activity could answer, and where a helper is missing."""

import json

import pytest

from buurtservice.calls.scarcity import list_shortages, pick_for_paper
from buurtservice.calls.together import get_suggestion, list_suggestions
from buurtservice.errors import DateInFuture, NotFound
from buurtservice.help.queries import list_unanswered_requests
from buurtservice.residents.services import never_match
from tests import factories
from tests.factories import ASKED_ON, TODAY, TUESDAY_MORNING
from tests.integration.commands import Desk

pytestmark = pytest.mark.usefixtures("app")

DAY = {"as_of": TODAY, "today": TODAY}
NAMES = ("Mia", "Fatima", "Dora", "Tom")


def lonely(count: int = 4, category: str = "buddy") -> list[int]:
    """Let so many people look for company on Tuesday morning."""
    return [factories.request(factories.resident(name), category).id for name in NAMES[:count]]


def test_several_people_who_ask_the_same_are_pointed_out():
    ids = lonely()

    (suggestion,) = list_suggestions(**DAY)

    assert [request.id for request in suggestion.requests] == ids
    assert (suggestion.number, suggestion.daypart, suggestion.otherwise_unserved) == (1, TUESDAY_MORNING, 4)
    assert (suggestion.category_code, suggestion.neighbourhood) == ("buddy", "Malpertuis")


def test_three_people_are_too_few_unless_the_worker_says_otherwise():
    lonely(3)

    assert list_suggestions(**DAY) == []
    assert len(list_suggestions(**DAY, at_least=3)) == 1


def test_two_who_must_not_meet_are_not_invited_together():
    lonely()
    never_match(one_id=1, other_id=2, on=TODAY)

    assert list_suggestions(**DAY) == []


def test_an_activity_is_planned_from_a_suggestion_and_the_requests_stay_open(desk: Desk):
    ids = lonely()

    said = desk.ask("activity", "add", "--from-suggestion", 1, "--on", TODAY)

    assert (said["title"], said["state"]) == ("Samen: maatje op dinsdagochtend", "planned")
    assert said["suggestion"]["requests"] == ids
    assert [request.id for request in list_unanswered_requests(received_by=TODAY)] == ids


def test_a_planned_activity_can_have_its_own_title_and_says_whom_to_invite(desk: Desk):
    lonely()

    said = desk.run("activity", "add", "Koffie op dinsdag", "--from-suggestion", 1)

    assert "Koffie op dinsdag, gepland" in said.out
    assert "Mia (vraag 1), Fatima (vraag 2), Dora (vraag 3) en Tom (vraag 4)" in said.out


def test_suggestions_are_shown_with_their_reason_and_without_names_for_programs(desk: Desk):
    lonely()

    said = desk.run("activity", "suggest").out
    assert "Idee 1: maatje met 4 mensen op dinsdagochtend, binnen 1 minuut lopen." in said
    assert "krijgen 4 van deze vragen geen antwoord" in said
    assert "buurtservice activity add --from-suggestion 1" in said
    assert "Mia" not in json.dumps(desk.ask("activity", "suggest"))


def test_where_nothing_fits_together_the_desk_is_told(desk: Desk):
    assert "geen vragen die samen" in desk.run("activity", "suggest").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("activity add", "titel"),
        ("activity add --from-suggestion 2", "Idee voor een activiteit 2 bestaat niet"),
        ("activity add --from-suggestion 0", "bestaat niet"),
        ("activity add --from-suggestion abc", "--from-suggestion"),
        ("activity add --from-suggestion 1 --category buddy", "--category"),
        ("activity add --from-suggestion 1 --on 2999-01-01", "toekomst"),
        ("activity suggest --at-least 1", "--at-least"),
        ("activity suggest --at-least many", "--at-least"),
        ("activity suggest --as-of 2999-01-01", "toekomst"),
        ("calls scarcity --as-of 2999-01-01", "toekomst"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(desk: Desk, words, says):
    lonely()

    assert says in desk.refused(*words.split())
    assert desk.ask("activity", "list") == []


def test_a_suggestion_that_is_not_there_is_not_found():
    with pytest.raises(NotFound):
        get_suggestion(1, **DAY)
    with pytest.raises(DateInFuture):
        list_suggestions(as_of=TODAY, today=ASKED_ON)


def test_a_missing_helper_is_told_per_kind_daypart_and_neighbourhood():
    lonely(3)

    (shortage,) = list_shortages(**DAY)

    assert (shortage.category, shortage.daypart, shortage.neighbourhood) == (
        "buddy",
        TUESDAY_MORNING,
        "Malpertuis",
    )
    assert (shortage.gain, shortage.demand) == (2, 3)


def test_where_everybody_is_helped_no_helper_is_missing(desk: Desk):
    factories.pair()

    assert list_shortages(**DAY) == []
    assert "nergens een helper te kort" in desk.run("calls", "scarcity").out


def test_the_paper_gets_three_lines_each_about_another_kind_of_help(desk: Desk):
    for number, category in enumerate(("buddy", "garden", "ironing", "shopping")):
        for again in range(2):
            person = factories.resident(f"asks {number} {again}")
            factories.request(person, category, dayparts=(TUESDAY_MORNING, TUESDAY_MORNING + 1))

    assert len({one.category for one in pick_for_paper(list_shortages(**DAY))}) == 3
    said = desk.run("calls", "scarcity").out
    assert said.count("- Gezocht in Malpertuis: iemand voor") == 3
    assert "Daarmee helpt u 2 buren." in said
    assert "asks" not in said
