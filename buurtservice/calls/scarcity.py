"""Where one more helper would add the most, and which three lines to put in the neighbourhood paper."""

from collections.abc import Sequence
from datetime import date

import matching
from buurtservice.days import check_not_future
from buurtservice.help.queries import list_unanswered_requests
from buurtservice.rounds.problem import build_problem
from matching.scarcity import Shortage, scarcity

__all__ = ["LINES_IN_PAPER", "Shortage", "list_shortages", "pick_for_paper"]

LINES_IN_PAPER = 3


def list_shortages(*, as_of: date, today: date) -> list[Shortage]:
    """Return per kind of help, daypart and neighbourhood what one more helper would add, the most first.

    Raises DateInFuture.
    """
    check_not_future(as_of, today=today)
    places: dict[matching.Id, matching.Id] = {
        request.id: request.neighbourhood.name
        for request in list_unanswered_requests(received_by=as_of)
        if request.neighbourhood is not None
    }
    return list(scarcity(build_problem(as_of=as_of), places))


def pick_for_paper(shortages: Sequence[Shortage]) -> list[Shortage]:
    """Return the best three, each about another kind of help: a paper has room for no more."""
    best: dict[object, Shortage] = {}
    for shortage in shortages:
        best.setdefault(shortage.category, shortage)
    return list(best.values())[:LINES_IN_PAPER]
