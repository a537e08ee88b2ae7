"""The conversations worth having, in order, each planned as if all before it were answered yes.

Pure: it calls nobody. ``docs/calls.md`` says what the figures mean and how to recompute them.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from matching.asking import Asking
from matching.augmenting import Flow, Mask, bits
from matching.best_questions import ask_no_wider, best_questions, in_order
from matching.conversation import NOTHING, Conversation
from matching.market import open_market
from matching.problem import Id, Problem
from matching.questions import Askable, Question, apply_questions
from matching.reaches import Reaches
from matching.responses import response_table
from matching.rules import validate
from matching.second_category import SecondCategories

DIGITS: Final = 6
SLACK: Final = 1.5
"""A promise may be too low by this factor, where questions only work together."""
NEARLY: Final = 0.75
"""Chances are estimates: what is expected is the same, for all we know, within a quarter; then gains decide.

On sixty pilots this served 28.2 instead of 27.8 after five calls and 36.3 instead of 35.8 after ten when all
say yes, for 21.8 instead of 22.0 and 26.2 instead of 26.3 by the response table.
"""
MOST_WEIGHED: Final = 30
"""So many people are weighed fully at most, in the order of what they promise: more found nothing better."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question in a call. ``p`` is its chance of yes, ``alone`` its gain by itself.

    ``adds`` is what the call would lose without it; ``unlocks`` are the requests it brings within reach of an
    offer, given the call's other questions.
    """

    question: Question
    p: float
    alone: int
    adds: int
    unlocks: tuple[Id, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form: ``request`` for a question to an asker, else ``offer``."""
        question = self.question
        about = {"offer": question.offer} if question.request is None else {"request": question.request}
        plain = {"kind": question.kind, **about, "change": question.change}
        new = {} if question.new_offer is None else {"new_offer": question.new_offer}
        ours = {"p": round(self.p, DIGITS), "alone": self.alone, "adds": self.adds}
        return {**plain, **new, **ours, "unlocks": list(self.unlocks)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One conversation. ``gain`` is the increase of served_max if all is answered yes, here and before.

    ``expected_gain`` is the mean over all answers to this call. ``p`` is the share of the gain to be
    expected, expected_gain / gain: for one question its chance of yes. ``p_any`` is the chance that the call
    yields anything.
    """

    resident: Id
    questions: tuple[Asked, ...]
    gain: int
    p: float
    expected_gain: float
    p_any: float
    served_after: int

    def to_dict(self) -> dict[str, Any]:
        """The JSON form; expected_gain is p x gain to the last digit shown."""
        p = round(self.p, DIGITS)
        return {
            "resident": self.resident,
            "questions": [question.to_dict() for question in self.questions],
            "p": p,
            "gain": self.gain,
            "expected_gain": round(p * self.gain, DIGITS),
            "p_any": round(self.p_any, DIGITS),
            "served_after": self.served_after,
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """``served_max`` before any call, and the calls in the order to make them."""

    served_max: int
    calls: tuple[Call, ...]

    def to_dict(self) -> dict[str, Any]:
        """The JSON form, with the keys that other programs rely on."""
        return {
            "served_max": self.served_max,
            "assumes": "every question of the earlier calls is answered yes; plan anew after each answer",
            "calls": [call.to_dict() for call in self.calls],
        }


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
    promises: dict[Id, float] = {}
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


class _Desk:
    """One step: the state of things, and everybody's best conversation."""

    def __init__(self, problem: Problem, asking: Asking) -> None:
        self.market = open_market(problem)
        self.reaches = Reaches(self.market)
        self.flow = Flow(
            len(self.market.requests),
            self.reaches.now(),
            self.market.places.tolist(),
            self.market.helper.tolist(),
            self.market.free.tolist(),
        )
        self.search = self.flow.fill()
        self.table = response_table(asking)
        self.seconds = SecondCategories(problem.offers)
        self.askable = Askable(
            self.reaches, asking, wanted=self.flow.wanted(), room=self.flow.room, free=self.flow.free
        )

    def best_call(self, promises: dict[Id, float]) -> Call | None:
        """The best conversation; ``promises`` are those of an earlier step, and brought up to date.

        Residents wait in a heap by what they promise. The first is weighed anew, and again by the best set
        of questions; when no other promises more than the best found, it is the one.
        """
        weighed: list[tuple[Conversation, Mask]] = []
        most = 0.0
        heap = self._first_promises(promises)
        talks: dict[int, Conversation] = {}
        while heap and -heap[0][0] * SLACK >= most - NOTHING:
            _, resident = heapq.heappop(heap)
            if resident not in talks:
                talk = talks[resident] = self._talk(resident)
                promises[self.market.residents[resident].id] = promise = talk.promise()
                if talk.most:
                    heapq.heappush(heap, (-promise, resident))
                continue
            if len(weighed) >= MOST_WEIGHED and most > 0:
                break
            asked = best_questions(talks[resident])
            weighed.append((talks[resident], asked))
            most = max(most, talks[resident].expected(asked))
        return self._choose(weighed, most)

    def _choose(self, weighed: list[tuple[Conversation, Mask]], most: float) -> Call | None:
        """Of the conversations from which nearly as much is expected as from the best, the one to have."""
        near = [
            (-talk.gain(asked), -round(talk.expected(asked), DIGITS), talk.resident, talk, asked)
            for talk, asked in weighed
            if asked and talk.expected(asked) >= NEARLY * most - NOTHING
        ]
        if not near:
            return None
        *_, talk, asked = min(near, key=lambda row: row[:3])
        return self._call(talk, ask_no_wider(talk, asked))

    def _first_promises(self, promises: dict[Id, float]) -> list[tuple[float, int]]:
        if not self.flow.waiting:
            return []
        heap = [
            (-promises.get(person.id, math.inf), resident)
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
