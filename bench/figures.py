"""How long the dashboard takes over five years of facts, on both databases.

usage: python -m bench figures [--facts N] [--runs N] [--postgresql URL]

100,000 facts over five years are written, all months but the running one frozen (which is timed too), and the
pages opened as the policy officer and as the community worker. Per page: the median of the server's time in
milliseconds, the number of queries, and the size in kB. More than 300 ms is marked.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from flask import Flask
from sqlalchemy import event

from bench.history import History, write_history
from bench.pages import POSTGRESQL, _databases
from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.accounts.sign_ins import sign_in_staff
from buurtservice.app import create_app
from buurtservice.cli.root import upgrade_database
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.figures.freezing import freeze_months
from buurtservice.figures.verifying import verify_months
from buurtservice.settings import Settings
from buurtservice.transactions import transaction

FACTS: Final = 100_000
YEARS: Final = 5
LIMIT_MS: Final = 300.0


def main(arguments: list[str]) -> int:
    """Measure and print; the status is 1 when the dashboard is over its limit."""
    parser = argparse.ArgumentParser(prog="python -m bench figures", description=__doc__)
    parser.add_argument("--facts", type=int, default=FACTS)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--verify", action="store_true", help="also count all frozen months again")
    parser.add_argument("--postgresql", default=POSTGRESQL, metavar="URL")
    options = parser.parse_args(arguments)
    over = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, url in _databases(Path(folder), options.postgresql):
            app = create_app(Settings(database_url=url, instance=Path(folder)))
            _fill(app, name, options)
            over += _open_all(app, options.runs)
            with app.app_context():
                db.engine.dispose()
    return 1 if over else 0


def _fill(app: Flask, name: str, options: argparse.Namespace) -> None:
    today = local_today()
    start = date(today.year - YEARS, today.month, 1)
    with app.app_context():
        upgrade_database()
        written = write_history(History(start=start, end=today, facts=options.facts))
        began = time.perf_counter()
        touched = freeze_months(today=today, now=utc_now())["touched"]
        print(f"\n{name}: {written:,} facts; {touched} months frozen in {time.perf_counter() - began:.1f} s")
        began = time.perf_counter()
        freeze_months(today=today, now=utc_now())
        print(f"a night on which nothing is to be frozen: {1000 * (time.perf_counter() - began):.0f} ms")
        if options.verify:
            began = time.perf_counter()
            agree = all(one.agrees for one in verify_months())
            print(f"counted again in {time.perf_counter() - began:.1f} s; agrees: {agree}")
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect() as connection:
                connection.exec_driver_sql("ANALYZE")
        db.session.remove()


def _open_all(app: Flask, runs: int) -> int:
    today = local_today()
    five_years = f"/cijfers?van={today - timedelta(days=365 * YEARS):%d-%m-%Y}&tot={today:%d-%m-%Y}"
    paths = {
        "/cijfers": "the last month, frozen",
        f"/cijfers?periode={today.year - 1}": "the last year, frozen",
        five_years: "five years, from day to day until today",
        f"/cijfers?periode={today:%Y-%m}": "the month that runs",
    }
    print("     ms queries     kB  page")
    over = 0
    for role in (Role.POLICY, Role.WORKER):
        client = _client(app, role)
        for path, what in paths.items():
            ms, queries, size = _measure(app, client, path, runs)
            mark = "  OVER" if ms > LIMIT_MS else ""
            over += bool(mark)
            print(f"{ms:7.0f} {queries:7} {size:6.1f}  {what} ({role.value}){mark}")
    return over


def _client(app: Flask, role: Role):  # type: ignore[no-untyped-def]
    with app.app_context(), transaction() as session:
        user = StaffUser(name=role.value, email=f"{role.value}@buurt.example", roles=[StaffRole(role=role)])
        session.add(user)
        session.flush()
        token = sign_in_staff(user.id, now=utc_now())
    client = app.test_client()
    with client.session_transaction() as kept:
        kept["_user_id"] = token
    return client


def _measure(app: Flask, client, path: str, runs: int) -> tuple[float, int, float]:  # type: ignore[no-untyped-def]
    statements: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    times = []
    for run in range(runs + 1):
        statements.clear()
        event.listen(engine, "before_cursor_execute", note)
        began = time.perf_counter()
        response = client.get(path)
        taken = 1000 * (time.perf_counter() - began)
        event.remove(engine, "before_cursor_execute", note)
        assert response.status_code == 200, response.status
        times += [taken] if run else []
    return statistics.median(times), len(statements), len(response.data) / 1000
