"""Checks of single values: each refuses what it must not be, with a message that names the field.

What a problem's fields must be is in ``rules``; nothing here knows a field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Check = Callable[[Any, str], None]


class ProblemError(ValueError):
    """A problem that cannot be solved as it stands. ``field`` says where, ``rule`` what must hold there."""

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"{field}: {rule}")
        self.field = field
        self.rule = rule


def shown(value: object) -> str:
    """A value as an error message shows it: on one line, short, and whatever the value may be."""
    if isinstance(value, int) and abs(value) >= 10**30:
        return "a number of more than 30 digits"
    if value is None or isinstance(value, (list, tuple, dict)):
        return "null" if value is None else "an object" if isinstance(value, dict) else "a list"
    text = ascii(value) if isinstance(value, (int, float, str)) else type(value).__name__
    return text if len(text) <= 60 else text[:57] + "..."


def refusal(value: object, where: str, rule: str) -> ProblemError:
    """The error that says what must hold, and what was there instead."""
    return ProblemError(where, f"{rule}, got {shown(value)}")


def whole(low: int, high: int) -> Check:
    """A check for a whole number from ``low`` to ``high``; True and False are none."""

    def check(value: Any, where: str) -> None:
        if type(value) is not int or not low <= value <= high:
            raise refusal(value, where, f"must be a whole number from {low:,} to {high:,}")

    return check


def number(low: float, high: float) -> Check:
    """A check for a number from ``low`` to ``high``; NaN and the infinities are none."""

    def check(value: Any, where: str) -> None:
        if type(value) not in (int, float) or not low <= value <= high:
            raise refusal(value, where, f"must be a number from {low:,} to {high:,}")

    return check


def truth(value: Any, where: str) -> None:
    """Refuse all but True and False."""
    if type(value) is not bool:
        raise refusal(value, where, "must be true or false")


def text(value: Any, where: str) -> None:
    """Refuse all but text that is not empty and can be written down."""
    if type(value) is not str or not value:
        raise refusal(value, where, "must be text, not empty")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise refusal(value, where, "must be text that can be written as UTF-8")


def identifier(value: Any, where: str) -> None:
    """Refuse all but text that is not empty and whole numbers."""
    if type(value) is str:
        text(value, where)
    elif type(value) is not int:
        raise refusal(value, where, "must be text or a whole number")


def optional(check: Check) -> Check:
    """The same check, but None passes."""

    def check_unless_none(value: Any, where: str) -> None:
        if value is not None:
            check(value, where)

    return check_unless_none


def each(check: Check) -> Check:
    """The check for every item of a list; the message names the position."""

    def check_items(values: Any, where: str) -> None:
        if not isinstance(values, (tuple, list, set, frozenset)):
            raise refusal(values, where, "must be a list")
        for position, value in enumerate(values):
            check(value, f"{where}[{position}]")

    return check_items
