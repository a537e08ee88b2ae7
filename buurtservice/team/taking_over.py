"""A neighbour takes over from the team: on a Monday that both know of."""

from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import update

from buurtservice.extensions import db
from buurtservice.help.solutions import lock_requests
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.services import record_yes
from buurtservice.matches.steps import StepTaken, in_other_state, lock_match
from buurtservice.messages.telling import tell
from buurtservice.team.bridging import AGREED_STATES, WEEK, drop_weeks_from, is_bridged, open_weeks
from buurtservice.team.errors import NoMonday, TakesOverTooLate
from buurtservice.team.queries import monday_of
from buurtservice.transactions import changes_one, transaction

LATEST = timedelta(weeks=8)


def record_yes_and_hand_over(
    match_id: int,
    *,
    side: Literal["asker", "helper"],
    on: date,
    today: date,
    now: datetime,
    by: int | None = None,
) -> StepTaken:
    """Record a yes; where that agrees a match for what the team does each week, name the day of handing over.

    It is the next Monday, and the worker may choose another one. Raises as record_yes.
    """
    with transaction():
        taken = record_yes(match_id, side=side, on=on, today=today, by=by)
        match = taken.matches[0]
        if match.state == MatchState.AGREED and is_bridged(match.request):
            _hand_over(match, monday_of(max(on, today)) + WEEK, today=today, now=now)
        return taken


def change_hand_over(match_id: int, *, monday: date, today: date, now: datetime) -> Match:
    """Let the neighbour take over on another Monday: weeks before it are the team's, later ones are not.

    A week that the team has begun stays the team's. Raises NotFound, NoMonday, TakesOverTooLate,
    MatchInOtherState.
    """
    if monday.weekday() != 0 or monday < monday_of(today):
        raise NoMonday(on=monday.isoformat())
    if monday > today + LATEST:
        raise TakesOverTooLate(on=monday.isoformat(), weeks=LATEST.days // 7)
    with transaction():
        match = lock_match(match_id)
        _hand_over(match, monday, today=today, now=now)
        open_weeks(match.help_request_id, today=today)
        return match


def _hand_over(match: Match, monday: date, *, today: date, now: datetime) -> None:
    lock_requests([match.help_request_id])
    agreed = update(Match).where(Match.id == match.id, Match.state.in_(AGREED_STATES))
    if not changes_one(agreed.values(takes_over_on=monday)):
        raise in_other_state(match, AGREED_STATES)
    db.session.refresh(match)
    drop_weeks_from(match.help_request_id, monday, on=today)
    asker, helper = match.request.resident, match.offer.resident
    tell(
        "neighbour_takes_over",
        resident=asker,
        key=f"neighbour_takes_over:{match.id}:{monday.isoformat()}",
        now=now,
        values={
            "help": match.request.category.name_in(asker.language),
            "helper": (helper.name or "").split(" ")[0] or "Buurtservice",
            "takes_over_on": monday.isoformat(),
        },
    )
