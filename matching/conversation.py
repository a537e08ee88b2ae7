"""The best conversation with one resident: which few questions together unlock the most.

It assumes nothing of other calls; the flow it is given is the state of things.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from matching.asking import Kind
from matching.augmenting import Addition, Flow, Mask, Search, bits
from matching.questions import Askable, Question
from matching.second_category import SecondCategories

NOTHING: Final = 1e-9
RADIUS_STEP_M: Final = 100
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
            flow = self.flow.copy()
            touched = flow.add(self.addition(asked))
            self._gains[asked] = flow.grow(self.search.copy(), touched)
        return self._gains[asked]

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
        """Matches more that a higher max_active allows: none while it is still below the matches under way."""
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


def best_questions(talk: Conversation) -> Mask:
    """The questions worth most together, within the limits; 0 where nothing is to be gained.

    A search, not a proof: every set is a neighbour of those with one question more, two more, or one
    exchanged.

    1. Begin with none. Add the question, or the two that only work together, that raise the worth most.
    2. When none does, exchange one for another while that helps, and go back to 1.
    3. Leave out what adds nothing.
    4. Ask for no wider a radius than needed.
    """
    asked, worth = 0, Worth(0.0, 0)
    if not talk.most:
        return 0
    pairs = _pairs_that_work_together(talk)
    while True:
        options = [asked | step for step in pairs if not asked & step and _within_limits(talk, asked | step)]
        better = _best(talk, options, worth)
        if better is None:
            swaps = [
                (asked ^ (1 << out)) | 1 << into
                for out in bits(asked)
                for into in range(len(talk.questions))
                if not asked >> into & 1
            ]
            better = _best(talk, [swap for swap in swaps if _within_limits(talk, swap)], worth)
        if better is None:
            break
        asked, worth = better, talk.worth(better)
    return _narrow(talk, _lean(talk, asked))


def _best(talk: Conversation, options: list[Mask], worth: Worth) -> Mask | None:
    """The first of the options that is worth most, if it is worth more than this."""
    found = None
    for option in options:
        if talk.worth(option).beats(worth):
            found, worth = option, talk.worth(option)
    return found


def _pairs_that_work_together(talk: Conversation) -> list[Mask]:
    """Single questions; then pairs about the same offer of different kinds, and those with one more."""
    numbers = range(len(talk.questions))
    singles = [1 << number for number in numbers]
    pairs = []
    for one, two in combinations(numbers, 2):
        first, second = talk.questions[one], talk.questions[two]
        if first.kind != second.kind and (first.offer == second.offer or "load" in (first.kind, second.kind)):
            both = 1 << one | 1 << two
            if talk.gain(both) > talk.gain(1 << one) + talk.gain(1 << two):
                pairs.append(both)
    return singles + pairs


def _within_limits(talk: Conversation, asked: Mask) -> bool:
    counts = Counter(talk.questions[number].kind for number in bits(asked))
    return all(count <= talk.askable.asking.limits[kind] for kind, count in counts.items())


def _lean(talk: Conversation, asked: Mask) -> Mask:
    """Without the questions that add nothing, the least likely first."""
    for number in sorted(bits(asked), key=lambda number: (talk.chance[number], -number)):
        fewer = asked ^ (1 << number)
        if talk.gain(fewer) == talk.gain(asked) and talk.expected(fewer) >= talk.expected(asked) - NOTHING:
            asked = fewer
    return asked


def _narrow(talk: Conversation, asked: Mask) -> Mask:
    """The smallest radius in hundreds of metres that is worth as much."""
    for number in list(bits(asked)):
        question = talk.questions[number]
        if question.kind != "radius" or question.offer is None:
            continue
        offer = talk.market.offer_at[question.offer]
        old, most = talk.market.offers[offer].radius_m or 0, float(question.change or 0)
        distances = talk.reaches.distance_m(offer)
        steps = {
            math.ceil(metres / RADIUS_STEP_M) * RADIUS_STEP_M for metres in distances if old < metres <= most
        }
        for metres in sorted(step for step in steps if old < step < most):
            talk.questions.append(dataclasses.replace(question, change=metres))
            talk.chance.append(talk.chance[number])
            narrower = (asked ^ (1 << number)) | 1 << (len(talk.questions) - 1)
            if not talk.worth(asked).beats(talk.worth(narrower)):
                asked = narrower
                break
    return asked


def in_order(talk: Conversation, asked: Mask) -> list[int]:
    """The numbers of the questions as they are put."""
    return sorted(bits(asked), key=lambda number: talk.questions[number].order())
