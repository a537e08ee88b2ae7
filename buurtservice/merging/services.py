"""Merges two records of one person, and parts them again within a week."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from buurtservice.clock import LOCAL_ZONE
from buurtservice.extensions import Base, db
from buurtservice.merging.columns import ENDS, MOVES, move_back, move_rows, see_anew
from buurtservice.merging.errors import (
    AlreadyMerged,
    HasLeft,
    KeepTheNamed,
    LaterMergeFirst,
    MergeAlreadyUndone,
    SameRecord,
    TwoPeople,
    UndoTooLate,
)
from buurtservice.merging.meeting import (
    end_double_places,
    keep_one_open_call,
    lock_everything,
    withdraw_proposals_between,
)
from buurtservice.merging.pairs import is_pair, turn_back, turn_pairs
from buurtservice.merging.person import (
    give_back,
    join_households,
    part_households,
    recount_active_matches,
    take_over,
)
from buurtservice.merging.queries import get_merge
from buurtservice.residents.models import DistinctPair, NeverMatch, Resident, ResidentMerge
from buurtservice.residents.queries import get_resident
from buurtservice.residents.services import lock_residents
from buurtservice.scooters.belonging import keep_one_place_in_line
from buurtservice.transactions import changes_one, transaction

UNDO_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Parted:
    """Two records again: how many things went back, and how many stay with the kept one for being newer."""

    merge: ResidentMerge
    given_back: int


def merge_residents(*, kept_id: int, merged_id: int, by_id: int | None, now: datetime) -> ResidentMerge:
    """Let one record go up in another, with its history. Facts are not touched: they know nobody.

    A proposal between the two is withdrawn; of two places at one activity or in line for a scooter and of two
    open conversations one is kept; and whoever was signed in with the merged record must do so again.

    Raises NotFound, SameRecord, TwoPeople, KeepTheNamed, HasLeft, or AlreadyMerged for whoever comes second.
    """
    if kept_id == merged_id:
        raise SameRecord
    with transaction() as session:
        get_resident(kept_id)
        get_resident(merged_id)
        lock_everything((kept_id, merged_id))
        kept, merged = get_resident(kept_id), get_resident(merged_id)
        _check_may_be_one(kept, merged)
        session.execute(
            update(Resident)
            .where(Resident.id == merged_id)
            .values(merged_into_id=kept_id)
            .execution_options(synchronize_session="fetch")
        )
        moved = _move_everything(kept, merged, by_id=by_id, on=_local_day(now), now=now)
        merge = ResidentMerge(
            kept_id=kept_id, merged_id=merged_id, merged_at=now, merged_by_id=by_id, moved=moved
        )
        session.add(merge)
        session.flush()
        see_anew(moved["rows"])
        return merge


def undo_merge(merge_id: int, *, now: datetime) -> Parted:
    """Make two records of one again: what came over goes back, what came since stays with the kept one.

    Proposals, places and conversations that the merge ended stay ended, and nobody is signed in again.
    Raises NotFound, MergeAlreadyUndone, UndoTooLate, LaterMergeFirst or HasLeft.
    """
    with transaction() as session:
        merge = get_merge(merge_id)
        lock_everything((merge.kept_id, merge.merged_id))
        kept, merged = get_resident(merge.kept_id), get_resident(merge.merged_id)
        _check_may_be_undone(merge, kept, merged, now=now)
        standing = update(ResidentMerge).where(
            ResidentMerge.id == merge_id, ResidentMerge.undone_at.is_(None)
        )
        if not changes_one(standing.values(undone_at=now)):
            raise MergeAlreadyUndone
        merged.merged_into_id = None
        moved: dict[str, Any] = merge.moved
        given_back = sum(
            move_back(name, ids, from_id=kept.id, to_id=merged.id) for name, ids in moved["rows"].items()
        )
        turn_back(moved["pairs"], from_id=kept.id, to_id=merged.id)
        give_back(kept, moved["person"])
        part_households(kept, moved["households"])
        recount_active_matches(kept)
        recount_active_matches(merged)
        session.flush()
        see_anew(moved["rows"])
        return Parted(merge=get_merge(merge_id), given_back=given_back)


def mark_distinct(one_id: int, other_id: int, *, on: date, by_id: int | None) -> None:
    """Record that two who look alike are two people: they are not pointed out again. Twice is once."""
    low, high = sorted((one_id, other_id))
    if low == high:
        raise SameRecord
    with transaction() as session:
        get_resident(low)
        get_resident(high)
        lock_residents((low, high))
        if not is_pair(DistinctPair, low, high):
            values = {"recorded_on": on, "recorded_by_id": by_id}
            session.execute(insert(DistinctPair).values(resident_a_id=low, resident_b_id=high, **values))


def _check_may_be_one(kept: Resident, merged: Resident) -> None:
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        raise AlreadyMerged
    if kept.left_on is not None or merged.left_on is not None:
        raise HasLeft
    if is_pair(NeverMatch, kept.id, merged.id):
        raise TwoPeople  # A worker once decided about two people; which decision, is not said.
    if kept.pseudonymous and not merged.pseudonymous:
        raise KeepTheNamed


def _move_everything(
    kept: Resident, merged: Resident, *, by_id: int | None, on: date, now: datetime
) -> dict[str, Any]:
    """Move all that is the merged record's; return what came over, as `undo_merge` needs it."""
    ids = (kept.id, merged.id)
    withdrawn = withdraw_proposals_between(ids, on=on, by_id=by_id)
    staying = end_double_places(*ids, on=on)
    ended_calls = keep_one_open_call(*ids)
    ended_places_in_line = keep_one_place_in_line(ids, now=now)
    _end_ways_in(merged.id, now=now)
    rows = {
        name: move_rows(
            name,
            from_id=merged.id,
            to_id=kept.id,
            leave=staying if name == "activity_place.resident_id" else (),
        )
        for name in MOVES
    }
    moved = {
        "rows": {name: moved_ids for name, moved_ids in rows.items() if moved_ids},
        "pairs": turn_pairs(from_id=merged.id, to_id=kept.id),
        "person": take_over(kept, merged),
        "households": join_households(kept, merged),
        "ended": {"matches": withdrawn, "calls": ended_calls, "scooter_waiting": ended_places_in_line},
    }
    db.session.flush()
    recount_active_matches(kept)
    recount_active_matches(merged)
    return moved


def _end_ways_in(resident_id: int, *, now: datetime) -> None:
    """End who is signed in, codes on their way, and calendar links of the merged record."""
    ended = {"sign_in": "ended_at", "sign_in_code": "used_at", "calendar_link": "revoked_at"}
    for name in ENDS:
        table = Base.metadata.tables[name.partition(".")[0]]
        column = table.c[ended[table.name]]
        mine = (table.c.resident_id == resident_id, column.is_(None))
        db.session.execute(update(table).where(*mine).values({column.name: now}))


def _check_may_be_undone(merge: ResidentMerge, kept: Resident, merged: Resident, *, now: datetime) -> None:
    until = merge.merged_at + UNDO_WITHIN
    if merge.undone_at is not None:
        raise MergeAlreadyUndone
    if now > until:
        raise UndoTooLate(until=f"{until.astimezone(LOCAL_ZONE):%d-%m-%Y}")
    if kept.merged_into_id is not None:
        raise LaterMergeFirst
    if kept.left_on is not None or merged.left_on is not None:
        raise HasLeft


def _local_day(now: datetime) -> date:
    return now.astimezone(LOCAL_ZONE).date()
