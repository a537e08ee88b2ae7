"""Compares figures with those that an earlier version of the program froze, which knew fewer of them."""

from collections.abc import Mapping
from typing import Any

# Figures and tables that came after the first version that froze months. Only these may be lacking.
NEWER = frozenset({"scooter_hours", "scooter_hours_by_site", "no_shows_by_site", "refusals_by_site"})


def as_known_then(made: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was counted now without the newer figures and tables that `kept` was frozen without.

    Both are what is kept of a month, or its periods by key.
    """
    found: dict[str, Any] = {}
    for name, value in made.items():
        before = kept.get(name)
        if name in NEWER and name not in kept:
            continue
        nested = isinstance(value, dict) and isinstance(before, Mapping)
        found[name] = as_known_then(value, before) if nested and before is not None else value
    return found
