"""Matches requests for help with offers, best and with reasons. No web, database, files or clock here.

``read_problem`` or the dataclasses make a ``Problem``; ``solve`` answers with a ``Solution``; ``verify``
checks the answer without trusting how it was found; ``find_candidates`` lists the feasible pairs.
``plan`` says which conversations would unlock the most, ``scarcity`` where a helper is missing, ``together``
which requests are one activity, ``also_possible`` what else a helper could do.
"""

from matching.also import Also, also_possible
from matching.asking import Asking, Refusal, read_asking
from matching.calls import Asked, Call, Plan
from matching.candidates import find_candidates
from matching.checks import ProblemError
from matching.plan import plan
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
from matching.questions import Question, apply_questions
from matching.reading import read_problem
from matching.rules import validate
from matching.scarcity import Shortage, read_neighbourhoods, scarcity
from matching.solution import Change, Levels, Match, NearMiss, Solution, Unmatched
from matching.solving import solve
from matching.together import Group, together
from matching.verify import verify

__all__ = [
    "Also",
    "Asked",
    "Asking",
    "Call",
    "Candidate",
    "Change",
    "GivenCandidate",
    "Group",
    "Id",
    "Levels",
    "Match",
    "NearMiss",
    "Offer",
    "Plan",
    "Policy",
    "Problem",
    "ProblemError",
    "Question",
    "Refusal",
    "Request",
    "Resident",
    "Shortage",
    "Solution",
    "SuitabilityWeights",
    "Unmatched",
    "Weights",
    "also_possible",
    "apply_questions",
    "find_candidates",
    "plan",
    "read_asking",
    "read_neighbourhoods",
    "read_problem",
    "scarcity",
    "solve",
    "together",
    "validate",
    "verify",
]
