"""Points out records that may be of one person, each with its reason. It reads only: a person decides."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.residents.folding import PARTICLES, fold, fold_street, phone_digits
from buurtservice.residents.likeness import alike_words
from buurtservice.residents.models import DistinctPair, Resident
from buurtservice.residents.searching import findable

LEAST_DIGITS = 8  # Fewer are an extension, or a number that was not finished.
MOST_SHOWN = 5
MOST_NEAR = 300  # As many are compared; a street has a tenth of that who begin or end alike.
MOST_DOUBLES = 50
MOST_IN_STREET = (
    300  # Of a street with more people the desk is told when it registers somebody, not in the list.
)
MOST_RECENT = 25  # As many of the newest records are compared with all others.


class Alike(StrEnum):
    """Why two records may be of one person, the strongest first."""

    PHONE = "phone"
    EMAIL = "email"
    NAME_AND_STREET = "name_and_street"
    NAME_AND_POSTCODE = "name_and_postcode"
    NAME = "name"


ALIKE_IN_WORDS = {
    Alike.PHONE: N_("hetzelfde telefoonnummer"),
    Alike.EMAIL: N_("hetzelfde e-mailadres"),
    Alike.NAME_AND_STREET: N_("dezelfde straat en een naam die erop lijkt"),
    Alike.NAME_AND_POSTCODE: N_("dezelfde postcode en een naam die erop lijkt"),
    Alike.NAME: N_("dezelfde naam"),
}


class Known(NamedTuple):
    """What two records are compared by."""

    id: int  # 0: not in our books yet.
    name: str
    phone: str = ""
    email: str = ""
    street: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class Lookalike:
    """Somebody who may be the person that stands here, and why."""

    resident: Resident
    reasons: list[Alike]


@dataclass(frozen=True)
class Double:
    """Two records that may be of one person, the older first, and why."""

    one: Resident
    other: Resident
    reasons: list[Alike]


def find_lookalikes(
    *,
    name: str,
    phone: str | None = None,
    email: str | None = None,
    address: str | None = None,
    postcode: str | None = None,
    besides_id: int | None = None,
) -> list[Lookalike]:
    """Return who may be this person already, the likeliest first, before a second record is made.

    With `besides_id`, of somebody we know: who else it may be, but for who was said to be another.
    """
    person = _known(0, name, phone, email, address, postcode)
    leave_out = set() if besides_id is None else {besides_id, *list_distinct_from(besides_id)}
    found = [(row.id, _reasons(person, row)) for row in _near(person, leave_out)]
    likely = sorted(
        ((list(Alike).index(reasons[0]), -len(reasons), person_id) for person_id, reasons in found if reasons)
    )[:MOST_SHOWN]
    why = dict(found)
    people = _residents([person_id for _, _, person_id in likely]) if likely else {}
    return [Lookalike(people[person_id], why[person_id]) for _, _, person_id in likely]


def list_likely_doubles(*, since: datetime, limit: int = MOST_DOUBLES) -> list[Double]:
    """Return pairs that may be of one person, of which one is among the newest records added since then.

    Pairs that somebody looked at and said are two people are left out.
    """
    distinct = {(pair.resident_a_id, pair.resident_b_id) for pair in db.session.scalars(select(DistinctPair))}
    newest = _newest(since)
    found: dict[tuple[int, int], list[Alike]] = {}
    for one, other in _pairs_worth_comparing(newest, _by_id(_ids_near(newest))):
        pair = (min(one.id, other.id), max(one.id, other.id))
        if pair not in distinct and pair not in found and (reasons := _reasons(one, other)):
            found[pair] = reasons
    ranked = sorted(found, key=lambda pair: (list(Alike).index(found[pair][0]), -pair[1]))[:limit]
    people = _residents([person_id for pair in ranked for person_id in pair])
    return [Double(people[low], people[high], found[low, high]) for low, high in ranked]


def _reasons(one: Known, other: Known) -> list[Alike]:
    """Return why these two may be one person; empty when nothing points that way."""
    reasons = []
    if one.phone and one.phone == other.phone:
        reasons.append(Alike.PHONE)
    if one.email and one.email == other.email:
        reasons.append(Alike.EMAIL)
    same_street = one.street and one.street == other.street
    same_postcode = one.postcode and one.postcode == other.postcode
    if (same_street or same_postcode) and alike_words(one.name.split(), other.name.split()):
        reasons.append(Alike.NAME_AND_STREET if same_street else Alike.NAME_AND_POSTCODE)
    elif one.name == other.name and not (one.street and other.street):
        # Where both say where they live, and not the same, two people share a name.
        reasons.append(Alike.NAME)
    return reasons


def _near(person: Known, leave_out: set[int]) -> list[Known]:
    """Return the records that share a number, an address, a postcode, a street or the whole name."""
    text = literal(" ") + func.coalesce(Resident.search_text, "") + literal(" ")
    near = []
    if person.phone:
        near.append(Resident.search_text.contains(person.phone))
    if person.email:
        near.append(Resident.email == person.email)
    if person.name:
        near.append((Resident.search_text + " ").startswith(person.name + " "))
    if person.postcode and (alike := _may_be_alike(person.name)) is not None:
        near.append(and_(Resident.postcode == person.postcode, alike))
    if person.street and (alike := _may_be_alike(person.name)) is not None:
        near.append(and_(text.contains(f" {person.street} "), alike))
    if not near:
        return []
    wanted = select(*_COLUMNS).where(findable(), Resident.id.not_in(leave_out), or_(*near))
    # The first in the list above are the strongest; a street of thousands must not push them out.
    strongest = case(*((condition, place) for place, condition in enumerate(near)), else_=len(near))
    return [
        _known(*row) for row in db.session.execute(wanted.order_by(strongest, Resident.id).limit(MOST_NEAR))
    ]


def _may_be_alike(name: str) -> ColumnElement[bool] | None:
    """Return the condition that some part of the name is there, or all of it but one typing fault.

    It lets through too many, hardly ever too few: alike names share a part, and a fault leaves half of it.
    """
    parts = [part for part in name.split() if len(part) > 1 and part not in PARTICLES]
    halves = {
        half
        for part in parts
        # In a word of three letters no fault is forgiven.
        for half in ((part,) if len(part) < 4 else (part[: len(part) // 2], part[(len(part) + 1) // 2 :]))
    }
    found = [Resident.search_text.contains(half) for half in sorted(halves)]
    return or_(*found) if found else None


_COLUMNS = (
    Resident.id,
    Resident.name,
    Resident.phone,
    Resident.email,
    Resident.address,
    Resident.postcode,
)


def _pairs_worth_comparing(newest: list[Known], near: list[Known]) -> Iterator[tuple[Known, Known]]:
    """Yield each of the newest with whom they share a number, an address, a place or the whole name."""
    by_key: dict[str, list[Known]] = defaultdict(list)
    for known in newest:
        for key in _keys(known):
            by_key[key].append(known)
    for other in near:
        for key in _keys(other):
            yield from ((one, other) for one in by_key.get(key, ()) if one.id != other.id)


def _keys(known: Known) -> list[str]:
    kinds = ("phone", "email", "street", "postcode", "name")
    return [f"{kind} {value}" for kind in kinds if (value := getattr(known, kind))]


def _newest(since: datetime) -> list[Known]:
    added = select(*_COLUMNS).where(findable(), Resident.created_at >= since)
    return [_known(*row) for row in db.session.execute(added.order_by(Resident.id.desc()).limit(MOST_RECENT))]


def _by_id(ids: set[int]) -> list[Known]:
    return [_known(*row) for row in db.session.execute(select(*_COLUMNS).where(Resident.id.in_(ids)))]


def _ids_near(newest: list[Known]) -> set[int]:
    """Return who shares a number, an address, or a street with a name that begins or ends alike.

    Everybody's folded text is read once, and only the words of the newest are looked for in it: comparing
    all with all takes seconds for a city. Two alike names share a part, of which one typing fault leaves the
    beginning or the end.
    """
    streets: dict[str, set[str]] = defaultdict(set)
    for known in newest:
        if known.street:
            streets[known.street.split()[-1]] |= _ends(known.name.split())
    phones, emails, postcodes = (
        {getattr(known, column) for known in newest} - {""} for column in ("phone", "email", "postcode")
    )
    names = {known.name: bool(known.street) for known in newest if known.name}
    lengths = {len(name.split()) for name in names}
    everybody = select(Resident.id, Resident.search_text, Resident.email, Resident.postcode).where(findable())
    near: set[int] = set()
    in_street: dict[str, set[int]] = defaultdict(set)
    for person_id, text, email, postcode in db.session.execute(everybody):
        words = (text or "").split()
        if (
            email in emails
            or postcode in postcodes
            or not phones.isdisjoint(words)
            or any(_is_name_alone(words, length, names) for length in lengths)
        ):
            near.add(person_id)
        for word in words:
            if word in streets and not streets[word].isdisjoint(_ends(words)):
                in_street[word].add(person_id)
    return near.union(*(ids for ids in in_street.values() if len(ids) <= MOST_IN_STREET))


def _is_name_alone(words: list[str], length: int, names: dict[str, bool]) -> bool:
    """Tell whether a text begins with one of the names, and one of the two says nothing about a street."""
    has_street = names.get(" ".join(words[:length]))
    return has_street is False or (has_street is True and all(word.isdecimal() for word in words[length:]))


def _ends(words: list[str]) -> set[str]:
    parts = [word for word in words if len(word) > 2 and word not in PARTICLES]
    return {end for part in parts for end in (part[:2], "-" + part[-2:])}


def _known(
    person_id: int,
    name: str | None,
    phone: str | None,
    email: str | None,
    address: str | None,
    postcode: str | None,
) -> Known:
    digits = phone_digits(phone or "")
    return Known(
        id=person_id,
        name=fold(name or ""),
        phone=digits if len(digits) >= LEAST_DIGITS else "",
        email=(email or "").strip().lower(),
        street=street_of(address or ""),
        postcode=(postcode or "").replace(" ", "").upper(),
    )


def street_of(address: str) -> str:
    """Return the folded name of the street: the words before the first number."""
    words = fold_street(address).split()
    first_number = next((place for place, word in enumerate(words) if word[0].isdecimal()), len(words))
    return " ".join(words[:first_number])


def _residents(ids: list[int]) -> dict[int, Resident]:
    found = db.session.scalars(select(Resident).where(Resident.id.in_(ids))).unique()
    return {resident.id: resident for resident in found}


def list_distinct_from(resident_id: int) -> set[int]:
    """Return who looks like this resident and is somebody else, because somebody asked."""
    mine = or_(DistinctPair.resident_a_id == resident_id, DistinctPair.resident_b_id == resident_id)
    pairs = db.session.execute(select(DistinctPair.resident_a_id, DistinctPair.resident_b_id).where(mine))
    return {one for pair in pairs for one in pair} - {resident_id}
