"""Decides which counts of people a table may show, so that no hidden one can be worked out. It only computes.

A count of 1 to 4 is hidden (primary suppression). Often it could still be found by subtracting what is shown
from a total, of this table or of the quarter or year that it is part of; so further counts are hidden until
every hidden one could, for all that was ever published, have been at least four different numbers (secondary
suppression). What a reader can know is a system of equations; the least and the greatest value that it leaves
to a hidden count are found by linear programming. It is a flow through a network, so these are whole numbers.

After Fischetti and Salazar, "Solving the cell suppression problem on tabular data with linear constraints"
(Management Science 47, 2001), which also finds the best set to hide; here the smallest count that is still
shown goes first, which is near enough for tables of ten rows and can be explained to a reader.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import scipy

SMALL = 5  # Counts of people below it are hidden, but for zero.
WIDTH = 3  # Greatest less least value that a hidden count could have: four numbers.

Cell = tuple[str, str]  # Period and row.


@dataclass(frozen=True, kw_only=True)
class Table:
    """The counts of one period, and which of them are not shown.

    `parts` are the periods that it is the sum of, published earlier. A table that is withheld shows nothing,
    also no zeros. `total` is taken to be known to everybody; None when nobody can know it.
    """

    period: str
    counts: Mapping[str, int]
    total: int | None
    parts: tuple[str, ...] = ()
    hidden: frozenset[str] = field(default_factory=frozenset)
    withheld: bool = False

    def is_hidden(self, row: str) -> bool:
        """Tell whether the count of a row is not shown."""
        return self.withheld or row in self.hidden


def protect(table: Table, earlier: Sequence[Table]) -> Table:
    """Return the table with what must be hidden, given all tables about the same that are out already."""
    linked = _linked(table, earlier)
    small = frozenset(row for row, count in table.counts.items() if 0 < count < SMALL)
    known = frozenset(row for row in table.counts if _follows(row, table, linked))
    table = replace(table, hidden=small - known)
    while not _is_safe([*linked, table]):
        shown = [row for row in table.counts if row not in table.hidden | known and table.counts[row]]
        if not shown:
            return replace(table, hidden=frozenset(), withheld=True)
        next_one = min(shown, key=lambda row: (table.counts[row], row))
        table = replace(table, hidden=table.hidden | {next_one})
    return table


def _is_safe(tables: Sequence[Table]) -> bool:
    return next(_unsafe(tables), None) is None


def _unsafe(tables: Sequence[Table]) -> Iterator[tuple[Table, str]]:
    wanted = [(table, row, width) for table in tables for row, width in _widths_needed(table, tables)]
    if not wanted:
        return
    ranges = _Ranges(tables)
    for table, row, width in wanted:
        if not ranges.is_wide((table.period, row), width):
            yield table, row


def _widths_needed(table: Table, tables: Sequence[Table]) -> Iterator[tuple[str, int]]:
    """Give the hidden rows that must be protected, and how wide their range must be.

    Of a table that is withheld whole only the total is known: where that is 1, no row can be wider than 1.
    That a row of it is zero is no secret.
    """
    for row, count in table.counts.items():
        if row in table.hidden:
            yield row, WIDTH
        elif table.withheld and count and len(table.counts) > 1 and not _follows(row, table, tables):
            yield row, 1 if table.parts else min(WIDTH, table.total or WIDTH)


def _linked(table: Table, earlier: Sequence[Table]) -> list[Table]:
    """Return the tables that this one says something about: those of its parts, and of theirs."""
    by_period = {one.period: one for one in earlier}
    found: dict[str, Table] = {}
    waiting = list(table.parts)
    while waiting:
        one = by_period.get(waiting.pop())
        if one is not None and one.period not in found:
            found[one.period] = one
            waiting += one.parts
    return list(found.values())


def _follows(row: str, table: Table, tables: Sequence[Table]) -> bool:
    """Tell whether a count is simply the sum of what is shown of its parts."""
    parts = [one for one in tables if one.period in table.parts]
    return bool(parts) and not any(part.is_hidden(row) and row in part.counts for part in parts)


class _Ranges:
    """Between which numbers each count must lie for who knows the rules and all that was published."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.cells: dict[Cell, int] = {}
        self.bounds: list[tuple[float, float]] = []
        self.lines: list[tuple[dict[int, float], float]] = []
        for table in tables:
            for row in table.counts:
                self.cells[table.period, row] = self._variable(*_bounds(table, row))
        for table in tables:
            self._add_total(table)
            self._add_parts(table, [one for one in tables if one.period in table.parts])
        self.matrix = self._matrix()
        self.sides = np.array([side for _, side in self.lines])
        self.least = np.full(len(self.bounds), np.inf)
        self.greatest = np.full(len(self.bounds), -np.inf)

    def is_wide(self, cell: Cell, width: int) -> bool:
        """Tell whether a count could be numbers this far apart. What was found serves other cells too."""
        at = self.cells[cell]
        for sign in (1.0, -1.0):
            if self.greatest[at] - self.least[at] > width - 0.5:
                return True
            self._look(at, sign)
        return bool(self.greatest[at] - self.least[at] > width - 0.5)

    def _look(self, at: int, sign: float) -> None:
        prices = np.zeros(len(self.bounds))
        prices[at] = sign
        found = scipy.optimize.linprog(
            prices, A_eq=self.matrix, b_eq=self.sides, bounds=self.bounds, method="highs-ds"
        )
        if found.status == 3:  # Unbounded: nothing says how great it may be.
            self.greatest[at] = np.inf
            return
        if found.x is None:
            raise ValueError(f"tables: the counts contradict each other ({found.message})")
        self.least = np.minimum(self.least, np.round(found.x))
        self.greatest = np.maximum(self.greatest, np.round(found.x))

    def _variable(self, least: float, greatest: float) -> int:
        self.bounds.append((least, greatest))
        return len(self.bounds) - 1

    def _add_total(self, table: Table) -> None:
        if table.total is not None:
            line = {self.cells[table.period, row]: 1.0 for row in table.counts}
            self.lines.append((line, float(table.total)))

    def _add_parts(self, table: Table, parts: Sequence[Table]) -> None:
        """Say that a count is the sum of those of its parts."""
        for row in table.counts if parts else ():
            line = {self.cells[table.period, row]: -1.0}
            line |= {self.cells[part.period, row]: 1.0 for part in parts if row in part.counts}
            self.lines.append((line, 0.0))

    def _matrix(self) -> "scipy.sparse.csr_array":
        entries = [
            (amount, number, at) for number, (line, _) in enumerate(self.lines) for at, amount in line.items()
        ]
        amounts, numbers, places = zip(*entries, strict=True) if entries else ((), (), ())
        return scipy.sparse.csr_array(
            (amounts, (numbers, places)), shape=(len(self.lines), len(self.bounds)), dtype=np.float64
        )


def _bounds(table: Table, row: str) -> tuple[float, float]:
    """Return what the table itself says of a count: the number, at least 1 as zeros are shown, or nothing."""
    count = float(table.counts[row])
    most = np.inf if table.total is None else float(table.total)
    if table.withheld:
        return 0.0, most
    return (1.0, most) if row in table.hidden else (count, count)
