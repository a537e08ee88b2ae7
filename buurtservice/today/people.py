"""Says who somebody is: to the worker by full name, to the other by first name and neighbourhood."""

from collections import Counter
from collections.abc import Iterable, Mapping

from flask_babel import gettext

from buurtservice.matches.models import Match, Side
from buurtservice.matches.phoning import resident_of
from buurtservice.residents.models import Resident
from buurtservice.wording import help_words, name_for_staff

Names = Mapping[int, str]
"""What a page calls people, by the id of the resident."""


def first_name(person: Resident) -> str:
    """Return the first name: never more is said to the other before both said yes."""
    return name_for_staff(person.name)


def told_apart(people: Iterable[Resident]) -> dict[int, str]:
    """Return what a page of the staff calls people: the first name, the whole one where two share it."""
    everybody = {person.id: person for person in people}
    times = Counter(first_name(person) for person in everybody.values())
    return {
        person.id: first_name(person) if times[first_name(person)] == 1 else full_name(person)
        for person in everybody.values()
    }


def full_name(person: Resident) -> str:
    """Return the name that the worker sees."""
    return person.name or str(gettext("iemand zonder naam"))


def place_of(person: Resident) -> str:
    """Return the neighbourhood, or nothing."""
    return person.neighbourhood.name if person.neighbourhood else ""


def name_and_place(person: Resident) -> str:
    """Return what may be told to the other side before both said yes."""
    place = place_of(person)
    if not place:
        return first_name(person)
    return str(gettext("%(name)s uit %(place)s", name=first_name(person), place=place))


def pair_words(match: Match, names: Names | None = None) -> str:
    """Return both names, who helps first."""
    helper, asker = _both(match, names)
    return str(gettext("%(one)s en %(other)s", one=helper, other=asker))


def match_words(match: Match, language: str, names: Names | None = None) -> str:
    """Return who does what for whom: "Sjef strijkt voor Mia". `names` are those of the page, by resident."""
    helper, asker = _both(match, names)
    category = match.request.category
    return str(help_words(category.code, helper=helper, asker=asker, name=category.name_in(language)))


def places_words(match: Match) -> str:
    """Return where the two live, for a glance."""
    one, other = (place_of(resident_of(match, side)) for side in (Side.ASKER, Side.HELPER))
    if one and one == other:
        return str(gettext("Allebei uit %(place)s. Past het?", place=one))
    if one and other:
        return str(gettext("Uit %(one)s en %(other)s. Past het?", one=one, other=other))
    return str(gettext("Past het? U beslist."))


def _both(match: Match, names: Names | None) -> tuple[str, str]:
    """Return the names of helper and asker; the whole names where two are called the same."""
    helper, asker = resident_of(match, Side.HELPER), resident_of(match, Side.ASKER)
    known = names or told_apart([helper, asker])
    return known[helper.id], known[asker.id]
