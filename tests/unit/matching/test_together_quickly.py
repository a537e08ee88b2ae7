"""Groups found without working out what each would add: the same as by working out all of them."""

import random

import pytest

from bench.pilots import generate_pilot
from matching.augmenting import Flow
from matching.gathering import gather
from matching.market import open_market
from matching.problem import order_of
from matching.reaches import Reaches
from matching.reading import read_problem
from matching.together import MOST_OVERLAP, together


def crowded(seed):
    """A neighbourhood with people who must not meet, unknown places and helpers who can do little."""
    chance = random.Random(seed)
    document = generate_pilot(seed, residents=150)
    ids = [resident["id"] for resident in document["residents"]]
    document["never"] = [chance.sample(ids, 2) for _ in range(60)]
    for resident in document["residents"]:
        resident["max_active"] = chance.choice([0, 1, 3])
    for request in chance.sample(document["requests"], 12):
        request["lat"] = request["lon"] = None
    return read_problem(document)


def by_working_out_everything(problem, people, related):
    """The requests of each group and what it adds, from a flow of its own for every group."""
    market = open_market(problem)
    reaches = Reaches(market)

    def served(without=0):
        flow = Flow.of(market, [mask & ~without for mask in reaches.now()])
        flow.fill()
        return flow.served

    ranked = []
    for (members, daypart), across in gather(
        market, reaches, related=related, people=people, near_m=1_000.0, among=None
    ).items():
        ids = [one.id for at, one in enumerate(market.requests) if members >> at & 1]
        extra = len(ids) + served(without=members) - served()
        if extra > 0:
            ranked.append((-extra, -len(ids), across, daypart, [order_of(id_) for id_ in ids], ids))
    kept = []
    for extra, _, _, daypart, _, ids in sorted(ranked):
        if all(len({*ids} & {*other}) <= MOST_OVERLAP * min(len(ids), len(other)) for other, *_ in kept):
            kept.append((ids, daypart, -extra))
    return kept


@pytest.mark.parametrize("seed", [1, 2])
def test_a_group_that_is_not_worked_out_would_not_have_been_told(seed):
    problem, related = crowded(seed), [{"maatje", "koken", "taal"}]

    found = [
        (list(group.requests), group.daypart, group.otherwise_unserved)
        for group in together(problem, people=3, related=related)
    ]

    assert found == by_working_out_everything(problem, 3, related)
    assert len(found) > 5
