"""Passkeys: adding one at somebody's own account, showing one as second step. Needs a little JavaScript."""

from flask import Response as FlaskResponse
from flask import current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from buurtservice.accounts.browser import secret_key, this_device, wanted_next, who_is_halfway
from buurtservice.accounts.errors import PasskeyRefused
from buurtservice.accounts.forms import NewPasskeyForm, PasskeyForm
from buurtservice.accounts.limits import SECOND_FACTOR, SECOND_FACTOR_A_DAY, count_try
from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.passkeys import (
    Site,
    add_passkey,
    list_passkeys,
    options_to_add,
    options_to_use,
    remove_passkey,
    site_at,
    use_passkey,
)
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.views.blueprint import accounts_pages
from buurtservice.accounts.views.second_step import back_to_password, finish
from buurtservice.accounts.views.staff import Answer
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import utc_now
from buurtservice.permissions import permission

CHALLENGE = "passkey"


@accounts_pages.route("/personeel/account/passkeys", methods=["GET", "POST"])
@permission("staff")
def passkeys() -> Answer:
    """Show somebody's passkeys, and add one."""
    person = get_staff_user(current_visitor().staff_id or 0)
    form = NewPasskeyForm()
    if form.validate_on_submit():
        try:
            add_passkey(
                person,
                form.answer.data or "",
                challenge=_challenge(),
                name=form.name.data,
                site=_site(),
                now=utc_now(),
            )
        except PasskeyRefused as refused:
            form.refuse(refused)
        else:
            record_access("account.passkey")
            flash(gettext("De passkey is toegevoegd. U kunt hem de volgende keer gebruiken."))
            return redirect(url_for("accounts.passkeys"), 303)
    page = render_template("accounts/passkeys.html", form=form, passkeys=list_passkeys(person.id))
    return page, form.status


@accounts_pages.post("/personeel/account/passkeys/opties")
@permission("staff")
def passkey_to_add() -> FlaskResponse:
    """Give the browser what it needs to make a passkey."""
    return _options(*options_to_add(get_staff_user(current_visitor().staff_id or 0), _site()))


@accounts_pages.post("/personeel/account/passkeys/<int:passkey_id>/weg")
@permission("staff")
def forget_passkey(passkey_id: int) -> Response:
    """Take one of somebody's own passkeys away."""
    remove_passkey(current_visitor().staff_id or 0, passkey_id)
    record_access("account.passkey_removed")
    flash(gettext("De passkey is weggehaald."))
    return redirect(url_for("accounts.passkeys"), 303)


@accounts_pages.post("/personeel/tweede-stap/opties")
@permission("public")
def passkey_to_use() -> Response | FlaskResponse:
    """Give the browser of who gave the right password what it needs to ask for a passkey."""
    person = who_is_halfway()
    if person is None:
        return back_to_password()
    return _options(*options_to_use(person.id, _site()))


@accounts_pages.post("/personeel/tweede-stap/passkey")
@permission("public")
def show_passkey() -> Response:
    """Sign in whoever gave the right password and holds one of the passkeys."""
    person = who_is_halfway()
    if person is None:
        return back_to_password()
    form = PasskeyForm()
    for limit in (SECOND_FACTOR, SECOND_FACTOR_A_DAY):
        count_try(limit, str(person.id), key=secret_key(), now=utc_now())
    answer = form.answer.data or ""
    if form.validate_on_submit() and use_passkey(person.id, answer, challenge=_challenge(), site=_site()):
        return finish(person, this_device())
    flash(PasskeyRefused().in_words(gettext), "error")
    return redirect(url_for("accounts.second_step", **wanted_next()), 303)


def _site() -> Site:
    return site_at(current_app.config["BUURTSERVICE"].address)


def _options(options: str, challenge: bytes) -> FlaskResponse:
    session[CHALLENGE] = challenge.hex()
    return FlaskResponse(options, mimetype="application/json")


def _challenge() -> bytes:
    """Return the challenge that the browser was given, once."""
    return bytes.fromhex(session.pop(CHALLENGE, ""))
