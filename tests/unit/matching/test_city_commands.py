"""A city's problem as a file of arrays, and what happens when somebody stops the search."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.cities import write_for_peers
from bench.peers.flow import with_scipy
from bench.towns import generate_town, write_town
from matching.__main__ import main

EXAMPLE = json.loads((Path(__file__).parent / "problem-example.json").read_text(encoding="utf-8"))


def archive(folder, document=None, **changes):
    """The example as arrays; ``changes`` replace some, None leaves one out."""
    document = EXAMPLE if document is None else document
    at = {key: [item["id"] for item in document[key]].index for key in ("requests", "offers")}
    candidates = document["candidates"]
    arrays = {
        "problem": text_of({key: value for key, value in document.items() if key != "candidates"}),
        "request": np.array([at["requests"](c["request"]) for c in candidates], dtype=np.int32),
        "offer": np.array([at["offers"](c["offer"]) for c in candidates], dtype=np.int32),
        "score": np.array([c["score"] for c in candidates], dtype=np.int16),
    } | changes
    path = folder / "problem.npz"
    np.savez(path, **{name: values for name, values in arrays.items() if values is not None})
    return path


def text_of(document):
    return np.frombuffer(json.dumps(document).encode(), dtype=np.uint8)


def solution_of(path, folder, *options):
    assert main(["solve", str(path), "--out", str(folder / "solution.json"), *options]) == 0
    return json.loads((folder / "solution.json").read_text(encoding="utf-8"))


def test_arrays_have_the_solution_of_the_same_problem_in_json(tmp_path):
    plain = tmp_path / "problem.json"
    plain.write_text(json.dumps(EXAMPLE), encoding="utf-8")

    as_arrays, as_json = (solution_of(path, tmp_path) for path in (archive(tmp_path), plain))

    assert as_arrays | {"seconds": 0} == as_json | {"seconds": 0}
    assert as_arrays["value"] == 60_660


def test_without_columns_the_candidates_are_found(tmp_path):
    town = generate_town(1, residents=60)
    write_town(tmp_path / "town.npz", town)
    (tmp_path / "town.json").write_text(json.dumps(town), encoding="utf-8")

    as_arrays, as_json = (solution_of(tmp_path / name, tmp_path) for name in ("town.npz", "town.json"))

    assert as_arrays | {"seconds": 0} == as_json | {"seconds": 0}
    assert as_arrays["levels"]["served"] > 0


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"problem": None}, "problem: is required"),
        ({"problem": np.array([1.5])}, "problem: must be one row of bytes"),
        ({"problem": text_of([])}, "problem: must be an object"),
        ({"problem": np.frombuffer(b"{", dtype=np.uint8)}, "is not JSON"),
        ({"problem": np.frombuffer(b"\xff\xfe", dtype=np.uint8)}, "is not text in UTF-8"),
        ({"score": None}, "score: is required beside request"),
        ({"score": np.array([1], dtype=np.int16)}, "score: must be one row of"),
        ({"score": np.full(len(EXAMPLE["candidates"]), 1001)}, "score[0]: must be a whole number from 1"),
        ({"offer": np.full(len(EXAMPLE["candidates"]), -1)}, "offer[0]: must be a whole number from 0"),
        ({"request": np.full(len(EXAMPLE["candidates"]), 0.0)}, "request: must be one row of"),
        ({name: np.zeros(2, dtype=int) for name in ("request", "offer")} | {"score": np.ones(2, dtype=int)},
         "request: must not repeat the pair of request 0 with offer 0"),
        ({"score": np.array([{}, {}])}, "problem.npz"),
    ],
)  # fmt: skip
def test_wrong_arrays_end_in_one_line_that_names_them(changes, expected, tmp_path, capsys):
    status = main(["solve", str(archive(tmp_path, **changes))])
    output, complaint = capsys.readouterr()

    assert (status, output) == (2, "")
    assert len(complaint.splitlines()) == 1
    assert expected in complaint


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + bytes(40), b"{}", None])
def test_what_is_no_archive_ends_in_one_line(content, tmp_path, capsys):
    path = tmp_path / "problem.npz"
    if content is None:
        np.save(tmp_path / "one", np.zeros(3))
        (tmp_path / "one.npy").rename(path)
    else:
        path.write_bytes(content)

    status = main(["solve", str(path)])

    complaint = capsys.readouterr().err
    assert status == 2
    assert len(complaint.splitlines()) == 1
    assert "problem.npz" in complaint


PRESSES_CTRL_C = """
import os, signal, sys
import matching.__main__ as command

solve, pressed = command.solve, []

def solve_and_press(problem, progress, **options):
    def press(step):
        progress(step)
        if not pressed:
            pressed.append(os.kill(os.getpid(), signal.SIGINT))
            command.STOP.asked.wait(60)
    return solve(problem, progress=press, **options)

command.solve = solve_and_press
sys.exit(command.main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name != "posix", reason="signals are sent the POSIX way")
def test_ctrl_c_in_a_citys_search_keeps_the_best_so_far(tmp_path):
    write_town(tmp_path / "town.npz", generate_town(1, residents=2_500))
    command = [sys.executable, "-c", PRESSES_CTRL_C, "solve", str(tmp_path / "town.npz")]

    result = subprocess.run(
        [*command, "--out", str(tmp_path / "solution.json")],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip

    solution = json.loads((tmp_path / "solution.json").read_text(encoding="utf-8"))
    assert result.returncode == 0
    assert "stopping with the best so far" in result.stderr
    assert solution["stopped"]
    assert solution["levels"]["served"] > 0
    assert solution["value"] < solution["bound"]


def test_a_peer_of_the_benchmark_finds_the_same_optimum_without_rings(tmp_path):
    pairs = write_for_peers(tmp_path, generate_town(1, residents=80))

    solution = solution_of(tmp_path / "plain.npz", tmp_path)

    assert pairs > 50
    assert solution["status"] == "optimal"
    assert with_scipy(dict(np.load(tmp_path / "arrays.npz"))) == solution["value"]
