"""Counts all frozen months again, from the facts there were then, and compares the hashes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from buurtservice.figures.canonical import figures_hash
from buurtservice.figures.counting import CountedMonth, count_months
from buurtservice.figures.freezing import freeze
from buurtservice.figures.ledger import read_facts
from buurtservice.figures.models import MonthFigures
from buurtservice.figures.months import list_revisions
from buurtservice.figures.older import as_known_then
from buurtservice.figures.periods import month_of
from buurtservice.figures.publishing import Published


@dataclass(frozen=True, kw_only=True)
class Verified:
    """One revision of a month, and whether counting it again gives the same hashes."""

    month: date
    revision: int
    code_version: str
    facts_agree: bool
    figures_agree: bool

    @property
    def agrees(self) -> bool:
        """Tell whether both agree."""
        return self.facts_agree and self.figures_agree


def verify_months() -> list[Verified]:
    """Return every frozen revision with whether it can be counted again; nothing is changed."""
    published = Published()
    before: dict[date, MonthFigures] = {}
    found = []
    revisions = sorted(list_revisions(), key=lambda one: (one.last_fact_id, one.month, one.revision))
    for one, counted in _count_again(revisions):
        earlier = before.get(one.month)
        figures = freeze(counted, earlier.figures if earlier else None, published) if counted else None
        figures = as_known_then(figures, one.figures) if figures else None
        found.append(
            Verified(
                month=one.month,
                revision=one.revision,
                code_version=one.code_version,
                facts_agree=counted is not None and counted.facts_hash == one.facts_hash,
                figures_agree=figures is not None and figures_hash(figures) == one.figures_hash
                and figures_hash(one.figures) == one.figures_hash,
            )
        )  # fmt: skip
        before[one.month] = one
    return sorted(found, key=lambda one: (one.month, one.revision))


def _count_again(revisions: list[MonthFigures]) -> Iterator[tuple[MonthFigures, CountedMonth | None]]:
    """Give each revision with its second count. Those that saw the same facts are counted in one walk."""
    walk: Mapping[date, CountedMonth] = {}
    seen: int | None = None
    for one in revisions:
        if one.last_fact_id != seen:
            seen = one.last_fact_id
            last = max(other.month for other in revisions if other.last_fact_id == seen)
            facts = read_facts(until=month_of(last).end, last_id=seen)
            wanted = {other.month for other in revisions if other.last_fact_id == seen}
            walk = {month.month: month for month in count_months(facts, until=last, only=wanted)}
        yield one, walk.get(one.month)
