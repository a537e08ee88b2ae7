"""What the kept record takes over from the merged one about the person, and gives back when it is undone."""

from typing import Any

from sqlalchemy import func, select, update

from buurtservice.extensions import db
from buurtservice.help.models import HelpOffer
from buurtservice.matches.models import LIVE_STATES, Match
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.residents.services import keep_findable

# What stands on the kept record stays; only what is empty there is filled in.
_FILLED = ("salutation", "address", "phone", "email", "postcode", "contact_by")
_PLACE = ("neighbourhood_id", "lat", "lon")


def take_over(kept: Resident, merged: Resident) -> dict[str, list[Any]]:
    """Fill in what the kept record lacks; return each changed column with its value before and after.

    A proof of screening is not taken over: that is for a worker to see for themselves.
    """
    values: dict[str, Any] = {}
    if not kept.pseudonymous:
        values |= {name: getattr(merged, name) for name in _FILLED if getattr(kept, name) is None}
    if kept.neighbourhood_id is None and kept.lat is None:
        values |= {name: getattr(merged, name) for name in _PLACE}
    values["languages"] = sorted({*kept.languages, *merged.languages})
    values["resting"] = kept.resting or merged.resting
    changed = {
        name: [_plain(getattr(kept, name)), _plain(value)]
        for name, value in values.items()
        if getattr(kept, name) != value
    }
    for name in changed:
        setattr(kept, name, values[name])
    if not kept.pseudonymous:
        keep_findable(kept)
    return changed


def give_back(kept: Resident, changed: dict[str, list[Any]]) -> None:
    """Take away again what was filled in, unless somebody has changed it since."""
    for name, (before, after) in changed.items():
        if _plain(getattr(kept, name)) == after:
            setattr(kept, name, ContactBy(before) if name == "contact_by" and before else before)
    if not kept.pseudonymous:
        keep_findable(kept)


def join_households(kept: Resident, merged: Resident) -> dict[str, Any]:
    """Let both live with everybody that either lives with; return who moved, and from which household.

    People who live together are never matched, so nobody may lose a housemate by this.
    """
    if merged.household_id is None or merged.household_id == kept.household_id:
        return {}
    if kept.household_id is None:
        kept.household_id = merged.household_id
        return {"of_kept": [None, merged.household_id]}
    housemates = select(Resident.id).where(Resident.household_id == merged.household_id)
    moved = list(db.session.scalars(housemates.order_by(Resident.id)))
    before = merged.household_id
    _let_live(moved, kept.household_id)
    return {"from": before, "to": kept.household_id, "moved": moved}


def part_households(kept: Resident, joined: dict[str, Any]) -> None:
    """Let people live where they lived before, unless somebody has changed it since."""
    if "of_kept" in joined and kept.household_id == joined["of_kept"][1]:
        kept.household_id = joined["of_kept"][0]
    if "moved" in joined:
        there = Resident.household_id == joined["to"]
        still = list(db.session.scalars(select(Resident.id).where(Resident.id.in_(joined["moved"]), there)))
        _let_live(still, joined["from"])


def recount_active_matches(resident: Resident) -> None:
    """Count the live matches of a helper anew; who has more than they wanted may go on with those."""
    live = (
        select(func.count())
        .select_from(Match)
        .join(HelpOffer, HelpOffer.id == Match.help_offer_id)
        .where(HelpOffer.resident_id == resident.id, Match.state.in_(LIVE_STATES))
    )
    resident.active_matches = db.session.scalar(live) or 0


def _let_live(resident_ids: list[int], household_id: int) -> None:
    db.session.execute(
        update(Resident)
        .where(Resident.id.in_(resident_ids))
        .values(household_id=household_id)
        .execution_options(synchronize_session="fetch")
    )


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, ContactBy) else value
