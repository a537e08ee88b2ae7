"""Who must never be matched, for the workers alone: pair and reason are on no other page, in no export."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased

from buurtservice.errors import NotFound
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.residents.models import NeverMatch, Resident
from buurtservice.transactions import transaction


@dataclass(frozen=True, kw_only=True)
class NeverPair:
    """Two residents who are never matched."""

    id: int
    one_id: int
    one: str | None
    other_id: int
    other: str | None
    since: date
    reason: str | None
    recorded_by_id: int | None


def page_of_never_pairs(*, limit: int, offset: int) -> tuple[list[NeverPair], int]:
    """Return the pairs of a page, the latest first, and how many there are."""
    one, other = aliased(Resident), aliased(Resident)
    query = (
        select(NeverMatch, one.name, other.name)
        .join(one, one.id == NeverMatch.resident_a_id)
        .join(other, other.id == NeverMatch.resident_b_id)
        .order_by(NeverMatch.since.desc(), NeverMatch.id.desc())
        .limit(limit)
        .offset(offset)
    )
    found = [
        NeverPair(
            id=pair.id,
            one_id=pair.resident_a_id,
            one=one_name,
            other_id=pair.resident_b_id,
            other=other_name,
            since=pair.since,
            reason=pair.reason,
            recorded_by_id=pair.recorded_by_id,
        )
        for pair, one_name, other_name in db.session.execute(query)
    ]
    return found, db.session.scalar(select(func.count()).select_from(NeverMatch)) or 0


def allow_again(never_match_id: int) -> tuple[int, int]:
    """Let two residents be matched again; return who they are. Raises NotFound."""
    with transaction() as session:
        pair = session.get(NeverMatch, never_match_id)
        if pair is None:
            raise NotFound(what=N_("Dit paar"), id=never_match_id)
        people = (pair.resident_a_id, pair.resident_b_id)
        session.execute(delete(NeverMatch).where(NeverMatch.id == never_match_id))
        session.expunge(pair)
        return people
