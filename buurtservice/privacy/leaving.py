"""Somebody leaves: what runs ends kindly, who they were is thrown away, and the figures stay what they were.

It cannot be undone. What stays, and why, stands in docs/privacy.md.
"""

from dataclasses import dataclass
from datetime import datetime

from buurtservice.clock import LOCAL_ZONE
from buurtservice.merging.meeting import lock_everything
from buurtservice.privacy.ending import end_everything
from buurtservice.privacy.erasing import erase_person
from buurtservice.privacy.errors import AlreadyLeft
from buurtservice.residents.models import Resident
from buurtservice.residents.queries import get_resident, list_record_ids
from buurtservice.scooters.belonging import check_nothing_out
from buurtservice.transactions import transaction


@dataclass(frozen=True, kw_only=True)
class Left:
    """What ended: the matches about which the worker will call the others."""

    match_ids: list[int]


def leave(resident_id: int, *, now: datetime, by: int | None = None) -> Left:
    """Let somebody leave, with every record that went up in theirs. `by` is who of the staff does it.

    Raises NotFound, AlreadyLeft when that happened before, or ScooterStillOut.
    """
    today = now.astimezone(LOCAL_ZONE).date()
    with transaction() as session:
        get_resident(resident_id)
        ids = tuple(sorted(list_record_ids(resident_id)))
        lock_everything(ids)
        session.expire_all()  # What was read before the lock may be old.
        _check_is_here(get_resident(resident_id))
        check_nothing_out(ids)
        stopped = end_everything(ids, now=now, today=today, by=by)
        session.flush()
        match_ids = [match.id for match in stopped]
        erase_person(ids, today=today)
        return Left(match_ids=match_ids)


def _check_is_here(person: Resident) -> None:
    if person.left_on is not None or person.merged_into_id is not None:
        raise AlreadyLeft
