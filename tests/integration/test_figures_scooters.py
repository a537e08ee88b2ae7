"""The figures of scooters come from what happened at the counter, and each is the sum of its sites."""

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from buurtservice.extensions import db
from buurtservice.figures.breakdowns import count_all
from buurtservice.figures.canonical import figures_hash
from buurtservice.figures.freezing import freeze_months
from buurtservice.figures.ledger import Ledger, read_facts
from buurtservice.figures.models import MonthFigures
from buurtservice.figures.older import NEWER
from buurtservice.figures.parts import count_parts
from buurtservice.figures.periods import month_of
from buurtservice.figures.quick import count_quickly
from buurtservice.figures.report import get_report
from buurtservice.figures.verifying import verify_months
from buurtservice.scooters.errors import NothingFree
from buurtservice.scooters.lending import Checked, hand_out, record_no_show, take_back, walk_in
from buurtservice.scooters.queries import Wish
from buurtservice.scooters.services import reserve
from buurtservice.scooters.undoing import undo_hand_out
from buurtservice.transactions import transaction
from tests.integration.racing import look_anew
from tests.integration.scooters import AFTERNOON, MONDAY, MORNING, NOW, driver, scooters, site, wish

pytestmark = pytest.mark.usefixtures("app")
MARCH = month_of(MONDAY)
CHECKED = Checked(charge_pct=90)
APRIL_1 = date(2026, 4, 1)
TABLES = {
    "scooter_loans": "loans_by_site",
    "scooter_hours": "scooter_hours_by_site",
    "scooter_no_shows": "no_shows_by_site",
    "scooter_refusals": "refusals_by_site",
}


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


def a_morning_at_two_sites() -> None:
    """Lend twice in Oost and once in West; one does not come, three find nothing, one tap is undone."""
    oost, west, mia = site(), site("West"), driver()
    scooters(oost, 1)
    scooters(west, 1)
    out = reserve(resident_id=mia.id, wish=wish(oost, daypart=MORNING), now=NOW)
    nobody = reserve(resident_id=mia.id, wish=wish(west, daypart=MORNING), now=NOW)
    for where in (oost, west, None):
        with pytest.raises(NothingFree):
            reserve(resident_id=mia.id, wish=wish(where, daypart=MORNING), now=NOW)
    hand_out(out.id, checked=CHECKED, now=at(9))
    undo_hand_out(out.id, now=at(9, 5))
    hand_out(out.id, checked=CHECKED, now=at(9, 10))
    take_back(out.id, checked=CHECKED, now=at(11))
    walked = walk_in(
        resident_id=mia.id, wish=wish(oost, daypart=AFTERNOON), checked=CHECKED, now=at(13)
    ).reservation_id
    take_back(walked, checked=CHECKED, now=at(16, 40))
    late = reserve(resident_id=mia.id, wish=wish(west, daypart=AFTERNOON), now=NOW)
    hand_out(late.id, checked=CHECKED, now=at(14))
    take_back(late.id, checked=CHECKED, now=at(14, 10))
    record_no_show(nobody.id, now=at(17))


def counted() -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    look_anew()
    facts, ledger = read_facts(until=MARCH.end), Ledger()
    ledger.add(facts)
    whole = count_all(ledger, facts, start=MARCH.start, end=MARCH.end)
    return {name: getattr(whole.figures, name) for name in TABLES}, whole.breakdown.as_dict()


def test_each_figure_of_scooters_is_the_sum_of_its_sites():
    a_morning_at_two_sites()

    figures, tables = counted()

    assert figures == {
        "scooter_loans": 3,
        "scooter_hours": 5.5,
        "scooter_no_shows": 1,
        "scooter_refusals": 3,
    }
    assert tables["loans_by_site"] == {"Oost": 2, "West": 1}
    assert tables["scooter_hours_by_site"] == {"Oost": 5.5, "West": 0.0}
    assert tables["no_shows_by_site"] == {"West": 1}
    assert tables["refusals_by_site"] == {"": 1, "Oost": 1, "West": 1}
    for figure, table in TABLES.items():
        assert sum(tables[table].values()) == figures[figure]


def test_they_are_the_same_counted_quickly_and_listed_one_by_one():
    a_morning_at_two_sites()

    figures, _ = counted()
    quick = count_quickly(MARCH.start, MARCH.end)

    assert {name: quick[name] for name in TABLES} == figures
    listed = {name: count_parts(name, start=MARCH.start, end=MARCH.end) for name in TABLES}
    assert listed == {name: 3 if name == "scooter_hours" else number for name, number in figures.items()}


def test_a_frozen_month_has_them_for_everybody_who_sees_figures():
    a_morning_at_two_sites()
    freeze_months(today=APRIL_1, now=NOW + timedelta(days=30))

    report = get_report(MARCH, full=False, today=APRIL_1)

    assert report.frozen is not None
    assert {name: report.numbers[name] for name in TABLES} == counted()[0]
    assert {name: report.tables[name].total for name in TABLES.values()} == {
        table: report.numbers[figure] for figure, table in TABLES.items()
    }
    assert all(one.agrees for one in verify_months())


def test_a_month_that_an_earlier_version_froze_without_them_still_agrees_and_shows_them():
    a_morning_at_two_sites()
    freeze_months(today=APRIL_1, now=NOW + timedelta(days=30))
    forget_what_is_newer()

    assert all(one.agrees for one in verify_months())
    report = get_report(MARCH, full=False, today=APRIL_1)
    assert {name: report.numbers[name] for name in TABLES} == counted()[0]
    assert "refusals_by_site" not in report.tables
    assert freeze_months(today=APRIL_1, now=NOW + timedelta(days=30))["touched"] == 0


def forget_what_is_newer() -> None:
    """Make the frozen month what the version before would have frozen."""
    look_anew()
    frozen = db.session.query(MonthFigures).one()
    kept = without_newer(deepcopy(frozen.figures))
    with transaction():
        change = update(MonthFigures).values(figures=kept, figures_hash=figures_hash(kept))
        db.session.execute(change)
    look_anew()


def without_newer(value):
    if not isinstance(value, dict):
        return value
    return {name: without_newer(one) for name, one in value.items() if name not in NEWER}


def test_a_wish_for_a_scooter_anywhere_that_is_refused_has_no_site():
    mia = driver()
    scooters(site(), 1)
    reserve(resident_id=mia.id, wish=wish(None), now=NOW)

    with pytest.raises(NothingFree):
        reserve(resident_id=mia.id, wish=Wish(span=wish(None).span, site_id=None), now=NOW)

    assert counted()[1]["refusals_by_site"] == {"": 1}
