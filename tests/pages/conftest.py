"""Visitors of every kind, on both databases.

    def test_dora_sees_who_waits(inside, client_as):
        with inside():
            match = pair()

        page = client_as("worker").get("/voorstellen")

        assert "Mia" in page.text

What a test makes, it makes `with inside():`; that context is closed before a page is asked for.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from flask.ctx import AppContext

from buurtservice.accounts.models import Role, StaffRole, StaffUser
from buurtservice.accounts.sign_ins import sign_in_resident, sign_in_staff
from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.residents.models import Resident
from buurtservice.transactions import transaction
from tests.integration.conftest import (  # noqa: F401 - the same databases as the tests of the services.
    bare_app,
    database_url,
    postgresql_app,
    sqlite_app,
)
from tests.pages.visitors import Visitor

Inside = Callable[[], AbstractContextManager[AppContext]]
ClientAs = Callable[..., Visitor]
NAMES = {
    "desk": "Ben",
    "worker": "Dora",
    "team": "Tom",
    "host": "Hans",
    "policy": "Petra",
    "operator": "Olga",
}


@pytest.fixture
def inside(bare_app: Flask) -> Inside:  # noqa: F811
    """Return how to open the application, for making what a test needs or looking at what became of it.

    What was made can still be read afterwards, as it stood when the application was closed.
    """

    @contextmanager
    def open_application() -> Iterator[AppContext]:
        with bare_app.app_context() as context:
            yield context
            for record in [*db.session]:
                db.session.refresh(record)
            db.session.expunge_all()

    return open_application


@pytest.fixture
def client(bare_app: Flask) -> Visitor:  # noqa: F811
    """Return a stranger's browser."""
    return Visitor(bare_app)


@pytest.fixture
def client_as(bare_app: Flask) -> ClientAs:  # noqa: F811
    """Return how to sign in as somebody with these roles: `client_as("worker")`, Dora."""

    def sign_in(*roles: str, name: str | None = None) -> Visitor:
        with bare_app.app_context():
            user = add_staff(name or NAMES[roles[0]], *roles)
            token = sign_in_staff(user.id, now=utc_now())
            db.session.remove()
        return _with_token(Visitor(bare_app, user), token)

    return sign_in


@pytest.fixture
def client_as_resident(bare_app: Flask) -> Callable[[Resident], Visitor]:  # noqa: F811
    """Return how to sign in as a resident: `client_as_resident(mia)`."""

    def sign_in(resident: Resident) -> Visitor:
        with bare_app.app_context():
            token = sign_in_resident(resident.id, now=utc_now())
            db.session.remove()
        return _with_token(Visitor(bare_app, resident), token)

    return sign_in


def add_staff(name: str, *roles: str) -> StaffUser:
    """Add a member of staff, or return who has this name already."""
    with transaction() as session:
        found = session.query(StaffUser).filter_by(name=name).one_or_none()
        user = found or StaffUser(name=name, email=f"{name.casefold()}@buurt.example")
        user.roles = [StaffRole(role=Role(role)) for role in roles]
        session.add(user)
        return user


def _with_token(visitor: Visitor, token: str) -> Visitor:
    with visitor.client.session_transaction() as session:
        session["_user_id"] = token
    return visitor
