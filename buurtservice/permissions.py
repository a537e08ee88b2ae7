"""Who may see a view. Every view declares it; what is not declared is refused, and a test fails on it.

    @desk_pages.get("/balie")
    @permission("desk", "worker")
    def desk() -> str: ...

One of the permissions is enough. Whose record it is, the view asks itself: a resident gets 404 for another's.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar
from urllib.parse import urlencode

from flask import Flask, current_app, flash, redirect, request
from flask_babel import gettext
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from buurtservice.web.drafts import put_away_form
from buurtservice.web.visiting import current_visitor
from buurtservice.web.way_back import way_back

log = logging.getLogger(__name__)

# `staff` is whoever works here, whatever the role; `resident` is a resident who signed in.
Permission = Literal["public", "resident", "staff", "desk", "worker", "team", "host", "policy", "operator"]
View = TypeVar("View", bound=Callable[..., object])

RESIDENT_DOOR = "/aanmelden"
STAFF_DOOR = "/personeel"
LOCK = "/personeel/slot"
READING = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What a view declares: who may see it, whether that counts as activity, whether a lock holds it."""

    permissions: tuple[Permission, ...]
    counts_as_activity: bool = True
    while_locked: bool = False


def permission(
    *names: Permission, counts_as_activity: bool = True, while_locked: bool = False
) -> Callable[[View], View]:
    """Declare who may see a view: whoever has one of these permissions. `public` is for everybody.

    `counts_as_activity=False` is for what a script asks by itself, so that it keeps no screen unlocked;
    `while_locked=True` for the few pages that a locked screen still shows.
    """
    if not names:
        raise ValueError("name at least one permission")

    def declare(view: View) -> View:
        view.permission = Declared(  # type: ignore[attr-defined]
            permissions=names, counts_as_activity=counts_as_activity, while_locked=while_locked
        )
        return view

    return declare


def init_permissions(app: Flask) -> None:
    """Refuse, before any view runs, whoever may not see it."""
    app.before_request(_guard)


def declared_on(endpoint: str | None) -> Declared | None:
    """Return what the view of an endpoint declares, or None."""
    view = current_app.view_functions.get(endpoint or "")
    return getattr(view, "permission", None)


def _guard() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None  # No page here, which Flask says itself; or a stylesheet.
    declared = declared_on(request.endpoint)
    if declared is None:
        log.error("the view %s declares no permission", request.endpoint)
        raise Forbidden
    visitor = current_visitor()
    if visitor.locked and not declared.while_locked:
        return _to_door(LOCK)
    if visitor.may(*declared.permissions) or (declared.while_locked and visitor.locked):
        return None
    if visitor.kind == "anonymous":
        return _to_door(RESIDENT_DOOR if "resident" in declared.permissions else STAFF_DOOR)
    raise Forbidden


def _to_door(door: str) -> Response:
    """Lead to where somebody shows who they are, and from there back. What was typed is put away."""
    if request.method not in READING and put_away_form():
        flash(gettext("Wat u typte is bewaard. Meld u aan, dan staat het er nog."))
    back = request.full_path.rstrip("?") if request.method in READING else way_back()
    return redirect(request.script_root + door + "?" + urlencode({"next": back or "/"}), 303)
