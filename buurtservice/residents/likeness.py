"""Tells whether two names may be of one person: typing faults, initials, parts in another order."""

from buurtservice.residents.folding import PARTICLES, fold

LEAST_LETTERS_FAULT = 4  # "Jan" and "Jan" may be a fault; "Jan" and "Jos" are two names.


def alike_names(one: str, other: str) -> bool:
    """Tell whether two names may be of one person.

    Each part of the shorter name needs a part of its own in the longer one: the same, one typing fault apart,
    or an initial. At least one must be more than an initial.
    """
    return alike_words(fold(one).split(), fold(other).split())


def alike_words(one: list[str], other: list[str]) -> bool:
    """Tell the same of names that are folded already."""
    few, left = sorted((_parts(one), _parts(other)), key=len)
    whole = 0
    for part in sorted(few, key=len, reverse=True):
        match = next((one for test in (_same, _nearly, _initial) for one in left if test(part, one)), None)
        if match is None:
            return False
        left.remove(match)
        whole += len(part) > 1 and not _initial(part, match)
    return whole > 0


def one_edit_apart(one: str, other: str) -> bool:
    """Say whether one letter added, dropped, changed or swapped with its neighbour makes them equal."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    same = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(min(one, other, key=len))
    )
    one, other = one[same:], other[same:]
    swapped = one[:2] == other[:2][::-1] and one[2:] == other[2:]
    return one[1:] == other[1:] or one[1:] == other or one == other[1:] or swapped


def _parts(words: list[str]) -> list[str]:
    return [word for word in words if word not in PARTICLES or len(word) == 1]


def _same(one: str, other: str) -> bool:
    return one == other


def _nearly(one: str, other: str) -> bool:
    return min(len(one), len(other)) >= LEAST_LETTERS_FAULT and one_edit_apart(one, other)


def _initial(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) <= 2 and len(long) > len(short) and long.startswith(short)
