"""The second step of staff: a code, a recovery code, or on a registered desk device a PIN."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from buurtservice.accounts.access import write_access
from buurtservice.accounts.browser import (
    after_sign_in,
    let_in,
    secret_key,
    this_device,
    wanted_next,
    who_is_halfway,
)
from buurtservice.accounts.errors import TooManyTries, WrongCode
from buurtservice.accounts.forms import PasskeyForm, PinForm, SecondFactorForm
from buurtservice.accounts.limits import SECOND_FACTOR, SECOND_FACTOR_A_DAY, count_try
from buurtservice.accounts.models import DeskDevice, StaffUser
from buurtservice.accounts.policies import pin_is_enough
from buurtservice.accounts.second_factors import (
    count_recovery_codes,
    has_passkey,
    is_pin_of,
    use_recovery_code,
    use_totp,
)
from buurtservice.accounts.sign_ins import sign_in_staff
from buurtservice.accounts.views.blueprint import accounts_pages
from buurtservice.accounts.views.staff import Answer
from buurtservice.clock import real_now, utc_now
from buurtservice.permissions import permission
from buurtservice.web.forms import BuurtForm
from buurtservice.web.language import speak


@accounts_pages.route("/personeel/tweede-stap", methods=["GET", "POST"])
@permission("public")
def second_step() -> Answer:
    """Ask for the second factor of whoever gave the right password in this browser."""
    person, device = who_is_halfway(), this_device()
    if person is None:
        return back_to_password()
    by_pin = takes_pin(person, device) and request.args.get("met") != "code"
    form: BuurtForm = PinForm() if by_pin else SecondFactorForm()
    status = None
    if form.validate_on_submit():
        try:
            if _shows_factor(person, form, by_pin=by_pin):
                return finish(person, device)
            write_access("sign_in.refused", staff_id=person.id, now=utc_now())
            form.refuse(gettext("Deze pincode klopt niet.") if by_pin else WrongCode())
        except TooManyTries as refused:
            form.refuse(refused)
            status = 429
    page = render_template(
        "accounts/second_step.html",
        form=form,
        by_pin=by_pin,
        other_way=_other_way(person, device, by_pin=by_pin),
        passkey_form=PasskeyForm() if _offers_passkey(person) else None,
    )
    return page, status or form.status


def _offers_passkey(person: StaffUser) -> bool:
    return "accounts.show_passkey" in current_app.view_functions and has_passkey(person.id)


def takes_pin(person: StaffUser, device: DeskDevice | None) -> bool:
    """Tell whether a PIN is a second factor for somebody, here."""
    return (
        device is not None and person.pin_hash is not None and pin_is_enough({r.role for r in person.roles})
    )


def finish(person: StaffUser, device: DeskDevice | None) -> Response:
    """Sign in whoever showed both factors, and bring them to where they wanted to be."""
    now = utc_now()
    let_in(sign_in_staff(person.id, now=now, device_id=device.id if device else None))
    write_access("sign_in", staff_id=person.id, now=now)
    speak(person.language)
    return redirect(after_sign_in(), 303)


def back_to_password() -> Response:
    """Begin again: the password was given too long ago, or not in this browser."""
    flash(gettext("Begin opnieuw met uw e-mailadres en wachtwoord."))
    return redirect(url_for("accounts.staff_sign_in", **wanted_next()), 303)


def _shows_factor(person: StaffUser, form: BuurtForm, *, by_pin: bool) -> bool:
    """Tell whether the second factor fits. It counts the try before it looks. Raises TooManyTries."""
    now = utc_now()
    for limit in (SECOND_FACTOR, SECOND_FACTOR_A_DAY):
        count_try(limit, str(person.id), key=secret_key(), now=now)
    if by_pin:
        return is_pin_of(person, form["pin"].data)
    code = "".join(str(form["code"].data).split())
    if code.isascii() and code.isdigit():
        return use_totp(person.id, code, now=real_now())
    if not use_recovery_code(person.id, code, now=now):
        return False
    left = count_recovery_codes(person.id)
    flash(ngettext("U hebt nog %(num)d herstelcode.", "U hebt nog %(num)d herstelcodes.", left))
    return True


def _other_way(person: StaffUser, device: DeskDevice | None, *, by_pin: bool) -> str | None:
    """Return the address of the other way to show a second factor, for who has two."""
    if not takes_pin(person, device) or person.totp_secret is None:
        return None
    return url_for("accounts.second_step", **wanted_next(), met="pin" if not by_pin else "code")
