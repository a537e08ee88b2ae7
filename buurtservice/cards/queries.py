"""Reads about cards that were taken in."""

from sqlalchemy import select

from buurtservice.cards.models import ImportedCard
from buurtservice.extensions import db


def card_numbers() -> tuple[dict[int, str], dict[int, str]]:
    """Return the card number per request id and per offer id."""
    rows = db.session.scalars(select(ImportedCard)).all()
    requests = {row.help_request_id: row.number for row in rows if row.help_request_id is not None}
    offers = {row.help_offer_id: row.number for row in rows if row.help_offer_id is not None}
    return requests, offers
