"""Following an invitation: choosing a password."""

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from buurtservice.accounts.browser import begin_halfway, network, secret_key
from buurtservice.accounts.forms import NewPasswordForm
from buurtservice.accounts.invitations import choose_password, get_invited
from buurtservice.accounts.limits import INVITATION_FROM_NETWORK, count_try
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.views.blueprint import accounts_pages
from buurtservice.accounts.views.second_step import back_to_password
from buurtservice.accounts.views.staff import Answer
from buurtservice.clock import utc_now
from buurtservice.errors import InvalidInput
from buurtservice.permissions import permission

INVITATION = "invitation"


@accounts_pages.get("/personeel/uitnodiging/<token>")
@permission("public", while_locked=True)
def invited(token: str) -> Response:
    """Take the link's token out of the address, where it would stay in the browser's history of pages."""
    count_try(INVITATION_FROM_NETWORK, network(), key=secret_key(), now=utc_now())
    get_invited(token, now=utc_now())
    session[INVITATION] = token
    return redirect(url_for("accounts.choose_password_page"), 303)


@accounts_pages.route("/personeel/wachtwoord-kiezen", methods=["GET", "POST"])
@permission("public")
def choose_password_page() -> Answer:
    """Choose a password, once; after it a second factor."""
    token = session.get(INVITATION)
    if not isinstance(token, str):
        return back_to_password()
    now = utc_now()
    person = get_invited(token, now=now)
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            staff_id = choose_password(token, form.password.data, now=now)
        except InvalidInput as refused:
            form.refuse(refused, "password")
        else:
            begin_halfway(get_staff_user(staff_id))
            return redirect(url_for("accounts.choose_second_factor"), 303)
    return render_template("accounts/choose_password.html", form=form, person=person), form.status
