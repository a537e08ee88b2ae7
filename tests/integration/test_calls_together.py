"""What one activity could answer, and where a helper is missing."""

import json

import pytest

from buurtservice.calls.errors import SuggestionGone, SuggestionOvertaken
from buurtservice.calls.scarcity import list_shortages, pick_for_paper
from buurtservice.calls.together import add_suggested_activity, get_suggestion, list_suggestions
from buurtservice.errors import DateInFuture
from buurtservice.help.queries import list_unanswered_requests
from buurtservice.help.services import withdraw_request
from buurtservice.residents.services import never_match
from tests import factories
from tests.factories import ASKED_ON, TODAY, TUESDAY_MORNING
from tests.integration.commands import Desk
from tests.integration.racing import count, race

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
    assert (suggestion.key, suggestion.daypart) == ("1-2-3-4", TUESDAY_MORNING)
    assert suggestion.otherwise_unserved == 4
    assert (suggestion.category_code, suggestion.neighbourhood) == ("buddy", "Malpertuis")


def test_kinds_that_one_activity_answers_together_are_pointed_out_together():
    lonely(2)
    for name, kind in (("Dora", "cooking"), ("Tom", "language")):
        factories.request(factories.resident(name), kind)
    factories.request(factories.resident("Ben"), "ironing")

    (suggestion,) = list_suggestions(**DAY)

    assert suggestion.key == "1-2-3-4"
    assert suggestion.category_code == "buddy"
    assert get_suggestion("1-2-3-4", **DAY) == suggestion


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

    said = desk.ask("activity", "add", "--from-suggestion", "1-2-3-4", "--on", TODAY)

    assert (said["title"], said["state"]) == ("Samen: maatje op dinsdagochtend", "planned")
    assert said["suggestion"]["requests"] == ids
    assert [(place["request"], place["state"]) for place in said["places"]] == [(i, "invited") for i in ids]
    assert [request.id for request in list_unanswered_requests(received_by=TODAY)] == ids


def test_a_planned_activity_can_have_its_own_title_and_says_whom_to_invite(desk: Desk):
    lonely()

    said = desk.run("activity", "add", "Koffie op dinsdag", "--from-suggestion", "1-2-3-4")

    assert "Koffie op dinsdag, gepland" in said.out
    assert "Mia (vraag 1), Fatima (vraag 2), Dora (vraag 3) en Tom (vraag 4)" in said.out


def test_suggestions_are_shown_with_their_reason_and_without_names_for_programs(desk: Desk):
    lonely()

    said = desk.run("activity", "suggest").out
    assert "Idee 1-2-3-4: maatje met 4 mensen op dinsdagochtend, binnen 1 minuut lopen." in said
    assert "krijgen 4 van deze vragen geen antwoord" in said
    assert "buurtservice activity add --from-suggestion 1-2-3-4" in said
    assert "Mia" not in json.dumps(desk.ask("activity", "suggest"))


def test_where_nothing_fits_together_the_desk_is_told(desk: Desk):
    assert "geen vragen die samen" in desk.run("activity", "suggest").out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("activity add", "titel"),
        ("activity add --from-suggestion 2", "'2' is geen idee"),
        ("activity add --from-suggestion 1-2-3-99", "Vraag 99 bestaat niet"),
        ("activity add --from-suggestion 1-2-3-3", "is geen idee"),
        ("activity add --from-suggestion 1-2-3-99999999999999999999", "is geen idee"),
        ("activity add --from-suggestion 1-2-²", "is geen idee"),
        ("activity add --from-suggestion -1-2", "is geen idee"),
        ("activity add --from-suggestion abc", "'abc' is geen idee"),
        ("activity add --from-suggestion 1-2-3-4 --category buddy", "--category"),
        ("activity add --from-suggestion 1-2-3-4 --on 2999-01-01", "toekomst"),
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


def test_a_suggestion_keeps_its_name_when_others_come_and_go():
    lonely()
    for person in range(5):
        factories.request(factories.resident(f"gardens {person}"), "garden")

    assert [suggestion.key for suggestion in list_suggestions(**DAY)] == ["5-6-7-8-9", "1-2-3-4"]
    assert get_suggestion("4-3-2-1", **DAY).key == "1-2-3-4"


