"""What the pages of proposals call people, and where these live."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from buurtservice.residents.models import Resident
from buurtservice.wording import join_words, name_for_staff


def full_name(name: str | None) -> str:
    """Return the name that the worker sees."""
    return name or str(gettext("iemand zonder naam"))


def who(name: str | None, neighbourhood: str | None) -> str:
    """Return the first name with the neighbourhood."""
    if not neighbourhood:
        return name_for_staff(name)
    return str(gettext("%(name)s uit %(place)s", name=name_for_staff(name), place=neighbourhood))


def short_names(people: Sequence[Resident]) -> dict[int, str]:
    """Return first names, and whole ones where two share a first name."""
    first = {person.id: name_for_staff(person.name) for person in people}
    names = list(first.values())
    return {
        person.id: first[person.id] if names.count(first[person.id]) == 1 else full_name(person.name)
        for person in people
    }


def places_words(people: Sequence[Resident], names: Mapping[int, str]) -> str:
    """Say who lives where, one sentence for those who live in the same neighbourhood."""
    by_place: dict[str, list[str]] = {}
    for person in people:
        if person.neighbourhood:
            by_place.setdefault(person.neighbourhood.name, []).append(names[person.id])
    everybody = len(people) == sum(len(some) for some in by_place.values())
    if len(by_place) == 1 and everybody:
        place = next(iter(by_place))
        if len(people) == 2:
            return str(gettext("Allebei in %(place)s.", place=place))
        return str(gettext("Allemaal in %(place)s.", place=place))
    sentences = [
        str(gettext("%(names)s in %(place)s", names=join_words(some), place=place))
        for place, some in by_place.items()
    ]
    return ", ".join(sentences) + "." if sentences else ""
