"""Who works here: inviting somebody, changing what they do, starting anew, closing an account."""

from datetime import datetime

from flask import current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from buurtservice.accounts.invitations import VALID, invite
from buurtservice.accounts.logbook import record_access
from buurtservice.accounts.models import StaffUser
from buurtservice.accounts.queries import get_staff_user
from buurtservice.accounts.staff import (
    add_staff,
    change_staff,
    close_account,
    list_staff,
    reopen_account,
    start_anew,
)
from buurtservice.accounts.words import ROLES
from buurtservice.clock import utc_now
from buurtservice.errors import BuurtserviceError
from buurtservice.messages.services import queue_message
from buurtservice.operator.forms.staff import NewStaffForm, StaffForm
from buurtservice.operator.views.blueprint import Answer, Row, list_page, operator_pages
from buurtservice.permissions import permission
from buurtservice.transactions import transaction
from buurtservice.web.words import joined

LINK = "invitation link"


@operator_pages.get("/beheer/medewerkers")
@permission("operator")
def staff() -> str:
    """List who works and worked here."""
    return list_page(
        heading=gettext("Medewerkers"),
        intro=gettext("Wie hier werkt, betaald of als vrijwilliger, en wat die persoon mag."),
        rows=[_row(person) for person in list_staff()],
        new_url=url_for("operator.new_staff"),
        new_text=gettext("Nieuwe medewerker"),
    )


@operator_pages.route("/beheer/medewerkers/nieuw", methods=["GET", "POST"])
@permission("operator")
def new_staff() -> Answer:
    """Add somebody and show the link with which they choose a password."""
    form = NewStaffForm()
    if form.validate_on_submit():
        now, token = utc_now(), ""
        with form.sending() as sending:
            person = add_staff(email=form.email.data, name=form.name.data, roles=form.roles.data, now=now)
            token = invite(person.id, now=now)
            _mail_link(person, token, now=now)
            record_access("staff.add", f"staff:{person.id}")
            sending.location = url_for("operator.one_staff", staff_id=person.id)
        if form.was_sent:
            _remember_link(token)
            return redirect(form.location, 303)
    return render_template("operator/new_staff.html", form=form), form.status


@operator_pages.route("/beheer/medewerkers/<int:staff_id>", methods=["GET", "POST"])
@permission("operator")
def one_staff(staff_id: int) -> Answer:
    """Show one person; change name and roles."""
    person = get_staff_user(staff_id)
    form = StaffForm(name=person.name, roles=[one.role for one in person.roles])
    if form.validate_on_submit():
        with form.sending() as sending:
            change_staff(staff_id, name=form.name.data, roles=form.roles.data, now=utc_now())
            record_access("staff.change", f"staff:{staff_id}")
            sending.location = url_for("operator.one_staff", staff_id=staff_id)
        if form.was_sent:
            flash(gettext("Opgeslagen. Het geldt vanaf de volgende pagina die deze persoon opent."))
            return redirect(form.location, 303)
    page = render_template("operator/one_staff.html", form=form, person=person, link=session.pop(LINK, None))
    return page, form.status


@operator_pages.post("/beheer/medewerkers/<int:staff_id>/opnieuw")
@permission("operator")
def anew(staff_id: int) -> Response:
    """Take away password and second step, and make a new invitation."""
    now = utc_now()
    with transaction():
        token = start_anew(staff_id, now=now)
        _mail_link(get_staff_user(staff_id), token, now=now)
        record_access("staff.anew", f"staff:{staff_id}")
    return _with_link(staff_id, token)


@operator_pages.post("/beheer/medewerkers/<int:staff_id>/sluiten")
@permission("operator")
def close(staff_id: int) -> Response:
    """Close an account: who has it is signed out at once."""
    try:
        with transaction():
            close_account(staff_id, now=utc_now())
            record_access("staff.close", f"staff:{staff_id}")
    except BuurtserviceError as refused:
        if refused.status != 409:
            raise
        flash(refused.in_words(gettext), "error")
    else:
        flash(gettext("Het account is gesloten. Deze persoon is overal afgemeld."))
    return redirect(url_for("operator.one_staff", staff_id=staff_id), 303)


@operator_pages.post("/beheer/medewerkers/<int:staff_id>/heropenen")
@permission("operator")
def reopen(staff_id: int) -> Response:
    """Open a closed account again, by a new invitation."""
    now = utc_now()
    with transaction():
        token = reopen_account(staff_id, now=now)
        _mail_link(get_staff_user(staff_id), token, now=now)
        record_access("staff.reopen", f"staff:{staff_id}")
    return _with_link(staff_id, token)


def _row(person: StaffUser) -> Row:
    roles = joined(gettext(ROLES[one.role]) for one in person.roles)
    if person.closed_at is not None:
        detail = gettext("account gesloten")
    elif person.password_hash is None:
        detail = gettext("%(roles)s; heeft de uitnodiging nog niet gebruikt", roles=roles)
    else:
        detail = roles
    url = url_for("operator.one_staff", staff_id=person.id)
    return Row(title=person.name, url=url, detail=detail, gone=person.closed_at is not None)


def _with_link(staff_id: int, token: str) -> Response:
    _remember_link(token)
    return redirect(url_for("operator.one_staff", staff_id=staff_id), 303)


def _remember_link(token: str) -> None:
    """Keep the link for the next page, which shows it once."""
    session[LINK] = _link(token)


def _link(token: str) -> str:
    address: str = current_app.config["BUURTSERVICE"].address
    return address + url_for("accounts.invited", token=token)


def _mail_link(person: StaffUser, token: str, *, now: datetime) -> None:
    """Send the link to whom it is for, where this installation sends mail."""
    settings = current_app.config["BUURTSERVICE"]
    if settings.smtp_url is None and not settings.demo:
        return
    queue_message(
        f"staff_invitation:{person.id}:{now.isoformat()}",
        kind="staff_invitation",
        to=person.email,
        subject=gettext("Uw uitnodiging voor Buurtservice"),
        body=render_template("emails/invitation.txt", name=person.name, link=_link(token)),
        staff_user_id=person.id,
        expires_at=now + VALID,
        now=now,
    )
