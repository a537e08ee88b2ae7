"""The first step of staff: an address and a password."""

from flask import redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from buurtservice.accounts.browser import (
    after_sign_in,
    begin_halfway,
    network,
    secret_key,
    this_device,
    wanted_next,
)
from buurtservice.accounts.errors import TooManyTries
from buurtservice.accounts.forms import StaffSignInForm
from buurtservice.accounts.limits import PASSWORD_FROM_NETWORK, PASSWORD_OF_ACCOUNT, count_try
from buurtservice.accounts.models import StaffUser
from buurtservice.accounts.passwords import is_password_of
from buurtservice.accounts.policies import pin_is_enough
from buurtservice.accounts.queries import find_staff_by_email
from buurtservice.accounts.second_factors import has_no_second_factor, has_second_factor
from buurtservice.accounts.views.blueprint import accounts_pages
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import utc_now
from buurtservice.permissions import permission

Answer = str | tuple[str, int] | Response


@accounts_pages.route("/personeel", methods=["GET", "POST"])
@permission("public")
def staff_sign_in() -> Answer:
    """Ask for address and password. Whoever has the address or not, the answer is the same."""
    if current_visitor().kind == "staff":
        return redirect(after_sign_in(), 303)
    form = StaffSignInForm()
    if form.validate_on_submit():
        person = _find_by_password(form)
        if person is not None and (way := _way_on(person)):
            begin_halfway(person)
            return redirect(url_for(way, **wanted_next()), 303)
        if person is not None:
            form.refuse(
                gettext(
                    "Met uw pincode kunt u alleen op een apparaat van de balie aanmelden. "
                    "Vraag de beheerder om een nieuwe uitnodiging als u ergens anders wilt werken."
                )
            )
    status = 429 if getattr(form, "too_many", False) else form.status
    return render_template("accounts/staff_sign_in.html", form=form, device=this_device()), status


def _find_by_password(form: StaffSignInForm) -> StaffUser | None:
    """Return whose address and password these are; say at the form that they are not, or come too often."""
    now = utc_now()
    try:
        count_try(PASSWORD_FROM_NETWORK, network(), key=secret_key(), now=now)
        count_try(PASSWORD_OF_ACCOUNT, form.email.data, key=secret_key(), now=now)
    except TooManyTries as refused:
        form.refuse(refused)
        form.too_many = True
        return None
    person = find_staff_by_email(form.email.data)
    if is_password_of(person, form.password.data):
        return person
    form.refuse(gettext("Dit e-mailadres en dit wachtwoord horen niet bij elkaar. Probeer het opnieuw."))
    return None


def _way_on(person: StaffUser) -> str | None:
    """Return the next step; None for who has a second factor that does not count here.

    Who has none at all chooses one now: they have just followed an invitation.
    """
    if has_no_second_factor(person):
        return "accounts.choose_second_factor"
    pin_counts = pin_is_enough({one.role for one in person.roles})
    fits = has_second_factor(person, on_desk_device=this_device() is not None, pin_counts=pin_counts)
    return "accounts.second_step" if fits else None
