"""Finds in the remarks what a helper must cope with; it must not interpret the rest: that is the note."""

import re
from dataclasses import dataclass

from buurtservice.cards.reading.cards import Kind
from buurtservice.cards.reading.messages import Assume, Message, UnreadableError, say
from buurtservice.cards.reading.text import clean, clean_lines, fold
from buurtservice.i18n import N_

MAX_NOTE = 500

_SUBJECTS = {
    "dog": r"hond(?:en|je|jes)?",
    "cat": r"(?:kat|katten|katje|poes|poezen)",
    "smoke": r"(?:roken|rook|rookt|roker|rokers)",
    "stairs": r"trap(?:pen)?(?:\s?lopen)?",
}
_HAS = r"(?:(?:ik )?(?:heeft|hebben|heb)|er is|er zijn|met)"
_LOOKS = r"(?:(?:grote|kleine|lieve) )?"
_NEEDS = {
    "dog": rf"(?:{_HAS} )?(?:(?:een|1|2|twee) )?{_LOOKS}{_SUBJECTS['dog']}(?: in huis| thuis)?",
    "cat": rf"(?:{_HAS} )?(?:(?:een|1|2|twee) )?{_LOOKS}{_SUBJECTS['cat']}(?: in huis| thuis)?",
    "smoke": r"(?:rookt|roker|rookt (?:in huis|binnen|thuis)|er wordt gerookt)",
    "stairs": rf"(?:{_HAS} )?(?:(?:een|1|2|twee) )?trap(?:pen)?(?: op| in huis)?",
}
_FINE = (
    r"(?:(?:is|zijn) )?(?:geen (?:enkel )?probleem|geen bezwaar|prima|oke|ok|goed|mag)",
    r"geen (?:probleem met|bezwaar tegen) (?:een )?",
)
_MENTIONED = re.compile(r"\b(?:hond|kat|poes|poez|rook|roke|trap)")
_NINE_DIGITS = re.compile(r"(?<!\d)\d{9}(?!\d)")
_BETWEEN = re.compile(r"[,;\n]|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Remarks:
    """What the remarks of a card ask of a helper, or what its helper can cope with, and the rest."""

    needs: frozenset[str]
    can: frozenset[str]
    note: str | None


def read_remarks(text: str, kind: Kind, assume: Assume) -> Remarks:
    """Split the remarks into needs (of a request) or cans (of an offer) and a note."""
    written = clean(text)
    if len(written) > MAX_NOTE:
        raise UnreadableError(
            "long_remarks",
            N_("De bijzonderheden zijn langer dan %(longest)s letters. Kort ze in."),
            longest=MAX_NOTE,
        )
    if _holds_citizen_number(written):
        raise UnreadableError(
            "citizen_number",
            N_(
                "In de bijzonderheden staat een nummer dat een BSN kan zijn. "
                "Haal het weg; dat bewaren wij niet."
            ),
        )
    known: set[str] = set()
    rest: list[str] = []
    for part in filter(None, map(clean, _BETWEEN.split(clean_lines(text)))):
        found, left = _read_part(part, kind)
        known |= found
        rest += left
    note = (written if not known else ", ".join(rest)) or None
    if note and len(note) > MAX_NOTE:  # Put together again it may be longer than it was written.
        note = written
    if note:
        assume(_about_note(note))
    nothing: frozenset[str] = frozenset()
    needs, can = (frozenset(known), nothing) if kind == "request" else (nothing, frozenset(known))
    return Remarks(needs, can, note)


def _holds_citizen_number(text: str) -> bool:
    """Tell whether nine digits in a row pass the eleven-test of the citizen service number (BSN).

    The test: 9 a + 8 b + ... + 2 h - i is a multiple of 11. About one in eleven other numbers passes too.
    """
    for digits in _NINE_DIGITS.findall(re.sub(r"(?<=\d)[ .-](?=\d)", "", text)):
        weighed = sum(
            int(digit) * weight for digit, weight in zip(digits, (*range(9, 1, -1), -1), strict=True)
        )
        if weighed % 11 == 0 and digits != "000000000":
            return True
    return False


def _about_note(note: str) -> Message:
    if _MENTIONED.search(fold(note)):
        return say(
            "remark_unclear",
            N_(
                "De opmerking '%(value)s' is alleen als notitie bewaard. Moet het meetellen, ook bij kat, "
                "roken of trap? Schrijf dan 'heeft hond' (vraag) of 'hond geen probleem' (aanbod)."
            ),
            value=note,
        )
    return say(
        "remark_kept",
        N_(
            "De opmerking '%(value)s' is als notitie bewaard. Staat er iets in over gezondheid? Haal dat weg."
        ),
        value=note,
    )


def _read_part(part: str, kind: Kind) -> tuple[set[str], list[str]]:
    """Read "hond en kat geen probleem" as a whole, or else its halves one by one."""
    if kind == "offer":
        found = _copes_with(fold(part))
        return found, [] if found else [part]
    known: set[str] = set()
    rest: list[str] = []
    for half in re.split(r"\s+en\s+", part):
        code = _need(fold(half))
        known |= {code} if code else set()
        rest += [] if code else [half]
    return known, [" en ".join(rest)] if rest else []


def _need(folded: str) -> str | None:
    return next((code for code, pattern in _NEEDS.items() if re.fullmatch(pattern, folded)), None)


def _copes_with(folded: str) -> set[str]:
    after = re.fullmatch(rf"(?P<what>.+?) {_FINE[0]}", folded)
    before = re.fullmatch(rf"{_FINE[1]}(?P<what>.+)", folded)
    found = after or before
    if not found:
        return set()
    codes = [_subject(what) for what in re.split(r"\s+en\s+|\s*[/&+]\s*", found["what"])]
    return set() if None in codes else {code for code in codes if code}


def _subject(folded: str) -> str | None:
    return next((code for code, pattern in _SUBJECTS.items() if re.fullmatch(pattern, folded)), None)
