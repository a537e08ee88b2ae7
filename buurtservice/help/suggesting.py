"""What a helper could do besides: the kinds of help that go together, those that are asked for most first.

A second kind of help and a few more dayparts are what makes most matches possible.
"""

from collections.abc import Collection, Mapping, Sequence

from buurtservice.help.default_categories import OTHER
from buurtservice.help.models import Category
from buurtservice.help.queries import list_choosable_categories, wanted_categories

MOST_SUGGESTED = 4
# By hand, from what people at a desk say: who does the one, often likes the other. A kind of one's own is
# suggested when it is asked for.
GOES_WITH = {
    "ironing": ("cooking", "buddy", "shopping"),
    "shopping": ("transport", "buddy", "cooking", "pet"),
    "buddy": ("shopping", "language", "cooking", "pet"),
    "garden": ("odd_jobs", "pet", "transport"),
    "odd_jobs": ("garden", "computer", "transport"),
    "computer": ("forms", "language", "odd_jobs"),
    "transport": ("shopping", "buddy", "odd_jobs"),
    "cooking": ("shopping", "buddy", "ironing"),
    "pet": ("garden", "shopping", "buddy"),
    "language": ("forms", "buddy", "computer"),
    "forms": ("computer", "language", "buddy"),
}
_WORKING_DAYS, _WEEK = range(5), range(7)
# Dayparts that are offered in one tick, for who chose only a few.
WIDER = {
    "mornings": frozenset(3 * day for day in _WORKING_DAYS),
    "afternoons": frozenset(3 * day + 1 for day in _WORKING_DAYS),
    "evenings": frozenset(3 * day + 2 for day in _WORKING_DAYS),
    "weekend": frozenset(3 * day + part for day in (5, 6) for part in range(3)),
}


def suggest_kinds(
    chosen: Collection[str], *, choosable: Sequence[Category], wanted: Mapping[int, int]
) -> list[Category]:
    """Return up to four kinds of help beside those chosen: what goes with them, then what is asked for."""
    near = {code: place for one in chosen for place, code in enumerate(GOES_WITH.get(one, ()))}
    others = [one for one in choosable if one.code not in chosen and one.code != OTHER]

    def rank(one: Category) -> tuple[bool, int, int]:
        missing = max(0, wanted.get(one.id, 0))
        return (one.code not in near, -missing, near.get(one.code, len(GOES_WITH)))

    worth = [one for one in others if one.code in near or wanted.get(one.id, 0) > 0]
    return sorted(worth, key=rank)[:MOST_SUGGESTED]


def suggest_wider(dayparts: Collection[int] | None) -> list[str]:
    """Return the codes of wider dayparts that would add something to what was chosen; None is any time."""
    if dayparts is None:
        return []
    return [code for code, wider in WIDER.items() if not wider <= set(dayparts)]


def suggest_to_offer(asked: str) -> list[Category]:
    """Return up to four kinds of help that somebody who asks could do for another: what is asked for most."""
    wanted = wanted_categories()
    others = [one for one in list_choosable_categories() if one.code not in (asked, OTHER)]
    return sorted(others, key=lambda one: -wanted.get(one.id, 0))[:MOST_SUGGESTED]
