"""Nothing that is hidden can be worked out: somebody with a solver tries, over all tables there are."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from buurtservice.figures.protecting import SMALL, WIDTH, Table, protect
from tests.unit.figures.attacker import Printed, ranges

YEARS = 3  # `python -m bench.proofs --only months` tries more.
ROWS = ("Caberg", "Malberg", "Malpertuis", "Oud-Caberg", "Brusselse Poort-west")


def table(period: str, *counts: int, parts: tuple[str, ...] = ()) -> Table:
    return Table(
        period=period,
        counts=dict(zip(ROWS, counts, strict=False)),
        total=sum(counts),
        parts=parts,
    )


def naive(one: Table, _earlier: list[Table]) -> Table:
    """Hide what is small and nothing else: primary suppression only."""
    return replace(one, hidden=frozenset(row for row, count in one.counts.items() if 0 < count < SMALL))


def printed(one: Table) -> Printed:
    rows = {row: None if row in one.hidden else count for row, count in one.counts.items()}
    return Printed(one.period, None if one.withheld else rows, one.total or 0, one.parts)


def a_year(seed: int, way, *, months: int = 12) -> list[Table]:
    """Publish a year as it comes: each month, quarter and the year."""
    chance = Random(seed)
    means = {row: chance.choice([0, 0.3, 1, 3, 8, 20]) for row in ROWS}
    out: list[Table] = []
    by_month: list[Counter[str]] = []
    for month in range(1, months + 1):
        by_month.append(Counter({row: round(chance.expovariate(1) * mean) for row, mean in means.items()}))
        ends = [((month,), f"{month:02}", ())]
        if month % 3 == 0:
            quarter = (month - 2, month - 1, month)
            ends.append((quarter, f"K{month // 3}", tuple(f"{m:02}" for m in quarter)))
        if month == 12:
            ends.append((tuple(range(1, 13)), "year", ("K1", "K2", "K3", "K4")))
        for inside, period, parts in ends:
            counts = sum((by_month[m - 1] for m in inside), Counter())
            rows = {row: counts[row] for row in ROWS}
            out.append(way(Table(period=period, counts=rows, total=sum(rows.values()), parts=parts), out))
    return out


def narrow(tables: list[Table]) -> list[tuple[str, str]]:
    """Return the numbers that are hidden, are not zero, and that the attacker finds or comes too near to."""
    real = {(one.period, row): count for one in tables for row, count in one.counts.items()}
    in_shown_table = {(one.period, row) for one in tables for row in one.hidden}
    found = ranges([printed(one) for one in tables], ROWS)
    assert all(least <= real[cell] <= most for cell, (least, most) in found.items())
    sums = {(one.period, row) for one in tables if one.withheld for row in ROWS if is_sum(one, row, tables)}
    return [
        cell
        for cell, (least, most) in found.items()
        if real[cell] and cell not in sums and most - least < (WIDTH if cell in in_shown_table else 1)
    ]


def is_sum(one: Table, row: str, tables: list[Table]) -> bool:
    """Tell whether a number is no secret, as all its parts are printed."""
    parts = [part for part in tables if part.period in one.parts]
    return bool(parts) and not any(part.is_hidden(row) for part in parts)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ((9, 7, 6, 12, 0), set()),
        ((9, 7, 2, 12, 0), {"Malpertuis", "Malberg"}),  # One alone is the total less the others.
        ((9, 3, 2, 12, 0), {"Malpertuis", "Malberg"}),  # Together 5: each could be 1 to 4.
        ((9, 1, 2, 12, 0), {"Malpertuis", "Malberg", "Caberg"}),  # Together 3 would be 1 and 2.
        ((0, 0, 0, 0, 0), set()),
    ],
)
def test_what_is_small_is_hidden_and_what_would_give_it_away(counts, hidden):
    assert protect(table("03", *counts), []).hidden == hidden


@pytest.mark.parametrize("counts", [(1, 1, 0, 0, 0), (3, 0, 0, 0, 0), (2, 0, 9, 0, 0)[:2]])
def test_a_table_of_too_few_is_withheld_whole(counts):
    assert protect(table("03", *counts), []).withheld


def test_a_quarter_gives_none_of_its_months_away():
    months = [
        protect(table(f"0{n}", *counts), []) for n, counts in enumerate([(9, 2, 6), (9, 8, 7), (9, 8, 7)], 1)
    ]
    assert months[0].hidden == {"Malberg", "Malpertuis"}

    quarter = protect(table("K1", 27, 18, 20, parts=("01", "02", "03")), months)

    assert not narrow([*months, quarter])
    assert quarter.hidden == {"Malberg", "Malpertuis"}
    assert narrow([*months, naive(table("K1", 27, 18, 20, parts=("01", "02", "03")), months)])


def test_no_hidden_number_of_a_year_can_be_worked_out_and_naively_it_can():
    shown = hidden = naively = 0
    for seed in range(YEARS):
        tables = a_year(seed, protect)
        assert narrow(tables) == [], seed
        shown += sum(not one.is_hidden(row) for one in tables for row in one.counts)
        hidden += sum(one.is_hidden(row) for one in tables for row in one.counts)
        naively += len(narrow(a_year(seed, naive, months=3)))
    assert naively > YEARS
    assert shown > hidden / 4  # Hiding everything would be no feat.
