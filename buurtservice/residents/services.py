"""Changes to who takes part."""

import unicodedata
from collections.abc import Collection
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from buurtservice.extensions import db
from buurtservice.residents.models import Neighbourhood, NeverMatch, Resident
from buurtservice.residents.queries import is_never_pair
from buurtservice.residents.searching import search_text_of
from buurtservice.transactions import changes_one, savepoint, transaction

MAX_NAME_KEY = 80  # Some letters become several when they are folded.


def add_resident(
    *,
    name: str,
    person_key: str | None = None,
    address: str | None = None,
    phone: str | None = None,
    salutation: str | None = None,
    neighbourhood: str | None = None,
    place: tuple[float, float] | None = None,
) -> Resident:
    """Add a resident who is known by name. `place` is (latitude, longitude) of the postcode."""
    with transaction() as session:
        resident = Resident(
            name=name,
            person_key=person_key,
            address=address,
            phone=phone,
            salutation=salutation,
            neighbourhood=get_or_add_neighbourhood(neighbourhood) if neighbourhood else None,
            lat=place[0] if place else None,
            lon=place[1] if place else None,
        )
        keep_findable(resident)
        session.add(resident)
        session.flush()
        return resident


def keep_findable(resident: Resident) -> None:
    """Write anew what the resident is found by. Whoever sets a name, an address or a number calls this."""
    resident.search_text = search_text_of(resident.name, resident.address, resident.phone)


def get_or_add_neighbourhood(name: str) -> Neighbourhood:
    """Return the neighbourhood of this name, whatever its capitals and accents; add it when it is new."""
    key = neighbourhood_key(name)
    with transaction() as session:
        found = session.scalar(select(Neighbourhood).where(Neighbourhood.name_key == key))
        if found is None:
            found = Neighbourhood(name=name, name_key=key)
            session.add(found)
            session.flush()
        return found


def never_match(
    *, one_id: int, other_id: int, on: date, reason: str | None = None, by: int | None = None
) -> None:
    """Record that these two residents must never be matched. Recording it twice changes nothing.

    The reason is for the workers alone; `by` is who of the staff decided it.
    """
    low, high = sorted((one_id, other_id))
    with transaction():
        if is_never_pair(low, high):
            return
        try:
            with savepoint():
                pair = NeverMatch(resident_a_id=low, resident_b_id=high, since=on, reason=reason)
                pair.recorded_by_id = by
                db.session.add(pair)
                db.session.flush()
        except IntegrityError:
            return  # Another worker recorded the same pair at the same moment: it stands, which is enough.


def lock_residents(resident_ids: Collection[int]) -> None:
    """Hold these residents until the transaction ends, in ascending order, so that no two lock in a circle.

    (SQLite's writer already holds the whole database; there the words FOR UPDATE are left out.)
    """
    db.session.execute(
        select(Resident.id)
        .where(Resident.id.in_(resident_ids))
        .order_by(Resident.id)
        .with_for_update(key_share=True)
    )


def count_active_match(resident_id: int) -> bool:
    """Count one live match more for a helper; tell whether they help, and had room for it."""
    with transaction():
        has_room = update(Resident).where(
            Resident.id == resident_id,
            Resident.resting.is_(False),
            Resident.active_matches < Resident.max_active,
        )
        return changes_one(has_room.values(active_matches=Resident.active_matches + 1))


def uncount_active_match(resident_id: int) -> None:
    """Count one live match less for a helper."""
    with transaction():
        helper = update(Resident).where(Resident.id == resident_id)
        changes_one(helper.values(active_matches=Resident.active_matches - 1))


def allow_one_match_more(resident_id: int) -> None:
    """Let a helper help one person more at once than they wanted until now."""
    with transaction():
        helper = update(Resident).where(Resident.id == resident_id)
        changes_one(helper.values(max_active=Resident.max_active + 1))


def help_at_once(resident_id: int, *, least: int) -> None:
    """Let a helper help at least so many people at once; who wanted more already, still does."""
    with transaction():
        helper = update(Resident).where(Resident.id == resident_id, Resident.max_active < least)
        changes_one(helper.values(max_active=least))


def neighbourhood_key(name: str) -> str:
    """Return the name without capitals, accents and double blanks: so one neighbourhood is known again."""
    plain = unicodedata.normalize("NFKD", name)
    folded = " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())
    return folded[:MAX_NAME_KEY]
