"""Who looks at the page, as far as every page must know it. The accounts say who; this floor only asks.

`accounts` stands above `web`, so it is handed in: `install_visitor(app, current_visitor)`. Until then, and
outside a request, everybody is a stranger.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from flask import Flask, current_app, has_request_context

_KEY = "buurtservice_visitor"


class Visitor(Protocol):
    """What a page may ask about who looks at it."""

    @property
    def kind(self) -> str: ...  # "anonymous", "resident" or "staff"
    @property
    def staff_id(self) -> int | None: ...
    @property
    def resident_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...
    @property
    def locked(self) -> bool: ...
    @property
    def device_id(self) -> int | None: ...  # The registered desk device that they sit at.

    def may(self, *permissions: str) -> bool:
        """Tell whether any of the permissions is theirs."""


@dataclass(frozen=True)
class Stranger:
    """Somebody who has not signed in."""

    kind: str = "anonymous"
    staff_id: int | None = None
    resident_id: int | None = None
    name: str = ""
    locked: bool = False
    device_id: int | None = None

    def may(self, *permissions: str) -> bool:
        """Tell whether any of the permissions is for everybody."""
        return "public" in permissions


STRANGER = Stranger()


def install_visitor(app: Flask, reader: Callable[[], Visitor]) -> None:
    """Let the pages of this application ask `reader` who looks at them."""
    app.extensions[_KEY] = reader


def current_visitor() -> Visitor:
    """Return who looks at the page that is being made."""
    if not has_request_context():
        return STRANGER
    reader: Callable[[], Visitor] | None = current_app.extensions.get(_KEY)
    return reader() if reader else STRANGER


def visitor_key() -> str:
    """Return a word for who looks: "staff:3", "resident:7", or "" for a stranger."""
    visitor = current_visitor()
    if visitor.staff_id is not None:
        return f"staff:{visitor.staff_id}"
    return "" if visitor.resident_id is None else f"resident:{visitor.resident_id}"
