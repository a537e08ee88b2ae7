"""What questions to one resident are worth, alone and together. Which to ask is for ``best_questions``.

It assumes nothing of other calls; the flow it is given is the state of things.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from matching.asking import Kind
from matching.augmenting import Addition, Flow, Mask, Search, bits
from matching.questions import Askable, Question
from matching.second_category import SecondCategories

NOTHING: Final = 1e-9
SURE: Final = 0.95
"""No second category is likelier than this, whatever is learned."""


@dataclass(frozen=True, slots=True)
class Worth:
    """``expected`` requests more, over all ways the answers may fall; ``gain`` if all are yes."""

    expected: float
    gain: int

    def beats(self, other: Worth) -> bool:
        """More is expected; or as much, and more if all goes well."""
        if abs(self.expected - other.expected) > NOTHING:
            return self.expected > other.expected
        return self.gain > other.gain


class Conversation:
    """Questions to one resident by number, and what sets of them (bit masks of numbers) are worth."""

    def __init__(
        self,
        resident: int,
        askable: Askable,
        flow: Flow,
        search: Search,
        *,
        table: Mapping[Kind, float],
        seconds: SecondCategories,
    ) -> None:
        self.resident, self.askable, self.reaches = resident, askable, askable.reaches
        self.market, self.flow, self.search = askable.market, flow, search
        self.questions = askable.questions(resident)
        self._table, self._seconds = table, seconds
        self.chance = [self._chance(question) for question in self.questions]
        self._gains: dict[Mask, int] = {0: 0}
        self._expected: dict[Mask, float] = {}
        self.most = len(flow.offer_of)
        self.most = self.gain((1 << len(self.questions)) - 1)

    def _chance(self, question: Question) -> float:
        chance = self._table[question.kind]
        if question.kind == "category" and question.offer is not None:
            first = self.market.offers[self.market.offer_at[question.offer]].category
            if first is not None and isinstance(question.change, (int, str)):
                chance = min(SURE, chance * self._seconds.lift(first, question.change))
        return chance

    def gain(self, asked: Mask) -> int:
        """How many more requests can be served if all these are answered yes."""
        if asked not in self._gains:
            addition = self.addition(asked)
            most = min(self.most, self.flow.most_gained(addition, self.search, self.askable.wanted))
            self._gains[asked] = self._grow(addition, most) if most else 0
        return self._gains[asked]

    def _grow(self, addition: Addition, most: int) -> int:
        flow = self.flow.copy()
        return flow.grow(self.search.copy(), flow.add(addition), most)

    def expected(self, asked: Mask) -> float:
        """The mean gain over all subsets of yeses, each answer by itself: at most 2 to the 8 of them."""
        if asked not in self._expected:
            numbers = list(bits(asked))
            terms = []
            for size in range(len(numbers) + 1):
                for yes in combinations(numbers, size):
                    gain = self.gain(sum(1 << number for number in yes))
                    if gain:
                        terms.append(gain * self._probability(numbers, yes))
            self._expected[asked] = math.fsum(terms)
        return self._expected[asked]

    def _probability(self, numbers: list[int], yes: tuple[int, ...]) -> float:
        return math.prod(
            self.chance[number] if number in yes else 1 - self.chance[number] for number in numbers
        )

    def chance_of_any(self, asked: Mask) -> float:
        """The chance that the answers unlock at least one request."""
        numbers = list(bits(asked))
        subsets = (yes for size in range(len(numbers) + 1) for yes in combinations(numbers, size))
        return math.fsum(
            self._probability(numbers, yes)
            for yes in subsets
            if self.gain(sum(1 << number for number in yes))
        )

    def unlocks(self, asked: Mask, number: int) -> Mask:
        """Wanted requests that this question, with the others, brings within reach of an offer."""
        question = self.questions[number]
        with_it, without = self.addition(asked), self.addition(asked ^ (1 << number))
        if question.kind == "load" and question.offer is not None:
            offer = self.market.offer_at[question.offer]
            opened = with_it.reach.get(offer, 0) | self.flow.reach[offer]
        elif question.kind == "category":
            opened = 0
            for new in set(with_it.offers) - set(without.offers):
                opened |= new[1]
        else:
            opened = 0
            for position, reach in with_it.reach.items():
                opened |= reach & ~self.flow.reach[position] & ~without.reach.get(position, 0)
        return opened & self.askable.wanted

    def limit(self, asked: Mask) -> float:
        """A number that ``expected`` cannot exceed, quickly: the most, as likely as any yes at all."""
        return self.most * (1 - math.prod(1 - self.chance[number] for number in bits(asked)))

    def promise(self) -> float:
        """A guess, mostly high, at what the best questions are expected to yield, from each one by itself.

        Per kind as many as may be asked; a question is worth its gain alone, or what all would lose without.
        """
        every = (1 << len(self.questions)) - 1
        by_kind: dict[Kind, list[float]] = {}
        for number, question in enumerate(self.questions):
            gain = max(self.gain(1 << number), self.most - self.gain(every ^ 1 << number))
            by_kind.setdefault(question.kind, []).append(self.chance[number] * gain)
        limits = self.askable.asking.limits
        best = [sorted(values, reverse=True)[: limits[kind]] for kind, values in by_kind.items()]
        return min(math.fsum(value for values in best for value in values), self.limit(every))

    def worth(self, asked: Mask) -> Worth:
        """Both figures of a set of questions."""
        return Worth(self.expected(asked), self.gain(asked))

    def addition(self, asked: Mask) -> Addition:
        """What a yes to these questions adds to the flow."""
        reach: dict[int, Mask] = {}
        room: dict[int, int] = {}
        offers: list[tuple[int, Mask]] = []
        changes: dict[int, list[Question]] = {}
        for question in (self.questions[number] for number in bits(asked)):
            if question.offer is None:
                self._reach_request(question, reach)
                continue
            offer = self.market.offer_at[question.offer]
            if question.kind == "load":
                room[offer] = room.get(offer, 0) + 1
            elif question.kind == "category" and isinstance(question.change, (int, str)):
                offers.append((self.resident, self.reaches.after(offer, category=question.change)))
            else:
                changes.setdefault(offer, []).append(question)
        for offer, questions in changes.items():
            reach[offer] = reach.get(offer, 0) | self._reach(offer, questions)
        free = {self.resident: self._freed(sum(room.values()))} if room else {}
        return Addition(reach=reach, room=room, free=free, offers=offers)

    def _freed(self, more: int) -> int:
        """Matches more that a higher max_active allows: none while it stays below those under way."""
        person = self.market.residents[self.resident]
        return max(0, person.max_active + more - person.active) - max(0, person.max_active - person.active)

    def _reach(self, offer: int, questions: list[Question]) -> Mask:
        radii = [float(q.change or 0) for q in questions if q.kind == "radius"]
        return self.reaches.after(
            offer,
            dayparts=[int(str(q.change)) for q in questions if q.kind == "daypart"],
            radius_m=max(radii) if radii else None,
            needs=[str(q.change) for q in questions if q.kind == "need"],
        )

    def _reach_request(self, question: Question, reach: dict[int, Mask]) -> None:
        if question.request is not None:
            request = self.market.request_at[question.request]
            for offer in self.askable.offers_at(request, int(str(question.change))):
                reach[offer] = reach.get(offer, 0) | 1 << request
