"""Months are frozen once, stay what they are, and say what changed when something came late."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.extensions import db
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import About, record_fact
from buurtservice.figures.freezing import freeze_months
from buurtservice.figures.models import MonthFigures
from buurtservice.figures.months import list_latest_months, list_revisions
from buurtservice.figures.verifying import verify_months
from buurtservice.help.models import Category
from buurtservice.matches.models import MatchState
from buurtservice.messages.models import OutboxMessage
from buurtservice.privacy.leaving import leave
from buurtservice.transactions import transaction
from tests import factories
from tests.integration.commands import Desk
from tests.integration.racing import naive_race, race

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
NOW = datetime(2026, 4, 1, 1, tzinfo=UTC)


def freeze(today: date = date(2026, 4, 1)) -> int:
    return int(freeze_months(today=today, now=NOW)["touched"])


def asked(*days: date, neighbourhood: str = "Caberg", kind: str = "pet") -> None:
    with transaction():
        for number, day in enumerate(days):
            key = f"{day}{number}{kind}{neighbourhood}"[-32:]
            about = About(request_key=key, category=kind, neighbourhood=neighbourhood)
            record_fact(FactKind.REQUEST_RECEIVED, on=day, about=about)


def of(month: date, revision: int = 1) -> MonthFigures:
    return next(one for one in list_revisions(month) if one.revision == revision)


@pytest.mark.usefixtures("app")
def test_every_ended_month_is_frozen_once_also_one_without_anything():
    asked(date(2026, 1, 31), MARCH, date(2026, 3, 31), date(2026, 4, 1))

    assert (freeze(), freeze()) == (3, 0)

    months = (JANUARY, FEBRUARY, MARCH)
    assert [(one.month, one.revision) for one in list_latest_months()] == [(month, 1) for month in months]
    counted = [of(month).figures["periods"][f"{month:%Y-%m}"]["figures"] for month in months]
    assert [figures["requests"] for figures in counted] == [1, 0, 2]
    assert of(MARCH).figures["periods"]["2026-Q1"]["figures"]["requests"] == 3
    assert "2026" not in of(MARCH).figures["periods"]


@pytest.mark.usefixtures("app")
def test_nothing_is_frozen_before_there_are_facts_or_before_the_month_ends():
    assert freeze() == 0
    asked(MARCH)
    assert freeze(date(2026, 3, 31)) == 0


@pytest.mark.usefixtures("app")
def test_what_comes_late_makes_a_second_revision_that_says_what_changed_with_the_tables_of_the_first():
    asked(*[MARCH] * 9, neighbourhood="Caberg")
    asked(*[MARCH] * 7, neighbourhood="Malberg")
    freeze(date(2026, 4, 1))

    asked(date(2026, 3, 30), neighbourhood="Malberg", kind="garden")
    assert (freeze(date(2026, 4, 2)), freeze(date(2026, 4, 3))) == (1, 0)

    first, second = of(MARCH), of(MARCH, 2)
    assert second.changes["2026-03"] == {
        "requests": [16, 17],
        "outcomes.open": [16, 17],
        "requests_open": [16, 17],
        "requests_by_category.garden": [0, 1],
        "requests_by_asker.without_offer": [16, 17],
        "requests_by_helped.without_offer_waiting": [16, 17],
        "requests_by_neighbourhood.Malberg": [7, 8],
        "requests_by_outcome.open": [16, 17],
    }
    assert (first.facts_hash, first.figures_hash) != (second.facts_hash, second.figures_hash)
    assert first.figures["published"] == second.figures["published"]
    assert all(one.agrees for one in verify_months())
    assert len(verify_months()) == 2


@pytest.mark.usefixtures("app")
def test_a_fact_that_changes_no_number_makes_no_revision():
    asked(MARCH)
    freeze()
    with transaction():
        record_fact(FactKind.CALL_OPENED, on=date(2026, 3, 2), about=About())

    assert freeze(date(2026, 4, 2)) == 0


@pytest.mark.usefixtures("app")
def test_erasing_a_person_and_renaming_a_kind_of_help_change_no_figure():
    match = factories.bring(factories.pair(), MatchState.COMPLETED, on=date(2026, 3, 4))
    freeze()
    before = (of(MARCH).facts_hash, of(MARCH).figures_hash)

    leave(match.request.resident_id, by=None, now=datetime(2026, 4, 2, 10, tzinfo=UTC))
    with transaction() as session:
        session.execute(update(Category).values(name_nl="Anders"))

    assert freeze(date(2026, 4, 3)) == 0
    assert [(one.facts_hash, one.figures_hash) for one in list_revisions()] == [before]
    assert all(one.agrees for one in verify_months())


@pytest.mark.usefixtures("app")
def test_a_figure_that_was_tampered_with_is_found():
    asked(MARCH)
    freeze()
    with transaction() as session:
        session.execute(update(MonthFigures).values(figures={**of(MARCH).figures, "facts": 2}))

    assert [one.figures_agree for one in verify_months()] == [False]


@pytest.mark.usefixtures("app")
def test_the_policy_officer_hears_once_and_reads_no_number_in_it():
    with transaction() as session:
        for name, role in [("petra", Role.POLICY), ("dora", Role.WORKER)]:
            session.add(StaffUser(name=name, email=f"{name}@buurt.example", roles=[StaffRole(role=role)]))
    asked(*[JANUARY] * 6)

    freeze(), freeze()

    (mail,) = db.session.scalars(select(OutboxMessage))
    assert (mail.kind, mail.to) == ("month_report", "petra@buurt.example")
    assert "/cijfers?periode=2026-03" in mail.body
    assert "6" not in mail.body.replace("2026", "")


def test_several_that_freeze_at_once_write_each_month_once_and_naively_they_do_not(bare_app: Flask):
    with bare_app.app_context():
        asked(MARCH)
        touched = [one.value for one in race(bare_app, [freeze] * 4)]
        assert sorted(touched) == [0, 0, 0, 1]
        assert db.session.scalar(select(func.count()).select_from(MonthFigures)) == 1
        db.session.remove()
        with db.engine.connect().execution_options(buurtservice_writing=True) as connection:
            connection.execute(text("CREATE TABLE naive (n integer)"))
            connection.commit()
        insert = "INSERT INTO naive VALUES (1)"
        naive_race(db.engine, "SELECT count(*) FROM naive", lambda seen: "" if seen else insert, threads=4)
        with db.engine.connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM naive")).scalar_one() > 1


def test_the_command_shows_what_was_frozen_and_verifies_it(desk: Desk):
    with desk.app.app_context():
        asked(MARCH)
        freeze()
        asked(date(2026, 3, 2))
        freeze(date(2026, 4, 2))

    assert [(one["month"], one["revision"]) for one in desk.ask("figures", "--frozen")] == [("2026-03", 2)]
    assert desk.ask("figures", "--frozen", "2026-03")[1]["changes"]["2026-03"]["requests"] == [1, 2]
    assert "2026-03 requests: 1 → 2" in desk.run("figures", "--frozen", "2026-03").out
    assert desk.run("figures", "--verify").out.count("hetzelfde") == 2
    assert "2026-05" in desk.refused("figures", "--frozen", "2026-05")
    with desk.app.app_context(), transaction() as session:
        session.execute(update(MonthFigures).values(facts_hash="0" * 64))
    assert desk.run("figures", "--verify").status == 2
