"""Says to a resident who the other is: first name and neighbourhood, and more only after both said yes."""

from dataclasses import dataclass

from flask_babel import gettext

from buurtservice.matches.models import Match, Side
from buurtservice.matches.phoning import other_side, resident_of, way_to_reach
from buurtservice.residents.models import ContactBy, Resident
from buurtservice.wording import name_for_neighbours


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How the other of a match is reached, once both said yes. A street is never among it."""

    name: str
    phone: str | None = None
    email: str | None = None
    sentence: str | None = None


def side_of(match: Match, resident_id: int) -> Side:
    """Return on which side of the match somebody stands."""
    return Side.ASKER if match.request.resident_id == resident_id else Side.HELPER


def other_of(match: Match, resident_id: int) -> Resident:
    """Return the other one."""
    return resident_of(match, other_side(side_of(match, resident_id)))


def name_and_place(person: Resident) -> str:
    """Return all that may be told before both said yes."""
    place = person.neighbourhood.name if person.neighbourhood else ""
    if not place:
        return name_for_neighbours(person)
    return str(gettext("%(name)s uit %(place)s", name=name_for_neighbours(person), place=place))


def contact_of(match: Match, resident_id: int) -> Contact | None:
    """Return how to reach the other; None until both said yes."""
    if match.contact_shared_on is None:
        return None
    other = other_of(match, resident_id)
    name = other.name or name_for_neighbours(other)
    match way_to_reach(other):
        case ContactBy.PHONE:
            return Contact(name=name, phone=other.phone)
        case ContactBy.EMAIL:
            return Contact(name=name, email=other.email)
        case ContactBy.LETTER:
            letter = gettext("Schrijft liever een brief. Geef uw brief af bij ons, wij brengen hem verder.")
            return Contact(name=name, sentence=letter)
        case _:
            desk = gettext("Komt liever langs bij de balie. Bel ons, dan spreken wij daar iets af.")
            return Contact(name=name, sentence=desk)
