"""Reads for who looks after the fleet: how each scooter stands now, its maintenance, its log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select

from buurtservice.accounts.models import StaffUser
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.residents.models import Resident
from buurtservice.scooters.models import Loan, Scooter, ScooterBlock, ScooterLog, ScooterState
from buurtservice.scooters.placing import day_of
from buurtservice.scooters.queries import block_span, get_scooter
from buurtservice.scooters.spans import Span, number_of
from buurtservice.sites.models import Site
from buurtservice.sites.opening import Opening

_USUAL = Opening(hours={}, closed={})  # Tells by which daypart it is; sites hardly differ in that.


class Stand(StrEnum):
    """How a scooter stands at this moment."""

    HERE = "here"
    OUT = "out"
    OVERDUE = "overdue"
    BLOCKED = "blocked"  # In maintenance from a daypart to a daypart, now.
    MAINTENANCE = "maintenance"  # Until further notice.
    RETIRED = "retired"


STANDS = {
    Stand.HERE: N_("staat klaar"),
    Stand.OUT: N_("is mee"),
    Stand.OVERDUE: N_("is nog niet terug"),
    Stand.BLOCKED: N_("in onderhoud"),
    Stand.MAINTENANCE: N_("in onderhoud tot nader bericht"),
    Stand.RETIRED: N_("uit gebruik"),
}


@dataclass(frozen=True, kw_only=True)
class FleetRow:
    """One scooter, how it stands now, and the maintenance that is going on or to come."""

    scooter: Scooter
    stand: Stand
    loan: Loan | None
    blocks: list[tuple[ScooterBlock, Span]]


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One thing that happened to a scooter, and who of us recorded it."""

    at: datetime
    event: str
    note: str | None
    by: str | None


def list_fleet(*, now: datetime) -> dict[Site, list[FleetRow]]:
    """Return all scooters by site; what is out of use comes last. A constant number of queries."""
    query = select(Scooter).join(Scooter.site).order_by(Site.name, Site.id, Scooter.name)
    scooters = list(db.session.scalars(query).unique())
    rows = _rows(scooters, now=now)
    found: dict[Site, list[FleetRow]] = {}
    for row in sorted(rows, key=lambda row: row.stand == Stand.RETIRED):
        found.setdefault(row.scooter.site, []).append(row)
    return dict(sorted(found.items(), key=lambda item: (item[0].name, item[0].id)))


def count_scooters() -> int:
    """Return how many scooters are not out of use."""
    in_use = select(func.count()).select_from(Scooter).where(Scooter.state != ScooterState.RETIRED)
    return db.session.scalar(in_use) or 0


def get_fleet_row(scooter_id: int, *, now: datetime) -> FleetRow:
    """Return one scooter and how it stands now. Raises ScooterUnknown."""
    return _rows([get_scooter(scooter_id)], now=now)[0]


def page_of_scooter_log(scooter_id: int, *, limit: int, offset: int) -> tuple[list[LogLine], int]:
    """Return a part of what happened to a scooter, the newest first, and how much there is."""
    query = (
        select(ScooterLog.at, ScooterLog.event, ScooterLog.note, StaffUser.name, func.count().over())
        .outerjoin(StaffUser, StaffUser.id == ScooterLog.by_id)
        .where(ScooterLog.scooter_id == scooter_id)
        .order_by(ScooterLog.at.desc(), ScooterLog.id.desc())
        .limit(limit)
        .offset(offset)
    )
    rows = db.session.execute(query).all()
    lines = [LogLine(at=at, event=event, note=note, by=by) for at, event, note, by, _ in rows]
    return lines, rows[0][-1] if rows else 0


def names_of(resident_ids: Collection[int]) -> dict[int, str]:
    """Return the names of these residents; who has none is not among them."""
    query = select(Resident.id, Resident.name).where(Resident.id.in_(resident_ids))
    return {resident_id: name for resident_id, name in db.session.execute(query) if name}


def _rows(scooters: list[Scooter], *, now: datetime) -> list[FleetRow]:
    ids = [one.id for one in scooters]
    out = select(Loan).where(Loan.in_at.is_(None), Loan.scooter_id.in_(ids))
    loans = {one.scooter_id: one for one in db.session.scalars(out)}
    standing = select(ScooterBlock).where(
        ScooterBlock.scooter_id.in_(ids),
        ScooterBlock.lifted_at.is_(None),
        ScooterBlock.to_date >= day_of(now),
    )
    blocks: dict[int, list[tuple[ScooterBlock, Span]]] = {}
    for block in db.session.scalars(standing.order_by(ScooterBlock.from_date, ScooterBlock.id)):
        blocks.setdefault(block.scooter_id, []).append((block, block_span(block)))
    return [
        FleetRow(
            scooter=one,
            stand=_stand(one, loans.get(one.id), blocks.get(one.id, []), now=now),
            loan=loans.get(one.id),
            blocks=blocks.get(one.id, []),
        )
        for one in scooters
    ]


def _stand(
    scooter: Scooter, loan: Loan | None, blocks: list[tuple[ScooterBlock, Span]], *, now: datetime
) -> Stand:
    if scooter.state == ScooterState.RETIRED:
        return Stand.RETIRED
    if loan is not None:
        return Stand.OVERDUE if loan.due_at < now else Stand.OUT
    if scooter.state == ScooterState.MAINTENANCE:
        return Stand.MAINTENANCE
    number = number_of(*_USUAL.daypart_at(now))
    return Stand.BLOCKED if any(number in span.numbers for _, span in blocks) else Stand.HERE
