"""The published example gives exactly the published solution."""

import json
from pathlib import Path

from matching import read_problem, solve, verify

HERE = Path(__file__).parent


def read_json(name):
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def test_the_example_problem_gives_the_example_solution():
    problem = read_problem(read_json("problem-example.json"))

    solution = solve(problem)

    assert {**solution.to_dict(), "seconds": 0.01} == read_json("solution-example.json")
    assert verify(problem, solution) == []
