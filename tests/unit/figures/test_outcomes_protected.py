"""What became of requests in a quarter: somebody who knows the mutual matches works out no hidden count."""

from random import Random

from buurtservice.figures.breakdowns import HELPED
from buurtservice.figures.periods import read_period
from buurtservice.figures.protecting import SMALL
from buurtservice.figures.publishing import OPEN_PARTS, OUTCOMES, _by_itself
from tests.unit.figures.attacker import Printed, ranges

QUARTER = read_period("2026-Q1")
NAMES = ("reciprocal", "other", "team", "activity", "open", "withdrawn")
LEAST_APART = 3  # As decision 13 has it: at least four numbers are possible.
QUARTERS = 60


def lived(chance: Random) -> dict[str, int]:
    """Return outcomes of a quarter, as small as those of a neighbourhood are."""
    return {name: chance.choice([0, 0, 1, 2, 3, 4, 5, 8, 13]) for name in NAMES}


def published(outcomes: dict[str, int]) -> dict[str, object]:
    asked = sum(outcomes.values())
    helped = asked - outcomes["open"] - outcomes["withdrawn"]
    counts = dict.fromkeys(HELPED, 0)
    counts[next(iter(HELPED))] = helped
    parts = {
        "figures": {
            "median_days_to_help": 4.0,
            "helped_share_with_offer": 0.5,
            "helped_share_without_offer": 0.5,
        },
        "breakdown": {
            OUTCOMES: outcomes,
            "helped_by_days": {"0": helped},
            "requests_by_helped": counts,
            **{name: {} for name in OPEN_PARTS},
        },
    }
    tables = {"requests_by_asker": {"rows": {"with_offer": asked, "without_offer": 0}, "total": asked}}
    return {**_by_itself(QUARTER, parts, tables), "tables": tables}


def found_out(printed: dict[str, object], outcomes: dict[str, int]) -> list[str]:
    """Return the hidden counts that follow from the table, for who knows how many matches were mutual."""
    rows = printed["tables"][OUTCOMES]["rows"]
    mutual, total = outcomes["reciprocal"], printed["tables"][OUTCOMES]["total"]
    others = None if rows is None else {name: rows[name] for name in NAMES[1:]}
    table = Printed(QUARTER.key, others, total - mutual)
    found = ranges([table], NAMES[1:])
    return [
        row
        for (_, row), (least, most) in found.items()
        if outcomes[row] and most - least < LEAST_APART and rows is not None
    ]


def test_no_hidden_outcome_of_a_quarter_can_be_worked_out_and_naively_it_can():
    chance, hidden, shown, naively = Random(7), 0, 0, 0
    for _ in range(QUARTERS):
        outcomes = lived(chance)
        printed = published(outcomes)
        rows = printed["tables"][OUTCOMES]["rows"] or {}

        assert found_out(printed, outcomes) == [], outcomes
        hidden += None in rows.values()
        shown += bool(rows) and None not in rows.values()
        if None in rows.values() or not rows:
            assert printed["helped_shares"] is None, outcomes
        only_small = {name: None if 0 < count < SMALL else count for name, count in outcomes.items()}
        printed["tables"][OUTCOMES]["rows"] = only_small
        naively += bool(found_out(printed, outcomes))

    assert hidden
    assert shown
    assert naively
