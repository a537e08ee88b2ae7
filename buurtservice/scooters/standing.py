"""What stands at a site: how each scooter is, and whether somebody can have it now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from buurtservice.extensions import db
from buurtservice.scooters.extending import ends_from
from buurtservice.scooters.models import Loan, Scooter, ScooterPolicy, ScooterState, SlotKind
from buurtservice.scooters.queries import Fleet
from buurtservice.scooters.spans import Span, number_of


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A scooter that stands here: "maintenance", "charging", "reserved", "free" or "not_now".

    Free is what somebody can have at once, `until` the end of that daypart; "not_now" is too short for it.
    """

    scooter: Scooter
    charge_pct: int | None  # As it came in last.
    state: str
    until: int | None
    next_use: Span | None  # The daypart on which somebody has it next, within a week.


def list_standing(
    site_id: int, fleet: Fleet, policy: ScooterPolicy, out: set[int], *, now: datetime
) -> list[Standing]:
    """Return the scooters of a site that are not out, with how full they came in."""
    here = [one for one in fleet.scooters.values() if one.site_id == site_id and one.id not in out]
    here = [one for one in here if one.state != ScooterState.RETIRED]
    last_loans = select(func.max(Loan.id)).where(Loan.in_at.is_not(None)).group_by(Loan.scooter_id)
    charges = select(Loan.scooter_id, Loan.in_charge_pct).where(Loan.id.in_(last_loans))
    charge_of = {row.scooter_id: row.in_charge_pct for row in db.session.execute(charges)}
    return [_standing(one, charge_of.get(one.id), fleet, policy, now=now) for one in here]


def _standing(
    scooter: Scooter, charge_pct: int | None, fleet: Fleet, policy: ScooterPolicy, *, now: datetime
) -> Standing:
    current = number_of(*fleet.openings[scooter.site_id].daypart_at(now))
    held, ends = fleet.taken[scooter.id].get(current), ends_from(fleet, scooter.id, current, policy, now=now)
    free = "free" if ends else "not_now"
    state = {None: free, SlotKind.CHARGING: "charging", SlotKind.USE: "reserved"}.get(held, "maintenance")
    if scooter.state != ScooterState.AVAILABLE:
        state = "maintenance"
    return Standing(
        scooter=scooter,
        charge_pct=charge_pct,
        state=state,
        until=ends[-1] if state == "free" else None,
        next_use=_next_use(fleet.taken[scooter.id], current),
    )


def _next_use(held: dict[int, SlotKind], current: int) -> Span | None:
    uses = [number for number, kind in held.items() if kind == SlotKind.USE and number >= current]
    return Span(min(uses), min(uses)) if uses else None
