"""The conversations worth having, in order, each planned as if all before it were answered yes.

Pure: it calls nobody. ``docs/calls.md`` says what the figures mean and how to recompute them.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from matching.askable import Askable
from matching.asking import DEFAULT_LIMITS, Asking, Kind
from matching.augmenting import Flow
from matching.best_questions import ask_no_wider, best_questions, in_order
from matching.calls import DIGITS, Asked, Call, Plan
from matching.conversation import NOTHING, Conversation
from matching.market import open_market
from matching.masks import Mask, bits
from matching.parts import wanted_requests
from matching.problem import Id, Problem
from matching.questions import apply_questions
from matching.reaches import Reaches
from matching.responses import response_table
from matching.rules import validate
from matching.second_category import SecondCategories

__all__ = ["Asked", "Call", "Plan", "Progress", "plan"]

SLACK: Final = 1.5
"""A promise may be too low by this factor, where questions only work together."""
NEARLY: Final = 0.75
"""Chances are estimates: what is expected is the same, for all we know, within a quarter; then gains decide.

On sixty pilots this served 28.2 instead of 27.8 after five calls and 36.3 instead of 35.8 after ten when all
say yes, for 21.8 instead of 22.0 and 26.2 instead of 26.3 by the response table.
"""
MOST_WEIGHED: Final = 30
"""So many people are weighed fully at most in the first step, in the order of what they promise."""

MOST_WEIGHED_AGAIN: Final = 12
"""In the later steps of a plan it is known how much of a promise is kept: twelve found as much as thirty."""

Progress = Callable[[int, int], None]


def plan(
    problem: Problem, calls: int, asking: Asking | None = None, progress: Progress | None = None
) -> Plan:
    """At most ``calls`` conversations, greedily: each time the one that is expected to unlock most.

    1. Find a largest set of matches (maximum flow).
    2. For each resident who may be called find the best questions; what they gain is how far the flow grows.
    3. Take the resident from whom most is expected; where it is nearly as much, the larger gain (then what is
       expected, then the first by id).
    4. Assume yes to all questions, and begin again; stop when nothing more is to be gained.

    Who promised less in the step before than the best found now is not weighed again, as in the lazy greedy
    of Minoux (Lecture Notes in Control and Information Sciences 7, 1978). Gains are not submodular (a second
    question can be worth something only after the first), so this is a shortcut, not a proof.
    ``progress`` is called with the calls planned and asked for.

    Raises:
        ProblemError: the problem breaks a rule.
        ValueError: calls is no whole number from 1.
    """
    if type(calls) is not int or calls < 1:
        raise ValueError(f"calls: must be a whole number from 1, got {calls!a}")
    validate(problem)
    asking = asking or Asking()
    served_max = None
    planned: list[Call] = []
    promises = _Promises()
    while len(planned) < calls:
        desk = _Desk(problem, asking)
        served_max = desk.flow.served if served_max is None else served_max
        call = desk.best_call(promises)
        if call is None:
            break
        planned.append(call)
        problem = apply_questions(problem, (asked.question for asked in call.questions))
        asking = replace(asking, called_recently=asking.called_recently | {call.resident})
        if progress:
            progress(len(planned), calls)
    return Plan(served_max=served_max or 0, calls=tuple(planned))


def _without_hopeless(asking: Asking, table: Mapping[Kind, float]) -> Asking:
    """Leave out the kinds of question that nobody is expected to say yes to."""
    limits = {**DEFAULT_LIMITS, **asking.limits}
    return replace(asking, limits={kind: most if table[kind] > 0 else 0 for kind, most in limits.items()})


@dataclass(slots=True)
class _Promises:
    """What each resident promised when last looked at, and the share that their best questions kept of it.

    Whoever kept half of a promise in one step is believed by half in the next, so that few need be weighed.
    """

    latest: dict[Id, float] = field(default_factory=dict)
    kept: dict[Id, float] = field(default_factory=dict)

    def believe(self, person: Id, promise: float) -> float:
        """Note a promise made now; what to expect of it comes back."""
        self.latest[person] = promise * self.kept.get(person, 1.0)
        return self.latest[person]

    def hold(self, person: Id, promise: float, found: float) -> None:
        """Note what was found when a promise was weighed."""
        self.kept[person] = min(1.0, found / promise) if promise > 0 else 1.0
        self.believe(person, promise)


class _Desk:
    """One step: the state of things, and everybody's best conversation."""

    def __init__(self, problem: Problem, asking: Asking) -> None:
        self.table = response_table(asking)
        asking = _without_hopeless(asking, self.table)
        self.market = open_market(problem)
        self.reaches = Reaches(self.market)
        self.flow = Flow.of(self.market, self.reaches.now())
        self.search = self.flow.fill()
        self.seconds = SecondCategories(problem.offers)
        self.askable = Askable(self.reaches, asking, wanted=wanted_requests(self.flow))

    def best_call(self, promises: _Promises) -> Call | None:
        """The best conversation; ``promises`` are those of an earlier step, and brought up to date.

        Residents wait in a heap by what they promise. The first is weighed anew, and again by the best set
        of questions; when no other promises more than the best found, it is the one.
        """
        weighed: list[tuple[Conversation, Mask]] = []
        most, most_weighed = 0.0, MOST_WEIGHED_AGAIN if promises.kept else MOST_WEIGHED
        heap = self._first_promises(promises)
        fresh: set[int] = set()
        while heap and -heap[0][0] * SLACK >= most - NOTHING:
            _, resident = heapq.heappop(heap)
            talk, person = self._talk(resident), self.market.residents[resident].id
            if resident not in fresh:
                fresh.add(resident)
                promise = promises.believe(person, talk.promise())
                if talk.most:
                    heapq.heappush(heap, (-promise, resident))
                continue
            if len(weighed) >= most_weighed and most > 0:
                break
            asked = best_questions(talk)
            weighed.append((talk, asked))
            most = max(most, talk.expected(asked))
            promises.hold(person, talk.promise(), talk.expected(asked))
        return self._choose(weighed, most)

    def _choose(self, weighed: list[tuple[Conversation, Mask]], most: float) -> Call | None:
        """Of the conversations from which nearly as much is expected as from the best, the one to have."""
        near = [
            (-talk.gain(asked), -round(talk.expected(asked), DIGITS), talk.resident, talk, asked)
            for talk, asked in weighed
            if asked and talk.expected(asked) > NOTHING and talk.expected(asked) >= NEARLY * most - NOTHING
        ]
        if not near:
            return None
        *_, talk, asked = min(near, key=lambda row: row[:3])
        return self._call(talk, ask_no_wider(talk, asked))

    def _first_promises(self, promises: _Promises) -> list[tuple[float, int]]:
        if not self.flow.waiting:
            return []
        heap = [
            (-promises.latest.get(person.id, math.inf), resident)
            for resident, person in enumerate(self.market.residents)
            if self.askable.may_call(resident)
        ]
        heapq.heapify(heap)
        return heap

    def _talk(self, resident: int) -> Conversation:
        return Conversation(
            resident, self.askable, self.flow, self.search, table=self.table, seconds=self.seconds
        )

    def _call(self, talk: Conversation, asked: Mask) -> Call:
        numbers = in_order(talk, asked)
        gain, expected = talk.gain(asked), talk.expected(asked)
        return Call(
            resident=self.market.residents[talk.resident].id,
            questions=tuple(self._asked(talk, asked, number) for number in numbers),
            gain=gain,
            p=expected / gain,
            expected_gain=expected,
            p_any=talk.chance_of_any(asked),
            served_after=self.flow.served + gain,
        )

    def _asked(self, talk: Conversation, asked: Mask, number: int) -> Asked:
        without = asked ^ (1 << number)
        return Asked(
            question=talk.questions[number],
            p=talk.chance[number],
            alone=talk.gain(1 << number),
            adds=talk.gain(asked) - talk.gain(without),
            unlocks=tuple(self.market.requests[request].id for request in bits(talk.unlocks(asked, number))),
        )
