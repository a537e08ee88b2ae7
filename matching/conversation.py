"""What questions to one resident are worth, alone and together. Which to ask is for ``best_questions``.

It assumes nothing of other calls; the flow it is given is the state of things.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from matching.askable import Askable
from matching.asking import Kind
from matching.augmenting import Flow, Search
from matching.effects import Effects
from matching.masks import Mask, bits
from matching.parts import growing_part
from matching.questions import Question
from matching.second_category import SecondCategories

NOTHING: Final = 1e-9
Grown = tuple[int, Flow, Search]
"""What is gained, the part of the flow after it, and the search that found no more way in it."""
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
        self.resident, self.askable, self.flow = resident, askable, flow
        self.effects = Effects(resident, askable)
        self.questions = self.effects.questions
        self._table, self._seconds = table, seconds
        self.chance = [self._chance(question) for question in self.questions]
        every = (1 << len(self.questions)) - 1
        part = growing_part(flow, self.effects.addition(every), search)
        self._grown: dict[Mask, Grown] = {0: (0, part, part.fill())}
        self._expected: dict[Mask, float] = {}
        self.most = part.waiting.bit_count()
        self.most = self.gain(every)
        self._most_added = [self._adds(number) for number in range(len(self.questions))]

    def _chance(self, question: Question) -> float:
        chance = self._table[question.kind]
        if question.kind == "category" and question.offer is not None:
            first = self.askable.market.offers[self.askable.market.offer_at[question.offer]].category
            if first is not None and isinstance(question.change, (int, str)):
                chance = min(SURE, chance * self._seconds.lift(first, question.change))
        return chance

    def gain(self, asked: Mask) -> int:
        """How many more requests can be served if all these are answered yes."""
        if asked not in self._grown:
            self._grown[asked] = self._grow(asked)
        return self._grown[asked][0]

    def _grow(self, asked: Mask) -> Grown:
        """The flow grown on from that of one question less where it is known, else from the beginning.

        No flow is needed where one question less gains all that there is to gain.
        """
        before = next((less for n in bits(asked) if (less := asked ^ 1 << n) in self._grown), 0)
        gained, flow, search = self._grown[before]
        if gained == self.most:
            return self._grown[before]
        addition = self.effects.addition(asked ^ before, before)
        if not flow.changed_by(addition):
            return self._grown[before]
        flow, search = flow.copy(), search.copy()
        served = flow.served
        search = flow.grow(search, flow.add(addition))
        return gained + flow.served - served, flow, search

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
        with_it, without = self.effects.addition(asked), self.effects.addition(asked ^ (1 << number))
        if question.kind == "load" and question.offer is not None:
            offer = self.askable.market.offer_at[question.offer]
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

    def _adds(self, number: int) -> int:
        """What a question adds to any others at most.

        A yes widens no cut by more than the requests it opens, nor than the places of the offer.
        """
        question = self.questions[number]
        if question.kind in ("load", "category") or question.offer is None:
            return 1
        offer = self.askable.market.offer_at[question.offer]
        places = self.flow.room[offer] + self.flow.held[offer].bit_count()
        opened = self.effects.opened(number) & self._grown[0][1].known
        return min(opened.bit_count(), places + self.askable.asking.limits["load"])

    def at_most(self, asked: Mask, more: Mask) -> Worth:
        """Neither figure of the two sets together is greater."""
        now, added = self.worth(asked), [(self.chance[n], self._most_added[n]) for n in bits(more)]
        expected = math.fsum(chance * most for chance, most in added)
        expected = min(expected, self.limit(more) * (1 - now.expected / self.most))
        return Worth(now.expected + expected, min(self.most, now.gain + sum(most for _, most in added)))

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
