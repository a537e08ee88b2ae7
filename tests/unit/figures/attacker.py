"""What somebody can work out who has every published table before them. Shares nothing with the suppression.

An integer programme over what is printed, for each number that is not: the least and the greatest it can be.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp


@dataclass(frozen=True)
class Printed:
    """One table as printed. A number that is not shown is None; without `rows` the whole table is not."""

    period: str
    rows: Mapping[str, int | None] | None
    total: int
    parts: tuple[str, ...] = ()


def ranges(tables: Sequence[Printed], names: Sequence[str]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return the least and the greatest possible value of each number that is not printed."""
    at = {(table.period, name): n for n, (table, name) in enumerate((t, r) for t in tables for r in names)}
    lows, highs = np.zeros(len(at)), np.zeros(len(at))
    lines: list[tuple[dict[int, int], int, float]] = []
    for table in tables:
        for name in names:
            value = 0 if table.rows is not None and name not in table.rows else (table.rows or {}).get(name)
            place = at[table.period, name]
            hidden_low = 0 if table.rows is None else 1  # Zeros are printed.
            lows[place], highs[place] = (hidden_low, table.total) if value is None else (value, value)
        lines.append(({at[table.period, name]: 1 for name in names}, table.total, table.total))
        if table.parts:
            for name in names:
                line = {at[table.period, name]: 1} | {at[part, name]: -1 for part in table.parts}
                lines.append((line, 0, 0))
    matrix = np.zeros((len(lines), len(at)))
    for number, (line, _, _) in enumerate(lines):
        for place, amount in line.items():
            matrix[number, place] = amount
    rule = LinearConstraint(matrix, [low for _, low, _ in lines], [high for _, _, high in lines])
    unknown = [
        (t.period, name) for t in tables for name in names
        if t.rows is None or t.rows.get(name, 0) is None
    ]  # fmt: skip
    found = {}
    for cell in unknown:
        prices = np.zeros(len(at))
        prices[at[cell]] = 1
        least, most = (
            milp(sign * prices, integrality=np.ones(len(at)), bounds=Bounds(lows, highs), constraints=rule)
            for sign in (1, -1)
        )
        assert (least.success, most.success) == (True, True), "what is printed contradicts itself"
        found[cell] = round(least.x[at[cell]]), round(most.x[at[cell]])
    return found
