"""What questions gain, found in a part of the flow, is what the whole flow gains when it is made anew."""

import random
from itertools import combinations

from hypothesis import given
from small_problems import any_problems, examples

from matching.askable import Askable
from matching.asking import Asking
from matching.augmenting import Flow
from matching.conversation import Conversation
from matching.market import open_market
from matching.parts import wanted_requests
from matching.questions import apply_questions
from matching.reaches import Reaches
from matching.reading import read_problem
from matching.responses import response_table
from matching.second_category import SecondCategories


def conversations(problem):
    """One with each resident, as things stand."""
    market, asking = open_market(problem), Asking()
    reaches = Reaches(market)
    flow = Flow.of(market, reaches.now())
    search = flow.fill()
    askable = Askable(reaches, asking, wanted=wanted_requests(flow))
    table, seconds = response_table(asking), SecondCategories(problem.offers)
    return flow.served, [
        Conversation(resident, askable, flow, search, table=table, seconds=seconds)
        for resident in range(len(market.residents))
    ]


def served_anew(problem):
    market = open_market(problem)
    flow = Flow.of(market, Reaches(market).now())
    flow.fill()
    return flow.served


def gains_are_those_of_the_whole_flow(problem, sets_of):
    served, talks = conversations(problem)
    for talk in talks:
        for numbers in sets_of(range(len(talk.questions))):
            asked = sum(1 << number for number in numbers)
            yes = sorted((talk.questions[number] for number in numbers), key=lambda q: q.order())
            assert talk.gain(asked) == served_anew(apply_questions(problem, yes)) - served, yes


@examples(150)
@given(any_problems)
def test_small_sets_of_questions_gain_what_the_whole_flow_gains(document):
    gains_are_those_of_the_whole_flow(
        read_problem(document),
        lambda numbers: [() for _ in numbers[:1]] + [*combinations(numbers, 1), *combinations(numbers, 2)],
    )


def crowded(chance):
    """Thirty people with two kinds of help: long ways from a waiting request to a free place."""

    def service(key, number):
        return {
            "id": number,
            key: chance.randrange(30),
            "category": chance.choice("ab"),
            "dayparts": chance.sample(range(8), 2),
            "lat": 50.86 + chance.random() / 100,
            "lon": 5.66 + chance.random() / 100,
            "needs": ["hond"] if chance.random() < 0.2 else [],
        }

    return {
        "residents": [{"id": number, "max_active": chance.choice([1, 2, 3])} for number in range(30)],
        "requests": [service("asker", number) for number in range(40)],
        "offers": [
            service("helper", number) | {"radius_m": 600, "capacity": chance.choice([1, 1, 2])}
            for number in range(30)
        ],
    }


def test_in_a_crowd_many_questions_at_once_gain_what_the_whole_flow_gains():
    chance = random.Random(7)

    def drawn(numbers):
        return [chance.sample(numbers, chance.randrange(len(numbers) + 1)) for _ in range(8)]

    for _ in range(4):
        gains_are_those_of_the_whole_flow(read_problem(crowded(chance)), drawn)


def test_no_set_is_worth_more_than_its_parts_can_add():
    chance = random.Random(11)
    for _ in range(4):
        _, talks = conversations(read_problem(crowded(chance)))
        for talk in (talk for talk in talks if talk.most and len(talk.questions) > 1):
            for _ in range(5):
                numbers = chance.sample(range(len(talk.questions)), min(4, len(talk.questions)))
                asked, more = 1 << numbers[0], sum(1 << number for number in numbers[1:])
                bound = talk.at_most(asked, more)
                assert talk.expected(asked | more) <= bound.expected + 1e-9
                assert talk.gain(asked | more) <= bound.gain
