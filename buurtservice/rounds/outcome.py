"""Turns the matcher's solution into rows: proposals to judge, and why the other requests found nobody."""

from dataclasses import asdict
from datetime import date
from typing import Any

import matching
from buurtservice import __version__
from buurtservice.matches.models import Reciprocity
from buurtservice.matches.proposing import Proposal
from buurtservice.rounds.models import MatchingRound, RoundUnmatched
from buurtservice.rounds.problem import input_hash


def round_row(
    problem: matching.Problem,
    solution: matching.Solution,
    *,
    previous_round: int,
    candidates: int,
    as_of: date,
) -> MatchingRound:
    """Return the round as it is stored: what was asked, by which code, how good the answer is proven."""
    report = solution.to_dict()
    return MatchingRound(
        number=previous_round + 1,
        previous_round=previous_round,
        as_of=as_of,
        policy=_plain(asdict(problem.policy)),
        code_version=__version__,
        input_hash=input_hash(problem),
        status=solution.status,
        stopped=solution.stopped,
        value=solution.value,
        bound=solution.bound,
        gap=solution.gap,
        served_max=solution.served_max,
        candidates=candidates,
        levels=report["levels"],
        near_misses=report["near_misses"],
    )


def proposals_of(solution: matching.Solution) -> list[Proposal]:
    """Return the solution's matches as proposals, in the solution's order."""
    return [
        Proposal(
            request_id=_number(chosen.request),
            offer_id=_number(chosen.offer),
            score=chosen.score,
            parts=dict(chosen.parts),
            reciprocity=Reciprocity(chosen.reciprocity) if chosen.reciprocity else None,
            ring_label=None if chosen.ring is None else str(chosen.ring),
        )
        for chosen in solution.matches
    ]


def unmatched_rows(solution: matching.Solution, *, round_number: int) -> list[RoundUnmatched]:
    """Return a row per request that found nobody."""
    return [
        RoundUnmatched(
            round_number=round_number,
            help_request_id=_number(unmatched.request),
            reason=str(unmatched.reason),
        )
        for unmatched in solution.unmatched
    ]


def _number(identifier: matching.Id) -> int:
    if not isinstance(identifier, int):
        raise TypeError("the database's ids are whole numbers")
    return identifier


def _plain(policy: dict[str, Any]) -> dict[str, Any]:
    """Return the policy with lists for tuples, as JSON will give it back."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in policy.items()}
