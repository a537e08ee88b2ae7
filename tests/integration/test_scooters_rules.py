"""Fair use and the conditions: changed as a whole, within sense, and nobody's yes is rewritten."""

import pytest

from buurtservice.scooters.conditions import ConditionsAgreed, conditions_text
from buurtservice.scooters.drivers import record_check
from buurtservice.scooters.errors import TooFarAhead
from buurtservice.scooters.queries import get_policy
from buurtservice.scooters.rules import RULES, RuleNotSensible, VersionMissing, change_rules
from buurtservice.scooters.services import reserve
from tests import factories
from tests.integration.scooters import MONDAY, NOW, driver, scooters, site, wish

pytestmark = pytest.mark.usefixtures("app")
SHIPPED = {rule.name: rule.shipped for rule in RULES}


def change(version: str = "2026-1", text: str = "", **numbers: int) -> dict[str, object]:
    return dict(change_rules(SHIPPED | numbers, version=version, conditions={"nl": text, "en": ""}))


def test_a_rule_that_is_changed_holds_at_once_and_what_changed_is_told():
    oost = site()
    scooters(oost)
    mia = driver()

    assert change(days_ahead=2) == {"days_ahead": (42, 2)}
    assert change(days_ahead=2) == {}

    with pytest.raises(TooFarAhead):
        reserve(resident_id=mia.id, wish=wish(oost, MONDAY.replace(day=5)), now=NOW)
    assert change() == {"days_ahead": (2, 42)}
    assert reserve(resident_id=mia.id, wish=wish(oost, MONDAY.replace(day=5)), now=NOW)


def test_a_rule_without_sense_is_refused_and_nothing_is_changed():
    for rule in RULES:
        for number in (rule.least - 1, rule.most + 1):
            with pytest.raises(RuleNotSensible):
                change(**{"open_most": 5, rule.name: number})
    with pytest.raises(VersionMissing):
        change(version=" ", open_most=5)
    assert get_policy().open_most == 4


def test_a_text_to_which_somebody_said_yes_keeps_its_number_and_its_words():
    assert change(text="Rijd rustig.") == {"conditions": ("", "2026-1")}
    assert change(text="Rijd rustig en zie om.") == {"conditions": ("", "2026-1")}  # Nobody agreed yet.
    record_check(factories.resident().id, on=MONDAY, today=MONDAY, by=None)

    with pytest.raises(ConditionsAgreed):
        change(text="Rijd hard.", open_most=9)
    changed = change(version="2026-2", text="Rijd rustig, met licht.")

    assert changed == {"conditions_version": ("2026-1", "2026-2"), "conditions": ("", "2026-2")}
    assert get_policy().open_most == 4
    assert conditions_text("2026-1", "en") == "Rijd rustig en zie om."
    assert conditions_text("2026-2", "nl") == "Rijd rustig, met licht."
