"""How likely a yes is, by the kind of question: a small table that learns. It knows no person.

Nobody is scored: the chance belongs to the kind of question, never to who is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from matching.asking import KINDS, Asking, Kind

PRIOR: Final[Mapping[Kind, float]] = {
    "daypart": 0.6,
    "radius": 0.6,
    "need": 0.5,
    "load": 0.4,
    "category": 0.25,
}
"""The worker's own estimate, before anything was recorded."""
PRIOR_ANSWERS: Final = 10
"""The prior weighs as much as this many answers, so that the first few cannot overturn it."""


def response_table(asking: Asking) -> dict[Kind, float]:
    """The chance of yes per kind: the mean of a Beta distribution.

    With prior mean m, weight w, and y yes and n no on record it is (w m + y) / (w + y + n): Bayes' rule for
    a chance with a Beta(w m, w (1 - m)) prior (Gelman and others, Bayesian Data Analysis, section 2.4).
    """
    table: dict[Kind, float] = {}
    for kind in KINDS:
        mean = asking.response.get(kind, PRIOR[kind])
        yes, no = asking.answers.get(kind, (0, 0))
        table[kind] = (PRIOR_ANSWERS * mean + yes) / (PRIOR_ANSWERS + yes + no)
    return table
