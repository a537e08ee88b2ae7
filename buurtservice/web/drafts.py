"""What somebody typed and has not sent: put away here, so that an expired session loses nothing.

The browser holds one random token in a cookie; each draft is found by a hash of it with the draft's kind and
path, and is given back only to the person who typed it. Passwords and codes are never put away.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from buurtservice.clock import utc_now
from buurtservice.extensions import db
from buurtservice.transactions import changes_one, savepoint, transaction
from buurtservice.web.models import Draft
from buurtservice.web.sent_once import read_token
from buurtservice.web.visiting import visitor_key
from buurtservice.web.way_back import has_own_page

COOKIE = "concept"
KEPT = timedelta(days=1)
PUT_AWAY = "put-away"
NEVER_KEPT = ("wachtwoord", "password", "code", "pin", "csrf_token", "once", "token")
MOST_CHARACTERS = 60_000
LONGEST_PATH = 200


def init_drafts(app: Flask) -> None:
    """Give a browser its token when something was put away for it."""
    app.after_request(_send_token)


def save_draft(
    kind: str, answers: dict[str, Any], *, path: str | None = None, owner: str | None = None
) -> None:
    """Keep what was answered so far; `kind` says of what (40 characters at most), `owner` whose it is."""
    owner = visitor_key() if owner is None else owner
    token_hash = _hash(kind, path)
    columns = {
        "kind": kind,
        "path": path,
        "answers": answers,
        "staff_user_id": _id_in(owner, "staff"),
        "resident_id": _id_in(owner, "resident"),
        "updated_at": utc_now(),
    }
    there = update(Draft).where(Draft.token_hash == token_hash).values(**columns)
    with transaction() as session:
        if changes_one(there):
            return
        try:
            with savepoint():
                session.execute(insert(Draft).values(token_hash=token_hash, **columns))
        except IntegrityError:  # A double click, or a second window: the same draft began at this moment.
            changes_one(there)
        drop_old_drafts()


def drop_old_drafts() -> None:
    """Throw away what nobody came back for within a day. Whoever begins a draft clears up behind others."""
    too_old = select(Draft.id).where(Draft.updated_at <= utc_now() - KEPT).with_for_update(skip_locked=True)
    with transaction() as session:
        session.execute(delete(Draft).where(Draft.id.in_(too_old)))


def find_draft(kind: str, *, path: str | None = None, hold: bool = False) -> dict[str, Any] | None:
    """Return what this browser's visitor answered so far, or None.

    `hold` keeps others from changing it until the transaction ends: two windows must not undo each other.
    """
    if _token() is None:
        return None
    query = select(Draft).where(Draft.token_hash == _hash(kind, path), Draft.updated_at > utc_now() - KEPT)
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    draft = db.session.scalar(query)
    if draft is None or _owner(draft) not in ("", visitor_key()):
        return None
    return draft.answers


def drop_draft(kind: str, *, path: str | None = None) -> None:
    """Throw a draft away."""
    if _token() is not None:
        with transaction() as session:
            session.execute(delete(Draft).where(Draft.token_hash == _hash(kind, path)))


def take_draft(kind: str) -> dict[str, Any] | None:
    """Return a draft and throw it away, for whoever sends it: the second window finds that it is gone."""
    with transaction() as session:
        answers = find_draft(kind, hold=True)
        if answers is not None:
            session.execute(delete(Draft).where(Draft.token_hash == _hash(kind, None)))
        return answers


def put_away_form() -> bool:
    """Put away the form that was just sent, to be shown again at its address; tell whether any was."""
    answers = {
        name: values
        for name, values in request.form.lists()
        if not any(word in name.casefold() for word in NEVER_KEPT)
    }
    size = sum(len(one) for values in answers.values() for one in values)
    path = request.script_root + request.path
    if not answers or size > MOST_CHARACTERS or len(path) > LONGEST_PATH or not has_own_page():
        return False
    db.session.rollback()
    signed = read_token(request.form.get("once"))
    save_draft(PUT_AWAY, answers, path=path, owner=signed[1] if signed else visitor_key())
    return True


def find_put_away() -> dict[str, list[str]] | None:
    """Return the form that was put away at this address, or None."""
    return find_draft(PUT_AWAY, path=request.script_root + request.path)


def drop_put_away() -> None:
    """Throw away what was put away at this address, now that it was sent."""
    drop_draft(PUT_AWAY, path=request.script_root + request.path)


def _hash(kind: str, path: str | None) -> str:
    token = _token() or _new_token()
    return hashlib.sha256(f"{token}\n{kind}\n{path or ''}".encode()).hexdigest()


def _token() -> str | None:
    if not has_request_context():
        return None
    token: str | None = g.get("draft_token") or request.cookies.get(COOKIE)
    return token


def _new_token() -> str:
    token = secrets.token_urlsafe(24)
    g.draft_token = token
    return token


def _send_token(response: Response) -> Response:
    token = g.get("draft_token")
    if token:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(COOKIE, token, max_age=KEPT, httponly=True, secure=secure, samesite="Lax")
    return response


def _owner(draft: Draft) -> str:
    if draft.staff_user_id is not None:
        return f"staff:{draft.staff_user_id}"
    return "" if draft.resident_id is None else f"resident:{draft.resident_id}"


def _id_in(owner: str, kind: str) -> int | None:
    name, _, number = owner.partition(":")
    return int(number) if name == kind else None
