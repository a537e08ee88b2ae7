"""Reads for the pages of rounds: the list, and what one round found, in a few queries."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer, HelpRequest
from buurtservice.matches.models import Match
from buurtservice.rounds.models import MatchingRound, RoundUnmatched


@dataclass(frozen=True, kw_only=True)
class RoundRow:
    """One line of the list of rounds."""

    round: MatchingRound
    proposals: int
    unmatched: int


def page_of_rounds(*, limit: int, offset: int) -> tuple[list[RoundRow], int]:
    """Return the rounds of a page, the latest first, and how many there are."""
    unmatched = (
        select(func.count())
        .select_from(RoundUnmatched)
        .where(RoundUnmatched.round_number == MatchingRound.number)
        .scalar_subquery()
    )
    query = (
        select(MatchingRound, unmatched.label("unmatched"))
        .order_by(MatchingRound.number.desc())
        .limit(limit)
        .offset(offset)
    )
    rows = [
        RoundRow(round=one, proposals=int(one.levels["served"]), unmatched=count)
        for one, count in db.session.execute(query)
    ]
    return rows, db.session.scalar(select(func.count()).select_from(MatchingRound)) or 0


def people_of_round(number: int, *, limit: int, offset: int) -> tuple[list[int], list[int], list[int]]:
    """Return the ids of the matches and of the unmatched requests on a page, and whose data that shows.

    The proposals come first, then those for whom there is nobody, each by number.
    """
    matches = db.session.execute(
        select(Match.id, HelpRequest.resident_id, HelpOffer.resident_id.label("helper_id"))
        .join(HelpRequest, HelpRequest.id == Match.help_request_id)
        .join(HelpOffer, HelpOffer.id == Match.help_offer_id)
        .where(Match.round_number == number)
        .order_by(Match.id)
        .limit(limit)
        .offset(offset)
    ).all()
    unmatched = db.session.execute(
        select(RoundUnmatched.help_request_id, HelpRequest.resident_id)
        .join(HelpRequest, HelpRequest.id == RoundUnmatched.help_request_id)
        .where(RoundUnmatched.round_number == number)
        .order_by(RoundUnmatched.reason, RoundUnmatched.help_request_id)
        .limit(limit)
        .offset(offset)
    ).all()
    people = {row.resident_id for row in [*matches, *unmatched]} | {row.helper_id for row in matches}
    return [row.id for row in matches], [row.help_request_id for row in unmatched], sorted(people)


def list_round_matches(match_ids: list[int]) -> list[Match]:
    """Return these matches, by id."""
    return list(db.session.scalars(select(Match).where(Match.id.in_(match_ids)).order_by(Match.id)).unique())


def list_round_unmatched(number: int, request_ids: list[int]) -> list[tuple[HelpRequest, str]]:
    """Return these requests with why the round found nobody for them, those of one reason together."""
    query = (
        select(HelpRequest, RoundUnmatched.reason)
        .join(RoundUnmatched, RoundUnmatched.help_request_id == HelpRequest.id)
        .where(RoundUnmatched.round_number == number, HelpRequest.id.in_(request_ids))
        .order_by(RoundUnmatched.reason, HelpRequest.id)
    )
    return [(request, reason) for request, reason in db.session.execute(query).unique()]


def count_reasons(number: int) -> Counter[str]:
    """Return how many requests a round found nobody for, by reason."""
    query = select(RoundUnmatched.reason, func.count()).where(RoundUnmatched.round_number == number)
    return Counter(dict(iter(db.session.execute(query.group_by(RoundUnmatched.reason)))))
