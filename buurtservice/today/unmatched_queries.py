"""What the pages about requests without a match read: why nobody was found, and what nearly fitted."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, text

from buurtservice.calls.models import Call, CallQuestion, CallState
from buurtservice.calls.queries import wanted_by_nobody_at_rest
from buurtservice.extensions import db
from buurtservice.help.models import ANSWERS_WHOLE, HelpOffer, HelpRequest, RequestState, Solution
from buurtservice.matches.models import Match, MatchState
from buurtservice.rounds.models import MatchingRound, RoundUnmatched

# The near misses of a city are megabytes; the database picks those of a few requests.
_MISSES = {
    "sqlite": (
        "SELECT miss.value FROM matching_round, json_each(matching_round.near_misses) AS miss "
        "WHERE matching_round.number = :number AND json_extract(miss.value, '$.request') = :request"
    ),
    "postgresql": (
        "SELECT miss FROM matching_round, json_array_elements(matching_round.near_misses) AS miss "
        "WHERE matching_round.number = :number AND (miss ->> 'request')::integer = :request"
    ),
}


@dataclass(frozen=True, kw_only=True)
class Unmatched:
    """A request that waits, and the reason that the latest round gave."""

    request: HelpRequest
    reason: str


def latest_round_number() -> int | None:
    """Return the number of the latest round, without its megabytes."""
    return db.session.scalar(select(func.max(MatchingRound.number)))


def page_of_unmatched(
    number: int, *, reason: str | None, limit: int, offset: int
) -> tuple[list[Unmatched], dict[str, int]]:
    """Return requests without a match, who waits longest first, and how many there are for each reason."""
    counts = db.session.execute(
        _still_waiting(select(RoundUnmatched.reason, func.count()), number).group_by(RoundUnmatched.reason)
    )
    query = _still_waiting(select(HelpRequest, RoundUnmatched.reason), number)
    if reason is not None:
        query = query.where(RoundUnmatched.reason == reason)
    query = query.order_by(HelpRequest.received_on, HelpRequest.id).limit(limit).offset(offset)
    found = db.session.execute(query).unique().all()
    rows = [Unmatched(request=row[0], reason=row[1]) for row in found]
    return rows, dict(iter(counts))


def find_reason(number: int, request_id: int) -> str | None:
    """Return why the round found nobody for this request, if it did not."""
    return db.session.scalar(
        select(RoundUnmatched.reason).where(
            RoundUnmatched.round_number == number, RoundUnmatched.help_request_id == request_id
        )
    )


def near_misses_of(number: int, request_id: int) -> list[dict[str, Any]]:
    """Return the pairs that nearly fit, as the round stored them, the fewest changes first."""
    statement = text(_MISSES[db.engine.dialect.name])
    rows = db.session.scalars(statement, {"number": number, "request": request_id})
    found = [json.loads(row) if isinstance(row, str) else row for row in rows]
    return sorted(found, key=lambda miss: len(miss["changes"]))


def offers_by_id(ids: Collection[int]) -> dict[int, HelpOffer]:
    """Return these offers, by id."""
    found = db.session.scalars(select(HelpOffer).where(HelpOffer.id.in_(ids))).unique()
    return {offer.id: offer for offer in found}


def calls_that_unlock(request_id: int) -> list[Call]:
    """Return the open calls of which a yes brings this request within reach, or that are about it."""
    query = (
        select(Call)
        .where(Call.state == CallState.OPEN, wanted_by_nobody_at_rest())
        .order_by(Call.rank, Call.id)
    )
    asks = exists().where(
        CallQuestion.call_id == Call.id,
        (CallQuestion.help_request_id == request_id) | _unlocks(request_id),
    )
    return list(db.session.scalars(query.where(asks | (Call.help_request_id == request_id))).unique())


def find_match_of(request_id: int) -> Match | None:
    """Return the match or proposal that is under way for the request, if there is one."""
    states = (MatchState.PROPOSED, MatchState.APPROVED, MatchState.AGREED, MatchState.ACTIVE)
    query = select(Match).where(Match.help_request_id == request_id, Match.state.in_(states)).limit(1)
    return db.session.scalars(query).unique().one_or_none()


def _still_waiting(query: Any, number: int) -> Any:
    return query.join_from(
        RoundUnmatched, HelpRequest, HelpRequest.id == RoundUnmatched.help_request_id
    ).where(
        RoundUnmatched.round_number == number,
        HelpRequest.state == RequestState.OPEN,
        ~exists().where(Solution.help_request_id == HelpRequest.id, ANSWERS_WHOLE),
        ~exists().where(Match.help_request_id == HelpRequest.id, Match.state == MatchState.PROPOSED),
    )


def _unlocks(request_id: int) -> ColumnElement[bool]:
    """Tell whether the unlocked requests hold this one; JSON needs each database's own words."""
    if db.engine.dialect.name == "sqlite":
        words = "EXISTS (SELECT 1 FROM json_each(call_question.unlocks) AS one WHERE one.value = :unlocked)"
    else:
        words = (
            "EXISTS (SELECT 1 FROM json_array_elements_text(call_question.unlocks) AS one "
            "WHERE one::integer = :unlocked)"
        )
    return text(words).bindparams(unlocked=request_id)  # type: ignore[return-value]
