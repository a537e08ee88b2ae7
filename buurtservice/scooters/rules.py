"""The rules of fair use, the times of a loan and the version of the conditions: one row, changed at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from buurtservice.errors import InvalidInput
from buurtservice.extensions import db
from buurtservice.i18n import N_
from buurtservice.scooters.conditions import write_conditions
from buurtservice.scooters.models import ScooterPolicy
from buurtservice.scooters.queries import get_policy
from buurtservice.transactions import hold_table, transaction


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One number: between what it must lie to make sense, and what we ship."""

    name: str
    least: int
    most: int

    @property
    def shipped(self) -> int:
        """Return the number that holds where nobody set another."""
        default: int = ScooterPolicy.__table__.columns[self.name].default.arg
        return default


RULES = (
    Rule(name="days_ahead", least=1, most=365),
    Rule(name="open_most", least=1, most=20),
    Rule(name="dayparts_most", least=1, most=42),  # Two weeks.
    Rule(name="no_show_after_minutes", least=15, most=240),
    Rule(name="early_minutes", least=0, most=120),
    Rule(name="hold_minutes", least=15, most=2880),  # Two days.
    Rule(name="check_valid_days", least=30, most=3650),
)


class RuleNotSensible(InvalidInput):
    """A number with which lending would not work."""

    code = "rule_not_sensible"
    text = N_("%(name)s is een getal van %(least)s tot en met %(most)s.")


class VersionMissing(InvalidInput):
    """The conditions have no number."""

    code = "version_missing"
    text = N_("Geef de afspraken een nummer, zoals 2026-1.")


def change_rules(
    numbers: Mapping[str, int], *, version: str, conditions: Mapping[str, str]
) -> dict[str, tuple[int | str, int | str]]:
    """Set the rules and the conditions, all or none; return what changed, from what to what, by name.

    `conditions` is the text by language. What is reserved stays reserved: rules are for what is asked from
    now on. Of two colleagues at once the last one wins.

    Raises RuleNotSensible, VersionMissing or ConditionsAgreed.
    """
    for rule in RULES:
        if not rule.least <= numbers[rule.name] <= rule.most:
            raise RuleNotSensible(name=rule.name, least=rule.least, most=rule.most)
    if not version.strip():
        raise VersionMissing
    with transaction() as session:
        hold_table(ScooterPolicy.__tablename__)
        before = get_policy()
        wanted: dict[str, int | str] = {rule.name: numbers[rule.name] for rule in RULES}
        wanted["conditions_version"] = version.strip()
        was = {name: getattr(before, name) for name in wanted}
        rewritten = write_conditions(version.strip(), conditions)
        kept = db.session.get(ScooterPolicy, 1)
        if kept is None:
            session.add(ScooterPolicy(id=1, **wanted))
        else:
            for name, value in wanted.items():
                setattr(kept, name, value)
        changed = {name: (was[name], value) for name, value in wanted.items() if was[name] != value}
        return changed | ({"conditions": ("", version)} if rewritten else {})
