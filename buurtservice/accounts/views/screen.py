"""The lock of a desk's screen."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from buurtservice.accounts.browser import after_sign_in, leave, wanted_next
from buurtservice.accounts.errors import ScreenSignedOut, WrongPin
from buurtservice.accounts.forms import PinForm
from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.screens import lock_screen, unlock_screen
from buurtservice.accounts.views.blueprint import accounts_pages
from buurtservice.accounts.views.staff import Answer
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import utc_now
from buurtservice.permissions import permission


@accounts_pages.post("/personeel/vergrendelen")
@permission("staff", while_locked=True)
def lock() -> Response:
    """Lock the screen now. On a device without a PIN that means signing out."""
    visitor = current_visitor()
    if visitor.device_id is None or visitor.sign_in_id is None:
        record_access("sign_out")
        leave()
        return redirect(url_for("accounts.staff_sign_in"), 303)
    lock_screen(visitor.sign_in_id, now=utc_now())
    return redirect(url_for("accounts.unlock", **wanted_next()), 303)


@accounts_pages.route("/personeel/slot", methods=["GET", "POST"])
@permission("staff", while_locked=True)
def unlock() -> Answer:
    """Open a locked screen with the PIN of who locked it."""
    visitor = current_visitor()
    if not visitor.locked or visitor.sign_in_id is None or visitor.staff_id is None:
        return redirect(after_sign_in(), 303)
    person = get_staff_user(visitor.staff_id)
    form = PinForm()
    if form.validate_on_submit():
        try:
            unlock_screen(visitor.sign_in_id, form.pin.data, now=utc_now())
        except WrongPin as refused:
            form.refuse(refused, "pin")
        else:
            return redirect(after_sign_in(), 303)
    has_pin = person.pin_hash is not None and visitor.device_id is not None
    return render_template("accounts/unlock.html", form=form, name=visitor.name, has_pin=has_pin), form.status


@accounts_pages.get("/personeel/hier")
@permission("staff")
def here() -> tuple[str, int]:
    """Answer a page on which somebody is typing: asking is enough to count as being here."""
    return "", 204


@accounts_pages.post("/personeel/iemand-anders")
@permission("staff", while_locked=True)
def somebody_else() -> Response:
    """End the sign-in of a locked screen, so that the next one can sign in."""
    leave()
    return redirect(url_for("accounts.staff_sign_in"), 303)


@accounts_pages.app_errorhandler(ScreenSignedOut)
def signed_out(refused: ScreenSignedOut) -> Response:
    """After five wrong tries: ask for both factors again, and bring back what was typed afterwards."""
    record_access("screen.signed_out")
    leave()
    flash(refused.in_words(gettext), "error")
    return redirect(url_for("accounts.staff_sign_in", **wanted_next()), 303)
