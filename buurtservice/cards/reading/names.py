"""Reads the name on a card; it must not guess who somebody is."""

import re
from dataclasses import dataclass

from buurtservice.cards.reading.cards import Salutation
from buurtservice.cards.reading.messages import Assume, UnreadableError, say
from buurtservice.cards.reading.text import clean, fold, with_capitals
from buurtservice.i18n import N_

MAX_NAME = 120

_GENDERED: dict[str, Salutation] = {
    **dict.fromkeys(("mw", "mevr", "mevrouw", "mej", "mejuffrouw", "juffrouw"), "mrs"),
    **dict.fromkeys(("dhr", "hr", "heer", "meneer", "mijnheer", "de heer"), "mr"),
    **dict.fromkeys(("fam", "familie"), "family"),
}
_LEADING = re.compile(
    r"(?P<title>de heer|mevrouw|mejuffrouw|juffrouw|mevr|mej|mw|dhr|heer|hr|meneer|mijnheer|familie|fam"
    r"|drs|dr|prof|ir|ing(?=\.)|mr(?=\.))(?:\.?\s*(?:[/&]|\ben\b)\s*|\.\s*|\s+|$)",
    re.IGNORECASE,
)
_TRAILING = re.compile(r"[\s,]+\(?(?P<title>mevrouw|mevr|mw|dhr|de heer)\.?\)?$", re.IGNORECASE)
_NOBODY = frozenset(
    {"onbekend", "naam onbekend", "anoniem", "niet bekend", "geen naam", "nvt", "n.v.t.", "nn", "n.n."}
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is shown, and how its owner is addressed."""

    display: str
    salutation: Salutation | None


def read_name(text: str, assume: Assume) -> Name:
    """Take titles off and put capitals in their place; raises UnreadableError for no or too long a name."""
    written = clean(text)
    if len(written) > MAX_NAME:
        raise UnreadableError(
            "long_name", N_("De naam is langer dan %(longest)s letters. Kort hem in."), longest=MAX_NAME
        )
    bare, titles = _without_titles(written)
    if not any(letter.isalpha() for letter in bare) or fold(bare) in _NOBODY:
        raise UnreadableError("no_name", N_("De naam ontbreekt. Vul de naam van de bewoner in."))
    return Name(_first_name_first(with_capitals(bare), assume), _salutation(titles))


def _without_titles(name: str) -> tuple[str, list[str]]:
    titles: list[str] = []
    while found := _LEADING.match(name):
        titles.append(found["title"].lower())
        name = name[found.end() :]
    if found := _TRAILING.search(name):
        titles.append(found["title"].lower())
        name = name[: found.start()]
    return name.strip(" ,"), titles


def _salutation(titles: list[str]) -> Salutation | None:
    gendered = {_GENDERED[title] for title in titles if title in _GENDERED}
    if not gendered:
        return None
    return gendered.pop() if len(gendered) == 1 else "family"


def _first_name_first(name: str, assume: Assume) -> str:
    """Turn "Vries, Jan de" into "Jan de Vries", and say so."""
    last, comma, first = name.partition(",")
    if not comma or not last.strip() or not first.strip() or "," in first:
        return name
    turned = f"{first.strip()} {last.strip()}"
    assume(say("name_turned", N_("De naam '%(value)s' is gelezen als %(name)s."), value=name, name=turned))
    return turned
