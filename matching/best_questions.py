"""Chooses the few questions of one conversation that together unlock the most, within the limits.

It asks ``Conversation`` what a set is worth and knows nothing of flows.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from itertools import combinations
from typing import Final

from matching.conversation import NOTHING, Conversation
from matching.masks import Mask, bits

RADIUS_STEP_M: Final = 100
MOST_IN_A_CALL: Final = 8
"""Whatever the limits per kind: the mean over all answers has two to this power of terms."""


def best_questions(talk: Conversation) -> Mask:
    """The questions worth most together, within the limits; 0 where nothing is to be gained.

    A search, not a proof: every set is a neighbour of those with one question more, two more, or one
    exchanged.

    1. Begin with none. Add the question, or the two that only work together, that raise the worth most.
    2. When none does, exchange one for another while that helps, and go back to 1.
    3. Leave out what adds nothing.
    """
    if not talk.most:
        return 0
    asked, steps = 0, _steps(talk)
    while True:
        better = _best(talk, [asked | step for step in steps if not asked & step], asked)
        if better is None:
            swaps = [
                (asked ^ (1 << out)) | 1 << into
                for out in bits(asked)
                for into in range(len(talk.questions))
                if not asked >> into & 1
            ]
            better = _best(talk, swaps, asked)
        if better is None:
            return _lean(talk, asked)
        asked = better


def _best(talk: Conversation, options: list[Mask], asked: Mask) -> Mask | None:
    """The first of the allowed options that is worth most, if it is worth more than what is asked now."""
    found, worth = None, talk.worth(asked)
    for option in options:
        if not _within_limits(talk, option) or not talk.at_most(asked & option, option & ~asked).beats(worth):
            continue
        if talk.worth(option).beats(worth):
            found, worth = option, talk.worth(option)
    return found


def _steps(talk: Conversation) -> list[Mask]:
    """Single questions, the likely first; then pairs that unlock something only together."""
    numbers = sorted(range(len(talk.questions)), key=lambda number: (-talk.chance[number], number))
    pairs = []
    for one, two in combinations([number for number in numbers if not talk.gain(1 << number)], 2):
        first, second = talk.questions[one], talk.questions[two]
        if first.kind != second.kind and (first.offer == second.offer or "load" in (first.kind, second.kind)):
            both = 1 << one | 1 << two
            if talk.gain(both):
                pairs.append(both)
    return [1 << number for number in numbers] + pairs


def _within_limits(talk: Conversation, asked: Mask) -> bool:
    counts = Counter(talk.questions[number].kind for number in bits(asked))
    if asked.bit_count() > MOST_IN_A_CALL:
        return False
    return all(count <= talk.askable.asking.limits[kind] for kind, count in counts.items())


def _lean(talk: Conversation, asked: Mask) -> Mask:
    """Without the questions that add nothing, the least likely first."""
    for number in sorted(bits(asked), key=lambda number: (talk.chance[number], -number)):
        fewer = asked ^ (1 << number)
        if talk.gain(fewer) == talk.gain(asked) and talk.expected(fewer) >= talk.expected(asked) - NOTHING:
            asked = fewer
    return asked


def ask_no_wider(talk: Conversation, asked: Mask) -> Mask:
    """The same questions with the smallest radius, in hundreds of metres, that is worth as much."""
    for number in list(bits(asked)):
        question = talk.questions[number]
        if question.kind != "radius" or question.offer is None:
            continue
        offer = talk.askable.market.offer_at[question.offer]
        old, most = talk.askable.market.offers[offer].radius_m or 0, float(question.change or 0)
        distances = talk.askable.reaches.distance_m(offer)
        steps = {
            math.ceil(metres / RADIUS_STEP_M) * RADIUS_STEP_M for metres in distances if old < metres <= most
        }
        for metres in sorted(step for step in steps if old < step < most):
            talk.effects.append(dataclasses.replace(question, change=metres))
            talk.chance.append(talk.chance[number])
            narrower = (asked ^ (1 << number)) | 1 << (len(talk.questions) - 1)
            if not talk.worth(asked).beats(talk.worth(narrower)):
                asked = narrower
                break
    return asked


def in_order(talk: Conversation, asked: Mask) -> list[int]:
    """The numbers of the questions as they are put."""
    return sorted(bits(asked), key=lambda number: talk.questions[number].order())
