"""Somebody comes in: known by name and how they are reached, or without a name at all.

Whether they are known already is not looked at here. Who asks online must not learn who is in our books, so a
new record is made (`person_key` stays empty), and the desk sees it beside the one that is alike.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from buurtservice.residents.errors import NameNotValid, NotReachable
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.residents.places import NOWHERE, Place
from buurtservice.residents.queries import get_resident
from buurtservice.residents.services import keep_findable
from buurtservice.transactions import transaction

MAX_NAME = 120


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How somebody wants to be reached, and what that takes. `contact_by` None: through who asks for them."""

    contact_by: ContactBy | None
    phone: str | None = None
    email: str | None = None
    address: str | None = None

    def check(self) -> None:
        """Refuse a way for which the number or the address lacks. Raises NotReachable."""
        needed = {
            ContactBy.PHONE: self.phone,
            ContactBy.EMAIL: self.email,
            ContactBy.LETTER: self.address,
        }
        if self.contact_by in needed and not needed[self.contact_by]:
            raise NotReachable

    def columns(self) -> dict[str, Any]:
        """Return the columns of a resident; an e-mail address is kept in small letters."""
        return {
            "contact_by": self.contact_by,
            "phone": self.phone or None,
            "email": self.email.lower() if self.email else None,
            "address": self.address or None,
        }


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody who comes in, as a form or the desk takes them down; without a name nobody reaches them."""

    name: str | None
    reach: Reach = Reach(contact_by=ContactBy.DESK)
    place: Place = NOWHERE
    language: str = "nl"
    languages: Collection[str] = ()


def take_in(newcomer: Newcomer, *, max_active: int | None = None) -> Resident:
    """Add somebody, with a name or without. Raises NameNotValid or NotReachable."""
    if newcomer.name is None:
        return take_in_without_name(
            place=newcomer.place, language=newcomer.language, languages=newcomer.languages
        )
    return take_in_resident(
        name=newcomer.name,
        reach=newcomer.reach,
        place=newcomer.place,
        language=newcomer.language,
        languages=newcomer.languages,
        max_active=max_active,
    )


def take_in_resident(
    *,
    name: str,
    reach: Reach,
    place: Place = NOWHERE,
    language: str = "nl",
    languages: Collection[str] = (),
    max_active: int | None = None,
) -> Resident:
    """Add somebody who is known by name. `language` is that of our letters, `languages` those they speak.

    Raises NameNotValid or NotReachable.
    """
    reach.check()
    with transaction() as session:
        resident = Resident(
            name=_clean(name),
            postcode=place.postcode,
            language=language,
            languages=sorted(languages),
            **reach.columns(),
            **_place_columns(place),
        )
        if max_active is not None:
            resident.max_active = max_active
        keep_findable(resident)
        session.add(resident)
        session.flush()
        return resident


def take_in_without_name(
    *, place: Place = NOWHERE, language: str = "nl", languages: Collection[str] = ()
) -> Resident:
    """Add somebody without a name or any way to reach them: they come back with the number on their slip.

    The postcode itself is not kept, only its middle.
    """
    with transaction() as session:
        resident = Resident(
            pseudonymous=True,
            contact_by=ContactBy.DESK,
            language=language,
            languages=sorted(languages),
            **_place_columns(place),
        )
        session.add(resident)
        session.flush()
        return resident


def change_resident(
    resident_id: int,
    *,
    name: str,
    reach: Reach,
    place: Place | None = None,
    language: str | None = None,
    languages: Collection[str] | None = None,
) -> Resident:
    """Correct who somebody is and how they are reached; None leaves as it was. Their requests stay in place.

    Somebody without a name gets one by this. Raises NotFound, NameNotValid or NotReachable.
    """
    reach.check()
    with transaction() as session:
        resident = get_resident(resident_id)
        columns = {"pseudonymous": False, "name": _clean(name), **reach.columns()}
        if place is not None:
            columns |= {"postcode": place.postcode, **_place_columns(place)}
        if language is not None:
            columns["language"] = language
        if languages is not None:
            columns["languages"] = sorted(languages)
        for column, value in columns.items():
            setattr(resident, column, value)
        keep_findable(resident)
        session.flush()
        return resident


def _clean(name: str) -> str:
    cleaned = " ".join(name.split())
    if not 0 < len(cleaned) <= MAX_NAME:
        raise NameNotValid(most=MAX_NAME)
    return cleaned


def _place_columns(place: Place) -> dict[str, Any]:
    return {"neighbourhood": place.neighbourhood, "lat": place.lat, "lon": place.lon}
