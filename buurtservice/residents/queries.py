"""Reads about residents."""

from sqlalchemy import select

from buurtservice.extensions import db
from buurtservice.residents.models import NeverMatch, Resident


def find_resident_by_person_key(person_key: str) -> Resident | None:
    """Return the resident of this name and address, if known."""
    return db.session.scalar(select(Resident).where(Resident.person_key == person_key))


def is_never_pair(one_id: int, other_id: int) -> bool:
    """Tell whether a worker decided that these two must never be matched."""
    low, high = sorted((one_id, other_id))
    found = db.session.scalar(
        select(NeverMatch.id).where(NeverMatch.resident_a_id == low, NeverMatch.resident_b_id == high)
    )
    return found is not None


def list_never_pairs() -> list[tuple[int, int]]:
    """Return all never-match pairs, the lower id first."""
    rows = db.session.execute(
        select(NeverMatch.resident_a_id, NeverMatch.resident_b_id).order_by(
            NeverMatch.resident_a_id, NeverMatch.resident_b_id
        )
    )
    return [(low, high) for low, high in rows]
