"""Choosing a second factor, after an invitation: an authenticator, or for the desk a PIN."""

import io
from typing import NamedTuple

import segno
from flask import Response as FlaskResponse
from flask import render_template, session, url_for
from werkzeug.wrappers import Response

from buurtservice.accounts.access import write_access
from buurtservice.accounts.browser import after_sign_in, let_in, this_device, wanted_next, who_is_halfway
from buurtservice.accounts.errors import PinTooEasy, WrongCode
from buurtservice.accounts.forms import AuthenticatorForm, NewPinForm
from buurtservice.accounts.models import DeskDevice, StaffUser
from buurtservice.accounts.policies import pin_is_enough
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.second_factors import (
    has_no_second_factor,
    new_totp_secret,
    set_pin,
    set_up_totp,
    totp_address,
)
from buurtservice.accounts.sign_ins import sign_in_staff
from buurtservice.accounts.staff import change_language
from buurtservice.accounts.views.blueprint import accounts_pages
from buurtservice.accounts.views.second_step import back_to_password, finish
from buurtservice.accounts.views.staff import Answer
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import real_now, utc_now
from buurtservice.permissions import permission
from buurtservice.web.language import current_language

SECRET = "totp"  # noqa: S105 - the name under which the session keeps it until it was used.
QR_MODULE_PX = 5


class SettingUp(NamedTuple):
    """Whoever sets something up: after an invitation, or later, signed in."""

    person: StaffUser
    is_signed_in: bool


@accounts_pages.route("/personeel/tweede-factor", methods=["GET", "POST"])
@permission("public")
def choose_second_factor() -> Answer:
    """Set up an authenticator; who has one already sets up another from their own page."""
    who = who_sets_up()
    if who is None:
        return back_to_password()
    secret = session.get(SECRET) or new_totp_secret()
    session[SECRET] = secret
    form = AuthenticatorForm()
    if form.validate_on_submit():
        try:
            codes = set_up_totp(who.person.id, secret, form.code.data, now=real_now())
        except WrongCode as refused:
            form.refuse(refused, "code")
        else:
            return _show_codes(who, codes)
    page = render_template(
        "accounts/choose_second_factor.html",
        form=form,
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        address=totp_address(secret, email=who.person.email),
        pin_is_possible=not who.is_signed_in and _may_take_pin(who.person, this_device()),
        is_signed_in=who.is_signed_in,
    )
    return page, form.status


@accounts_pages.get("/personeel/tweede-factor/qr.svg")
@permission("public")
def qr_code() -> Response:
    """Draw the secret for an authenticator to read. A picture by itself: nothing runs inline on our pages."""
    who, secret = who_sets_up(), session.get(SECRET)
    if who is None or not secret:
        return back_to_password()
    picture = io.BytesIO()
    code = segno.make(totp_address(secret, email=who.person.email), micro=False)
    code.save(picture, kind="svg", scale=QR_MODULE_PX, light="#fff", svgclass=None, lineclass=None)
    return FlaskResponse(picture.getvalue(), mimetype="image/svg+xml")


@accounts_pages.route("/personeel/pincode-kiezen", methods=["GET", "POST"])
@permission("public")
def choose_pin() -> Answer:
    """Choose a PIN as second factor, on a registered desk device, for who only works at the desk."""
    who, device = who_sets_up(), this_device()
    if who is None or who.is_signed_in or not _may_take_pin(who.person, device):
        return back_to_password()
    form = NewPinForm()
    if form.validate_on_submit():
        try:
            set_pin(who.person.id, form.pin.data)
        except PinTooEasy as refused:
            form.refuse(refused, "pin")
        else:
            write_access("account.pin", staff_id=who.person.id, now=utc_now())
            return finish(who.person, device)
    return render_template("accounts/choose_pin.html", form=form, device=device), form.status


def who_sets_up() -> SettingUp | None:
    """Return who may set up a second factor: who is signed in, or has none and gave the right password."""
    visitor = current_visitor()
    if visitor.staff_id is not None:
        return None if visitor.locked else SettingUp(get_staff_user(visitor.staff_id), is_signed_in=True)
    person = who_is_halfway()
    if person is None or not has_no_second_factor(person):
        return None
    return SettingUp(person, is_signed_in=False)


def _may_take_pin(person: StaffUser, device: DeskDevice | None) -> bool:
    return device is not None and pin_is_enough({one.role for one in person.roles})


def _show_codes(who: SettingUp, codes: list[str]) -> str:
    """Sign in and show the recovery codes: here and now, for they stand nowhere else."""
    now, device = utc_now(), this_device()
    session.pop(SECRET, None)
    way_on = url_for("accounts.own_account")
    if not who.is_signed_in:
        wanted = wanted_next()
        let_in(sign_in_staff(who.person.id, now=now, device_id=device.id if device else None))
        write_access("sign_in", staff_id=who.person.id, now=now)
        change_language(who.person.id, current_language())  # What they read while they set this up.
        way_on = wanted.get("next") or after_sign_in()
    write_access("account.authenticator", staff_id=who.person.id, now=now)
    return render_template("accounts/recovery_codes.html", codes=codes, way_on=way_on)
