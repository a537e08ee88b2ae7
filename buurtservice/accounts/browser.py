"""What the browser keeps: one token of a sign-in, a new one each time; and what a desk device is known by."""

from typing import Any

from flask import current_app, request, session
from flask_login import login_user
from werkzeug.wrappers import Response

from buurtservice.accounts.devices import find_device
from buurtservice.accounts.limits import network_of
from buurtservice.accounts.models import DeskDevice, StaffUser
from buurtservice.accounts.next_page import own_path
from buurtservice.accounts.queries import find_halfway
from buurtservice.accounts.sign_ins import end_sign_in, start_halfway
from buurtservice.accounts.signed_in import Visitor
from buurtservice.accounts.visitor import current_visitor, forget_visitor
from buurtservice.clock import utc_now
from buurtservice.web.navigation import first_page

MESSAGES = "_flashes"
HALFWAY = "halfway"
DEVICE_COOKIE = "apparaat"
DEVICE_KNOWN_S = 400 * 24 * 3600  # As long as browsers keep a cookie at all.


def let_in(token: str) -> None:
    """Give the browser the token of a new sign-in. Nothing that was in the session before stays in it.

    The old session may have been planted by somebody else: its token, and the key against forged forms, go.
    """
    leave()
    login_user(Visitor(kind="signed in", token=token))
    forget_visitor()


def leave() -> None:
    """End the sign-in of this browser, whole or halfway, in the database and in its cookie."""
    now = utc_now()
    for token in filter(None, (current_visitor().token, session.get(HALFWAY))):
        end_sign_in(token, now=now)
    messages = session.get(MESSAGES)
    session.clear()
    if messages:
        session[MESSAGES] = messages
    forget_visitor()


def begin_halfway(person: StaffUser) -> None:
    """Remember in this browser that the password was right; anybody who was signed in here is no more."""
    leave()
    session[HALFWAY] = start_halfway(person.id, now=utc_now())


def who_is_halfway() -> StaffUser | None:
    """Return who gave the right password in this browser and still has to show a second factor."""
    token = session.get(HALFWAY)
    return find_halfway(token, now=utc_now()) if isinstance(token, str) else None


def this_device() -> DeskDevice | None:
    """Return the registered desk device that this browser is, or None."""
    return find_device(request.cookies.get(DEVICE_COOKIE))


def make_known(response: Response, token: str) -> None:
    """Let this browser be known as a registered device from now on."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=DEVICE_KNOWN_S,
        httponly=True,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        samesite="Lax",
    )


def secret_key() -> str:
    """Return the installation's secret, with which tries are counted."""
    return str(current_app.secret_key)


def network() -> str:
    """Return from which network this request comes."""
    return network_of(request.remote_addr)


def after_sign_in() -> str:
    """Return where somebody goes who has signed in: where they wanted to be, else their first page."""
    return own_path(request.args.get("next")) or first_page()


def wanted_next() -> dict[str, Any]:
    """Return what the next step must know of where somebody wanted to be."""
    path = own_path(request.args.get("next"))
    return {"next": path} if path else {}
