"""Reads a thing once for each page, where several parts of it ask for the same."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import g, has_request_context

Value = TypeVar("Value")


def once_a_page(read: Callable[[], Value]) -> Value:
    """Return what `read` gives; the second time on the same page what it gave the first time."""
    if not has_request_context():
        return read()
    kept: dict[Any, Any] = g.setdefault("once_a_page", {})
    if read not in kept:
        kept[read] = read()
    value: Value = kept[read]
    return value
