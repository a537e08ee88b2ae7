"""Signing in as a resident: an address, the code from the mail, and who of those who share the address."""

from flask import current_app, flash, redirect, render_template, session, url_for
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response

from buurtservice.accounts.browser import after_sign_in, let_in, network, secret_key, wanted_next
from buurtservice.accounts.codes import list_choices, send_code, sign_in_with_code, try_code
from buurtservice.accounts.errors import CodeOver, TooManyTries, WrongMailCode
from buurtservice.accounts.forms import CodeRequestForm, MailCodeForm, WhoForm
from buurtservice.accounts.limits import (
    CODE_FROM_NETWORK,
    CODE_TO_ADDRESS,
    CODE_TO_ADDRESS_A_DAY,
    CODE_TRIED_FROM_NETWORK,
    count_try,
)
from buurtservice.accounts.views.blueprint import accounts_pages
from buurtservice.accounts.views.staff import Answer
from buurtservice.accounts.visitor import current_visitor
from buurtservice.clock import utc_now
from buurtservice.permissions import permission
from buurtservice.settings import LOCALES

ASKED = "code"


@accounts_pages.route("/aanmelden", methods=["GET", "POST"])
@permission("public")
def resident_sign_in() -> Answer:
    """Ask where the code goes. Whether anybody has the address or not, the answer is the same."""
    if current_visitor().kind == "resident":
        return redirect(after_sign_in(), 303)
    form = CodeRequestForm()
    status = None
    if _mail_leaves() and form.validate_on_submit():
        try:
            _count_requests(form.email.data)
        except TooManyTries as refused:
            form.refuse(refused)
            status = 429
        else:
            session[ASKED] = send_code(form.email.data, write=write_mail, now=utc_now())
            return redirect(url_for("accounts.resident_code", **wanted_next()), 303)
    page = render_template("accounts/resident_sign_in.html", form=form, mail_leaves=_mail_leaves())
    return page, status or form.status


@accounts_pages.route("/aanmelden/code", methods=["GET", "POST"])
@permission("public")
def resident_code() -> Answer:
    """Take the code from the mail."""
    token = session.get(ASKED)
    if not isinstance(token, str):
        return redirect(url_for("accounts.resident_sign_in", **wanted_next()), 303)
    form = MailCodeForm()
    status = None
    if form.validate_on_submit():
        now = utc_now()
        try:
            count_try(CODE_TRIED_FROM_NETWORK, network(), key=secret_key(), now=now)
            people = try_code(token, form.code.data, now=now)
        except TooManyTries as refused:
            form.refuse(refused)
            status = 429
        except WrongMailCode as refused:
            form.refuse(refused, "code")
        else:
            if len(people) > 1:
                return redirect(url_for("accounts.resident_who", **wanted_next()), 303)
            return _finish(token, people[0].id)
    return render_template("accounts/resident_code.html", form=form, again=_again()), status or form.status


@accounts_pages.route("/aanmelden/wie", methods=["GET", "POST"])
@permission("public")
def resident_who() -> Answer:
    """Ask which of those who share an address this is; by first name, which they know of each other."""
    token = session.get(ASKED)
    if not isinstance(token, str):
        return redirect(url_for("accounts.resident_sign_in", **wanted_next()), 303)
    people = list_choices(token, now=utc_now())
    form = WhoForm()
    form.who.choices = [(person.id, (person.name or "").split()[0]) for person in people]
    if form.validate_on_submit():
        return _finish(token, form.who.data)
    return render_template("accounts/resident_who.html", form=form), form.status


@accounts_pages.app_errorhandler(CodeOver)
def code_over(refused: CodeOver) -> Response:
    """The code ran out, was used, or was tried too often: ask for a new one."""
    session.pop(ASKED, None)
    flash(refused.in_words(gettext), "error")
    return redirect(url_for("accounts.resident_sign_in", **wanted_next()), 303)


def write_mail(code: str, language: str) -> tuple[str, str]:
    """Return the subject and the body of the mail with a code, in the reader's language."""
    with force_locale(LOCALES.get(language, LOCALES["nl"])):
        subject = gettext("Uw code om aan te melden")
        return subject, render_template("emails/sign_in_code.txt", code=code)


def _finish(token: str, resident_id: int) -> Response:
    new = sign_in_with_code(token, resident_id, now=utc_now())
    let_in(new)
    return redirect(after_sign_in(), 303)


def _count_requests(email: str) -> None:
    now = utc_now()
    count_try(CODE_FROM_NETWORK, network(), key=secret_key(), now=now)
    for limit in (CODE_TO_ADDRESS, CODE_TO_ADDRESS_A_DAY):
        count_try(limit, email, key=secret_key(), now=now)


def _again() -> str:
    return url_for("accounts.resident_sign_in", **wanted_next())


def _mail_leaves() -> bool:
    """Tell whether this installation sends mail; the demonstration shows it on a page."""
    settings = current_app.config["BUURTSERVICE"]
    return bool(settings.smtp_url or settings.demo)
