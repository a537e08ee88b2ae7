"""The fleet: scooters come, change, go elsewhere, out of use and back. Whom it touches is named."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from buurtservice.extensions import db
from buurtservice.scooters.errors import ScooterIsOut, ScooterNameTaken
from buurtservice.scooters.models import Scooter, ScooterState
from buurtservice.scooters.queries import find_open_loan, get_scooter
from buurtservice.scooters.rearranging import Consequences, from_now_on, rearrange, take_offers_back
from buurtservice.scooters.slots import expire_offers, lock_pool, write_log
from buurtservice.scooters.waiting import offer_freed
from buurtservice.sites.queries import get_site
from buurtservice.transactions import changes_one, savepoint, transaction


@dataclass(frozen=True, kw_only=True)
class ScooterValues:
    """What is said of a scooter, besides where it stands and whether it can be lent."""

    name: str
    model: str | None = None
    pictogram: str = "scooter"
    accessories: str | None = None
    charging_dayparts: int = 1


def add_scooter(
    *,
    site_id: int,
    name: str,
    now: datetime,
    model: str | None = None,
    pictogram: str = "scooter",
    accessories: str | None = None,
    charging_dayparts: int = 1,
    by: int | None = None,
) -> Scooter:
    """Add a scooter to a site, and offer it to who waits. Raises NotFound or ScooterNameTaken."""
    values = ScooterValues(
        name=name,
        model=model,
        pictogram=pictogram,
        accessories=accessories,
        charging_dayparts=charging_dayparts,
    )
    with transaction():
        lock_pool()
        scooter = Scooter(site=get_site(site_id), state=ScooterState.AVAILABLE)
        _write(scooter, values)
        write_log(scooter.id, "added", now=now, by=by)
        everything = from_now_on(now)
        offer_freed([(scooter.id, everything.first), (scooter.id, everything.last)], now=now)
        return scooter


def change_scooter(
    scooter_id: int, values: ScooterValues, *, now: datetime, by: int | None = None
) -> Scooter:
    """Change what is said of a scooter. Reservations keep the charging time that they were given.

    Raises ScooterUnknown or ScooterNameTaken.
    """
    with transaction():
        lock_pool()
        scooter = get_scooter(scooter_id)
        was = scooter.name
        _write(scooter, values)
        renamed = f"{was} → {values.name}" if was != values.name else None
        write_log(scooter_id, "changed", now=now, by=by, note=renamed)
        return scooter


def set_scooter_state(
    scooter_id: int, to: ScooterState, *, now: datetime, by: int | None = None, note: str | None = None
) -> Consequences:
    """Put a scooter in maintenance until further notice, out of use, or in use again.

    Whoever has one that goes out of use gets another where there is one. A scooter that is in this state
    already stays in it. Raises ScooterUnknown or ScooterIsOut.
    """
    with transaction():
        lock_pool()
        scooter = get_scooter(scooter_id)
        if to == ScooterState.RETIRED:
            _check_in(scooter)
        elsewise = (Scooter.id == scooter_id, Scooter.state != to)
        if not changes_one(update(Scooter).where(*elsewise).values(state=to)):
            return Consequences()
        db.session.refresh(scooter)
        write_log(scooter_id, to.value, now=now, by=by, note=note)
        freed = expire_offers(now=now)
        everything = from_now_on(now)
        found = Consequences()
        if to != ScooterState.AVAILABLE:
            take_offers_back(scooter_id, everything)
            found = rearrange(scooter_id, everything, now=now, by=by, move=to == ScooterState.RETIRED)
        offer_freed([*freed, (scooter_id, everything.first), (scooter_id, everything.last)], now=now)
        return found


def move_scooter(scooter_id: int, site_id: int, *, now: datetime, by: int | None = None) -> Consequences:
    """Bring a scooter to another site. Who was told to come to the old one gets another there, or is named.

    Raises ScooterUnknown, NotFound or ScooterIsOut.
    """
    with transaction():
        lock_pool()
        scooter = get_scooter(scooter_id)
        site = get_site(site_id)
        _check_in(scooter)
        was = scooter.site.name
        scooter.site = site
        db.session.flush()
        write_log(scooter_id, "moved", now=now, by=by, note=f"{was} → {site.name}"[:300])
        everything = from_now_on(now)
        freed = expire_offers(now=now)
        take_offers_back(scooter_id, everything)
        found = rearrange(scooter_id, everything, now=now, by=by, not_for=site_id)
        offer_freed([*freed, (scooter_id, everything.first), (scooter_id, everything.last)], now=now)
        return found


def _write(scooter: Scooter, values: ScooterValues) -> None:
    try:
        with savepoint() as session:
            scooter.name = values.name
            scooter.model, scooter.accessories = values.model or None, values.accessories or None
            scooter.pictogram = values.pictogram
            scooter.charging_dayparts = values.charging_dayparts
            session.add(scooter)
            session.flush()
    except IntegrityError:
        raise ScooterNameTaken(name=values.name) from None


def _check_in(scooter: Scooter) -> None:
    if find_open_loan(scooter.id) is not None:
        raise ScooterIsOut(scooter=scooter.name)
