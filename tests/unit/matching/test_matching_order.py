"""The same problem gives the same solution, whatever the order of its input."""

import dataclasses

from hypothesis import given
from hypothesis import strategies as st
from small_problems import any_problems, examples

from matching import GivenCandidate, Offer, Problem, Request, Resident, read_problem, solve


def shuffled(draw, items):
    return draw(st.permutations(items)) if items else items


@st.composite
def shuffles(draw):
    """A problem, and the same with every list in another order where order has no meaning."""
    document = draw(any_problems)
    other = {
        key: shuffled(draw, value) if isinstance(value, list) else value for key, value in document.items()
    }
    other["requests"] = [
        {**request, "dayparts": shuffled(draw, request["dayparts"])} for request in other["requests"]
    ]
    other["never"] = [draw(st.permutations(pair)) for pair in other["never"]]
    return document, other


@examples(200)
@given(shuffles())
def test_a_shuffled_problem_has_the_identical_solution(documents):
    first, second = (solve(read_problem(document)) for document in documents)

    assert first == second


def test_ids_are_sorted_whole_numbers_first():
    problem = Problem(
        residents=(Resident(id="mia"), Resident(id="sjef")),
        requests=tuple(
            Request(id=identifier, asker="mia", category="tuin") for identifier in ("b", 10, "a", 9)
        ),
        offers=(Offer(id=1, helper="sjef", category="tuin", capacity=0),),
    )

    solution = solve(problem)

    assert [unmatched.request for unmatched in solution.unmatched] == [9, 10, "a", "b"]


def test_1_and_the_text_1_are_two_ids():
    problem = Problem(
        residents=(Resident(id=1), Resident(id="1")),
        requests=(Request(id=1, asker=1), Request(id="1", asker="1")),
        offers=(Offer(id=1, helper=1), Offer(id="1", helper="1")),
        candidates=(GivenCandidate(1, "1", 5), GivenCandidate("1", 1, 5)),
    )

    solution = solve(problem)

    assert [(match.request, match.offer) for match in solution.matches] == [(1, "1"), ("1", 1)]
    assert dataclasses.replace(solution, seconds=1.0).to_dict()["seconds"] == 1.0
