"""Long lists in pages that stand in the address: `?pagina=2`, beside the filters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request

ROWS = 25
PARAMETER = "pagina"


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a list: its rows, and where it stands in the whole."""

    rows: Sequence[Any]
    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """Return the place of the first row in the whole list, from 1."""
        return (self.number - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        """Return the place of the last row."""
        return min(self.total, self.number * self.size)

    @property
    def has_previous(self) -> bool:
        """Tell whether a page goes before."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Tell whether a page follows."""
        return self.number < self.pages


def asked_page() -> int:
    """Return the number of the page that the address asks for, from 1."""
    asked = request.args.get(PARAMETER, "")
    return min(max(1, int(asked)), 100_000) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1


def page_offset(size: int = ROWS) -> int:
    """Return how many rows come before the page that the address asks for."""
    return (asked_page() - 1) * size


def page_url(number: int) -> str:
    """Return the address of another page of the same list, with the same filters."""
    values = request.args.to_dict(flat=False)
    values.pop("lang", None)
    values[PARAMETER] = [str(number)]
    return f"{request.script_root}{request.path}?{urlencode(values, doseq=True)}"
