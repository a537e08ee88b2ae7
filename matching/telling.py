"""Says on one line of a terminal how far the search of a city is, and about how long it will still take."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from matching.city.choosing import Step
from matching.city.passes import PASSES

PRICES_EVERY: Final = 50
"""Steps of the price search between two lines."""


class Telling:
    """One line that is written over and over. ``limit_s`` is the most that the work may take, in seconds."""

    def __init__(self, limit_s: float, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._start_s = clock()
        self._limit_s = limit_s
        self._pass_start = (0, self._start_s)

    def tell(self, step: Step) -> None:
        """Write how far the work is."""
        if step.name == "prices" and step.done % PRICES_EVERY:
            return
        text = self._of_prices(step) if step.name == "prices" else self._of_windows(step)
        left_s = self._start_s + self._limit_s - self._clock()
        sys.stderr.write(f"\r{text}, {left_s:.0f} s until the limit\033[K")
        sys.stderr.flush()

    def end(self) -> None:
        """Go to the next line."""
        sys.stderr.write("\n")

    def _of_prices(self, step: Step) -> str:
        return f"prices: step {step.done:,}, nothing is worth more than {step.bound:,}"

    def _of_windows(self, step: Step) -> str:
        """The time left in a pass is what its windows took so far, for those to come."""
        now_s = self._clock()
        if self._pass_start[0] != step.number:
            self._pass_start = (step.number, now_s)
        spent_s = now_s - self._pass_start[1]
        left_s = spent_s / step.done * (step.total - step.done)
        gap = (step.bound - step.value) / max(1, step.value)
        return (
            f"pass {step.number} of at most {len(PASSES)}: {step.done:,} of {step.total:,} windows, "
            f"gap {gap:.3%}, about {left_s:.0f} s for this pass"
        )
