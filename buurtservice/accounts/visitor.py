"""Who looks at the page that is being made: read once a request, from the token in the signed cookie."""

from datetime import datetime
from http import HTTPStatus

from flask import Flask, Response, g, has_request_context, request
from flask_login import LoginManager, current_user

from buurtservice.accounts.policies import SEEN_EVERY
from buurtservice.accounts.queries import find_visitor
from buurtservice.accounts.sign_ins import mark_seen
from buurtservice.accounts.signed_in import STRANGER, Visitor
from buurtservice.accounts.staff import change_language
from buurtservice.clock import utc_now
from buurtservice.permissions import declared_on, init_permissions
from buurtservice.web.language import asked_language
from buurtservice.web.visiting import install_visitor

__all__ = ["STRANGER", "Visitor", "current_visitor", "init_visitor"]


def init_visitor(app: Flask) -> None:
    """Let the pages of this application know who looks, and refuse whoever may not."""
    manager = LoginManager()
    # The cookie binds the token to one browser. A telephone changes networks, so the address is not asked.
    manager.session_protection = None
    manager.anonymous_user = lambda: STRANGER
    manager.user_loader(lambda token: find_visitor(token, now=utc_now()))
    manager.init_app(app, add_context_processor=False)
    install_visitor(app, current_visitor)
    init_permissions(app)
    app.before_request(_note_activity)
    app.after_request(_keep_language)


def current_visitor() -> Visitor:
    """Return who looks; outside a request, and for whoever is not signed in, a stranger."""
    if not has_request_context():
        return STRANGER
    visitor: Visitor = current_user._get_current_object()
    return visitor


def forget_visitor() -> None:
    """Read anew who looks, after somebody signed in or out in this request."""
    g.pop("_login_user", None)


def _note_activity() -> None:
    """Note that somebody is here, unless a script asked by itself: that must not keep a screen unlocked."""
    visitor, now = current_visitor(), utc_now()
    if visitor.sign_in_id is None or visitor.locked or not _counts():
        return
    if _is_due(visitor.last_seen_at, now):
        mark_seen(visitor.sign_in_id, now=now)


def _keep_language(response: Response) -> Response:
    """Keep the language that somebody of the staff chose with the switch, also for other screens."""
    asked = asked_language()
    staff_id = current_visitor().staff_id if asked else None
    if asked and staff_id is not None and response.status_code < HTTPStatus.BAD_REQUEST:
        change_language(staff_id, asked)
    return response


def _counts() -> bool:
    declared = declared_on(request.endpoint)
    return declared is not None and declared.counts_as_activity


def _is_due(last_seen_at: datetime | None, now: datetime) -> bool:
    return last_seen_at is not None and now - last_seen_at >= SEEN_EVERY
