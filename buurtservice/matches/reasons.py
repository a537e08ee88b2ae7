"""Why a match is declined or stopped: a short closed list, read kindly from what a worker types."""

import unicodedata
from enum import StrEnum


class Reason(StrEnum):
    """The reasons that the matcher and the figures know."""

    DAYS = "days"
    TOO_FAR_OR_HEAVY = "too_far_or_heavy"
    ALREADY_HELPED = "already_helped"
    NEVER = "never"
    HELPER_RESTS = "helper_rests"
    OTHER = "other"


_WORDS = {
    "dagen": Reason.DAYS,
    "de dagen kloppen niet meer": Reason.DAYS,
    "distance": Reason.TOO_FAR_OR_HEAVY,
    "te ver": Reason.TOO_FAR_OR_HEAVY,
    "te zwaar": Reason.TOO_FAR_OR_HEAVY,
    "too far": Reason.TOO_FAR_OR_HEAVY,
    "al geholpen": Reason.ALREADY_HELPED,
    "helped": Reason.ALREADY_HELPED,
    "rust": Reason.HELPER_RESTS,
    "wie helpt wil even rust": Reason.HELPER_RESTS,
}


def read_reason(words: str) -> tuple[Reason, str | None]:
    """Return the reason meant, and the words themselves as a note when they are not on the list.

    "never these two", "nooit" and anything else that begins so is `never`: with people's safety in hand the
    wider reading is the right one.
    """
    plain = " ".join(words.replace("_", " ").replace("-", " ").casefold().split())
    if plain.startswith(("never", "nooit")):
        return Reason.NEVER, None
    for reason in Reason:
        if plain == reason.value.replace("_", " "):
            return reason, None
    if plain in _WORDS:
        return _WORDS[plain], None
    return Reason.OTHER, clean_note(words)


def clean_note(words: str | None) -> str | None:
    """Return a worker's words on one line, 300 characters at most; None when there are none."""
    # What could steer a terminal goes; half a character (Cs) stays, so that the database refuses it.
    kept = (c if c.isprintable() or unicodedata.category(c) == "Cs" else " " for c in words or "")
    return " ".join("".join(kept).split())[:300] or None
