"""The command line: in a process of its own where that matters, else called from here, which is quicker."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matching.__main__ import main

HERE = Path(__file__).parent
EXAMPLE = HERE / "problem-example.json"


def run(*arguments):
    command = [sys.executable, "-m", "matching", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def assert_refused(capsys, arguments, expected):
    status = main([str(argument) for argument in arguments])
    output, complaint = capsys.readouterr()

    assert (status, output) == (2, "")
    assert len(complaint.splitlines()) == 1
    assert expected in complaint


def write(folder, document):
    path = folder / "problem.json"
    if isinstance(document, bytes):
        path.write_bytes(document)
    else:
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def problem(**changes):
    return json.loads(EXAMPLE.read_text(encoding="utf-8")) | changes


def test_solve_prints_the_solution():
    result = run("solve", EXAMPLE)

    solution = json.loads(result.stdout)
    assert (result.returncode, result.stderr) == (0, "")
    assert solution["value"] == solution["bound"] == 60_660
    assert solution["seconds"] >= 0


def test_solve_writes_the_solution_to_a_file_and_leaves_nothing_beside_it(tmp_path):
    result = run("solve", EXAMPLE, "--out", tmp_path / "solution.json", "--time-limit", "5")

    assert (result.returncode, result.stdout) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["solution.json"]
    assert json.loads((tmp_path / "solution.json").read_text(encoding="utf-8"))["status"] == "optimal"


def test_candidates_lists_pairs_with_their_parts(tmp_path):
    document = problem(candidates=None)

    candidates = json.loads(run("candidates", write(tmp_path, document)).stdout)

    assert [(c["request"], c["offer"]) for c in candidates][:2] == [("q1", "o1"), ("q1", "o4")]
    assert all(sum(c["parts"].values()) == c["score"] for c in candidates)
    assert candidates[0]["unknown"] == ["place", "radius"]


@pytest.mark.parametrize("arguments", [["-h"], ["solve", "-h"], ["candidates", "-h"]])
def test_help_is_there(arguments):
    result = run(*arguments)

    assert result.returncode == 0
    assert "PROBLEM.json" in result.stdout or "COMMAND" in result.stdout


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (problem(residents=[{"id": "mia"}, {"id": "mia"}]), "residents[1].id"),
        (problem(requests=[{"id": "q1", "asker": "nobody"}]), "requests[0].asker"),
        (problem(candidates=[{"request": "q1", "offer": "o9", "score": 1}]), "candidates[0].offer"),
        (problem(candidates=[{"request": "q1", "offer": "o1", "score": 1}] * 2), "candidates[1]"),
        (problem(candidates=[{"request": "q1", "offer": "o1", "score": 0}]), "candidates[0].score"),
        (
            problem(candidates=[{"request": "q1", "offer": "o1", "score": float("nan")}]),
            "candidates[0].score",
        ),
        (problem(offers=[{"id": "o1", "helper": "mia", "capacity": -1}]), "offers[0].capacity"),
        (problem(offers=[{"id": "o1", "helper": "mia", "capacity": 1.5}]), "offers[0].capacity"),
        (problem(offers=[{"id": "o1", "helper": "mia", "dayparts": [21]}]), "offers[0].dayparts[0]"),
        (problem(offers=[{"id": "o1", "helper": "mia", "lat": 950, "lon": 5}]), "offers[0].lat"),
        (problem(residents=[{"id": "\ud800\n"}]), "residents[0].id"),
        ({}, "residents: is required"),
        ([], "problem: must be an object"),
        ("", "is not JSON"),
        (EXAMPLE.read_text(encoding="utf-8")[:900], "is not JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\xff\xfe", "is not"),
        ("[" * 100_000, "too deep"),
        ('{"residents": [{"id": ' + "9" * 5000 + "}]}", "problem.json"),
        ('{"residents": [], "requests": [], "offers": [], "policy": {"ring_max": 1e999}}', "policy.ring_max"),
    ],
)
def test_bad_input_ends_in_one_line_that_names_the_field(document, expected, tmp_path, capsys):
    assert_refused(capsys, ["solve", write(tmp_path, document)], expected)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "COMMAND"),
        (["match"], "COMMAND"),
        (["solve"], "PROBLEM.json"),
        (["solve", EXAMPLE, "--time-limit", "0"], "--time-limit"),
        (["solve", EXAMPLE, "--time-limit", "nan"], "--time-limit"),
        (["solve", EXAMPLE, "--quick"], "--quick"),
        (["solve", "missing.json"], "missing.json: No such file"),
        (["solve", HERE], "Is a directory"),
        (["solve", "a\nb.json"], "No such file"),
        (["solve", EXAMPLE, "--out", HERE], "is a directory"),
        (["solve", EXAMPLE, "--out", HERE / "missing" / "solution.json"], "cannot be written"),
        (["solve", EXAMPLE, "--out", HERE / ("x" * 300)], "File name too long"),
        (["candidates", "missing.json"], "missing.json: No such file"),
    ],
)
def test_a_wrong_command_ends_in_one_line(arguments, expected, capsys):
    assert_refused(capsys, arguments, expected)


def test_a_refusal_is_one_line_and_status_2_for_the_shell_too(tmp_path):
    result = run("solve", write(tmp_path, problem(offers=[{"id": "o1", "helper": "mia", "capacity": 1.5}])))

    rule = "must be a whole number from 0 to 1,000,000, got 1.5"
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"matching: offers[0].capacity: {rule}\n"


def test_an_empty_problem_is_answered(tmp_path):
    result = run("solve", write(tmp_path, {"residents": [], "requests": [], "offers": []}))

    assert json.loads(result.stdout)["matches"] == []


def test_a_million_pairs_of_which_none_is_feasible_are_answered(tmp_path):
    document = {
        "residents": [{"id": number, "household": "all"} for number in range(1000)],
        "requests": [{"id": number, "asker": number, "category": "tuin"} for number in range(1000)],
        "offers": [{"id": number, "helper": number, "category": "tuin"} for number in range(1000)],
    }

    solution = json.loads(run("solve", write(tmp_path, document)).stdout)

    assert solution["served_max"] == 0
    assert {unmatched["reason"] for unmatched in solution["unmatched"]} == {"not_allowed"}


@pytest.mark.skipif(os.name != "posix", reason="signals are sent the POSIX way")
def test_ctrl_c_ends_in_one_line(tmp_path):
    os.mkfifo(tmp_path / "never-written")
    command = [sys.executable, "-m", "matching", "solve", str(tmp_path / "never-written")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        wait_until_it_reads(tmp_path / "never-written")
        process.send_signal(signal.SIGINT)
        _, complaint = process.communicate(timeout=60)

    assert process.returncode == 130
    assert complaint == "matching: stopped by hand, nothing written\n"


def wait_until_it_reads(fifo):
    """Opening the writing end without waiting succeeds once somebody reads."""
    for _ in range(600):
        try:
            os.close(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the command never opened its problem")
