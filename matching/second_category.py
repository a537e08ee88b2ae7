"""Which second kind of help goes with a first: learned from the offers on file, never from a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import combinations
from typing import Final

from matching.problem import Id, Offer, order_of

PRIOR_HELPERS: Final = 5
"""As many helpers with both, expected and found, are taken for granted: few offers say little."""
BOUNDS: Final = (0.5, 2.0)


class SecondCategories:
    """How much likelier than by chance helpers of one category also offer another.

    ``lift(a, b)`` is (n + k) / (e + k), bounded: n helpers offer both, e would if the two had nothing to do
    with each other (helpers of a times helpers of b over all helpers), and k pulls it to 1 where e is small
    (the shrunken ratio of observed to expected of DuMouchel, The American Statistician 53, 1999).
    """

    def __init__(self, offers: Iterable[Offer]) -> None:
        offered: dict[Id, set[Id]] = {}
        for offer in offers:
            if offer.category is not None:
                offered.setdefault(offer.helper, set()).add(offer.category)
        self._helpers = len(offered)
        self._with = Counter(category for both in offered.values() for category in both)
        self._with_both = Counter(
            pair for both in offered.values() for pair in combinations(sorted(both, key=order_of), 2)
        )

    def lift(self, first: Id, second: Id) -> float:
        """1 where nothing is known, above 1 where the two are often offered together."""
        low, high = sorted((first, second), key=order_of)
        together = self._with_both[low, high]
        expected = self._with[first] * self._with[second] / max(1, self._helpers)
        least, most = BOUNDS
        return min(most, max(least, (together + PRIOR_HELPERS) / (expected + PRIOR_HELPERS)))