def test_a_suggestion_stands_when_somebody_more_could_come():
    lonely()
    factories.request(factories.resident("Sjef"), "buddy")

    assert get_suggestion("1-2-3-4", **DAY).otherwise_unserved == 4


def test_a_suggestion_is_refused_when_a_request_of_it_waits_no_more():
    lonely()
    withdraw_request(3, on=TODAY, today=TODAY)

    with pytest.raises(SuggestionOvertaken, match="vraag 3 wacht niet meer"):
        get_suggestion("1-2-3-4", **DAY)


def test_requests_that_are_no_group_are_refused():
    lonely(3)
    factories.request(factories.resident("Sjef"), "garden")

    with pytest.raises(SuggestionGone):
        get_suggestion("1-2-3-4", **DAY)
    with pytest.raises(DateInFuture):
        list_suggestions(as_of=TODAY, today=ASKED_ON)


def test_who_is_invited_is_not_pointed_out_again_until_the_activity_is_over(desk: Desk):
    lonely()
    made = desk.ask("activity", "add", "--from-suggestion", "1-2-3-4")

    assert desk.ask("activity", "suggest") == []
    assert "al voor een activiteit" in desk.refused("activity", "add", "--from-suggestion", "1-2-3-4")

    desk.ask("activity", "held", made["activity"])
    assert [idea["suggestion"] for idea in desk.ask("activity", "suggest")] == ["1-2-3-4"]


def test_two_workers_who_plan_the_same_suggestion_at_once_plan_it_once(app):
    lonely()
    suggestion = get_suggestion("1-2-3-4", **DAY)
    day = {"on": TODAY, "today": TODAY}

    outcomes = race(
        app, [lambda n=n: add_suggested_activity(suggestion, title=f"Samen {n}", **day) for n in range(4)]
    )

    assert sum(outcome.won for outcome in outcomes) == 1
    assert (count("activity"), count("activity_place")) == (1, 4)


def test_people_join_leave_and_come_by_commands(desk: Desk):
    lonely()
    desk.ask("activity", "add", "--from-suggestion", "1-2-3-4")
    sjef = factories.resident("Sjef")

    assert desk.ask("activity", "join", 1, "--request", 1)["state"] == "taken"
    assert "Fatima (bewoner 2, vraag 2) komt" in desk.run("activity", "join", 1, 2).out
    assert f"Sjef (bewoner {sjef.id}) komt" in desk.run("activity", "join", 1, sjef.id).out
    assert desk.ask("activity", "leave", 1, "--request", 2)["state"] == "cancelled"
    shown = desk.run("activity", "show", 1).out
    assert "1  Mia     1 maatje  komt" in shown
    said = desk.ask("activity", "held", 1, "--absent", sjef.id)

    assert [place["state"] for place in said["places"]] == [
        "came", "cancelled", "cancelled", "cancelled", "absent",
    ]  # fmt: skip
    assert said["people"] == 1
    assert [request.id for request in list_unanswered_requests(received_by=TODAY)] == [2, 3, 4]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("join 1", "--request"),
        ("join 1 1 --request 1", "--request"),
        ("join 9 1", "Activiteit 9 bestaat niet"),
        ("join 1 99", "Bewoner 99 bestaat niet"),
        ("join 1 --request 99", "Vraag 99 bestaat niet"),
        ("join 1 99999999999", "RESIDENT"),
        ("join 1 1 --on 2999-01-01", "toekomst"),
        ("leave 1 99", "Bewoner 99 bestaat niet"),
        ("leave 1 5", "heeft geen plaats"),
        ("held 1 --absent 1", "heeft geen plaats"),
        ("held 1 --absent x", "--absent"),
        ("show 9", "Activiteit 9 bestaat niet"),
        ("show", "ID"),
    ],
)
def test_a_place_that_cannot_be_is_refused_in_one_line(desk: Desk, words, says):
    lonely()
    factories.resident("Sjef")
    desk.ask("activity", "add", "--from-suggestion", "1-2-3-4")

    assert says in desk.refused("activity", *words.split())
    assert {place["state"] for place in desk.ask("activity", "show", 1)["places"]} == {"invited"}


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
