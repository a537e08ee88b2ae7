"""plan, scarcity and together on the command line."""

import json

import pytest

from matching.__main__ import main

MIA_ASKS = {
    "residents": [{"id": "mia"}, {"id": "sjef"}],
    "requests": [{"id": "q1", "asker": "mia", "category": "strijken", "dayparts": [0]}],
    "offers": [{"id": "o1", "helper": "sjef", "category": "strijken", "dayparts": [3]}],
}


@pytest.fixture
def problem(tmp_path):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(MIA_ASKS), encoding="utf-8")
    return path


def run(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    output, complaint = capsys.readouterr()
    return status, output, complaint


def test_plan_prints_the_calls(problem, capsys):
    status, output, complaint = run(capsys, "plan", problem, "--calls", 3)

    found = json.loads(output)
    assert (status, complaint) == (0, "")
    assert found["served_max"] == 0
    (call,) = found["calls"]
    assert call["resident"] == "mia"
    assert {key: call["questions"][0][key] for key in ("kind", "request", "change")} == {
        "kind": "daypart",
        "request": "q1",
        "change": 3,
    }
    assert (call["gain"], call["p"], call["expected_gain"]) == (1, 0.6, 0.6)


def test_plan_writes_a_file_and_a_million_calls_are_as_many_as_help(problem, tmp_path, capsys):
    out = tmp_path / "plan.json"

    assert run(capsys, "plan", problem, "--calls", 1_000_000, "--out", out) == (0, "", "")
    assert len(json.loads(out.read_text(encoding="utf-8"))["calls"]) == 1


@pytest.mark.parametrize("calls", ["0", "-1", "1.5", "ten", "", "9" * 5000])
def test_a_number_of_calls_that_is_none_is_refused_in_one_line(problem, capsys, calls):
    status, output, complaint = run(capsys, "plan", problem, f"--calls={calls}")

    assert (status, output, len(complaint.splitlines())) == (2, "", 1)
    assert "--calls: must be a whole number from 1" in complaint


def test_plan_without_a_number_of_calls_is_refused(problem, capsys):
    status, _, complaint = run(capsys, "plan", problem)

    assert status == 2
    assert "--calls" in complaint


@pytest.mark.parametrize("key", ["refused", "answers", "called_recently"])
def test_a_key_of_the_plan_that_is_no_list_is_refused_by_name(tmp_path, capsys, key):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(MIA_ASKS | {key: {"a": 1}}), encoding="utf-8")

    status, _, complaint = run(capsys, "plan", path, "--calls", 1)

    assert (status, complaint) == (2, f"matching: {key}: must be a list, got an object\n")


def test_scarcity_says_where_a_helper_is_missing_and_solve_tells_it_too(problem, capsys):
    missing = [{"category": "strijken", "daypart": 0, "neighbourhood": None, "gain": 1, "demand": 1}]

    assert json.loads(run(capsys, "scarcity", problem)[1]) == missing
    assert json.loads(run(capsys, "solve", problem)[1])["scarcity"] == missing


def test_together_lists_groups_and_refuses_a_group_of_one(problem, capsys):
    assert run(capsys, "together", problem)[:2] == (0, "[]\n")
    status, _, complaint = run(capsys, "together", problem, "--people", 1)
    assert status == 2
    assert "--people" in complaint


@pytest.mark.parametrize("by", ["problem", "option"])
def test_related_kinds_are_together_when_the_problem_or_the_command_says_so(tmp_path, capsys, by):
    kinds = ["koken", "maatje", "koken", "taal"]
    people = [f"b{number}" for number in range(4)]
    document = {
        "residents": [{"id": person} for person in reversed(people)],
        "requests": [
            {"id": f"q{at}", "asker": people[-at], "category": kind, "dayparts": [4]}
            for at, kind in enumerate(kinds)
        ],
        "offers": [],
    }
    if by == "problem":
        document["related"] = [["koken", "maatje", "taal"]]
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(document))
    option = ["--related", "koken, maatje,taal"] if by == "option" else []

    (group,) = json.loads(run(capsys, "together", path, *option)[1])

    assert group["requests"] == ["q0", "q1", "q2", "q3"]
    assert group["residents"] == ["b0", "b3", "b2", "b1"]
    assert group["categories"] == ["koken", "maatje", "taal"]


def test_related_kinds_that_are_no_lists_are_refused_by_name(tmp_path, capsys):
    path = tmp_path / "problem.json"
    path.write_text(json.dumps(MIA_ASKS | {"related": ["koken"]}))

    status, _, complaint = run(capsys, "together", path)

    assert (status, "related[0]" in complaint) == (2, True)
    assert run(capsys, "together", path, "--related", "koken")[0] == 2
