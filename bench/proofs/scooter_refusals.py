"""Checks each refusal for want of a scooter, in the transaction that refuses: was each one really held?"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from threading import local
from typing import Any

from sqlalchemy import text

from buurtservice.extensions import db
from buurtservice.scooters import lending, placing, services
from buurtservice.scooters.errors import NothingFree
from buurtservice.scooters.queries import Fleet, Wish, find_open_loan
from buurtservice.scooters.spans import slot_of

mine = local()  # The reservation that this thread is moving: its own slots do not stand in its way.


class checked_refusals:  # noqa: N801 - used as a context manager, like a function.
    """While it is open, each refusal for want of a scooter is checked in the transaction that refuses."""

    modules = (services, lending)

    def __enter__(self) -> None:
        self.choose = placing.choose
        for module in self.modules:
            checked = partial(self._checked, module is lending)
            module.choose = checked  # type: ignore[attr-defined]

    def __exit__(self, *_: object) -> None:
        for module in self.modules:
            module.choose = self.choose  # type: ignore[attr-defined]

    def _checked(self, walks_in: bool, found: Fleet, wish: Wish, *, now: datetime) -> Any:
        try:
            return self.choose(found, wish, now=now)
        except NothingFree:
            mine.checked = getattr(mine, "checked", 0) + 1
            free = really_free(wish, now=now, own=getattr(mine, "moving", 0))
            if walks_in:  # One that is still out is not there, whatever its slots say.
                free = [one for one in free if find_open_loan(one) is None]
            if free:
                what = "walking in" if walks_in else "reserving"
                mine.wrong = [*getattr(mine, "wrong", []), f"{what}: refused {wish}, but {free} were free"]
            raise


def really_free(wish: Wish, *, now: datetime, own: int) -> list[int]:
    """Return the scooters that nothing holds, asked of the tables in another way than the services ask."""
    rows = db.session.execute(
        text(
            "SELECT s.id, s.charging_dayparts FROM scooter s WHERE s.state = 'available' "
            "AND (s.site_id = :site OR :site = 0) AND (s.id = :scooter OR :scooter = 0) AND NOT EXISTS "
            "(SELECT 1 FROM loan l WHERE l.scooter_id = s.id AND l.in_at IS NULL AND l.due_at < :now)"
        ).bindparams(site=wish.site_id or 0, scooter=wish.scooter_id or 0, now=_as_stored(now))
    ).all()
    free = []
    for scooter_id, charging in rows:
        (day, daypart), (to_day, to_daypart) = slot_of(wish.span.first), slot_of(wish.span.last + charging)
        held = db.session.execute(
            text(
                "SELECT (SELECT count(*) FROM scooter_block "
                "WHERE scooter_id = :scooter AND lifted_at IS NULL "
                "AND (from_date < :to_day OR (from_date = :to_day AND from_daypart <= :to_daypart)) "
                "AND (to_date > :day OR (to_date = :day AND to_daypart >= :daypart))) + "
                "(SELECT count(*) FROM scooter_slot WHERE scooter_id = :scooter "
                "AND (reservation_id IS NULL OR reservation_id <> :own) "
                "AND (local_date > :day OR (local_date = :day AND daypart >= :daypart)) "
                "AND (local_date < :to_day OR (local_date = :to_day AND daypart <= :to_daypart)))"
            ),
            {
                "scooter": scooter_id,
                "own": own,
                "day": _as_stored(day),
                "daypart": daypart,
                "to_day": _as_stored(to_day),
                "to_daypart": to_daypart,
            },
        ).scalar_one()
        if not held:
            free.append(scooter_id)
    return free


def _as_stored(value: Any) -> Any:
    if db.session.get_bind().dialect.name == "postgresql":
        return value
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value.isoformat()
