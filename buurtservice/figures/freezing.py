"""Freezes each month that has ended, once, and writes a further revision when facts came late."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from buurtservice import __version__
from buurtservice.extensions import db
from buurtservice.facts.models import Fact
from buurtservice.figures.canonical import figures_hash
from buurtservice.figures.counting import CountedMonth, count_months
from buurtservice.figures.ledger import read_facts
from buurtservice.figures.models import MonthFigures
from buurtservice.figures.months import list_latest_months
from buurtservice.figures.older import as_known_then
from buurtservice.figures.periods import ending_with, month_of, months_between
from buurtservice.figures.publishing import Parts, Published
from buurtservice.figures.reporting import report_month
from buurtservice.transactions import savepoint, transaction


def freeze_months(*, today: date, now: datetime) -> dict[str, Any]:
    """Freeze every ended local month that is not; revise those into which facts came that change a number.

    Returns {"touched": how many were written, "failed": []}. Two at once write each month once.
    """
    last_day = today.replace(day=1) - timedelta(days=1)
    with transaction() as session:
        _wait_for_writers(session)
        latest = {one.month: one for one in list_latest_months()}
        if not _is_needed(latest, last_day):
            return {"touched": 0, "failed": []}
        last_fact_id = session.scalar(select(func.max(Fact.id))) or 0
        facts = read_facts(until=last_day, last_id=last_fact_id)
        published = _gather(latest.values())
        touched = 0
        for counted in count_months(facts, until=last_day):
            made = _revise(counted, latest.get(counted.month), published)
            if made is not None:
                made.last_fact_id, made.frozen_at = last_fact_id, now
                touched += _store(session, made)
                _report(made, today=today, now=now)
        return {"touched": touched, "failed": []}


def _wait_for_writers(session: Session) -> None:
    """Let transactions that write facts end first: theirs may have lower numbers than what is read here.

    SQLite has one writer at a time anyway.
    """
    if db.engine.dialect.name == "postgresql":
        session.execute(text("LOCK TABLE fact IN SHARE MODE"))


def _is_needed(latest: Mapping[date, MonthFigures], last_day: date) -> bool:
    first = db.session.scalar(select(func.min(Fact.occurred_on)))
    if first is None or first > last_day:
        return False
    if any(month not in latest for month in months_between(first, last_day)):
        return True
    seen = max(one.last_fact_id for one in latest.values())
    late = select(Fact.id).where(Fact.id > seen, Fact.occurred_on <= last_day).limit(1)
    return db.session.scalar(late) is not None


def _gather(months: Iterable[MonthFigures]) -> Published:
    """Return all that was published of these months and of the quarters and years that end with them."""
    published = Published()
    for one in months:
        key = month_of(one.month).key
        published.months[key] = one.figures.get("first", one.figures["periods"][key])
        published.printed |= one.figures["published"]
    return published


def _revise(counted: CountedMonth, before: MonthFigures | None, published: Published) -> MonthFigures | None:
    """Return the month's first revision, or its next one when a number changed; else None."""
    if before is not None:
        kept = before.figures["periods"]
        if kept == as_known_then(counted.periods, kept):
            return None
    figures = freeze(counted, before.figures if before else None, published)
    return MonthFigures(
        month=counted.month,
        revision=1 if before is None else before.revision + 1,
        code_version=__version__,
        facts_hash=counted.facts_hash,
        figures_hash=figures_hash(figures),
        figures=figures,
        changes={} if before is None else _changes(before.figures["periods"], counted.periods),
    )


def freeze(counted: CountedMonth, before: dict[str, Any] | None, published: Published) -> dict[str, Any]:
    """Return what is kept of a month. A first revision is published, and `published` learns of it."""
    kept: dict[str, Any] = {"periods": counted.periods, "facts": counted.facts}
    if before is None:
        periods = ending_with(counted.month)
        return kept | {
            "published": {one.key: published.publish(one, counted.periods[one.key]) for one in periods}
        }
    first = before.get("first", before["periods"][month_of(counted.month).key])
    return kept | {"published": before["published"], "first": first}


def _changes(before: Mapping[str, Parts], now: dict[str, Parts]) -> dict[str, Any]:
    """Return what changed of what was known before."""
    return changes_of(before, as_known_then(now, before))


def changes_of(before: Mapping[str, Parts], now: Mapping[str, Parts]) -> dict[str, Any]:
    """Return each number that changed, by period and name: [what it was, what it is]."""
    changes: dict[str, Any] = {}
    for key, parts in now.items():
        old, new = _flat(before.get(key, {})), _flat(parts)
        names = [name for name in {**old, **new} if old.get(name, 0) != new.get(name, 0)]
        if names:
            changes[key] = {name: [old.get(name, 0), new.get(name, 0)] for name in sorted(names)}
    return changes


def _flat(parts: Mapping[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in {**parts.get("figures", {}), **parts.get("breakdown", {})}.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{row}": count for row, count in value.items()}
        else:
            flat[name] = value
    return flat


def _store(session: Session, made: MonthFigures) -> bool:
    """Write the month; tell whether nobody else did at the same moment."""
    try:
        with savepoint():
            session.add(made)
            session.flush()
    except IntegrityError:
        return False
    return True


def _report(made: MonthFigures, *, today: date, now: datetime) -> None:
    """Tell the policy officers, but for months long past: those are frozen together when a system begins."""
    if made.revision == 1 and made.month == (today.replace(day=1) - timedelta(days=1)).replace(day=1):
        report_month(made.month, now=now)
