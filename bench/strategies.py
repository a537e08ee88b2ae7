"""Ways to decide whom to call next, and the simulated people who answer.

A strategy gets the problem as it stands and what is known of earlier calls; it answers with a resident and
the questions to put, or None when it has nothing more to ask. Nobody is called twice.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable

from matching.asking import KINDS, Asking, Refusal
from matching.augmenting import Flow
from matching.market import open_market
from matching.plan import plan
from matching.problem import Id, Problem
from matching.questions import Question, apply_questions
from matching.reaches import Reaches
from matching.responses import PRIOR
from matching.solving import solve

Called = tuple[Id, list[Question]]
Strategy = Callable[[Problem, Asking], Called | None]


def most_served(problem: Problem) -> int:
    """The most requests that can be served as the problem stands."""
    market = open_market(problem)
    flow = Flow.of(market, Reaches(market).now())
    flow.fill()
    return flow.served


def by_hand(problem: Problem) -> int:
    """First come, first served: each request, in order, to the first card with a place that fits."""
    market = open_market(problem)
    reach, room, free = Reaches(market).now(), market.places.tolist(), market.free.tolist()
    served = 0
    for request in range(len(market.requests)):
        for offer, helper in enumerate(market.helper.tolist()):
            if reach[offer] >> request & 1 and room[offer] > 0 and free[helper] > 0:
                room[offer], free[helper], served = room[offer] - 1, free[helper] - 1, served + 1
                break
    return served


def replanned() -> Strategy:
    """The call plan, made anew after each answer."""

    def choose(problem: Problem, asking: Asking) -> Called | None:
        calls = plan(problem, 1, asking).calls
        return (calls[0].resident, [asked.question for asked in calls[0].questions]) if calls else None

    return choose


def single_questions() -> Strategy:
    """The call plan with one question to a call."""

    def choose(problem: Problem, asking: Asking) -> Called | None:
        best, most = None, 0.0
        for kind in KINDS:
            limits = {other: int(other == kind) for other in KINDS}
            for call in plan(problem, 1, dataclasses.replace(asking, limits=limits)).calls:
                if call.expected_gain > most:
                    best, most = (
                        (call.resident, [asked.question for asked in call.questions]),
                        call.expected_gain,
                    )
        return best

    return choose


def not_replanned(problem: Problem, calls: int) -> Strategy:
    """Everybody's best conversation as things stood at the beginning, the best first."""
    asking, ranked = Asking(), []
    for _ in range(calls):
        chosen = replanned()(problem, asking)
        if chosen is None:
            break
        ranked.append(chosen)
        asking = dataclasses.replace(asking, called_recently=asking.called_recently | {chosen[0]})
    left = iter(ranked)
    return lambda _problem, _asking: next(left, None)


def random_near_misses(chance: random.Random) -> Strategy:
    """Somebody behind a near miss, drawn by lot: what the matcher's list offers without a plan."""

    def choose(problem: Problem, asking: Asking) -> Called | None:
        helper_of = {offer.id: offer.helper for offer in problem.offers}
        misses = [
            miss for miss in solve(problem).near_misses if helper_of[miss.offer] not in asking.called_recently
        ]
        if not misses:
            return None
        miss = chance.choice(misses)
        questions = [
            Question(
                kind=change.kind,
                offer=miss.offer,
                change=chance.choice(change.any_of) if change.any_of else change.change,
            )
            for change in miss.changes
        ]
        return helper_of[miss.offer], questions

    return choose


def always_yes(question: Question) -> bool:
    """Everybody agrees to everything."""
    del question
    return True


def by_table(chance: random.Random) -> Callable[[Question], bool]:
    """Each question is granted by itself, with the chance of its kind in the response table."""
    return lambda question: chance.random() < PRIOR[question.kind]


def simulate(
    problem: Problem, choose: Strategy, says_yes: Callable[[Question], bool], calls: int
) -> tuple[list[int], int]:
    """Requests that can be served after 0..calls answered calls, and how many questions were put."""
    asking, served, questions = Asking(), [most_served(problem)], 0
    while len(served) <= calls:
        called = choose(problem, asking)
        if called is None:
            return served + served[-1:] * (calls + 1 - len(served)), questions
        resident, asked = called
        questions += len(asked)
        yes = [question for question in asked if says_yes(question)]
        problem = apply_questions(problem, yes)
        refused = [_refusal(resident, question) for question in asked if question not in yes]
        asking = dataclasses.replace(
            asking,
            called_recently=asking.called_recently | {resident},
            refused=(*asking.refused, *refused),
        )
        served.append(most_served(problem))
    return served, questions


def _refusal(resident: Id, question: Question) -> Refusal:
    return Refusal(
        resident=resident,
        kind=question.kind,
        offer=question.offer,
        request=question.request,
        change=question.change,
    )
