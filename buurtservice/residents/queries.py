"""Reads about residents."""

from sqlalchemy import select

from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.residents.models import NeverMatch, Resident


def get_resident(resident_id: int) -> Resident:
    """Return the resident as they are in the database now. Raises NotFound."""
    found = db.session.get(Resident, resident_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Bewoner"), id=resident_id)
    return found


def list_known_residents() -> list[Resident]:
    """Return the residents who are known by name."""
    return list(db.session.scalars(select(Resident).where(Resident.person_key.is_not(None))).unique())


def get_kept_resident(resident_id: int) -> Resident:
    """Return the resident, or whose record theirs went up in, however often. Raises NotFound."""
    resident = get_resident(resident_id)
    while resident.merged_into_id is not None:
        resident = get_resident(resident.merged_into_id)
    return resident


def list_record_ids(resident_id: int) -> list[int]:
    """Return the ids of a record and of all that went up in it: the log of who looked names those too."""
    ids, newest = [resident_id], [resident_id]
    while newest:
        newest = list(db.session.scalars(select(Resident.id).where(Resident.merged_into_id.in_(newest))))
        ids += newest
    return ids


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
