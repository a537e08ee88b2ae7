"""Reads about calls."""

from sqlalchemy import select

from buurtservice.calls.models import Call, CallState
from buurtservice.extensions import db


def list_open_calls() -> list[Call]:
    """Return the calls that still have to be made, oldest first."""
    query = select(Call).where(Call.state == CallState.OPEN).order_by(Call.opened_on, Call.id)
    return list(db.session.scalars(query).unique())
