"""What may be known outside of the parts that a period consists of: its tables of people, suppressed.

Each table is published once, when its period has ended. A later revision of the month repeats it unchanged,
and a quarter or a year is the sum of its months as these went out: in the difference of two tables single
people could be read. The decision on what is published (docs/adr) tells why each table is what it is.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from buurtservice.figures.breakdowns import HELPED
from buurtservice.figures.periods import Period, PeriodKind, parts_of, read_period
from buurtservice.figures.protecting import SMALL, Table, protect

# Tables that add up over months, published for months, quarters and years; the figure that is their total.
ADDING_UP = {
    "requests_by_neighbourhood": "requests",
    "requests_by_category": "requests",
    "requests_by_asker": "requests",
    "matches_by_reciprocity": "reciprocal_matches",
}
# A table of one row: how many were completed. Its total is known to nobody, and it decides about the hours.
COMPLETED = "matches_completed"
HOURS = "hours_given"
# What became of requests is published for quarters only: by a year's end it is another thing than by its
# months', so that from both together more could be read than either says.
OUTCOMES = "requests_by_outcome"
HEARD_ANYWAY = "reciprocal"  # Near enough to one of the four figures, so it can hide no other count.
OPEN_PARTS = (
    "offers_by_neighbourhood", "offers_by_category", "activities_by_category", "loans_by_site",
    "scooter_hours_by_site", "no_shows_by_site", "refusals_by_site",
)  # fmt: skip

Parts = dict[
    str, Any
]  # A period as frozen: {"figures": {…}, "breakdown": {table: {row: count}}, "rows": {…}}
Printed = dict[str, Any]  # A period as published: {"parts": […], "tables": {name: {"total", "rows"}}, …}


class Published:
    """Everything that went out so far: the months as they were frozen first, and what was printed."""

    def __init__(self) -> None:
        self.months: dict[str, Parts] = {}
        self.printed: dict[str, Printed] = {}

    def publish(self, period: Period, parts: Parts) -> Printed:
        """Return what is published of a period, given everything that went out before it."""
        if period.kind == PeriodKind.MONTH:
            self.months[period.key] = parts
        made: Printed = {"parts": [one.key for one in parts_of(period) if one.key in self.printed]}
        self.printed[period.key] = made
        made["tables"] = {name: self._print(name, period.key) for name in ADDING_UP}
        hidden = self._protect(COMPLETED, period.key).is_hidden(COMPLETED)
        made[COMPLETED] = None if hidden else self._counts(COMPLETED, period.key)[COMPLETED]
        made[HOURS] = None if hidden else float(sum(self._hours(period.key)))
        made |= _by_itself(period, parts, made["tables"])
        return made

    def _print(self, name: str, key: str) -> dict[str, Any]:
        return _in_print(self._protect(name, key))

    def _protect(self, name: str, key: str) -> Table:
        """Protect a table that adds up, given its parts and theirs."""
        earlier = [self._went_out(name, part) for part in self._all_parts(key)]
        return protect(self._table(name, key), earlier)

    def _all_parts(self, key: str) -> list[str]:
        return [one for part in self.printed[key]["parts"] for one in (*self._all_parts(part), part)]

    def _table(self, name: str, key: str) -> Table:
        counts = self._counts(name, key)
        total = None if name == COMPLETED else sum(counts.values())
        return Table(period=key, counts=counts, total=total, parts=tuple(self.printed[key]["parts"]))

    def _counts(self, name: str, key: str) -> dict[str, int]:
        """Return the counts of a table: of a month as frozen first, of others the sum of their parts."""
        if read_period(key).kind != PeriodKind.MONTH:
            whole: Counter[str] = Counter()
            for part in self.printed[key]["parts"]:
                whole.update(self._counts(name, part))
            return dict(sorted(whole.items()))
        month = self.months[key]
        if name == COMPLETED:
            return {name: month["figures"][name]}
        counts: dict[str, int] = month["rows"].get(name) or month["breakdown"][name]
        return counts

    def _hours(self, key: str) -> list[float]:
        if read_period(key).kind == PeriodKind.MONTH:
            return [self.months[key]["figures"][HOURS]]
        return [hours for part in self.printed[key]["parts"] for hours in self._hours(part)]

    def _went_out(self, name: str, key: str) -> Table:
        """Return a table as it was published."""
        table, printed = self._table(name, key), self.printed[key]
        if name == COMPLETED:
            rows: Mapping[str, int | None] | None = {COMPLETED: printed[COMPLETED]}
        else:
            rows = printed["tables"][name]["rows"]
        hidden = frozenset(row for row, count in (rows or {}).items() if count is None)
        return Table(
            period=key, counts=table.counts, total=table.total, parts=table.parts, hidden=hidden,
            withheld=rows is None,
        )  # fmt: skip


def _by_itself(period: Period, parts: Parts, tables: dict[str, Any]) -> Printed:
    """Return what is published of a period by itself; a quarter's outcomes are put with its tables."""
    helped = sum(parts["breakdown"]["helped_by_days"].values())
    made: Printed = {
        "median_days_to_help": parts["figures"]["median_days_to_help"] if helped >= SMALL else None,
        "open": {name: parts["breakdown"][name] for name in OPEN_PARTS},
    }
    if period.kind == PeriodKind.QUARTER:
        tables[OUTCOMES] = _outcomes(parts)
        made["helped_shares"] = _helped_shares(parts, tables)
    return made


def _in_print(table: Table) -> dict[str, Any]:
    if table.withheld:
        return {"total": table.total, "rows": None}
    rows = {row: None if table.is_hidden(row) else count for row, count in table.counts.items()}
    return {"total": table.total, "rows": rows}


def _outcomes(parts: Parts) -> dict[str, Any]:
    """Print what became of the requests of a quarter; those that became a mutual match protect no other."""
    counts: dict[str, int] = dict(parts["breakdown"][OUTCOMES])
    mutual = counts.pop(HEARD_ANYWAY)
    printed = _in_print(protect(Table(period="", counts=counts, total=sum(counts.values())), []))
    if printed["rows"] is not None:
        printed["rows"] = {HEARD_ANYWAY: None if 0 < mutual < SMALL else mutual, **printed["rows"]}
    return {**printed, "total": printed["total"] + mutual}


def _helped_shares(parts: Parts, tables: Mapping[str, Any]) -> dict[str, float | None] | None:
    """Return which share was helped, with and without an offer, where that gives no hidden count away."""
    counts: dict[str, int] = parts["breakdown"]["requests_by_helped"]
    small = any(0 < counts[name] < SMALL for name in HELPED)
    if small or not _shown_whole(tables[OUTCOMES], tables["requests_by_asker"]):
        return None
    return {name: parts["figures"][f"helped_share_{name}"] for name in ("with_offer", "without_offer")}


def _shown_whole(*printed: Mapping[str, Any]) -> bool:
    return all(one["rows"] is not None and None not in one["rows"].values() for one in printed)


def rows_seen(names: list[str], counts: Mapping[str, int]) -> dict[str, int]:
    """Return the counts with a row for every name that was ever seen, so that a zero is a zero."""
    return {name: counts.get(name, 0) for name in names}
