"""Finds residents by name, street or telephone number, whatever the capitals and accents. It reads only."""

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from buurtservice.extensions import db
from buurtservice.residents.folding import (
    PARTICLES,
    fold,
    fold_street,
    looks_like_phone,
    phone_digits,
)
from buurtservice.residents.likeness import one_edit_apart
from buurtservice.residents.models import Resident

MAX_SEARCH_TEXT = 600
LEAST_LETTERS = 2  # One letter finds half the neighbourhood.
LEAST_LETTERS_ALIKE = 4  # In a shorter word any fault makes another word of it.
MOST_WORDS = 8
MOST_FOUND = 20
MOST_ALIKE = 200

# How much better a word counts that begins the name, is a whole word, or begins one.
_BEGINS_NAME, _WHOLE_WORD, _BEGINS_WORD = 4, 2, 1


def search_text_of(name: str | None, address: str | None, phone: str | None) -> str | None:
    """Return what a resident is found by; None for somebody without a name. It fills `search_text`."""
    if not name:
        return None
    parts = (fold(name), fold_street(address or ""), phone_digits(phone or ""))
    return " ".join(part for part in parts if part)[:MAX_SEARCH_TEXT]


def search_residents(term: str, *, limit: int = MOST_FOUND) -> list[Resident]:
    """Return the residents in whom every word is found, best first; then, if nobody, those that are alike.

    Residents without a name, who left, or whose record was merged into another are not found.
    """
    words = words_of(term)
    if not words:
        return []
    found = list(db.session.scalars(_find(words, limit)).unique())
    if found:
        return found
    alike = _find_alike(words, limit)
    return [] if alike is None else list(db.session.scalars(alike).unique())


def words_of(term: str) -> list[str]:
    """Return the folded words of what was typed; empty when that is too little to search with."""
    if looks_like_phone(term.strip()):
        digits = phone_digits(term.strip())
        return [digits] if len(digits) >= LEAST_LETTERS else []
    words = list(dict.fromkeys(fold(term[:MAX_SEARCH_TEXT]).split()))[:MOST_WORDS]
    return words if any(len(word) >= LEAST_LETTERS for word in words) else []


def findable() -> ColumnElement[bool]:
    """Return the condition that a resident is known by name and still here, in this record."""
    return and_(
        Resident.search_text.is_not(None), Resident.merged_into_id.is_(None), Resident.left_on.is_(None)
    )


def _find(words: list[str], limit: int) -> Select[Resident]:
    asked = [word for word in words if word not in PARTICLES] or words
    everywhere = [Resident.search_text.contains(word, autoescape=True) for word in asked]
    return (
        select(Resident)
        .where(findable(), *everywhere)
        .order_by(_rank(words).desc(), Resident.search_text, Resident.id)
        .limit(limit)
    )


def _find_alike(words: list[str], limit: int) -> Select[Resident] | None:
    """Return what finds residents with one typing fault in each word: it leaves half of the word whole."""
    asked = [word for word in words if len(word) >= LEAST_LETTERS_ALIKE]
    if not asked:
        return None
    halves = (or_(*(Resident.search_text.contains(half) for half in _halves(word))) for word in asked)
    near = db.session.execute(select(Resident.id, Resident.search_text).where(findable(), *halves))
    ids = [person_id for person_id, text in near if _is_alike(asked, (text or "").split())]
    by_name = select(Resident).where(Resident.id.in_(ids[:MOST_ALIKE]))
    return by_name.order_by(Resident.search_text, Resident.id).limit(limit)


def _halves(word: str) -> tuple[str, str]:
    """Return two pieces of which a fault leaves one whole, wherever it is.

    Two letters swapped in the very middle break both halves, so a longer word leaves its middle out.
    """
    middle = len(word) // 2
    gap = 1 if len(word) > 5 else 0
    return word[: middle - gap], word[middle + gap :]


def _is_alike(asked: list[str], known: list[str]) -> bool:
    return all(any(word == one or one_edit_apart(word, one) for one in known) for word in asked)


def _rank(words: list[str]) -> ColumnElement[int]:
    text = literal(" ") + func.coalesce(Resident.search_text, "") + literal(" ")
    rank: ColumnElement[int] = literal(0)
    for word in words:
        rank += case(
            (Resident.search_text.startswith(word, autoescape=True), _BEGINS_NAME),
            (text.contains(f" {word} ", autoescape=True), _WHOLE_WORD),
            (text.contains(f" {word}", autoescape=True), _BEGINS_WORD),
            else_=0,
        )
    return rank
