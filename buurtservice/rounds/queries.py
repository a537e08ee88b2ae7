"""Reads about rounds."""

from sqlalchemy import select

from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.rounds.models import MatchingRound, RoundUnmatched


def find_latest_round() -> MatchingRound | None:
    """Return the round stored last, if any."""
    return db.session.scalar(select(MatchingRound).order_by(MatchingRound.number.desc()).limit(1))


def get_round(number: int) -> MatchingRound:
    """Return a round. Raises NotFound."""
    found = db.session.get(MatchingRound, number)
    if found is None:
        raise NotFound(what=N_("Matchronde"), id=number)
    return found


def list_unmatched(round_number: int) -> list[RoundUnmatched]:
    """Return the requests a round found nobody for, by request id."""
    query = (
        select(RoundUnmatched)
        .where(RoundUnmatched.round_number == round_number)
        .order_by(RoundUnmatched.help_request_id)
    )
    return list(db.session.scalars(query))


def passed_over_request_ids() -> set[int]:
    """Return the requests that once went unserved in a round because their helpers went to others.

    In any round, not only the latest: two requests for one helper would else take turns each night, and the
    worker who phones in the morning would lose her proposal at night.
    """
    query = select(RoundUnmatched.help_request_id).where(RoundUnmatched.reason == "went_to_others")
    return set(db.session.scalars(query.distinct()))
