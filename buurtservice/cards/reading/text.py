"""Cleans, folds and compares the text of a cell; it must not know what a cell means."""

import re
import unicodedata

_PARTICLES = frozenset(
    {"van", "de", "der", "den", "het", "ten", "ter", "te", "op", "in", "aan", "bij", "voor", "onder", "over"}
    | {"tot", "la", "le", "du", "von", "da", "di", "dos"}
)
_ALWAYS_LOWER = frozenset({"'t", "’t", "'s", "’s"})
_WORD_START = re.compile(r"(\b[do]['’]|^[\"(]*|[-.(/&])([^\W\d_])")
_BARE_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"})


def clean(text: str) -> str:
    """Return the text on one line: composed accents, single blanks, no control or invisible characters."""
    if not (text.isascii() and text.isprintable()):
        text = "".join(_visible(character) for character in unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character


def clean_lines(text: str) -> str:
    """Clean each line of a cell that holds several, and leave blank ones out."""
    return "\n".join(line for line in map(clean, text.splitlines()) if line)


def fold(text: str) -> str:
    """Return the text as it is compared: cleaned, lower case, without accents."""
    text = clean(text).casefold()
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKD", text.translate(_BARE_LETTERS))
    return clean("".join(letter for letter in letters if not unicodedata.combining(letter)))


def key(text: str) -> str:
    """Return the words and numbers alone, so that "66a", "66 A" and "66-A" are equal."""
    return " ".join(re.findall(r"[0-9]+|[^\W\d_]+|\d+", fold(text)))


def is_garbled(text: str) -> bool:
    """Say whether letters were lost, or read in another encoding than they were written in ("JosÃ©")."""
    if text.isascii():
        return False
    try:
        return "\ufffd" in text or bool(text.encode("cp1252").decode("utf-8"))
    except UnicodeError:
        return False


def with_capitals(text: str) -> str:
    """Give a name in capitals or without any its usual ones ("LOES VAN DE VEN" → "Loes van de Ven").

    A name that already mixes them is left as it was written: its owner knows best.
    """
    if not (text.isupper() or text.islower()):
        return text
    return " ".join(_capitalised(word, first=place == 0) for place, word in enumerate(text.lower().split()))


def _capitalised(word: str, *, first: bool) -> str:
    if word in _ALWAYS_LOWER or (word in _PARTICLES and not first):
        return word
    if word.startswith("ij"):
        return "IJ" + word[2:]
    word = _WORD_START.sub(lambda found: found[1] + found[2].upper(), word)
    return re.sub(r"^[do](?=['’])", lambda found: found[0].upper(), word)
