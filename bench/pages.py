"""How long the server needs for each page, in a city, on both databases, beside an empty page of Flask.

usage: python -m bench pages [--quick] [--only TEXT] [--postgresql URL]

Every page that can be opened is opened as somebody who may, with 10,000 residents, 4,000 open requests and
6,000 offers in the database (--quick: a tenth of it). Per page: the median of the server's time in
milliseconds, the same as a multiple of an empty page of Flask in the same run, the number of queries, and the
size of the page in kB. A page that is over a limit of ours is marked, and one that was not shown.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

from bench.city import RESIDENTS, fill_city
from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.accounts.sign_ins import sign_in_resident, sign_in_staff
from buurtservice.app import PACKAGE, create_app
from buurtservice.cli.root import upgrade_database
from buurtservice.clock import local_today, utc_now
from buurtservice.extensions import db
from buurtservice.settings import Settings
from buurtservice.transactions import transaction
from tests.pages.routes import ROUTES, Neighbourhood, make_neighbourhood

RUNS: Final = 7
SHOWN: Final = 200
LIMITS: Final = {"ms": 60.0, "queries": 15, "kB": 60.0}
STATIC_LIMIT_KB: Final = 120
POSTGRESQL: Final = "postgresql+psycopg://postgres@127.0.0.1:5432/postgres"
DATABASE: Final = "buurtservice_bench_pages"


@dataclass(frozen=True)
class Measured:
    """One page: its address, as whom it was opened, and what it took."""

    path: str
    who: str
    status: int
    figures: dict[str, float]

    @property
    def over(self) -> list[str]:
        """The limits that it is over, and its status if it was not shown."""
        not_shown = [] if self.status == SHOWN else [f"status {self.status}"]
        return not_shown + [name for name, limit in LIMITS.items() if self.figures[name] > limit]


def main(arguments: list[str]) -> int:
    """Measure and print; the status is 1 when a page is over a limit."""
    options = _options().parse_args(arguments)
    residents = RESIDENTS // 10 if options.quick else RESIDENTS
    over = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, url in _databases(Path(folder), options.postgresql):
            print(f"\n{name}, {residents:,} residents")
            over += _measure_database(url, residents, options.only)
    size = sum(file.stat().st_size for file in (PACKAGE / "static").glob("*.[cj]s*")) / 1000
    print(f"\nAll CSS and JS together: {size:.0f} kB of at most {STATIC_LIMIT_KB} kB")
    return 1 if over or size > STATIC_LIMIT_KB else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench pages", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the city")
    parser.add_argument("--only", default="", help="pages with this in their address")
    parser.add_argument(
        "--postgresql", default=POSTGRESQL, metavar="URL", help="a server to make a database on"
    )
    return parser


def _databases(folder: Path, server_url: str) -> Iterator[tuple[str, str]]:
    yield "SQLite", f"sqlite:///{folder / 'city.sqlite'}"
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {DATABASE}"))
    except OperationalError:
        print(f"\nPostgreSQL: none answers at {server_url}")
        return
    yield "PostgreSQL", make_url(server_url).set(database=DATABASE).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {DATABASE} WITH (FORCE)"))
    server.dispose()


def _measure_database(url: str, residents: int, only: str) -> int:
    """Print the table of one database; return how many pages are over a limit."""
    app = create_app(Settings(database_url=url, solver_seconds=10))
    with app.app_context():
        upgrade_database()
        fill_city(today=local_today(), residents=residents)
        neighbourhood = make_neighbourhood()
        browsers = _Browsers(app, neighbourhood.mia.id)
        paths = dict(_paths(app, neighbourhood))
        _let_it_know_its_tables()
    empty_ms = _empty_page_ms()
    print(f"an empty page of Flask: {empty_ms:.2f} ms\n\n   ms     × empty  queries     kB  page")
    pages = [_measure(app, browsers.of(who), path, who) for path, who in paths.items() if only in path]
    for page in sorted(pages, key=lambda one: -one.figures["ms"]):
        ms, queries, size = page.figures["ms"], page.figures["queries"], page.figures["kB"]
        mark = f"  OVER: {', '.join(page.over)}" if page.over else ""
        print(f"{ms:6.1f} {ms / empty_ms:9.0f} {queries:8.0f} {size:6.1f}  {page.path} ({page.who}){mark}")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return sum(bool(page.over) for page in pages)


def _let_it_know_its_tables() -> None:
    """Let the database count its rows, as it does by itself overnight."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _paths(app: Flask, neighbourhood: Neighbourhood) -> Iterator[tuple[str, str]]:
    """The address of each page that can be opened, and as whom."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        line = ROUTES.get(rule.endpoint)
        if line is None or "GET" not in (rule.methods or ()):
            continue
        arguments = line.of(neighbourhood) if line.of else {}
        with app.test_request_context():
            yield url_for(rule.endpoint, **arguments), _busiest(line.who)


def _busiest(who: tuple[str, ...]) -> str:
    """Of those who may, the one for whom a page holds most."""
    order = ("worker", "desk", "resident", "operator")
    return next((one for one in order if one in who), who[0])


class _Browsers:
    """A browser for everybody, in which they are signed in."""

    def __init__(self, app: Flask, resident_id: int) -> None:
        self._app, self._resident_id = app, resident_id
        self._of: dict[str, FlaskClient] = {}

    def of(self, who: str) -> FlaskClient:
        """The browser of a stranger (public), a resident, or somebody with this role."""
        if who not in self._of:
            self._of[who] = self._app.test_client()
            if who != "public":
                with self._app.app_context():
                    token = self._sign_in(who)
                with self._of[who].session_transaction() as cookie:
                    cookie["_user_id"] = token
        return self._of[who]

    def _sign_in(self, who: str) -> str:
        if who == "resident":
            return sign_in_resident(self._resident_id, now=utc_now())
        with transaction() as session:
            roles = [StaffRole(role=Role("worker" if who == "staff" else who))]
            user = StaffUser(name=who, email=f"{who}@buurt.example", roles=roles)
            session.add(user)
            session.flush()
            return sign_in_staff(user.id, now=utc_now())


def _measure(app: Flask, browser: FlaskClient, path: str, who: str) -> Measured:
    queries = 0

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal queries
        queries += not statement.startswith("BEGIN")

    with app.app_context():
        engine = db.engine
    browser.get(path)
    event.listen(engine, "before_cursor_execute", count)
    answer = browser.get(path)
    event.remove(engine, "before_cursor_execute", count)
    figures = {
        "ms": _median_ms(browser, path),
        "queries": queries,
        "kB": len(answer.get_data()) / 1000,
    }
    return Measured(path, who, answer.status_code, figures)


def _median_ms(browser: FlaskClient, path: str) -> float:
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        browser.get(path)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


def _empty_page_ms() -> float:
    app = Flask("empty")
    app.add_url_rule("/", "empty", lambda: "<!DOCTYPE html><title>Empty</title>")
    browser = app.test_client()
    browser.get("/")
    return _median_ms(browser, "/")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
