"""Runs and stores a round, and makes a match by hand with the same checks."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

import matching
from buurtservice.days import check_not_future
from buurtservice.extensions import db
from buurtservice.help.solutions import lock_requests
from buurtservice.job_runs.services import claim_period, finish_run
from buurtservice.matches.models import MatchState
from buurtservice.matches.proposing import propose_matches, withdraw_untouched_proposals
from buurtservice.matches.queries import list_matches
from buurtservice.rounds.errors import RoundNotVerified, RoundOvertaken, TooMuchHappening
from buurtservice.rounds.models import MatchingRound
from buurtservice.rounds.outcome import proposals_of, round_row, unmatched_rows
from buurtservice.rounds.problem import build_problem, input_hash
from buurtservice.rounds.queries import find_latest_round
from buurtservice.transactions import savepoint, transaction

TRIES = 3
STAGES = ("reading", "searching", "checking", "storing")
Tell = Callable[[str], None]


class _InputChanged(Exception):
    """Requests or offers changed while the matcher was computing."""


@dataclass(frozen=True, kw_only=True)
class _Computed:
    problem: matching.Problem
    solution: matching.Solution
    candidates: int
    previous_round: int
    as_of: date


def _tell_nobody(_stage: str) -> None:
    """Where nobody watches."""


def run_round(
    *,
    as_of: date,
    today: date,
    solver_seconds: float,
    tell: Tell = _tell_nobody,
    period: str | None = None,
) -> MatchingRound:
    """Compute a round as of a local day and store it with its proposals.

    Proposals that nobody touched are withdrawn and made anew; what workers made, kept or approved stays.
    Nothing is computed inside a transaction. When the neighbourhood changed meanwhile the round is computed
    again, three times at most. `tell` hears each of STAGES as it begins, outside any transaction. A job's
    `period` is claimed where the round is stored, so that a round is one period's, once.

    Raises DateInFuture, PeriodAlreadyDone, RoundOvertaken when another round was stored meanwhile,
    TooMuchHappening, or RoundNotVerified when the independent check finds a fault: then nothing is stored.
    """
    check_not_future(as_of, today=today)
    begun = time.monotonic()
    for _ in range(TRIES):
        computed = _compute(as_of, solver_seconds, tell)
        tell("storing")
        try:
            return _store_as_job(computed, period, begun) if period else _store(computed)
        except _InputChanged:
            continue
    raise TooMuchHappening


def _compute(as_of: date, solver_seconds: float, tell: Tell) -> _Computed:
    tell("reading")
    latest = find_latest_round()
    problem = build_problem(as_of=as_of)
    db.session.rollback()  # Only read so far; nothing is held while the matcher works.
    tell("searching")
    solution = matching.solve(problem, time_limit_s=solver_seconds, clock=time.monotonic)
    tell("checking")
    faults = matching.verify(problem, solution)
    if faults:
        raise RoundNotVerified(faults="; ".join(faults[:3]))
    return _Computed(
        problem=problem,
        solution=solution,
        candidates=len(matching.find_candidates(problem)),
        previous_round=latest.number if latest else 0,
        as_of=as_of,
    )


def _store_as_job(computed: _Computed, period: str, begun: float) -> MatchingRound:
    with transaction():
        run = claim_period("round", period)
        row = _store(computed)
        served = int(row.levels["served"])
        outcome = {"round": row.number, "status": row.status, "matches": served}
        finish_run(run, outcome=outcome, touched=served, begun=begun)
        return row


def _store(computed: _Computed) -> MatchingRound:
    proposals = proposals_of(computed.solution)
    with transaction() as session:
        lock_requests(
            [proposal.request_id for proposal in proposals]
            + [match.help_request_id for match in list_matches((MatchState.PROPOSED,))]
        )
        _check_unchanged(computed)
        row = _claim_number(computed)
        withdraw_untouched_proposals(on=computed.as_of)
        propose_matches(proposals, on=computed.as_of, round_number=row.number)
        session.add_all(unmatched_rows(computed.solution, round_number=row.number))
        return row


def _check_unchanged(computed: _Computed) -> None:
    latest = find_latest_round()
    if (latest.number if latest else 0) != computed.previous_round:
        raise RoundOvertaken
    if input_hash(build_problem(as_of=computed.as_of)) != input_hash(computed.problem):
        raise _InputChanged


def _claim_number(computed: _Computed) -> MatchingRound:
    row = round_row(
        computed.problem,
        computed.solution,
        previous_round=computed.previous_round,
        candidates=computed.candidates,
        as_of=computed.as_of,
    )
    try:
        with savepoint():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        raise RoundOvertaken from None
    return row
