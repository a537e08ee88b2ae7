"""Every route, tried as everybody: who may not see it does not, and nobody ever gets a fault of ours."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import event
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule

from buurtservice.demo.sign_in import demo_sign_in
from buurtservice.demo.views import demo_pages
from buurtservice.extensions import db
from tests.pages.reading import Page
from tests.pages.routes import ROUTES, Neighbourhood, Route, make_neighbourhood
from tests.pages.visitors import Visitor

ROLES = ("desk", "worker", "team", "host", "policy", "operator")
# The demonstration's own pages show a story that is played first; its own tests look at them.
NOT_CRAWLED = {"static", "demo.overview", "demo_sign_in.sign_in"}
MOST_QUERIES = 15
TABLE = re.compile(r'(?:FROM|INTO|UPDATE) "?(\w+)')
SHOWN = {200, 204, 302, 303}
MOST_BYTES = 60_000
NOT_THERE = 2_000_000_000
DOORS = ("/personeel", "/aanmelden")
OTHER_HOSTS = ('src="http', "src='http", 'src="//', 'href="//', "@import", "url(http")


@pytest.fixture
def neighbourhood(inside) -> Neighbourhood:
    with inside():
        return make_neighbourhood()


def rules(app: Flask, method: str) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        known = rule.endpoint in ROUTES and rule.endpoint not in NOT_CRAWLED
        if known and method in (rule.methods or ()):
            yield rule


def own_address(app: Flask, rule: Rule, neighbourhood: Neighbourhood) -> str:
    """Return the address of a record that whoever may see the page may see."""
    of = ROUTES[rule.endpoint].of
    with app.app_context():
        arguments = of(neighbourhood) if of else {}
    return address(app, rule, arguments)


def address(app: Flask, rule: Rule, arguments: dict[str, Any]) -> str:
    with app.test_request_context():
        return url_for(rule.endpoint, **arguments)


@pytest.fixture
def browsers(neighbourhood, client, client_as, client_as_resident) -> dict[str, Visitor]:
    """Return the browser of everybody: a stranger, Mia, and somebody of each role."""
    staff = {role: client_as(role) for role in ROLES}
    return {"stranger": client, "resident": client_as_resident(neighbourhood.mia), **staff}


def may(who: str, permissions: tuple[str, ...]) -> bool:
    return "public" in permissions or who in permissions or (who in ROLES and "staff" in permissions)


@contextmanager
def counting(app: Flask) -> Iterator[list[str]]:
    """Collect the statements that the database is asked."""
    asked: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def missing_record(rule: Rule) -> dict[str, Any]:
    return {name: missing(converter) for name, converter in rule._converters.items()}


def missing(converter: BaseConverter) -> str | int:
    """Return what names no record; of a closed list of words, one that is on it."""
    if isinstance(converter, IntegerConverter):
        return NOT_THERE
    return min(converter.items) if isinstance(converter, AnyConverter) else "bestaat-niet"


def test_every_route_stands_in_the_table(bare_app):
    bare_app._got_first_request = False
    for blueprint in (demo_pages, demo_sign_in):
        if blueprint.name not in bare_app.blueprints:
            bare_app.register_blueprint(blueprint)
    endpoints = {rule.endpoint for rule in bare_app.url_map.iter_rules()}
    tests_own = {one for one in endpoints if one.startswith(("failing-", "examples."))}

    assert endpoints - tests_own - {"static"} == set(ROUTES), "add or remove lines in tests/pages/routes.py"


def test_the_table_says_what_the_views_declare(bare_app):
    declared = {
        endpoint: set(bare_app.view_functions[endpoint].permission.permissions)
        for endpoint in ROUTES
        if endpoint in bare_app.view_functions
    }

    assert declared == {endpoint: set(ROUTES[endpoint].who) for endpoint in declared}


def test_every_page_is_shown_to_whom_it_is_for_and_to_nobody_else(bare_app, neighbourhood, browsers):
    wrong = []
    for (who, browser), rule in product(browsers.items(), [*rules(bare_app, "GET")]):
        own = own_address(bare_app, rule, neighbourhood)
        with counting(bare_app) as asked:
            page = browser.get(own, follow=False)

        wrong += [f"{own}: {what}" for what in what_is_wrong(page, ROUTES[rule.endpoint], who)]
        if len(asked) > MOST_QUERIES:
            tables = Counter(table for one in asked for table in TABLE.findall(one)[:1])
            wrong.append(f"{own}: {len(asked)} queries: {dict(tables)}")

    assert not wrong, "\n".join(wrong)


def what_is_wrong(page: Page, line: Route, who: str) -> Iterator[str]:
    """Tell what is not as it should be on a page that this visitor asked for."""
    if not may(who, line.who):
        to_the_door = page.status == 303 and page.headers["Location"].startswith(DOORS)
        if not (to_the_door if who == "stranger" else page.status == 403):
            yield f"{who} got {page.status}"
        return
    if page.status not in ({line.status} if line.status else SHOWN):
        yield f"{who} got {page.status}"
    if len(page.html.encode()) > MOST_BYTES:
        yield f"{len(page.html.encode())} bytes"
    yield from (f"asks another host: {sign}" for sign in OTHER_HOSTS if sign in page.html)


def test_a_record_that_is_missing_or_somebody_elses_is_not_there(bare_app, neighbourhood, browsers):
    wrong = []
    for (who, browser), rule in product(browsers.items(), [*rules(bare_app, "GET")]):
        line = ROUTES[rule.endpoint]
        if not rule.arguments or not may(who, line.who):
            continue
        tried = [address(bare_app, rule, missing_record(rule))]
        if who == "resident" and line.foreign:
            tried.append(address(bare_app, rule, line.foreign(neighbourhood)))
        pages = [browser.get(one, follow=False) for one in tried]
        wrong += [f"{page.url}: {who} got {page.status}" for page in pages if page.status != line.missing]

    assert not wrong, "\n".join(wrong)


def test_nothing_is_taken_that_was_not_sent_from_a_page_of_ours(bare_app, neighbourhood, browsers):
    wrong = []
    for (who, browser), rule in product(browsers.items(), [*rules(bare_app, "POST")]):
        own = own_address(bare_app, rule, neighbourhood)
        page = browser.post(own, {"x": "1"})

        back_to_form = page.status == 303 and "GET" in (rule.methods or ())
        if not (page.status in {400, 403, 404} or back_to_form):
            wrong.append(f"{own}: {who} got {page.status}, to {page.headers.get('Location')}")

    assert not wrong, "\n".join(wrong)
