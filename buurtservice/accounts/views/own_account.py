"""What somebody who works here sees of their own account, and can change: password, PIN, authenticator."""

from flask import flash, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from buurtservice.accounts.browser import let_in, secret_key
from buurtservice.accounts.errors import TooManyTries
from buurtservice.accounts.forms import ChangePasswordForm, ChangePinForm
from buurtservice.accounts.limits import PASSWORD_OF_ACCOUNT, count_try
from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.models import StaffUser
from buurtservice.accounts.passwords import change_password, is_password_of
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.second_factors import (
    count_passkeys,
    count_recovery_codes,
    make_recovery_codes,
    set_pin,
)
from buurtservice.accounts.sign_ins import end_sign_ins_of_staff, sign_in_staff
from buurtservice.accounts.views.blueprint import accounts_pages
from buurtservice.accounts.views.setting_up import SECRET
from buurtservice.accounts.views.staff import Answer
from buurtservice.accounts.visitor import current_visitor
from buurtservice.accounts.words import ROLES
from buurtservice.clock import utc_now
from buurtservice.errors import InvalidInput
from buurtservice.permissions import permission


@accounts_pages.get("/personeel/account")
@permission("staff")
def own_account() -> str:
    """Show what there is to sign in with."""
    person = _me()
    session.pop(SECRET, None)  # Whoever begins again with an authenticator gets a new secret.
    return render_template(
        "accounts/own_account.html",
        person=person,
        roles=[gettext(ROLES[one.role]) for one in person.roles],
        codes_left=count_recovery_codes(person.id),
        passkeys=count_passkeys(person.id),
    )


@accounts_pages.route("/personeel/account/wachtwoord", methods=["GET", "POST"])
@permission("staff")
def change_password_page() -> Answer:
    """Change the password; all other sign-ins of the same person end."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        try:
            if _knows_password(form):
                return _take_new_password(form)
        except TooManyTries as refused:
            form.refuse(refused)
        except InvalidInput as refused:
            form.refuse(refused, "password")
    return render_template("accounts/change_password.html", form=form), form.status


@accounts_pages.route("/personeel/account/pincode", methods=["GET", "POST"])
@permission("staff")
def change_pin() -> Answer:
    """Choose the PIN that opens a locked screen at the desk."""
    form = ChangePinForm()
    if _me().password_hash is None:  # In the demonstration only, where one button signs in.
        del form.password_now
    if form.validate_on_submit():
        try:
            if "password_now" not in form or _knows_password(form):
                return _take_new_pin(form)
        except TooManyTries as refused:
            form.refuse(refused)
        except InvalidInput as refused:
            form.refuse(refused, "pin")
    return render_template("accounts/choose_pin.html", form=form, device=None), form.status


@accounts_pages.post("/personeel/account/herstelcodes")
@permission("staff")
def new_recovery_codes() -> str:
    """Replace the recovery codes and show the new ones, once."""
    codes = make_recovery_codes(_me().id)
    record_access("account.recovery_codes")
    return render_template(
        "accounts/recovery_codes.html", codes=codes, way_on=url_for("accounts.own_account")
    )


def _take_new_pin(form: ChangePinForm) -> Response:
    set_pin(_me().id, form.pin.data)
    record_access("account.pin")
    flash(gettext("Uw pincode is opgeslagen. Hij werkt op de apparaten van de balie."))
    return redirect(url_for("accounts.own_account"), 303)


def _me() -> StaffUser:
    return get_staff_user(current_visitor().staff_id or 0)


def _knows_password(form: ChangePasswordForm | ChangePinForm) -> bool:
    person = _me()
    count_try(PASSWORD_OF_ACCOUNT, person.email, key=secret_key(), now=utc_now())
    if is_password_of(person, form.password_now.data):
        return True
    form.refuse(gettext("Dit is niet uw wachtwoord."), "password_now")
    return False


def _take_new_password(form: ChangePasswordForm) -> Response:
    """Store it, end every sign-in of this person, and begin a new one here."""
    visitor, now = current_visitor(), utc_now()
    change_password(_me().id, form.password.data)
    record_access("account.password")
    end_sign_ins_of_staff(visitor.staff_id or 0, now=now)
    let_in(sign_in_staff(visitor.staff_id or 0, now=now, device_id=visitor.device_id))
    flash(gettext("Uw wachtwoord is veranderd. Op andere apparaten bent u afgemeld."))
    return redirect(url_for("accounts.own_account"), 303)
