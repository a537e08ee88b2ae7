"""Matches requests for help with offers, best and with reasons. No web, database, files or clock here.

``read_problem`` or the dataclasses make a ``Problem``; ``solve`` answers with a ``Solution``; ``verify``
checks the answer without trusting how it was found; ``find_candidates`` lists the feasible pairs.
"""

from matching.candidates import find_candidates
from matching.checks import ProblemError
from matching.problem import (
    Candidate,
    GivenCandidate,
    Id,
    Offer,
    Policy,
    Problem,
    Request,
    Resident,
    SuitabilityWeights,
    Weights,
)
from matching.reading import read_problem
from matching.rules import validate
from matching.solution import Change, Levels, Match, NearMiss, Solution, Unmatched
from matching.solving import solve
from matching.verify import verify

__all__ = [
    "Candidate",
    "Change",
    "GivenCandidate",
    "Id",
    "Levels",
    "Match",
    "NearMiss",
    "Offer",
    "Policy",
    "Problem",
    "ProblemError",
    "Request",
    "Resident",
    "Solution",
    "SuitabilityWeights",
    "Unmatched",
    "Weights",
    "find_candidates",
    "read_problem",
    "solve",
    "validate",
    "verify",
]
