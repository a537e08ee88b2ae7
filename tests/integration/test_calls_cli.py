"""The commands of the calls: what they say, in words and for programs, and what they refuse."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from buurtservice.calls.models import CallReason
from buurtservice.calls.services import open_call
from buurtservice.clock import local_today
from buurtservice.help.models import OfferState
from buurtservice.matches.leaving import change_offer_and_proposals
from tests import factories
from tests.factories import TODAY
from tests.integration.commands import Desk

pytestmark = pytest.mark.usefixtures("app")

WEDNESDAY_MORNING = 6


@pytest.fixture
def asked(app: Flask) -> None:
    """Let Mia have a dog, and nobody know whether Sjef minds."""
    factories.request(factories.resident("Mia"), dayparts=None, needs=["dog"])
    factories.offer(factories.resident("Sjef", phone="043 350 1010"))


@pytest.mark.usefixtures("asked")
def test_the_plan_says_whom_to_call_first_and_what_to_ask(desk: Desk):
    said = desk.run("calls", "plan")

    assert said.status == 0
    assert "van 1 open vragen kunnen er nu 0 geholpen worden" in said.out
    assert "Sjef" in said.out
    assert "043 350 1010" in said.out
    assert "strijken: met een hond" in said.out
    assert "kunnen er 1 geholpen worden" in said.out


@pytest.mark.usefixtures("asked")
def test_the_plan_for_programs_has_ids_and_no_names(desk: Desk):
    report = desk.ask("calls", "plan", "--calls", 1, "--as-of", TODAY)

    (call,) = report["calls"]
    assert (report["plan"], report["served_max"], report["requests"]) == (1, 0, 1)
    assert (call["rank"], call["gain"], call["p"], call["expected_gain"]) == (1, 1, 0.5, 0.5)
    assert (call["resident"], call["opened_on"]) == (2, TODAY.isoformat())
    (question,) = call["questions"]
    assert (question["kind"], question["offer"], question["change"]) == ("need", 1, "dog")
    assert (question["unlocks"], question["answer"]) == ([1], None)
    assert not [name for name in ("Mia", "Sjef", "043") if name in json.dumps(report)]


@pytest.mark.usefixtures("asked")
def test_the_script_has_the_words_to_say_and_nobody_elses_name(desk: Desk):
    desk.run("calls", "plan")

    said = desk.run("calls", "show", 1).out

    assert "Belletje 1: Sjef, 043 350 1010 (te doen)" in said
    assert "1. Strijken: vindt u het goed als er een hond in huis is?" in said
    assert "Bij ja: dan wordt dit mogelijk: strijken voor 1 persoon in Malpertuis." in said
    assert "niemand is iets verplicht" in said
    assert "calls answer 1 --question NR" in said
    assert "Mia" not in said


def test_the_script_speaks_english_too(desk: Desk, asked):
    desk.settings["BUURTSERVICE_LANGUAGE"] = "en"
    desk.run("calls", "plan")

    assert "1. Ironing: is it all right if there is a dog in the house?" in desk.run("calls", "show", 1).out


@pytest.mark.parametrize(
    ("wanted", "given", "words"),
    [
        ({}, {"dayparts": [WEDNESDAY_MORNING]}, "Mag die hulp ook op woensdagochtend komen?"),
        ({"needs": ["ladder"]}, {}, "Strijken: kunt u ook helpen als dit nodig is: ladder?"),
        ({}, {"category": "garden"}, "Zou u ook eens willen helpen met: strijken?"),
        ({"dayparts": None}, {"dayparts": []}, "Strijken: zou u ook op maandagochtend kunnen?"),
    ],
)
def test_each_kind_of_question_has_its_sentence(desk: Desk, wanted, given, words):
    factories.request(factories.resident("Mia"), **wanted)
    factories.offer(factories.resident("Sjef"), **given)
    desk.run("calls", "plan")

    assert words in desk.run("calls", "show", 1).out


def test_going_further_has_its_sentence(desk: Desk):
    factories.request(factories.resident("Mia", lat=50.87))
    factories.offer(factories.resident("Sjef"), radius_m=800)
    desk.run("calls", "plan")

    said = desk.run("calls", "show", 1).out

    assert "Strijken: zou u ook wat verder willen gaan, tot 16 minuten lopen?" in said


def test_one_more_at_a_time_has_its_sentence(desk: Desk):
    for name in ("Mia", "Fatima"):
        factories.request(factories.resident(name))
    factories.offer(factories.resident("Sjef"))
    desk.run("calls", "plan")

    assert "Strijken: zou u nog één persoon meer kunnen helpen?" in desk.run("calls", "show", 1).out


def test_who_has_no_telephone_is_spoken_to_at_the_desk(desk: Desk):
    factories.request(factories.resident("Mia"), needs=["dog"], dayparts=None)
    factories.offer(factories.resident("Sjef"))

    assert "via de balie" in desk.run("calls", "plan").out
    assert "geen telefoonnummer: spreek deze bewoner via de balie" in desk.run("calls", "show", 1).out


@pytest.mark.usefixtures("asked")
def test_a_yes_is_recorded_and_proposed_at_once(desk: Desk):
    desk.run("calls", "plan")

    said = desk.run("calls", "answer", 1, "--question", 1, "--answer", "yes", "--propose")

    assert said.out.splitlines() == [
        "Genoteerd bij belletje 1, vraag 1: ja.",
        "Aanbod 1, strijken: met een hond.",
        "Match 1 is voorgesteld: vraag 1, aanbod 1.",
        "Maak een nieuw belplan met: buurtservice calls plan",
    ]
    assert [match["state"] for match in desk.ask("match", "list")] == ["proposed"]
    assert "Antwoord: ja, op" in desk.run("calls", "show", 1).out


@pytest.mark.usefixtures("asked")
def test_an_answer_for_programs(desk: Desk):
    desk.run("calls", "plan")

    assert desk.ask("calls", "answer", 1, "--answer", "no") == {
        "call": 1,
        "call_state": "done",
        "question": 1,
        "kind": "need",
        "answer": "no",
        "answered_on": local_today().isoformat(),
        "offer": None,
        "request": None,
        "match": None,
    }


@pytest.mark.usefixtures("asked")
def test_nobody_reached_stays_on_the_list_with_the_day_to_call_back(desk: Desk):
    desk.run("calls", "plan")
    back = local_today() + timedelta(days=2)

    said = desk.run("calls", "answer", 1, "--not-reached", "--call-back", back)

    assert "terugbellen op" in said.out
    assert [call["call_back_on"] for call in desk.ask("calls", "list")] == [back.isoformat()]
    assert "terugbellen op" in desk.run("calls", "list").out


def test_a_call_about_a_request_is_shown_and_done(desk: Desk):
    request = factories.request(factories.resident("Mia", phone="043 350 1011"), "buddy")
    open_call(request, reason=CallReason.NO_MATCH_IN_TIME, on=TODAY)

    shown = desk.run("calls", "show", 1).out
    assert "Belletje 1: Mia, 043 350 1011 (te doen)" in shown
    assert "maatje (vraag 1), niemand gevonden op tijd" in shown
    assert desk.ask("calls", "done", 1, "--on", TODAY)["state"] == "done"
    assert desk.ask("calls", "list") == []


@pytest.mark.parametrize(
    ("requests", "words"),
    [(0, "Er staat geen vraag open."), (1, "Voor elke open vraag is er al iemand.")],
)
def test_where_everything_is_served_the_plan_says_so(desk: Desk, requests, words):
    for _ in range(requests):
        factories.request(factories.resident("Mia"))
    factories.offer(factories.resident("Sjef"))

    said = desk.run("calls", "plan")

    assert said.status == 0
    assert words in said.out


def test_where_no_conversation_helps_the_plan_says_so(desk: Desk):
    factories.request(factories.resident("Mia"))

    assert "Zoek nieuwe helpers" in desk.run("calls", "plan").out


@pytest.mark.parametrize("calls", ["0", "-1", "1000000", "abc", "1.5", "", "101"])
def test_a_number_of_calls_that_cannot_be_is_refused(desk: Desk, calls):
    assert "--calls" in desk.refused("calls", "plan", f"--calls={calls}")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("calls plan --as-of 2999-01-01", "toekomst"),
        ("calls plan --as-of yesterday", "yesterday"),
        ("calls show 9", "Belletje 9 bestaat niet"),
        ("calls show abc", "ID"),
        (f"calls show {2**31}", "ID"),
        ("calls done 9", "Belletje 9 bestaat niet"),
        ("calls answer 9 --question 1 --answer yes", "Belletje 9 bestaat niet"),
        ("calls answer 9 --answer yes", "Belletje 9 bestaat niet"),
        ("calls answer 1 --question 7 --answer yes", "geen vraag 7"),
        ("calls answer 1 --question 0 --answer yes", "--question"),
        ("calls answer 1 --question 1", "--answer"),
        ("calls answer 1", "--answer"),
        ("calls answer 1 --question 1 --answer maybe", "--answer"),
        ("calls answer 1 --answer no --propose", "--propose"),
        ("calls answer 1 --answer yes --call-back 2999-01-01", "--call-back"),
        ("calls answer 1 --not-reached", "--call-back"),
        ("calls answer 1 --not-reached --answer yes --call-back 2999-01-01", "--not-reached"),
        ("calls answer 1 --not-reached --call-back 2014-01-01", "Terugbellen"),
        ("calls answer 1 --not-reached --call-back soon", "soon"),
        ("calls answer 1 --answer yes --on 2999-01-01", "toekomst"),
        ("calls answer 1 --answer yes --on 2014-01-01", "vóór"),
    ],
)
@pytest.mark.usefixtures("asked")
def test_what_cannot_be_is_refused_in_one_line(desk: Desk, words, says):
    desk.run("calls", "plan")
    before = desk.ask("calls", "list")

    assert says in desk.refused(*words.split())

    assert desk.ask("calls", "list") == before


@pytest.mark.usefixtures("asked")
def test_who_comes_second_is_told_what_was_answered_and_when(desk: Desk):
    desk.run("calls", "plan")
    desk.run("calls", "answer", 1, "--answer", "yes")

    said = desk.refused("calls", "answer", 1, "--answer", "no")

    assert f"is al beantwoord: ja, op {local_today().isoformat()}" in said


@pytest.mark.usefixtures("asked")
def test_a_yes_for_an_offer_that_was_withdrawn_is_refused_in_one_line(desk: Desk):
    desk.run("calls", "plan")
    change_offer_and_proposals(1, to=OfferState.WITHDRAWN, on=TODAY, today=TODAY)

    assert "Aanbod 1 doet nu niet mee: ingetrokken" in desk.refused("calls", "answer", 1, "--answer", "yes")


def test_a_call_with_more_questions_asks_which(desk: Desk):
    factories.request(factories.resident("Mia"), needs=["dog"])
    factories.offer(factories.resident("Sjef"), dayparts=[WEDNESDAY_MORNING])
    desk.run("calls", "plan")

    assert "--question" in desk.refused("calls", "answer", 1, "--answer", "yes")
