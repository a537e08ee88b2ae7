"""The commands as other programs use them: what they print, and the keys they may rely on."""

import json
import os
import subprocess
import sys

import click
import pytest
from flask import Flask

from buurtservice.cli import main
from buurtservice.demo.story import CARD_BOX
from tests import factories
from tests.integration.commands import Desk

MATCH_KEYS = {
    "match", "request", "offer", "state", "category", "score", "parts", "reciprocity", "ring", "round",
    "proposed_on", "last_step_on", "postponed_until", "hours",
}  # fmt: skip
ROUND_KEYS = {
    "round", "status", "candidates", "value", "bound", "gap", "served_max", "levels", "matches", "unmatched",
}  # fmt: skip


def all_commands(group: click.Group, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the words of every command and group."""
    found = [words]
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += all_commands(command, (*words, name))
        else:
            found.append((*words, name))
    return found


@pytest.fixture
def cast(bare_app: Flask) -> None:
    """Let Mia ask and Sjef offer."""
    with bare_app.app_context():
        factories.request(factories.resident("Mia"))
        factories.offer(factories.resident("Sjef"))


@pytest.mark.parametrize("words", all_commands(main), ids=" ".join)
def test_every_command_explains_itself(words, capsys):
    for flag in ("-h", "--help"):
        with pytest.raises(SystemExit) as ended:
            main([*words, flag])
        assert ended.value.code == 0
        assert capsys.readouterr().out.startswith("Usage:")


def test_a_card_box_is_imported_once(desk: Desk):
    tried = desk.ask("import-cards", CARD_BOX, "--dry-run")
    first, again = desk.ask("import-cards", CARD_BOX), desk.ask("import-cards", CARD_BOX)

    assert {"rows", "residents", "requests", "offers", "problems"} <= first.keys()
    assert (first["rows"], first["residents"], first["requests"], first["offers"]) == (93, 50, 42, 49)
    assert (again["residents"], again["requests"], again["offers"]) == (0, 0, 0)
    assert tried == first
    assert [set(problem) for problem in first["problems"]] == [{"row", "card", "problem"}] * 2


@pytest.mark.usefixtures("cast")
def test_a_round_prints_what_it_stored(desk: Desk):
    report = desk.ask("round", "--as-of", "2026-03-04")

    assert report.keys() >= ROUND_KEYS
    assert (report["round"], report["status"], report["candidates"], report["unmatched"]) == (
        1,
        "optimal",
        1,
        [],
    )
    assert report["levels"].keys() == {"urgent", "served", "reciprocal", "suitability"}
    (match,) = report["matches"]
    assert match.keys() >= {"request", "offer", "score", "parts", "reciprocity", "ring"}
    assert "Mia" not in json.dumps(report)
    assert "Mia" in desk.run("round", "--as-of", "2026-03-04").out


@pytest.mark.usefixtures("cast")
def test_a_match_goes_through_its_life_on_the_days_given(desk: Desk):
    made = desk.ask("match", "create", 1, 1, "--on", "2026-03-04")
    assert made.keys() == {"matches", "ring_broken", "still_together"}
    assert made["matches"][0].keys() == MATCH_KEYS

    for words in (
        ("approve", 1),
        ("agree", 1, "--side", "helper"),
        ("agree", 1, "--side", "asker"),
        ("start", 1),
        ("complete", 1, "--hours", "1,5"),
    ):
        step = desk.ask("match", *words, "--on", "2026-03-05")

    assert (step["matches"][0]["state"], step["matches"][0]["hours"]) == ("completed", 1.5)
    shown = desk.ask("match", "show", 1)
    assert shown.keys() == MATCH_KEYS | {"events"}
    assert [event["step"] for event in shown["events"]] == [
        "proposed", "approved", "helper_said_yes", "asker_said_yes", "agreed", "started", "completed",
    ]  # fmt: skip
    assert {event["on"] for event in shown["events"][1:]} == {"2026-03-05"}
    assert desk.ask("match", "list", "--state", "completed") == [step["matches"][0]]
    assert desk.ask("match", "list", "--state", "proposed") == []


@pytest.mark.usefixtures("cast")
def test_matches_are_put_off_declined_and_stopped(desk: Desk):
    day = ("--on", "2026-03-04")
    desk.run("match", "create", 1, 1, *day)
    put_off = desk.ask("match", "postpone", 1, "--until", "2026-03-09", *day)
    declined = desk.ask("match", "decline", 1, "--reason", "te ver", *day)
    desk.run("match", "create", 1, 1, *day)
    desk.run("match", "approve", 2, *day)
    stopped = desk.ask("match", "stop", 2, "--reason", "nooit deze twee", *day)

    assert put_off["matches"][0]["postponed_until"] == "2026-03-09"
    assert [one["matches"][0]["state"] for one in (declined, stopped)] == ["declined", "stopped"]
    assert desk.ask("match", "show", 2)["events"][-1]["reason"] == "never"


@pytest.mark.usefixtures("cast")
def test_requests_and_offers_are_listed_withdrawn_paused_and_resumed(desk: Desk):
    assert [one["state"] for one in desk.ask("request", "list") + desk.ask("offer", "list")] == [
        "open",
        "active",
    ]

    states = [desk.ask("offer", step, 1)[0]["state"] for step in ("pause", "resume", "withdraw")]
    states += [desk.ask("request", "withdraw", 1)[0]["state"]]

    assert states == ["paused", "active", "withdrawn", "withdrawn"]


def test_activities_are_added_held_and_counted(desk: Desk):
    added = desk.ask("activity", "add", "Samen koken", "--category", "cooking", "--on", "2026-03-04")
    held = desk.ask("activity", "held", added["activity"], "--people", 9, "--on", "2026-03-05")

    assert (held["state"], held["held_on"], held["people"]) == ("held", "2026-03-05", 9)
    assert desk.ask("activity", "list") == [{key: value for key, value in held.items() if key != "places"}]
    assert held["places"] == []
    assert desk.ask("figures", "--from", "2026-03-01", "--to", "2026-03-31")["activities"] == 1


@pytest.mark.usefixtures("cast")
def test_figures_are_printed_as_text_as_json_and_as_csv(desk: Desk):
    period = ("--from", "2026-02-10", "--to", "2026-03-31")

    report = desk.ask("figures", *period)
    assert [report[key] for key in ("requests", "reciprocal_matches", "open_offers", "activities")] == [
        1,
        0,
        1,
        0,
    ]
    assert [(m["month"], m["from"], m["requests"]) for m in report["months"]] == [
        ("2026-02", "2026-02-10", 0),
        ("2026-03", "2026-03-01", 1),
    ]
    header, february, march, total = desk.run("figures", *period, "--csv").out.splitlines()
    assert [line.split(",")[0] for line in (header, february, march, total)] == [
        "period", "2026-02", "2026-03", "total",
    ]  # fmt: skip
    assert "Aantal matches op basis van wederkerigheid" in desk.run("figures", *period).out


def run_process(words: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "buurtservice", *words.split()]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_a_new_database_is_made_by_itself_and_left_as_it_is_by_an_upgrade(tmp_path):
    environment = {**os.environ, "BUURTSERVICE_DATABASE_URL": f"sqlite:///{tmp_path / 'new.sqlite'}"}

    said = [
        run_process(words, environment) for words in ("team list --json", "db upgrade", "calls list --json")
    ]

    assert [one.returncode for one in said] == [0, 0, 0]
    assert [said[0].stdout, said[2].stdout] == ["[]\n", "[]\n"]
    assert [one.stderr.count("\n") for one in said] == [1, 0, 0]


def test_lists_say_who_it_is_and_which_card(desk: Desk):
    desk.ask("import-cards", CARD_BOX)

    assert "Vraag 1: Loes Nowak (kaart 1), maatje" in desk.run("request", "list").out
    assert "Aanbod 1: Marek Hermans (kaart 2), koken" in desk.run("offer", "list").out
    assert [one["card"] for one in desk.ask("request", "list")[:2]] == ["1", "3"]


def test_a_match_says_afterwards_why_these_two(desk: Desk):
    desk.ask("import-cards", CARD_BOX)
    desk.ask("round", "--as-of", "2014-11-18")

    assert "maandagavond; 5 minuten lopen; wacht 162 dagen" in desk.run("match", "show", 1).out
