"""Says for each unmatched request the first reason that holds. It never says which rule forbade a pair."""

from __future__ import annotations

from typing import Final

import numpy as np

from matching.candidates import CandidateTable
from matching.columns import Columns
from matching.feasibility import FILTERS
from matching.market import Ints
from matching.model import usable_rows
from matching.nearby import count_passed
from matching.solution import Reason

BY_FILTERS_PASSED: Final[tuple[Reason, ...]] = (
    "no_offer_in_category",
    "not_allowed",
    "no_shared_daypart",
    "out_of_range",
    "needs_not_met",
)


def reasons(columns: Columns, table: CandidateTable, unmatched: Ints) -> list[Reason]:
    """A reason for each of the unmatched requests (positions in the market).

    The filters of ``feasibility`` are followed by two more: a free place at the start (else
    ``helpers_full``), and left over (else ``went_to_others``). Where candidates were given, a request with
    none goes through the filters on what is known of it; a pair that passes them all but is not listed is
    ``not_allowed``.
    """
    requests = len(columns.market.requests)
    has_candidate = np.bincount(table.request, minlength=requests) > 0
    has_usable = np.bincount(table.request[usable_rows(columns.market, table)], minlength=requests) > 0
    passed = _filters_passed(columns, table, unmatched[~has_candidate[unmatched]])
    found: list[Reason] = []
    for request in unmatched.tolist():
        if has_candidate[request]:
            found.append("went_to_others" if has_usable[request] else "helpers_full")
        elif passed[request] == len(FILTERS):
            found.append("not_allowed")
        else:
            found.append(BY_FILTERS_PASSED[passed[request]])
    return found


def _filters_passed(columns: Columns, table: CandidateTable, requests: Ints) -> Ints:
    if table.passed is not None:
        return table.passed
    return count_passed(columns, requests)
