"""Sets of positions as whole numbers, bit n for position n: Python compares a few hundred at once."""

from __future__ import annotations

from collections.abc import Iterator

Mask = int


def bits(mask: Mask) -> Iterator[int]:
    """The positions of the bits that are set, lowest first."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
