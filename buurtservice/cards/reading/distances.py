"""Reads how far somebody wants to go, in metres; it must not decide who lives within that distance."""

import re

from buurtservice.cards.reading.messages import Assume, UnreadableError, say
from buurtservice.cards.reading.text import clean, fold
from buurtservice.i18n import N_
from buurtservice.residents.likeness import one_edit_apart

MAX_RADIUS_M = 50_000

_PHRASES = {
    "op loopafstand": 700,
    "loopafstand": 700,
    "in de buurt": 1_500,
    "heel noordwest": 4_000,
    "heel noord-west": 4_000,
}
_MEASURE = re.compile(
    r"(?:max\.?|maximaal|tot|binnen)?\s*(?P<number>[0-9]{1,6}(?:[.,][0-9]{1,3})?)\s*(?P<unit>m|mtr|meter|km|kilometer)\.?"
)


def read_radius(text: str, assume: Assume) -> int | None:
    """Read "in de buurt", "500 m" or "1,5 km" as metres; None where blank, UnreadableError for the rest."""
    written = clean(text)
    if not written:
        return None
    folded = fold(written).rstrip(".")
    if folded in _PHRASES:
        return _PHRASES[folded]
    if measure := _MEASURE.fullmatch(folded):
        return _in_metres(measure["number"], measure["unit"], written)
    return _misspelt(folded, written, assume)


def _in_metres(number: str, unit: str, written: str) -> int:
    if unit.startswith("k"):
        metres = round(float(number.replace(",", ".")) * 1_000)
    else:
        # In whole metres a point stands between thousands ("1.500 m").
        metres = round(float(re.sub(r"\.(?=[0-9]{3}$)", "", number).replace(",", ".")))
    if not 1 <= metres <= MAX_RADIUS_M:
        raise UnreadableError(
            "impossible_distance",
            N_("De afstand '%(value)s' kan niet kloppen. Schrijf bijvoorbeeld 500 m of 2 km."),
            value=written,
        )
    return metres


def _misspelt(folded: str, written: str, assume: Assume) -> int:
    meant = [phrase for phrase in _PHRASES if one_edit_apart(folded, phrase)]
    if len({_PHRASES[phrase] for phrase in meant}) != 1:
        raise UnreadableError(
            "unknown_distance",
            N_(
                "De afstand '%(value)s' is niet bekend. Schrijf 'op loopafstand', 'in de buurt' of "
                "'heel noordwest', of een afstand zoals 500 m of 2 km."
            ),
            value=written,
        )
    assume(
        say(
            "distance_typo",
            N_("De afstand '%(value)s' is gelezen als '%(read)s'."),
            value=written,
            read=meant[0],
        )
    )
    return _PHRASES[meant[0]]
