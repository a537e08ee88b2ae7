"""A form that is sent twice has its effect once: the second time leads to what came of the first.

Each form carries a random token, signed with who got it. The token is stored in the transaction of the
effect, as a primary key; whoever comes second waits for the first and is led to its result.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from buurtservice.extensions import db
from buurtservice.transactions import transaction
from buurtservice.web.models import FormToken
from buurtservice.web.visiting import visitor_key


class SentBeforeError(Exception):
    """This form was sent before; `location` is where that led."""

    def __init__(self, location: str | None) -> None:
        self.location = location
        super().__init__("this form was sent before")


@dataclass
class Sending:
    """One form on its way: the view says where it leads."""

    location: str | None = None


def new_token() -> str:
    """Return a signed token for a form of whoever looks at the page."""
    return str(_serializer().dumps([secrets.token_urlsafe(18), visitor_key()]))


def read_token(signed: str | None) -> tuple[str, str] | None:
    """Return the token, and the key of who got it; None for one that is not ours."""
    try:
        token, key = _serializer().loads(signed or "")
    except (BadSignature, ValueError, TypeError):
        return None
    return str(token), str(key)


@contextmanager
def sent_once(token: str) -> Iterator[Sending]:
    """Run the block in one transaction with the token. Raises SentBeforeError when it was used before."""
    sending = Sending()
    try:
        with transaction() as session:
            session.execute(insert(FormToken).values(token=token))
            yield sending
            session.execute(
                update(FormToken).where(FormToken.token == token).values(location=sending.location)
            )
    except IntegrityError:
        location = find_result(token)
        if location is None:  # Another constraint was broken: that is a fault of ours.
            raise
        raise SentBeforeError(location) from None


def find_result(token: str) -> str | None:
    """Return where sending this form led, or None when it was not sent."""
    return db.session.scalar(select(FormToken.location).where(FormToken.token == token))


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="form")
