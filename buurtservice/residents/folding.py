"""Folds what people type to what is compared: without capitals, accents, dots or apostrophes.

What is stored in `search_text` and what is typed in the search field go through the same functions.
"""

import re
import unicodedata

# Letters that Unicode does not take apart into a plain one and an accent.
_BARE_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
_APOSTROPHES = re.compile(r"['’‘`´]")
_WORDS = re.compile(r"[0-9]+|[^\W\d_]+|\d+")
_STREET = re.compile(r"str\b")
_PHONE = re.compile(r"[0-9+()/. –-]+")
_ABROAD = re.compile(r"^(?:\+|00)31\(?0?\)?")

# They join the parts of a name, and one person writes "v.d." where another writes "van der".
PARTICLES = frozenset(
    {"van", "de", "der", "den", "het", "ten", "ter", "te", "v", "d", "vd", "t", "s", "la", "le", "el", "al"}
)


def fold(text: str) -> str:
    """Return the words and numbers of a text, plain and small: "Café 't Sjötje, 3B" → "cafe t sjotje 3 b"."""
    small = _APOSTROPHES.sub("", text.casefold()).translate(_BARE_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(plain))


def fold_street(address: str) -> str:
    """Fold an address, with "Botsaartstr." written in full."""
    return _STREET.sub("straat", fold(address))


def phone_digits(phone: str) -> str:
    """Return the digits of a telephone number as they are dialled here: "+31 6-12345678" → "0612345678"."""
    bare = re.sub(r"[\s./–-]", "", phone)
    return "".join(c for c in _ABROAD.sub("0", bare) if c.isdecimal())


def looks_like_phone(text: str) -> bool:
    """Tell whether a text is (the beginning of) a telephone number: digits, and what people put between."""
    return bool(_PHONE.fullmatch(text)) and sum(c.isdecimal() for c in text) > 1
