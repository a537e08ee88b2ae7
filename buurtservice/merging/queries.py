"""Reads about merged records."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from buurtservice.accounts.models import StaffUser
from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.residents.models import Resident, ResidentMerge


@dataclass(frozen=True)
class StandingMerge:
    """A record that went up in another: by whom, and whose name stood on it."""

    merge: ResidentMerge
    name: str | None
    by: str | None


def get_merge(merge_id: int) -> ResidentMerge:
    """Return the merge as it is in the database now. Raises NotFound."""
    found = db.session.get(ResidentMerge, merge_id, populate_existing=True)
    if found is None:
        raise NotFound(what=N_("Samenvoeging"), id=merge_id)
    return found


def list_standing_merges(kept_id: int, *, since: datetime) -> list[StandingMerge]:
    """Return the records that went up in this one since then and were not taken out again, newest first."""
    merged = aliased(Resident)
    query = (
        select(ResidentMerge, merged.name, StaffUser.name)
        .join(merged, merged.id == ResidentMerge.merged_id)
        .outerjoin(StaffUser, StaffUser.id == ResidentMerge.merged_by_id)
        .where(
            ResidentMerge.kept_id == kept_id,
            ResidentMerge.undone_at.is_(None),
            ResidentMerge.merged_at >= since,
        )
        .order_by(ResidentMerge.id.desc())
    )
    return [StandingMerge(*row) for row in db.session.execute(query)]
